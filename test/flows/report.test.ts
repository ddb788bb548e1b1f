import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Task } from '@medplum/fhirtypes'
import { test, type Test } from 'tap'
import type { Clock } from '../../src/clock.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { readResource, searchResources } from '../../src/flows/ask.ts'
import { receive } from '../../src/flows/receive.ts'
import { askReport, writeReport } from '../../src/flows/report.ts'
import { ReportThreads } from '../../src/flows/report-hands.ts'
import { createLog } from '../../src/log.ts'
import { directoryOf } from '../../src/directory/load.ts'
import type { ReportAnswer } from '../../src/report/answer.ts'
import { openStore } from '../../src/store/open.ts'
import type { Query, QueryKind, Read } from '../../src/store/port.ts'
import * as f from '../referral/fixtures.ts'
import { idsOf, inbound, world, type World } from './world.ts'

/** Three referrals: A to A, A to B about another patient, and B to A about the first. */
async function filled(here: World): Promise<void> {
  const from = (ura: string, bundle = f.referralBundle()) =>
    JSON.parse(JSON.stringify(bundle).replaceAll('"90000101"', `"${ura}"`)) as typeof bundle
  f.valueOf(await here.post(f.hisA, f.referralBundle()))
  f.valueOf(await here.post(f.hisA, f.referralBundle({ performerUra: '90000302', patient: { bsn: f.otherBsn } })))
  f.valueOf(await here.post(f.hisB, from('90000102')))
}

/** One duty of each referral. */
const code = 'intake-confirmation'

/** Duties that the receipt of a referral opens. */
const dutiesEach = f.rules.agreements
  .get('lga')!
  .obligations.filter(({ opensOn }) => opensOn === 'referral.received').length

async function answerOf(deps: World['deps'], who: Participant, query: object): Promise<ReportAnswer> {
  const answer = f.valueOf(await askReport(deps, who, { code, ...query }))
  if ('groups' in answer) throw new Error('no rows')
  return answer
}

async function rows({ deps }: Pick<World, 'deps'>, who: Participant, query = {}): Promise<ReportAnswer['rows']> {
  return (await answerOf(deps, who, query)).rows
}

test('an auditor asks about all, everyone else about what it owes or is owed', async (t) => {
  const here = await world(t)
  await filled(here)
  const parties = async (who: Participant): Promise<readonly string[]> =>
    (await rows(here, who)).map(({ owner, creditor }) => `${owner} owes ${creditor ?? ''}`).sort()
  t.same(await parties(f.auditor), ['s-a owes his-a', 's-a owes his-b', 's-b owes his-a'])
  t.same(await parties(f.hisA), ['s-a owes his-a', 's-b owes his-a'])
  t.same(await parties(f.hisB), ['s-a owes his-b'])
  t.same(await parties(f.sB), ['s-b owes his-a'])
  t.same(await parties(f.operator), [])
})

test('a region sees what is owed by organisations of its own region, under pseudonyms of its own', async (t) => {
  const here = await world(t)
  await filled(here)
  const region: Participant = { id: 'region-midden', name: 'Regio', role: 'region', identifiers: {}, region: 'midden' }
  const directory = directoryOf([f.hisA, f.hisB, f.sA, { ...f.sB, region: 'noord' }])
  const elsewhere = { deps: { ...here.deps, rules: { ...here.deps.rules, directory } } }
  const owners = async (who: Participant, query = {}) => (await rows(elsewhere, who, query)).map(({ owner }) => owner)
  t.same(await owners(region), ['s-a', 's-a'])
  t.same(await owners({ ...region, region: 'noord' }), ['s-b'])
  t.same(await owners(region, { region: 'noord' }), [], 'a filter asks for no more')
  t.same(await owners(region, { owner: 's-b' }), [])
  const { region: none, ...unplaced } = region
  t.same([none, await owners(unplaced)], ['midden', []], 'one that the directory gives no region')
  const grouped = f.valueOf(await askReport(elsewhere.deps, region, { code, groupBy: 'owner' }))
  t.match(grouped, { count: 2, groups: [{ key: 's-a', count: 2 }] }, 'nor do counts tell more')
  const seen = (await rows(elsewhere, region)).map(({ subject }) => subject)
  const auditors = (await rows(here, f.auditor)).map(({ subject }) => subject)
  t.same(
    seen.filter((subject) => auditors.includes(subject)),
    []
  )
})

