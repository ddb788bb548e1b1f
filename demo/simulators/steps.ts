import type { Extension, Resource, Task } from '@medplum/fhirtypes'
import { concept, textOf } from './narrative.ts'
import type { Answer } from './gateway.ts'
import type { SaidStep } from './said.ts'
import type { Acted, System } from './system.ts'

const OWN = 'https://ggz-gateway.example/fhir'
const ALTERNATIVE = `${OWN}/StructureDefinition/alternative`
const NO_ALTERNATIVE = concept(`${OWN}/CodeSystem/rejection-alternative`, 'none', 'Geen alternatief')

/** What people call the business statuses. */
const business: Readonly<Record<string, string>> = {
  registered: 'Aangemeld',
  'waiting-list': 'Op de wachtlijst',
  'intake-planned': 'Intake gepland',
  'no-show': 'Niet verschenen',
  'intake-done': 'Intake gehouden',
  'awaiting-information': 'Wacht op informatie',
  'in-treatment': 'In behandeling',
  transferred: 'Overgedragen',
  ended: 'Behandeling beëindigd'
}

/**
 * Moves the coordination Task of a referral, read anew so that the step is made on its current version.
 *
 * @param ask - `referral`, `status`, `business` (a code of referral-business-status), `on` and `expectedOn` (days),
 * `reason` in words, and for a rejection `alternative` in words, or `none` for the statement that there is none.
 */
export async function step(system: System, ask: Readonly<Record<string, unknown>>): Promise<Acted> {
  const referral = textOf(ask.referral, '')
  const read = await readTask(system, referral)
  if (read.status !== 200) return read
  const task = read.body as Task
  const status = textOf(ask.status, task.status) as Task['status']
  // A stale business status does not outlive the status that it belonged to; a day belongs to one step only.
  const { businessStatus, statusReason, ...current } = task
  const kept = status === task.status && businessStatus !== undefined ? { businessStatus } : {}
  const now = typeof ask.business === 'string' ? { businessStatus: named(ask.business) } : {}
  const reason = typeof ask.reason === 'string' ? { text: ask.reason } : statusReason
  const changed: Task = {
    ...current,
    ...kept,
    ...now,
    ...(reason === undefined ? {} : { statusReason: reason }),
    status,
    extension: [...(task.extension ?? []).filter(({ url }) => !isOfStep(url)), ...extensions(ask)]
  }
  if (changed.extension?.length === 0) delete changed.extension
  const said: SaidStep = {
    what: 'step',
    status,
    ...(typeof ask.business === 'string' ? { business: ask.business } : {}),
    ...(typeof ask.on === 'string' ? { on: ask.on } : {}),
    ...(typeof ask.expectedOn === 'string' ? { expectedOn: ask.expectedOn } : {})
  }
  return system.gateway.update(changed, read.etag ?? `W/"${task.meta?.versionId ?? ''}"`, () => ({ referral, said }))
}

/** Reads the coordination Task of a referral: the one that arrived, else the one that a search finds. */
export async function readTask(system: System, referral: string): Promise<Answer> {
  const isOurs = (resource: Resource): boolean =>
    resource.resourceType === 'Task' &&
    resource.focus?.reference === `ServiceRequest/${referral}` &&
    resource.code?.coding?.some(({ system: codes }) => codes === `${OWN}/CodeSystem/obligation`) !== true
  const arrived = Object.values(system.diary.resources).find(isOurs)
  const found =
    arrived ?? (await system.gateway.search('Task', `focus=ServiceRequest/${referral}&_count=100`)).find(isOurs)
  return found === undefined
    ? { status: 404, replayed: false, body: undefined }
    : system.gateway.read('Task', found.id ?? '')
}

function extensions({ on, expectedOn, alternative }: Readonly<Record<string, unknown>>): readonly Extension[] {
  return [
    ...(typeof on === 'string' ? [{ url: `${OWN}/StructureDefinition/event-date`, valueDate: on }] : []),
    ...(typeof expectedOn === 'string'
      ? [{ url: `${OWN}/StructureDefinition/expected-date`, valueDate: expectedOn }]
      : []),
    ...(typeof alternative === 'string'
      ? [
          {
            url: ALTERNATIVE,
            valueCodeableConcept: alternative === 'none' ? NO_ALTERNATIVE : { text: alternative }
          }
        ]
      : [])
  ]
}

function isOfStep(url: string): boolean {
  return url === ALTERNATIVE || url === `${OWN}/StructureDefinition/event-date` || url.endsWith('/expected-date')
}

function named(code: string): NonNullable<Task['businessStatus']> {
  return concept(`${OWN}/CodeSystem/referral-business-status`, code, business[code] ?? code)
}
