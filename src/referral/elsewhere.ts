import { openings } from '../obligations/open.ts'
import type { FactRow, Write } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { readersIn } from './catch-up.ts'
import { dutiesOf, openingOf, rungsOf } from './duties.ts'
import { patientOf } from './known.ts'
import { dutyTasksIn, outsideReaders } from './outsider.ts'
import { currentRows, nextRows } from './projection.ts'
import type { Arrival, Rules } from './rules.ts'
import { stopsBy } from './stopping.ts'

/**
 * What a message about one referral writes to another: facts, and the duties that they open and move, as every reader of that other
 * one reads them. Nothing is sent: the duties' Tasks are read, and not delivered.
 */
export function noted(
  rules: Rules,
  arrival: Arrival,
  { known, facts }: { readonly known: ReferralFacts; readonly facts: readonly FactRow[] }
): readonly Write[] {
  const { referral, obligations, rungs } = known
  const all = [...known.facts, ...facts]
  const opened = openings(openingOf(rules, arrival, referral), { obligations, facts: all, news: facts })
  const question = { referral, on: arrival.today, patient: patientOf(known) }
  const duties = dutiesOf(rules, { ...question, obligations: [...obligations, ...opened], facts: all })
  const current = currentRows(known.resources)
  const cause = { message: arrival.message, isPosted: false }
  const readers = [...readersIn(known), ...outsideReaders(known, duties)]
  const rows = readers.flatMap((reader) =>
    nextRows(reader, dutyTasksIn(referral, reader, duties), { current, referral, now: arrival.now, cause })
  )
  return [
    ...facts.map((fact): Write => ({ kind: 'fact', ...fact })),
    ...opened.map((obligation): Write => ({ kind: 'obligation', ...obligation })),
    ...rows.map((row): Write => ({ kind: 'resource', ...row })),
    ...rungsOf(duties, rungs).map((rung): Write => ({ kind: 'rung', ...rung })),
    ...stopsBy(rules, arrival, { known, news: facts })
  ]
}
