import type { Bundle, Communication, Resource, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { ReportAnswer } from '../../src/report/answer.ts'
import type { ReportRow } from '../../src/report/rows.ts'
import { until } from '../delivery/receiver.ts'
import { bundleWith, locationIds, readTask, refer, step, type Referred } from './conversation.ts'
import { codesOf, inBundle, jsonOf, resourceOf, type Answer } from './http.ts'
import { findings, report, reportAlone, secrets, stringsIn } from './messages.ts'
import { startWorld } from './world.ts'

const world = await startWorld({ GATEWAY_CLOCK: 'manual:2026-03-02T08:00:00Z' })
const OWN = 'https://ggz-gateway.example/fhir'
const gp = 'his-de-linde'
const ggz = 's-ggz-parkzicht'

const resourcesIn = ({ entry = [] }: Bundle): readonly Resource[] => entry.flatMap(({ resource }) => resource ?? [])

/** A referral whose intake took place. */
async function afterIntake(on: string): Promise<Referred> {
  const referred = await refer(world)
  const eventDate = { url: `${OWN}/StructureDefinition/event-date`, valueDate: on }
  const businessStatus = { coding: [{ system: `${OWN}/CodeSystem/referral-business-status`, code: 'intake-done' }] }
  const changes: readonly Partial<Task>[] = [
    { status: 'received' },
    { status: 'accepted' },
    { status: 'in-progress', extension: [eventDate], businessStatus }
  ]
  for (const change of changes) {
    const taken = await step(world, referred.task.id, change)
    if (taken.status !== 200) throw new Error(`the step was refused: ${taken.status} ${taken.text}`)
  }
  return referred
}

/** The Task of the duty to report after the intake, as a participant finds it. */
async function dutyOf(participant: string, { request }: Referred): Promise<Task> {
  const found = await world.as(participant, { path: `/fhir/Task?focus=ServiceRequest/${request.id ?? ''}` })
  const isDuty = (one: Resource): one is Task =>
    one.resourceType === 'Task' &&
    one.code?.coding?.[0]?.system === `${OWN}/CodeSystem/obligation` &&
    one.code.coding[0].code === 'intake-confirmation'
  const duty = resourcesIn(resourceOf(found, 'Bundle')).find(isDuty)
  if (duty === undefined) throw new Error('no duty was found')
  return duty
}

/** The row of the duty to report after the intake. */
function isIntake({ request }: Referred): (row: ReportRow) => boolean {
  return ({ referralId, code }) => referralId === request.id && code === 'intake-confirmation'
}

function stateOf({ businessStatus }: Task): string | undefined {
  return businessStatus?.coding?.[0]?.code
}

async function rowsFor(participant: string, query: string): Promise<ReportAnswer> {
  const answer = await world.as(participant, { path: `/reports/obligations?${query}` })
  if (answer.status !== 200) throw new Error(`no report: ${answer.status} ${answer.text}`)
  return jsonOf(answer) as ReportAnswer
}

function post(participant: string, path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return world.as(participant, { method: 'POST', path, body, headers })
}

test('the duty to report is there from the referral on, and a dated intake moves the day on which it is due', async (t) => {
  const referred = await refer(world)
  const duty = await dutyOf(gp, referred)
  t.match(duty, {
    status: 'requested',
    owner: { reference: 'Organization/s-ggz-parkzicht' },
    requester: { reference: 'Organization/his-de-linde' },
    partOf: [{ reference: `Task/${referred.task.id ?? ''}` }],
    restriction: { period: { end: '2026-04-13' } }
  })
  t.equal(stateOf(duty), 'prospective')
  t.strictSame(await dutyOf(ggz, referred), duty, 'the same in both projections')
  t.equal((await dutyOf(gp, await afterIntake('2026-03-02'))).restriction?.period?.end, '2026-03-16')
})

test('a report after intake meets the duty, and reaches the practice as a letter with every word', async (t) => {
  const referred = await afterIntake('2026-03-02')
  const { task } = await readTask(world, ggz, referred.task.id)
  const message = report(task, { on: '2026-03-02' })
  const answer = await post(ggz, '/fhir', message)
  t.equal(answer.status, 200)
  const response = resourceOf(answer, 'Bundle')
  const duty = await dutyOf(gp, referred)
  t.match(response.entry?.[0]?.response, {
    status: '201 Created',
    etag: 'W/"1"',
    outcome: { resourceType: 'OperationOutcome', issue: [{ severity: 'information', code: 'informational' }] }
  })
  t.match(JSON.stringify(response.entry?.[0]?.response?.outcome), `intake-confirmation (Task/${duty.id ?? ''})`)

  const reference = `Communication/${locationIds(response).get('Communication') ?? ''}`
  const letter = await bundleWith(world.receivers[gp], reference)
  const communication = inBundle(letter, 'Communication')
  t.ok(
    communication.category?.some(({ coding }) => coding?.some(({ code }) => code === 'INTAKE')),
    'in the code of the practice’s own system'
  )
  const document = inBundle(letter, 'DocumentReference')
  t.equal(communication.payload?.[0]?.contentReference?.reference, `DocumentReference/${document.id ?? ''}`)
  const text = Buffer.from(document.content[0]?.attachment.data ?? '', 'base64').toString('utf8')
  for (const words of Object.values(findings)) t.ok(text.includes(words), words)
  const [sent, arrived] = [inBundle(message, 'Composition'), inBundle(letter, 'Composition')]
  t.strictSame(stringsIn({ ...arrived, meta: undefined }), stringsIn(sent))

  t.strictSame([duty.status, stateOf(duty)], ['completed', 'met'])
  t.equal(duty.output?.[0]?.valueReference?.reference, reference)
  t.equal((await dutyOf(ggz, referred)).id, duty.id)
})

test('a report posted alone is 201 and says which duty it met', async (t) => {
  const referred = await afterIntake('2026-03-02')
  const answer = await post(ggz, '/fhir/Communication', reportAlone(referred.task, '2026-03-02'))
  t.equal(answer.status, 201)
  t.match(answer.header('location'), /\/fhir\/Communication\/[^/]+\/_history\/1$/)
  t.equal(answer.header('etag'), 'W/"1"')
  t.strictSame([...codesOf(answer)].sort(), ['obligation-met', 'obligation-open'], 'met, and the year counts anew')
  const duty = await dutyOf(ggz, referred)
  t.match(answer.text, `intake-confirmation (Task/${duty.id ?? ''})`)
  t.equal(stateOf(duty), 'met')

  const id = /Communication\/([^/]+)\//.exec(answer.header('location') ?? '')?.[1] ?? ''
  const letter = await bundleWith(world.receivers[gp], `Communication/${id}`)
  const text = Buffer.from(inBundle(letter, 'DocumentReference').content[0]?.attachment.data ?? '', 'base64')
  for (const words of Object.values(findings)) t.ok(text.toString('utf8').includes(words), words)
})

test('an incomplete report is delivered, is told what it lacks, and leaves the duty open until the supplement', async (t) => {
  const referred = await afterIntake('2026-03-02')
  const { task } = await readTask(world, ggz, referred.task.id)
  const answer = await post(ggz, '/fhir', report(task, { on: '2026-03-02', without: ['diagnosis', 'medication'] }))
  const response = resourceOf(answer, 'Bundle')
  const outcome = response.entry?.[0]?.response?.outcome
  const issues = outcome?.resourceType === 'OperationOutcome' ? outcome.issue : []
  t.equal(issues.filter(({ severity }) => severity === 'warning').length, 2)
  t.match(JSON.stringify(issues), /the diagnosis/)
  t.match(JSON.stringify(issues), /the medication/)
  await bundleWith(world.receivers[gp], `Communication/${locationIds(response).get('Communication') ?? ''}`)
  t.equal((await dutyOf(gp, referred)).status, 'requested')

  t.equal((await post(ggz, '/fhir', report(task, { on: '2026-03-02' }))).status, 200)
  t.equal((await dutyOf(gp, referred)).status, 'completed')
})

test('Prefer decides what a post of feedback is answered with', async (t) => {
  const { task } = await refer(world)
  const minimal = await post(ggz, '/fhir/Communication', reportAlone(task), { prefer: 'return=minimal' })
  t.strictSame([minimal.status, minimal.text], [201, ''])
  const whole = await post(ggz, '/fhir/Communication', reportAlone(task), { prefer: 'return=representation' })
  t.equal(whole.status, 201)
  t.match(jsonOf(whole), { resourceType: 'Communication', status: 'completed', meta: { versionId: '1' } })
  const { category }: Communication = resourceOf(whole, 'Communication')
  t.match(category?.[0]?.coding?.[0], { system: `${OWN}/CodeSystem/s-message-type`, code: '201' })
})

test('the auditor sees every duty under a pseudonym and no word of care; a participant sees its own', async (t) => {
  const referred = await refer(world)
  const all = await rowsFor('auditor-rho', '')
  const text = JSON.stringify(all)
  t.strictSame(
    secrets.filter((secret) => text.includes(secret)),
    [],
    'no number, name or letter'
  )
  t.equal(all.count, all.rows.length)
  t.match(all.hash, /^[0-9a-f]{64}$/)
  t.ok(Object.keys(all.auditHeads).length > 0)
  const row = all.rows.find(isIntake(referred))
  t.match(row, {
    code: 'intake-confirmation',
    strength: 'should',
    state: 'prospective',
    owner: 's-ggz-parkzicht',
    ownerName: 'GGZ Parkzicht',
    echelon: 's-ggz',
    creditor: 'his-de-linde',
    dueOn: '2026-04-13'
  })
  for (const participant of [gp, ggz]) {
    const own = await rowsFor(participant, '')
    // What is only watched is nobody's to wait for; its owner reads it.
    const shown = all.rows.filter(({ strength }) => participant === ggz || strength !== 'monitor')
    t.equal(own.count, shown.length)
    const twin = own.rows.find(isIntake(referred))
    t.match(twin?.subject, /^[0-9a-f]{32}$/)
    t.not(twin?.subject, row?.subject, 'another pseudonym for each reader')
  }
  t.equal((await rowsFor('his-het-plein', '')).count, 0)
  t.equal((await rowsFor(ggz, 'creditor=his-het-plein')).count, 0)
})

test('silence becomes overdue with the date alone, and a report asked again with asOf and knownAt is the same', async (t) => {
  const silent = await refer(world)
  const knownAt = '2026-03-02T08:00:00Z'
  const before = await rowsFor('auditor-rho', `asOf=2026-03-02&knownAt=${knownAt}`)
  await world.setClock('2026-05-11T09:00:00Z')
  const overdue = await rowsFor('auditor-rho', 'state=overdue')
  const row = overdue.rows.find(isIntake(silent))
  t.match(row, { state: 'overdue', dueOn: '2026-04-13', daysOverdue: 28, heard: 'not-heard', metOn: null })
  t.equal(stateOf(await dutyOf(gp, silent)), 'overdue')
  const again = await rowsFor('auditor-rho', `asOf=2026-03-02&knownAt=${knownAt}`)
  t.strictSame([again.hash, again.rows], [before.hash, before.rows])
})

test('what was delivered is heard, in the report and in the counts', async (t) => {
  const { task } = await refer(world)
  await post(ggz, '/fhir', report(task, { on: '2026-05-11' }))
  await until(async () => (await world.traffic()).outbox[gp]?.waiting === 0, 'everything is delivered')
  const met = (await rowsFor('auditor-rho', 'state=met')).rows.filter(({ strength }) => strength !== 'monitor')
  t.ok(met.length > 0)
  t.ok(met.every(({ heard, heardOn, metOn }) => heard === 'heard' && heardOn !== null && metOn !== null))
  const traffic = await world.traffic()
  // The region is sent nothing: its digests wait until it reads them.
  for (const [receiver, outbox] of Object.entries(traffic.outbox).filter(([id]) => id !== 'region-midden')) {
    const unique = world.receivers[receiver as typeof gp].unique.length
    t.strictSame(outbox, { enqueued: unique, delivered: unique, waiting: 0, dead: 0 }, receiver)
  }
})

test('no line of the log names a patient or quotes a letter', async (t) => {
  t.equal(await world.stop(), 0, world.lines.at(-1) ?? '')
  t.strictSame(
    world.lines.filter((line) => secrets.some((secret) => line.includes(secret))),
    []
  )
  t.ok(world.lines.length > 50)
})
