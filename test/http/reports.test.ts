import { test } from 'tap'
import * as f from '../referral/fixtures.ts'
import { outcomeOf, postOf, world } from './world.ts'

test('the report is given to auditor and parties, and what it holds is theirs', async (t) => {
  const { call } = await world(t)
  await call('his-a', postOf(f.referralBundle()))
  const counts = async (who: string) =>
    (await call(who, { url: '/reports/obligations' })).json<{ count: number }>().count
  t.same([await counts('auditor'), await counts('his-a'), await counts('s-a'), await counts('his-b')], [1, 1, 1, 0])
  const answer = await call('auditor', { url: '/reports/obligations' })
  t.notMatch(answer.body, new RegExp(`${f.bsn}|Testpersoon|somber`))
  t.match(answer.headers, { 'cache-control': 'no-store', 'content-type': /^application\/json/ })
})

test('a question that is not understood is refused', async (t) => {
  const { call } = await world(t)
  t.same(outcomeOf(await call('auditor', { url: '/reports/obligations?status=late' })), [400, 'report-parameter'])
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