test('one who asks about somebody else gets nothing of theirs', async (t) => {
  const here = await world(t)
  await filled(here)
  t.same(await rows(here, f.hisB, { owner: 's-b' }), [])
  t.same(await rows(here, f.hisB, { creditor: 'his-a' }), [])
})

test('a patient has one pseudonym for a reader, and another for every other reader', async (t) => {
  const here = await world(t)
  await filled(here)
  const subjects = async (who: Participant) => {
    const found = await rows(here, who)
    return found.map(({ owner, creditor, subject }) => [`${owner} ${creditor ?? ''}`, subject] as const)
  }
  const one = new Map(await subjects(f.auditor))
  const other = new Map(await subjects(f.auditor2))
  t.equal(one.get('s-a his-a'), one.get('s-a his-b'), 'the same patient')
  t.not(one.get('s-a his-a'), one.get('s-b his-a'), 'another patient')
  t.same(new Map(await subjects(f.auditor)), one, 'the same each time')
  t.same(
    [...one.values()].filter((subject) => [...other.values()].includes(subject)),
    []
  )
  const text = JSON.stringify([...one, ...other])
  for (const secret of [f.bsn, f.otherBsn, f.rules.subjectOf(f.bsn)]) t.notMatch(text, secret)
})

test('the same question gives the same rows and hash, also when more has been heard since', async (t) => {
  const here = await world(t)
  await filled(here)
  here.clock.set(f.start + 50 * f.dayMs)
  const query = { asOf: '2026-04-20', knownAt: new Date(here.clock.now()).toISOString() }
  const first = await answerOf(here.deps, f.auditor, query)
  t.same(
    first.rows.map(({ state }) => state),
    ['overdue', 'overdue', 'overdue']
  )
  here.clock.set(f.start + 51 * f.dayMs)
  await here.post(f.hisA, f.referralBundle())
  const again = await answerOf(here.deps, f.auditor, query)
  t.same([again.rows, again.hash], [first.rows, first.hash])
  t.equal((await rows(here, f.auditor)).length, 4)
})

test('a report asked while others write gives the same when it is asked again with its own knownAt', async (t) => {
  const deps = await running(t)
  const answers: ReportAnswer[] = []
  let writing = 4
  const writer = async (): Promise<void> => {
    for (let letter = 0; letter < 6; letter++) {
      f.valueOf(await receive(deps, inbound(f.hisA, f.referralBundle())))
      const asked = answers.length
      // All write again while the next report is under way, however fast the machine reads and writes.
      for (let turn = 0; turn < 100_000 && answers.length === asked; turn++) await setImmediate()
    }
    writing -= 1
  }
  const reader = async (): Promise<void> => {
    // Ends with the writers, whose letters are counted.
    while (writing > 0) answers.push(await answerOf(deps, f.auditor, {}))
  }
  await Promise.all([writer(), writer(), writer(), writer(), reader()])
  t.ok(new Set(answers.map(({ hash }) => hash)).size > 1, 'reports were asked between the writes')
  for (const { asOf, knownAt, hash, count } of answers) {
    const again = await answerOf(deps, f.auditor, { asOf, knownAt })
    t.same([again.count, again.hash], [count, hash], knownAt)
  }
  t.equal((await answerOf(deps, f.auditor, {})).count, 24)
})

test('what is heard later in the millisecond of a report is not in it, also when it is asked again', async (t) => {
  let time = f.start
  const deps = await running(t, () => time)
  const post = async () => f.valueOf(await receive(deps, inbound(f.hisA, f.referralBundle())))
  const ask = async (query = {}) => answerOf(deps, f.auditor, query)
  await post()
  time += 1
  const { knownAt, asOf, count, hash } = await ask()
  await post()
  t.equal(count, 1)
  t.same((await ask({ knownAt, asOf })).hash, hash)
  t.same((await ask({ knownAt: new Date(time).toISOString(), asOf })).hash, hash, 'nor is that instant to be had yet')
  time += 1
  t.equal((await ask()).count, 2)
})

