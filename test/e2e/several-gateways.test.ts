import { test } from 'tap'
import { freshDatabase } from '../postgres/database.ts'
import { drillSeveralGateways } from './fleet-drill.ts'

/** Enough for each gateway to be killed and frozen once; `npm run soak -- several-gateways` has ten. */
const rounds = 2

test('of two gateways one is killed and one frozen past its lease: nothing is lost, doubled or out of order', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const { figures, repeats, problems, errors, exitCodes } = await drillSeveralGateways(url, {
    rounds,
    note: (line) => t.comment(line)
  })
  t.comment(JSON.stringify({ ...figures, repeats }))
  t.strictSame(problems, [], 'the store, the senders and the receivers agree')
  t.strictSame(errors, [], 'no gateway met an error')
  t.strictSame(exitCodes, [0, 0], 'each ends when it is asked to')
})
