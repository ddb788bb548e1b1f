import { test } from 'tap'
import type { Debtor } from '../../src/obligations/agreement.ts'
import {
  feedbackKinds,
  isFeedbackKind,
  statedEvents,
  type FeedbackDates,
  type FeedbackKind
} from '../../src/obligations/feedback-kinds.ts'

const on = '2026-02-02'

function stated(
  kind: FeedbackKind,
  { dates = { event: on }, by = ['performer'], full = [] }: Said = {}
): readonly string[] {
  const parts = new Set<Debtor>(by)
  const isFullAs = (other: FeedbackKind): boolean => full.includes(other)
  return statedEvents(kind, { dates, parts, isFullAs }).map(({ event, occurredOn }) => `${event} ${occurredOn}`)
}

interface Said {
  readonly dates?: FeedbackDates
  readonly by?: readonly Debtor[]
  readonly full?: readonly FeedbackKind[]
}

/** Kind, its events, and who may state them. Source: design section 7. */
const table: readonly (readonly [FeedbackKind, readonly string[], readonly Debtor[]])[] = [
  ['registration-confirmation', ['referral.registered'], ['performer']],
  ['status-notice', ['status.given'], ['performer']],
  ['appointment-notice', ['intake.planned'], ['performer']],
  ['appearance-confirmation', ['patient.appeared'], ['performer']],
  ['no-show', ['patient.no-show'], ['performer']],
  ['intake-confirmation', ['intake.done', 'report.counted'], ['performer']],
  ['care-offer', ['offer.made'], ['performer']],
  ['treatment-start', ['treatment.started'], ['performer']],
  ['progress-report', ['report.counted'], ['performer']],
  ['change-notice', ['change.reported'], ['performer']],
  ['transfer-notice', ['referral.forwarded'], ['performer']],
  ['end-report', ['treatment.ended'], ['performer']],
  ['rejection', ['referral.rejected'], ['performer']],
  ['crisis-report', ['crisis.assessed'], ['performer']],
  ['crisis-plan', ['plan.revised'], ['performer']],
  ['no-plan', ['plan.declined'], ['performer']],
  ['unreferred-care', ['care.started'], ['performer']],
  ['handover-proposal', ['handover.proposed'], ['performer']],
  ['information-request', ['information.requested'], ['performer']],
  ['information-answer', ['information.answered'], ['requester', 'gp']],
  ['consultation-question', ['consultation.asked'], ['requester', 'gp']],
  ['consultation-answer', ['consultation.answered'], ['performer']],
  ['exploratory-advice', ['advice.given'], ['performer']],
  ['professional-summary', [], []],
  ['instability-notice', ['instability.reported'], ['requester', 'gp']]
]

test('each kind states its event on its event date, where it comes from the one whose word it is', (t) => {
  for (const [kind, events, by] of table) {
    for (const part of ['performer', 'requester', 'gp'] as const) {
      const expected = by.includes(part) ? events.map((event) => `${event} ${on}`) : []
      t.strictSame(stated(kind, { by: [part] }), expected, `${kind} by ${part}`)
    }
  }
  t.strictSame(
    table.map(([kind]) => kind),
    Object.keys(feedbackKinds),
    'every kind is in the table'
  )
  t.end()
})

test('a waiting notice moves a date only when it names one', (t) => {
  t.strictSame(stated('status-notice', { dates: { event: on, expected: '2026-05-01' } }), [
    `status.given ${on}`,
    'intake.expected 2026-05-01'
  ])
  t.end()
})

test('an appointment is on the day that it is expected', (t) => {
  const dates = { event: on, expected: '2026-03-01' }
  t.strictSame(stated('appointment-notice', { dates }), ['intake.planned 2026-03-01'])
  t.end()
})

test('an event has the instant of the date that it is on, where that was given with a time', (t) => {
  const dates = { event: on, eventAt: 1, expected: '2026-03-01', expectedAt: 2 }
  const at = (kind: FeedbackKind) =>
    statedEvents(kind, { dates, parts: new Set(['performer']), isFullAs: () => false }).map((one) => one.at)
  t.strictSame([at('crisis-report'), at('appointment-notice'), at('status-notice')], [[1], [2], [1, 2]])
  const bare = statedEvents('rejection', { dates: { event: on }, parts: new Set(['performer']), isFullAs: () => false })
  t.notOk('at' in (bare[0] ?? {}))
  t.end()
})

test('feedback that carries no day states nothing', (t) => {
  for (const kind of Object.keys(feedbackKinds)) {
    t.strictSame(stated(kind as FeedbackKind, { dates: {}, by: ['performer', 'requester', 'gp'] }), [], kind)
  }
  t.end()
})

test('a notice of transfer counts as a report, and a report after intake as an offer, where they say as much', (t) => {
  const full = ['progress-report', 'care-offer'] as const
  t.strictSame(stated('transfer-notice', { full }), [`referral.forwarded ${on}`, `report.counted ${on}`])
  t.strictSame(stated('intake-confirmation', { full }), [
    `intake.done ${on}`,
    `report.counted ${on}`,
    `offer.made ${on}`
  ])
  t.end()
})

test('a name that every object has is no kind', (t) => {
  t.ok(isFeedbackKind('crisis-plan'))
  t.notOk(isFeedbackKind('toString'))
  t.end()
})
