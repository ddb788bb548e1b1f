import { test } from 'tap'
import { simulateHere } from '../../simulate/simulation.ts'

const small = { referrals: 150, years: 2, verbose: true }

test('every month end the report of the gateway is what an independent count of the diaries comes to', async (t) => {
  const found = await simulateHere({ ...small, seed: 7 })

  t.same(found.differences, [])
  t.match(found, { reports: 24, mismatches: 0 })
  t.ok(found.rows > 3_000, `${found.rows} rows were compared`)
})
