import fc from 'fast-check'
import { test } from 'tap'
import type { ReferralDiary } from '../../demo/reckoning/diary.ts'
import { reckonAll } from '../../demo/reckoning/duties.ts'
import { reportRows, type ReportRow } from '../../src/report/rows.ts'
import type { ObligationFacts } from '../../src/store/port.ts'
import { agreements } from '../obligations/fixtures.ts'
import { histories } from '../obligations/histories.ts'
import { directory, played } from '../obligations/played.ts'

/** Referrals of the year that is reported about, and where the random ones start, so that a failure can be had again. */
const REFERRALS = 30
const SEED = 20260401

const monthEnds = [
  ...['2025-07-31', '2025-08-31', '2025-09-30', '2025-10-31', '2025-11-30', '2025-12-31'],
  ...['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30']
]

const diaries: readonly ReferralDiary[] = Array.from({ length: REFERRALS }, (_, index) => {
  const [diary] = fc.sample(histories(`r${index}`), { numRuns: 1, seed: SEED + index })
  return diary!
})

const obligations: readonly ObligationFacts[] = diaries.flatMap((diary) => {
  const { referral, facts, obligations: rows } = played(diary)
  return rows.map((obligation) => ({ obligation, referral, facts, heard: [] }))
})

function reported(asOf: string): readonly ReportRow[] {
  const parts = { obligations, agreements, directory, asOf, filter: {} }
  return reportRows({ ...parts, pseudonym: (subject) => subject })
}

/** How many duties there are of each kind that a reader of the report would tell apart. */
function counted(duties: readonly Counted[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { code, owner, creditor, state, daysOverdue } of duties) {
    const keys = [`${code}: ${state}`, `${owner} to ${creditor ?? 'nobody'}: ${state}`, `all: ${state}`]
    for (const key of keys) counts[key] = (counts[key] ?? 0) + 1
    const days = `days that ${owner} is overdue`
    counts[days] = (counts[days] ?? 0) + daysOverdue
  }
  return counts
}

type Counted = Pick<ReportRow, 'code' | 'owner' | 'creditor' | 'state' | 'daysOverdue'>

for (const asOf of monthEnds) {
  test(`the report as of ${asOf} counts what the diaries count`, (t) => {
    t.same(counted(reported(asOf)), counted(reckonAll(diaries, { asOf })))
    t.end()
  })
}

test('the year that is reported about has duties in every state but superseded', (t) => {
  const states = new Set(monthEnds.flatMap(reported).map(({ state }) => state))
  const some = ['prospective', 'due-soon', 'overdue', 'met', 'met-late', 'met-unchecked', 'waived', 'blocked']
  t.strictSame(
    [...some, 'not-applicable'].filter((state) => !states.has(state as ReportRow['state'])),
    []
  )
  t.end()
})
