import type { Bundle, Patient } from '@medplum/fhirtypes'
import { test } from 'tap'
import { directoryOf } from '../../src/directory/load.ts'
import { followUp } from '../../src/referral/follow-up.ts'
import { readRow } from '../../src/referral/projection.ts'
import type { ReferralFacts } from '../../src/store/port.ts'
import { after, hisReport, known, posted, report, reported, said, stateOn, task, tell } from './feedback-fixtures.ts'
import * as f from './fixtures.ts'

test('a complete report meets the duty, and sender and receiver each read it in their own words', (t) => {
  const decision = f.valueOf(tell(report))
  const here = f.knownAfter(decision, known)
  t.same(said(tell(report)), ['obligation-met'])
  t.equal(stateOn(here, '2026-03-17'), 'met')
  const codes = (projection: string): unknown =>
    f.seenBy(here, projection, 'Communication')[0]?.category?.[0]?.coding?.map(({ code }) => code)
  t.same(codes('s-a'), ['201'], 'the sender reads what it posted')
  t.match(codes('his-a'), ['201', 'intake-confirmation', 'INTAKE'])
  t.same(f.seenBy(here, 's-a', 'Composition'), f.seenBy(here, 'his-a', 'Composition'))
  t.equal(f.seenBy(here, 'his-a', 'DocumentReference').length, 1)
  t.equal(f.seenBy(here, 's-a', 'DocumentReference').length, 0)
  t.end()
})

test('the report goes to the requester in one message that names it, and to nobody else', (t) => {
  const { outbox } = f.valueOf(tell(report))
  t.equal(outbox.length, 1)
  const [id] = f.seenBy(after(report), 's-a', 'Communication').map((one) => one.id)
  t.match(outbox[0], { receiver: 'his-a', communication: id, referral: known.referral.id, enqueuedAt: reported })
  const types = ((JSON.parse(outbox[0]?.body ?? '') as Bundle).entry ?? []).map(
    ({ resource }) => resource?.resourceType
  )
  t.same(types.sort(), ['Communication', 'Composition', 'DocumentReference'])
  t.end()
})

test('the Task of the duty says by what it was met, to both parties alike', (t) => {
  const here = after(report)
  const [id] = f.seenBy(here, 's-a', 'Communication').map((one) => one.id)
  for (const projection of ['his-a', 's-a']) {
    const [duty] = f.seenBy(here, projection, 'Task').filter((one) => one.id === known.obligations[0]?.id)
    t.match(duty, { status: 'completed', output: [{ valueReference: { reference: `Communication/${id ?? ''}` } }] })
    t.match(duty?.meta, { versionId: '2' })
  }
  t.end()
})

test('one who takes no part in the referral hears that there is none', (t) => {
  t.same(f.refusals(tell(report, { from: f.sB })), ['not-found'])
  t.same(f.refusals(tell(hisReport(known, f.hisB), { from: f.hisB })), ['not-found'])
  t.end()
})

test('a GP who did not refer hears the report, and is no performer either', (t) => {
  const gp = {
    type: 'Organization' as const,
    identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '90000102' }
  }
  const here = f.knownAfter(
    f.open(f.changed(posted, 'Patient', (patient: Patient) => ({ ...patient, generalPractitioner: [gp] }))).decision
  )
  const told = f.valueOf(tell(f.reportBundle(f.taskOf(here, 's-a')), { about: here }))
  t.same(told.outbox.map(({ receiver }) => receiver).sort(), ['his-a', 'his-b'])
  t.same(
    told.issues.map(({ code }) => code),
    ['obligation-met', 'obligation-met'],
    'one duty for each creditor'
  )
  const fromGp = f.valueOf(tell(hisReport(here, f.hisB), { about: here, from: f.hisB }))
  t.notOk(fromGp.writes.some((write) => write.kind === 'fact' && write.event === 'intake.done'))
  t.end()
})

test('a report after the duty was met changes nothing about when that was', (t) => {
  const here = after(report)
  const again = tell(f.reportBundle(task), { about: here, message: 'message-3', at: reported + 90 * f.dayMs })
  t.same(said(again), [])
  t.equal(stateOn(f.knownAfter(f.valueOf(again), here), '2026-07-01'), 'met')
  t.end()
})

test('the patient of an earlier referral is the patient of this one, though its resource is not among these', (t) => {
  const carried: ReferralFacts = { ...known, resources: known.resources.filter(({ type }) => type !== 'Patient') }
  const here = after(report, { about: carried })
  const [duty] = f.seenBy(here, 'his-a', 'Task').filter(({ id }) => id === known.obligations[0]?.id)
  t.equal(duty?.for?.reference, task.for?.reference)
  t.end()
})

test('a participant that left the directory stops nobody else from hearing', (t) => {
  const directory = {
    ...f.rules.directory,
    byId: (id: string) => (id === 'his-a' ? undefined : f.rules.directory.byId(id))
  }
  const arrival = f.arrivalOf(f.sA, report, { at: reported, message: 'message-2' })
  const result = followUp({ ...f.rules, directory }, { arrival, known, steps: [], directory: [], isMatched: false })
  t.same(f.valueOf(result).outbox, [])
  t.ok(f.valueOf(result).own.length > 0)
  t.end()
})

test('what is stored is what was decided: each row can be read, and belongs to the referral', (t) => {
  for (const row of after(report).resources) {
    const resource = readRow(row)
    t.same([resource.resourceType, resource.id, row.referral], [row.type, row.id, known.referral.id])
    t.equal(resource.meta?.versionId, String(row.version))
  }
  t.end()
})

test('a receiver that left the directory is named to the sender, and the others still get the report', (t) => {
  const without = directoryOf(f.rules.directory.all.filter(({ id }) => id !== 'his-a'))
  const arrival = f.arrivalOf(f.sA, report, { at: reported, message: 'message-2' })
  const result = followUp(
    { ...f.rules, directory: without },
    { arrival, known, steps: [], directory: [], isMatched: false }
  )
  t.same(f.valueOf(result).outbox, [])
  t.ok(said(result).includes('receiver-gone'))
  t.end()
})
