import { test } from 'tap'
import { isHiddenFrom } from '../../src/obligations/hidden.ts'
import type { FactRow } from '../../src/store/change.ts'
import { fact, noon, obligation } from './fixtures.ts'

const offer = { ...obligation, code: 'care-offer', trigger: 'intake.done', openedOn: '2026-02-10' }
const letter = fact('intake.done', '2026-02-10', { communication: 'c', kindOfFeedback: 'intake-confirmation' })
const step = fact('intake.done', '2026-02-10', { id: 'step', heardAt: noon('2026-02-12') })
const objection = (more: object = {}) =>
  fact('objection.made', '2026-02-01', { by: 'his-a', objection: { consent: 'o', ...more } })
const withdrawn = fact('objection.withdrawn', '2026-02-11', { by: 'his-a', objection: { consent: 'o' } })

const cases: readonly (readonly [string, boolean, readonly FactRow[]])[] = [
  ['told by a letter, and nobody objects', false, [letter]],
  ['told by a letter that is kept back', true, [letter, objection()]],
  ['told by a letter of a kind that is kept back', true, [letter, objection({ kinds: ['intake-confirmation'] })]],
  ['told by a letter of another kind', false, [letter, objection({ kinds: ['progress-report'] })]],
  ['told by a letter that another may not receive', false, [letter, objection({ receivers: ['his-b'] })]],
  ['told before the patient objected', false, [{ ...letter, heardAt: noon('2026-01-20') }, objection()]],
  ['told by a step as well, while all is kept back', true, [letter, step, objection()]],
  [
    'told by a step as well, while letters are kept back',
    false,
    [letter, step, objection({ kinds: ['intake-confirmation'] })]
  ],
  ['told by a letter that was kept back until a withdrawal', true, [letter, objection(), withdrawn]],
  ['told again after the withdrawal', false, [letter, step, objection(), withdrawn]],
  ['told by the reader itself', false, [{ ...letter, by: 'his-a' }, objection()]]
]

for (const [what, isHidden, facts] of cases) {
  test(`what was ${what} ${isHidden ? 'is hidden' : 'shows'}`, (t) => {
    t.equal(isHiddenFrom('his-a', offer, facts), isHidden)
    t.notOk(isHiddenFrom('s-ggz-a', offer, facts), 'and is its owner’s to read in any case')
    t.end()
  })
}

test('what the receipt opened is hidden from one who may not have the referral, until the withdrawal', (t) => {
  const received = fact('referral.received', '2026-01-05', { by: 'his-b' })
  const all = { ...objection(), heardAt: received.heardAt }
  t.ok(isHiddenFrom('his-a', obligation, [received, all]))
  t.notOk(isHiddenFrom('his-a', obligation, [received, all, withdrawn]))
  t.end()
})
