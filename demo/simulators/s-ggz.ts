import type { Task } from '@medplum/fhirtypes'
import { reportMessage } from './intake-report.ts'
import { concept, dayOf } from './narrative.ts'
import { runSystem } from './system.ts'
import type { Acted, Action, System } from './system.ts'

const OWN = 'https://ggz-gateway.example/fhir'
const eventDate = `${OWN}/StructureDefinition/event-date`

/** What a step says beside the new status. */
type Says = (task: Task, ask: Readonly<Record<string, unknown>>) => Partial<Task>

/** An action that moves the coordination Task, read anew so that the step is made on its current version. */
function step(status: Task['status'], says: Says = () => ({})): Action {
  return async (system, ask): Promise<Acted> => {
    const read = await system.gateway.read('Task', taskOf(system, ask).id ?? '')
    if (read.status !== 200) return read
    const task = read.body as Task
    // A stale business status does not outlive the status that it belonged to.
    const { businessStatus, ...current } = task
    const kept = status === task.status && businessStatus !== undefined ? { businessStatus } : {}
    const ifMatch = read.etag ?? `W/"${task.meta?.versionId ?? ''}"`
    return system.gateway.update({ ...current, ...kept, status, ...says(task, ask) }, ifMatch)
  }
}

/** The intake took place: `on` is the day. */
function intakeDone({ extension = [] }: Task, ask: Readonly<Record<string, unknown>>): Partial<Task> {
  return {
    businessStatus: concept(`${OWN}/CodeSystem/referral-business-status`, 'intake-done', 'Intake gehouden'),
    extension: [...extension.filter(({ url }) => url !== eventDate), { url: eventDate, valueDate: dayOf(ask.on) }]
  }
}

/** Reports after the intake. */
async function report(system: System, ask: Readonly<Record<string, unknown>>): Promise<Acted> {
  const { bundle, messageId } = reportMessage(system.organisation, taskOf(system, ask), ask)
  return { messageId, ...(await system.gateway.transaction(bundle)) }
}

/** The Task that an ask names (`task` or `serviceRequest`, an id), else that of the referral that came last. */
function taskOf({ diary }: System, ask: Readonly<Record<string, unknown>>): Task {
  const tasks = Object.values(diary.resources).filter((resource) => resource.resourceType === 'Task')
  const request = typeof ask.serviceRequest === 'string' ? `ServiceRequest/${ask.serviceRequest}` : undefined
  const task = tasks.findLast(
    ({ id, focus }) =>
      (ask.task === undefined || id === ask.task) && (request === undefined || focus?.reference === request)
  )
  if (task === undefined) throw new Error('no such referral has arrived here')
  return task
}

await runSystem(
  { ura: '90000301', name: 'GGZ Parkzicht' },
  {
    receive: step('received'),
    accept: step('accepted'),
    'intake-done': step('in-progress', intakeDone),
    report
  }
)
