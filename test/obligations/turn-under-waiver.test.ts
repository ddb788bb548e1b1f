import { test } from 'tap'
import { openings } from '../../src/obligations/open.ts'
import type { FactRow, ObligationRow } from '../../src/store/change.ts'
import { fact, noon, obligation, openingFor, referral } from './fixtures.ts'

const yearly: ObligationRow = { ...obligation, code: 'yearly-report' }
const waived = (until?: string): FactRow =>
  fact('obligation.waived', '2026-10-01', {
    id: 'w',
    by: 'his-a',
    detail: { of: 'o1', reason: 'agreed-otherwise', authority: 'gp', ...(until === undefined ? {} : { until }) }
  })
const report = ['feedback.given', 'report.counted'].map((event) =>
  fact(event, '2026-12-01', { communication: 'c', kindOfFeedback: 'progress-report', missing: [], id: event })
)

/** The turns that the report opens. */
function opened(...before: readonly FactRow[]): readonly string[] {
  const opening = openingFor(referral, { message: 'm', at: noon('2026-12-01') })
  const facts = [fact('referral.received', '2026-01-05'), ...before, ...report]
  return openings(opening, { obligations: [yearly], facts, news: report }).map(
    ({ turn, openedOn }) => `${turn} ${openedOn}`
  )
}

test('a report that comes while its turn is waived for a time opens the next turn: a mere date opens nothing', (t) => {
  t.same(opened(), ['2 2026-12-01'])
  t.same(opened(waived('2027-03-01')), ['2 2026-12-01'])
  t.same(opened(waived()), [], 'waived for good it is waived until that is taken back')
  t.end()
})
