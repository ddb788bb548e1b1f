import { test } from 'tap'
import { stateOf } from '../../src/obligations/state.ts'
import type { ObligationRow } from '../../src/store/change.ts'
import { fact, noon, obligation, ruleNamed } from './fixtures.ts'

/** What an intake opened that was told as of 10 June, and corrected a month later to 1 June. */
const wrong = fact('intake.done', '2026-06-10', { id: 'wrong' })
const right = fact('intake.done', '2026-06-01', { id: 'right', heardAt: noon('2026-07-10') })
const opened = { ...obligation, trigger: 'intake.done', openedOn: '2026-06-10', openedAt: noon('2026-06-10') }

test('a treatment from before the wrong day of an intake is measured once that day is corrected', (t) => {
  const row: ObligationRow = { ...opened, code: 'treek-treatment', creditor: null }
  const facts = [wrong, right, fact('treatment.started', '2026-06-05')]
  const on = (day: string) => stateOf({ rule: ruleNamed(row.code, row.trigger), obligation: row, facts, on: day })
  t.match(on('2026-07-09'), { state: 'prospective', dueOn: '2026-08-19' }, 'what was known then')
  t.match(on('2026-07-10'), { state: 'met', metOn: '2026-06-05' })
  t.end()
})

test('an offer from before the wrong day of an intake counts once that day is corrected', (t) => {
  const row: ObligationRow = { ...opened, code: 'care-offer' }
  const letter = fact('offer.made', '2026-06-04', { communication: 'c', kindOfFeedback: 'care-offer', missing: [] })
  const facts = [wrong, right, letter]
  const on = (day: string) => stateOf({ rule: ruleNamed(row.code, row.trigger), obligation: row, facts, on: day })
  t.match(on('2026-07-09'), { state: 'overdue', dueOn: '2026-07-08' })
  t.match(on('2026-07-10'), { state: 'met', metOn: '2026-06-04', metBy: ['c'] })
  t.end()
})
