import type { FactRow, Write } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { readersIn } from './catch-up.ts'
import { dutiesOf, dutyTasksFor, rungsOf } from './duties.ts'
import { patientOf } from './known.ts'
import { currentRows, nextRows } from './projection.ts'
import type { Arrival, Rules } from './rules.ts'
import { stopsBy } from './stopping.ts'

/**
 * What a message about one referral writes to another: facts, and the duties that they move, as every reader of that other
 * one reads them. Nothing is sent: the duties' Tasks are read, and not delivered.
 */
export function noted(
  rules: Rules,
  arrival: Arrival,
  { known, facts }: { readonly known: ReferralFacts; readonly facts: readonly FactRow[] }
): readonly Write[] {
  const { referral, obligations, rungs } = known
  const question = { referral, obligations, on: arrival.today, patient: patientOf(known) }
  const duties = dutiesOf(rules, { ...question, facts: [...known.facts, ...facts] })
  const current = currentRows(known.resources)
  const cause = { message: arrival.message, isPosted: false }
  const rows = readersIn(known).flatMap((reader) =>
    nextRows(reader, dutyTasksFor(reader, duties), { current, referral, now: arrival.now, cause })
  )
  return [
    ...facts.map((fact): Write => ({ kind: 'fact', ...fact })),
    ...rows.map((row): Write => ({ kind: 'resource', ...row })),
    ...rungsOf(duties, rungs).map((rung): Write => ({ kind: 'rung', ...rung })),
    ...stopsBy(rules, arrival, { known, news: facts })
  ]
}
