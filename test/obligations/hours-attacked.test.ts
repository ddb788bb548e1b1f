import { test } from 'tap'
import { stateOf } from '../../src/obligations/state.ts'
import type { FactRow, ObligationRow } from '../../src/store/change.ts'
import { fact, obligation, ruleNamed } from './fixtures.ts'

const at = (time: string): number => Date.parse(`2026-05-04T${time}:00Z`)

const row: ObligationRow = {
  ...{ ...obligation, code: 'crisis-report', trigger: 'crisis.assessed' },
  ...{ openedOn: '2026-05-04', openedAt: at('08:00') }
}
const rule = ruleNamed('crisis-report', 'crisis.assessed')

/** What one message says of the hour at which the crisis was assessed. */
const told = (id: string, heard: string, hour: string): FactRow =>
  fact('crisis.assessed', '2026-05-04', {
    ...{ id, heardAt: at(heard), detail: { at: at(hour) } },
    ...{ communication: id, kindOfFeedback: 'crisis-report', missing: ['policy'] }
  })

test('of two hours that are told of one assessment the one heard last counts, in whatever order they are read', (t) => {
  const facts = [told('c1', '08:00', '02:00'), told('c2', '10:00', '06:30')]
  for (const one of [facts, facts.toReversed()]) {
    t.equal(stateOf({ rule, obligation: row, facts: one, on: '2026-05-04' }).due.at, at('06:30') + 86_400_000)
  }
  t.end()
})
