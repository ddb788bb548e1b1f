import { test } from 'tap'
import { stateOf } from '../../src/obligations/state.ts'
import type { FactRow, ObligationRow } from '../../src/store/change.ts'
import { fact, noon, obligation, ruleNamed } from './fixtures.ts'

/** A duty under a rule of the base agreement, which opened on a day. */
function duty(code: string, opensOn: string, openedOn: string) {
  const of: ObligationRow = { ...obligation, code, trigger: opensOn, openedOn, openedAt: noon(openedOn) }
  const rule = ruleNamed(code, opensOn)
  return (on: string, ...facts: readonly FactRow[]) => stateOf({ rule, obligation: of, facts, on })
}

const treek = duty('treek-intake', 'referral.received', '2026-01-05')

test('a monitor measures the day on which it happened, whenever that was heard', (t) => {
  const intake = fact('intake.done', '2026-01-30', { heardAt: noon('2026-03-01') })
  t.match(treek('2026-02-10', intake), { state: 'overdue', dueOn: '2026-02-02' }, 'not known yet')
  t.match(treek('2026-03-01', intake), { state: 'met', metOn: '2026-01-30', metThrough: 'intake.done', metBy: [] })
  t.end()
})

test('a corrected day corrects what a monitor measures', (t) => {
  const told = fact('intake.done', '2026-01-30')
  const corrected = fact('intake.done', '2026-02-06', { heardAt: noon('2026-03-10') })
  t.match(treek('2026-02-28', told, corrected), { state: 'met', metOn: '2026-01-30' }, 'what was known then')
  t.match(treek('2026-03-10', told, corrected), { state: 'met-late', metOn: '2026-02-06' })
  t.end()
})

test('an intake that lies ahead has met no monitor', (t) => {
  const ahead = fact('intake.done', '2026-02-20', { heardAt: noon('2026-01-20') })
  t.equal(treek('2026-01-21', ahead).state, 'prospective')
  t.end()
})

const offer = duty('care-offer', 'intake.done', '2026-02-02')

test('an offer in a report after intake counts when it is heard', (t) => {
  const made = fact('offer.made', '2026-02-02', {
    heardAt: noon('2026-02-09'),
    communication: 'c',
    kindOfFeedback: 'intake-confirmation',
    missing: []
  })
  t.match(offer('2026-02-09', made), { state: 'met', metOn: '2026-02-09', metBy: ['c'], metThrough: 'offer.made' })
  t.end()
})

test('an offer that came in before the intake was told counts all the same', (t) => {
  const letter = ['feedback.given', 'offer.made'].map((event) =>
    fact(event, '2026-02-20', { communication: 'c', kindOfFeedback: 'care-offer', missing: [], id: event })
  )
  const of = { ...obligation, code: 'care-offer', trigger: 'intake.done', openedOn: '2026-02-02' }
  const state = stateOf({
    rule: ruleNamed('care-offer', 'intake.done'),
    obligation: { ...of, openedAt: noon('2026-02-25') },
    facts: letter,
    on: '2026-02-25'
  })
  t.match(state, { state: 'met', metOn: '2026-02-20' })
  t.end()
})

const handover = duty('handover-agreed', 'handover.proposed', '2026-03-02')

test('a back-referral is agreed by the answer of the GP, and overdue when treatment ended without it', (t) => {
  const ended = fact('treatment.ended', '2026-04-01')
  const accepted = fact('handover.accepted', '2026-03-20', { by: 'his-a' })
  t.match(handover('2026-03-20', accepted), { state: 'met', metThrough: 'handover.accepted' })
  t.match(handover('2026-04-02', ended), { state: 'overdue', dueOn: '2026-04-01' })
  t.match(handover('2026-04-02', fact('handover.refused', '2026-03-20', { by: 'his-a' })).state, 'not-applicable')
  t.end()
})

test('a refusal from before the proposal answers another one', (t) => {
  const before = fact('handover.refused', '2026-02-20', { by: 'his-a' })
  t.equal(handover('2026-03-03', before).state, 'prospective')
  t.end()
})

test('a term in hours ends at its hour, and a day alone lasts until its end', (t) => {
  const crisis = duty('crisis-report', 'crisis.assessed', '2026-03-28')
  const at = Date.parse('2026-03-28T21:00:00Z')
  const assessed = fact('crisis.assessed', '2026-03-28', { detail: { at } })
  // The night on which the clocks go forward: 24 hours after 22:00 it is 23:00.
  t.match(crisis('2026-03-28', assessed), { dueOn: '2026-03-29', due: { at: Date.parse('2026-03-29T21:00:00Z') } })
  const report = (heardAt: number) =>
    fact('feedback.given', '2026-03-29', { communication: 'c', kindOfFeedback: 'crisis-report', missing: [], heardAt })
  t.equal(crisis('2026-03-29', assessed, report(Date.parse('2026-03-29T20:59:00Z'))).state, 'met')
  t.equal(crisis('2026-03-29', assessed, report(Date.parse('2026-03-29T21:01:00Z'))).state, 'met-late')
  t.match(crisis('2026-03-28'), { dueOn: '2026-03-30' }, '29 March has 23 hours')
  t.end()
})

test('feedback by telephone counts where the agreement says so, and not where it is disputed', (t) => {
  const call = fact('feedback.given', '2026-01-20', {
    ...{ communication: 'c', kindOfFeedback: 'status-notice', missing: [] },
    detail: { medium: 'phone' }
  })
  const status = duty('status-notice', 'referral.received', '2026-01-05')
  const intake = duty('intake-confirmation', 'referral.received', '2026-01-05')
  const dispute = fact('feedback.disputed', '2026-01-22', { by: 'his-a', detail: { of: 'c' } })
  t.equal(status('2026-01-21', call).state, 'met')
  t.equal(status('2026-01-22', call, dispute).state, 'prospective')
  t.equal(status('2026-01-22', call, { ...dispute, by: 's-ggz-a' }).state, 'met')
  t.equal(intake('2026-01-21', { ...call, kindOfFeedback: 'intake-confirmation' }).state, 'prospective')
  t.end()
})

test('an objection against all but the performer does not waive the answer that a practice owes to the performer', (t) => {
  const of = { code: 'information-answer', trigger: 'information.requested', owner: 'his-a', creditor: 's-ggz-a' }
  const rule = ruleNamed('information-answer', 'information.requested')
  const asked = { ...obligation, ...of, openedOn: '2026-02-02', openedAt: noon('2026-02-02') }
  const objection = fact('objection.made', '2026-02-01', { by: 'his-a', objection: { consent: 'o' } })
  t.equal(stateOf({ rule, obligation: asked, facts: [objection], on: '2026-02-03' }).state, 'prospective')
  t.end()
})
