import { test } from 'tap'
import * as f from '../referral/fixtures.ts'
import { outcomeOf, world, type World } from './world.ts'

async function set(here: World, who: string | undefined, payload: string, type = 'application/json') {
  const authorization = who === undefined ? {} : { authorization: `Bearer ${who}` }
  return here.ops.inject({
    method: 'POST',
    url: '/clock',
    headers: { 'content-type': type, ...authorization },
    payload
  })
}

test('an operator sets the clock, and nobody else does', async (t) => {
  const here = await world(t)
  const payload = '{"now":"2026-03-05T09:00:00Z"}'
  t.same(outcomeOf(await set(here, undefined, payload)), [401, 'token-missing'])
  for (const who of ['his-a', 's-a', 'auditor']) t.same(outcomeOf(await set(here, who, payload)), [403, 'not-allowed'])
  t.equal(here.clock.now(), f.start)
  const answer = await set(here, 'operator', payload)
  t.same([answer.statusCode, answer.json()], [200, { now: '2026-03-05T09:00:00.000Z' }])
  t.equal(here.clock.now(), f.start + 3 * f.dayMs)
  t.same(outcomeOf(await set(here, 'operator', '{"now":"2026-03-04T09:00:00Z"}')), [409, 'clock-backwards'])
})

test('what is no instant is refused', async (t) => {
  const here = await world(t)
  t.same(outcomeOf(await set(here, 'operator', '{"now":"tomorrow"}')), [422, 'clock-invalid'])
  t.same(outcomeOf(await set(here, 'operator', '{"now":"2026-03-05T09:00:00Z","now":"2027-03-05T09:00:00Z"}')), [
    400,
    'duplicate-key'
  ])
  t.same(outcomeOf(await set(here, 'operator', '{')), [400, 'not-json'])
  t.same(outcomeOf(await set(here, 'operator', 'now=1', 'text/plain')), [415, 'wrong-media-type'])
  t.equal(here.clock.now(), f.start)
})

test('the clock is not set on the public server', async (t) => {
  const { call } = await world(t)
  t.same(
    outcomeOf(await call('operator', { method: 'POST', url: '/clock', payload: { now: '2026-03-05T09:00:00Z' } })),
    [404, 'not-found']
  )
})