test('threads make the same report as the one that asks, and none after they were closed', async (t) => {
  const deps = await running(t)
  const reports = new ReportThreads({ file: deps.file })
  t.teardown(async () => reports.close())
  for (let letter = 0; letter < 5; letter++) f.valueOf(await receive(deps, inbound(f.hisA, f.referralBundle())))
  const knownAt = new Date(deps.clock.now() - 1).toISOString()
  for (const query of [{ knownAt }, { knownAt, state: 'overdue', asOf: '2026-08-01' }, { knownAt, groupBy: 'code' }]) {
    const here = f.valueOf(await askReport(deps, f.auditor, query))
    t.ok(here.count > 0, JSON.stringify(query))
    t.strictSame(f.valueOf(await askReport({ ...deps, reports }, f.auditor, query)), here, JSON.stringify(query))
  }
  const several = Array.from({ length: 6 }, async () => askReport({ ...deps, reports }, f.auditor, { knownAt }))
  t.equal(new Set((await Promise.all(several)).map((one) => f.valueOf(one).hash)).size, 1, 'several at once')
  await reports.close()
  await t.rejects(askReport({ ...deps, reports }, f.auditor, { knownAt }), { message: /have ended/ })
})

test('no more reports are made and sent at once than the threads allow, and one that was sent makes room', async (t) => {
  const deps = await running(t)
  const reports = new ReportThreads({ file: deps.file })
  t.teardown(async () => reports.close())
  const write = async () =>
    writeReport({ ...deps, reports }, f.auditor, { query: {}, face: 'application/x-ndjson' as const })
  const open = await Promise.all(Array.from({ length: 16 }, async () => write()))
  t.match(f.refusals(await write()), [/^rate-limited/])
  await f.valueOf(open[0]!).close()
  await f.valueOf(open[0]!).close()
  f.valueOf(await write())
  t.match(f.refusals(await write()), [/^rate-limited/], 'closing twice makes room for one')
})

test('a report of a clock that stands still is of one moment, also while others write', async (t) => {
  const { deps, clock, post } = await world(t)
  f.valueOf(await post(f.hisA, f.referralBundle()))
  let left = 1
  const interrupted = async <K extends QueryKind>(query: Query<K>): Promise<Read<K>> => {
    const read = await deps.store.read(query)
    // Between the rows and the audit heads of the first attempt.
    if (query.kind === 'obligations' && left-- > 0) f.valueOf(await post(f.hisA, f.referralBundle()))
    return read
  }
  const answer = await answerOf({ ...deps, store: { ...deps.store, read: interrupted } }, f.auditor, {})
  t.equal(answer.knownAt, new Date(clock.now()).toISOString())
  t.equal(answer.count, 2, 'and not of the moment before the second referral came')
})

test('a step that leaves a duty as it is makes no new version of its Task, though it was stamped later than decided', async (t) => {
  const deps = await running(t)
  const { Task: id = '' } = idsOf(await receive(deps, inbound(f.hisA, f.referralBundle())))
  const { json } = f.valueOf(await readResource(deps, f.sA, { type: 'Task', id }))
  const step = inbound(f.sA, { ...(JSON.parse(json) as Task), status: 'received' })
  f.valueOf(await receive(deps, { ...step, interaction: { name: 'update', type: 'Task', id, ifMatch: 'W/"1"' } }))
  const all = { type: 'Task', criteria: [], limit: 10, offset: 0 }
  const { found } = f.valueOf(await searchResources(deps, f.hisA, all))
  const duties = found.filter((one) => one.id !== id)
  t.same(
    duties.map(({ stored }) => stored?.version),
    Array.from({ length: dutiesEach }, () => 1)
  )
})

test('what is wrong with a question is told and not ignored', async (t) => {
  const here = await world(t)
  for (const query of [{ status: 'overdue' }, { asOf: '2026-02-30' }, { state: 'late' }, { knownAt: '2030-01-01' }]) {
    t.match(f.refusals(await askReport(here.deps, f.auditor, query)), [/^report-parameter/], JSON.stringify(query))
  }
})

/** A gateway on a clock that nobody sets; it moves by a millisecond whenever somebody looks at it, or as `now` says. */
async function running(t: Test, now?: () => number) {
  let time = f.start
  const clock: Clock = { manual: false, now: now ?? (() => (time += 1)) }
  const file = join(t.testdir(), 'gateway.sqlite')
  const store = await openStore({ file, now: () => clock.now() })
  t.teardown(async () => store.close())
  const log = createLog({ level: 'silent' })
  const pseudonymKey = Buffer.from('a key of the test')
  return { store, file, clock, log, rules: f.rules, wake: () => undefined, pseudonymKey }
}
