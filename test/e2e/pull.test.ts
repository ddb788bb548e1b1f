import type { Resource, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { ReportAnswer } from '../../src/report/answer.ts'
import type { ReportRow } from '../../src/report/rows.ts'
import { until } from '../delivery/receiver.ts'
import { bundleWith, locationIds, step } from './conversation.ts'
import { inBundle, jsonOf, resourceOf } from './http.ts'
import { changed, linde, referral, report, secrets } from './messages.ts'
import { startWorld } from './world.ts'

const world = await startWorld({ GATEWAY_CLOCK: 'manual:2026-03-02T08:00:00Z' })
const OWN = 'https://ggz-gateway.example/fhir'
const URA = 'http://fhir.nl/fhir/NamingSystem/ura'
const [post, practice, ggz] = ['hap-midden', 'his-de-linde', 's-ggz-parkzicht'] as const

interface Lane {
  readonly enqueued: number
  readonly delivered: number
  readonly waiting: number
  readonly dead: number
}

async function lane(): Promise<Lane> {
  return (await world.traffic()).outbox[post] ?? { enqueued: 0, delivered: 0, waiting: 0, dead: 0 }
}

/** The row of the report after intake that is owed to a participant. */
async function rowOf(creditor: string): Promise<ReportRow> {
  const path = `/reports/obligations?creditor=${creditor}&code=intake-confirmation`
  const { rows } = jsonOf(await world.as('auditor-rho', { path })) as ReportAnswer
  const [row, second] = rows
  if (row === undefined || second !== undefined) throw new Error(`${rows.length} rows for ${creditor}`)
  return row
}

/** The resources of a page of a search by the post. */
async function found(query: string): Promise<readonly Resource[]> {
  const answer = await world.as(post, { path: `/fhir/${query}` })
  return (resourceOf(answer, 'Bundle').entry ?? []).flatMap(({ resource }) => resource ?? [])
}

/** The out-of-hours post refers a patient of the practice; the institution treats the referral until the intake is done. */
async function referredByThePost(): Promise<{ readonly request: string; readonly task: Task }> {
  const gp = { type: 'Organization', identifier: { system: URA, value: linde.ura }, display: linde.name }
  const own = referral({ from: { ura: '90000501', name: 'Huisartsenpost Midden' } })
  const body = changed(own, 'Patient', (patient) => ({ ...patient, generalPractitioner: [gp] }))
  const answer = await world.as(post, { method: 'POST', path: '/fhir', body })
  if (answer.status !== 200) throw new Error(`not accepted: ${answer.status} ${answer.text}`)
  const request = locationIds(resourceOf(answer, 'Bundle')).get('ServiceRequest') ?? ''
  const task = inBundle(await bundleWith(world.receivers[ggz], `ServiceRequest/${request}`), 'Task')
  const changes: readonly Partial<Task>[] = [
    { status: 'received' },
    { status: 'accepted' },
    {
      status: 'in-progress',
      extension: [{ url: `${OWN}/StructureDefinition/event-date`, valueDate: '2026-03-02' }],
      businessStatus: { coding: [{ system: `${OWN}/CodeSystem/referral-business-status`, code: 'intake-done' }] }
    }
  ]
  for (const change of changes) {
    const taken = await step(world, task.id, change)
    if (taken.status !== 200) throw new Error(`the step was refused: ${taken.status} ${taken.text}`)
  }
  return { request, task }
}

test('a post that fetches its messages is heard when it reads them, and not before', async (t) => {
  const { request, task } = await referredByThePost()
  const steps = await lane()
  t.ok(steps.enqueued >= 3, 'each step is a message for the post')
  t.match(steps, { delivered: 0, waiting: steps.enqueued, dead: 0 })

  const reported = await world.as(ggz, { method: 'POST', path: '/fhir', body: report(task, { on: '2026-03-02' }) })
  t.equal(reported.status, 200, reported.text)
  const letter = `Communication/${locationIds(resourceOf(reported, 'Bundle')).get('Communication') ?? ''}`
  await bundleWith(world.receivers[practice], letter)
  await until(async () => (await rowOf(practice)).heard === 'heard', 'the practice has it by push')
  t.match(await rowOf(post), { state: 'met', heard: 'not-heard', heardOn: null })
  const before = await lane()
  t.ok(before.enqueued > steps.enqueued)
  t.match(before, { delivered: 0, waiting: before.enqueued, dead: 0 })

  await world.restart()
  t.strictSame(await lane(), before, 'a restart delivers nothing')

  const tasks = await found(`Task?owner=Organization/${ggz}&focus=ServiceRequest/${request}`)
  t.ok(tasks.some(({ id }) => id === task.id))
  t.match(await lane(), { enqueued: before.enqueued, waiting: 1, dead: 0 }, 'the steps are delivered, the letter waits')
  t.equal((await rowOf(post)).heard, 'not-heard')
  await world.as(post, { method: 'HEAD', path: `/fhir/${letter}` })
  await world.as(practice, { path: `/fhir/${letter}` })
  t.equal((await rowOf(post)).heard, 'not-heard', 'neither by headers alone nor by another reader')

  const duty = tasks.find((one): one is Task => one.resourceType === 'Task' && one.output !== undefined)
  t.equal(duty?.output?.[0]?.valueReference?.reference, letter, 'the duty points to what met it')
  const read = await world.as(post, { path: `/fhir/${letter}` })
  t.equal(read.status, 200)
  t.match(await rowOf(post), { state: 'met', heard: 'heard', heardOn: '2026-03-02' })
  const after = await lane()
  t.strictSame(after, { enqueued: before.enqueued, delivered: before.enqueued, waiting: 0, dead: 0 })

  await world.restart()
  t.strictSame(await lane(), after, 'nor does a restart take it back')
  t.equal((await rowOf(post)).heard, 'heard')
  t.equal((await world.as(post, { path: `/fhir/${letter}` })).status, 200, 'what was delivered stays readable')
  t.strictSame(await lane(), after, 'once is once')
})

test('the log tells what was fetched, complains of no endpoint, and names nobody', async (t) => {
  const { delivered } = await lane()
  t.equal(await world.stop(), 0, world.lines.at(-1) ?? '')
  t.equal(world.lines.filter((line) => line.includes('"message fetched"')).length, delivered)
  t.notOk(world.lines.some((line) => line.includes('no endpoint')))
  t.strictSame(
    world.lines.filter((line) => secrets.some((secret) => line.includes(secret))),
    []
  )
})
