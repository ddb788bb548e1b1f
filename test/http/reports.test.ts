import type { Bundle, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { ReportAnswer } from '../../src/report/answer.ts'
import type { ReportRow } from '../../src/report/rows.ts'
import * as f from '../referral/fixtures.ts'
import { outcomeOf, postOf, world, type World } from './world.ts'

const intake = 'code=intake-confirmation'

/** Duties that the receipt of a referral opens. */
const dutiesEach = f.rules.agreements
  .get('lga')!
  .obligations.filter(({ opensOn }) => opensOn === 'referral.received').length

async function report(here: World, query: string, accept = 'application/json', who = 'auditor') {
  return here.call(who, { url: `/reports/obligations?${query}`, headers: { accept } })
}

/** The one duty to report after intake. */
async function duty(here: World, query = ''): Promise<ReportRow | undefined> {
  const answer = await report(here, `${intake}&${query}`)
  return answer.json<ReportAnswer>().rows[0]
}

/** Posts a referral; the id of its Task. */
async function referred(here: World): Promise<string> {
  const answer = await here.call('his-a', postOf(f.referralBundle()))
  const { entry = [] } = JSON.parse(answer.body) as Bundle
  const location = entry.find(({ response }) => response?.location?.includes('/Task/'))?.response?.location
  return location?.split('/').at(-3) ?? ''
}

test('the report is given to auditor and parties, and what it holds is theirs', async (t) => {
  const { call } = await world(t)
  await call('his-a', postOf(f.referralBundle()))
  const counts = async (who: string) =>
    (await call(who, { url: '/reports/obligations' })).json<{ count: number }>().count
  t.same(
    [await counts('auditor'), await counts('his-a'), await counts('s-a'), await counts('his-b')],
    [dutiesEach, dutiesEach, dutiesEach, 0]
  )
  const answer = await call('auditor', { url: '/reports/obligations' })
  t.notMatch(answer.body, new RegExp(`${f.bsn}|Testpersoon|somber`))
  t.match(answer.headers, { 'cache-control': 'no-store', 'content-type': /^application\/json/ })
})

test('a question that is not understood is refused', async (t) => {
  const { call } = await world(t)
  t.same(outcomeOf(await call('auditor', { url: '/reports/obligations?status=late' })), [400, 'report-parameter'])
})

test('a duty is open, then overdue, then met, and what was known before stays as it was answered', async (t) => {
  const here = await world(t)
  const id = await referred(here)
  const before = { state: 'prospective', dueOn: '2026-04-13', daysOverdue: 0, metOn: null, heard: 'not-heard' }
  const ahead = { ...before, state: 'overdue', daysOverdue: 21 }
  t.match(await duty(here), before)
  t.match(await duty(here, 'asOf=2026-05-04'), ahead, 'asked ahead')
  t.equal(await duty(here, 'asOf=2026-03-01'), undefined, 'before it was opened')

  const silentAt = f.start + 50 * f.dayMs
  here.clock.set(silentAt)
  t.match(await duty(here), { state: 'overdue', daysOverdue: 8 })
  t.match(await duty(here, 'asOf=2026-04-13'), { state: 'due-soon', daysOverdue: 0 }, 'a day that has passed')
  const known = `asOf=2026-05-04&knownAt=${new Date(silentAt).toISOString()}`
  const first = (await report(here, known)).json<ReportAnswer>()

  here.clock.set(silentAt + f.dayMs)
  const task = (await here.call('s-a', { url: `/fhir/Task/${id}` })).json<Task>()
  const posted = await here.call(
    's-a',
    postOf(f.reportBundle(task, { on: '2026-04-20', sent: '2026-04-22T10:00:00Z' }))
  )
  t.equal(posted.statusCode, 200, posted.body)
  t.match(await duty(here), { state: 'met', metOn: '2026-04-22', heard: 'not-heard', daysOverdue: 0 })
  t.match(await duty(here, 'asOf=2026-04-21'), { state: 'overdue', metOn: null }, 'as it was the day before')

  const again = (await report(here, known)).json<ReportAnswer>()
  t.match(
    again.rows.find(({ code }) => code === 'intake-confirmation'),
    ahead,
    'nothing was known of the report yet'
  )
  t.same([again.rows, again.hash], [first.rows, first.hash])
  t.not((await report(here, 'asOf=2026-05-04')).json<ReportAnswer>().hash, first.hash)
})

test('who accepts CSV gets it, with the hash and the instants of the JSON answer in the headers', async (t) => {
  const here = await world(t)
  await referred(here)
  const json = (await report(here, intake)).json<ReportAnswer>()
  const csv = await report(here, intake, 'text/csv')
  t.equal(csv.statusCode, 200)
  t.match(csv.headers, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': /^attachment; filename="obligations-2026-03-02.csv"$/,
    'cache-control': 'no-store',
    vary: /Accept/,
    'report-as-of': '2026-03-02',
    'report-known-at': json.knownAt,
    'report-count': '1',
    'report-hash': json.hash
  })
  t.same(JSON.parse(String(csv.headers['report-audit-heads'])), json.auditHeads)
  t.same([...csv.rawPayload.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'the mark of UTF-8')
  const [head, line, rest] = csv.body.split('\r\n')
  t.equal(head?.split(';').length, 20)
  t.equal(line?.split(';')[0], json.rows[0]?.obligationId)
  t.equal(rest, '')
  t.notMatch(csv.body, new RegExp(`${f.bsn}|Testpersoon|somber`))
})

test('who accepts NDJSON gets a row on each line', async (t) => {
  const here = await world(t)
  await referred(here)
  const answer = await report(here, '', 'application/x-ndjson')
  t.equal(answer.headers['content-type'], 'application/x-ndjson')
  t.equal(answer.body.trim().split('\n').length, dutiesEach)
  t.equal(answer.headers['report-count'], String(dutiesEach))
})

test('other names of JSON are taken, and what cannot be given is refused', async (t) => {
  const here = await world(t)
  for (const accept of ['application/fhir+json', 'text/json', '*/*', 'text/html, */*;q=0.1']) {
    t.match((await report(here, '', accept)).headers, { 'content-type': /^application\/json/ }, accept)
  }
  for (const accept of ['text/html', 'application/fhir+xml', 'text/csv;q=0']) {
    t.same(outcomeOf(await report(here, '', accept)), [406, 'not-acceptable'], accept)
  }
  t.same(outcomeOf(await here.call('operator', { url: '/reports/reconciliation', headers: { accept: 'text/csv' } })), [
    406,
    'not-acceptable'
  ])
})

test('rows are counted by a column on demand, in JSON and in CSV', async (t) => {
  const here = await world(t)
  await referred(here)
  const rows = (await report(here, 'asOf=2026-05-04')).json<ReportAnswer>()
  const answer = (await report(here, 'asOf=2026-05-04&groupBy=owner')).json<Record<string, unknown>>()
  t.same(Object.keys(answer), ['asOf', 'knownAt', 'count', 'hash', 'auditHeads', 'agreements', 'groupBy', 'groups'])
  const overdue = rows.rows.filter(({ state }) => state === 'overdue').length
  t.match(answer, { hash: rows.hash, groupBy: 'owner', groups: [{ key: 's-a', count: dutiesEach, overdue, heard: 0 }] })
  const csv = await report(here, 'asOf=2026-05-04&groupBy=owner', 'text/csv')
  t.match(csv.body, /^\uFEFFkey;count;prospective;.*\r\ns-a;/)
  t.equal(csv.headers['report-group-by'], 'owner')
})

test('a report is narrowed by echelon and region', async (t) => {
  const here = await world(t)
  await referred(here)
  const count = async (query: string) => (await report(here, query)).json<ReportAnswer>().count
  t.same(
    [
      await count('echelon=s-ggz'),
      await count('echelon=gb-ggz'),
      await count('region=midden'),
      await count('region=noord')
    ],
    [dutiesEach, 0, dutiesEach, 0]
  )
  t.same(outcomeOf(await report(here, 'echelon=his')), [400, 'report-parameter'])
})

test('the headers alone are given too', async (t) => {
  const here = await world(t)
  const answer = await here.call('auditor', {
    method: 'HEAD',
    url: '/reports/obligations',
    headers: { accept: 'text/csv' }
  })
  t.match([answer.statusCode, answer.body, answer.headers['report-count']], [200, '', '0'])
})

test('an operator, who owes and is owed nothing, is not given the report', async (t) => {
  const here = await world(t)
  for (const accept of ['application/json', 'text/csv']) {
    t.same(outcomeOf(await report(here, '', accept, 'operator')), [403, 'not-allowed'])
  }
})

test('the counts of what came and went are the operator’s', async (t) => {
  const { call } = await world(t)
  await call('his-a', postOf(f.referralBundle()))
  const answer = await call('operator', { url: '/reports/reconciliation' })
  t.match(answer.json(), { received: { 'his-a': { accepted: 1 } }, outbox: { 's-a': { enqueued: 1, waiting: 1 } } })
  for (const who of ['his-a', 's-a', 'auditor']) {
    t.same(outcomeOf(await call(who, { url: '/reports/reconciliation' })), [403, 'not-allowed'], who)
  }
})
