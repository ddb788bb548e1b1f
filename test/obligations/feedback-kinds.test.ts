import { test } from 'tap'
import { isFeedbackKind, statedEvents } from '../../src/obligations/feedback-kinds.ts'

test('a report after intake states the intake on its event date and counts as a report', (t) => {
  t.strictSame(
    statedEvents('intake-confirmation', { event: '2026-02-02' }, () => false),
    [
      { event: 'intake.done', occurredOn: '2026-02-02' },
      { event: 'report.counted', occurredOn: '2026-02-02' }
    ]
  )
  t.end()
})

test('a waiting notice moves a date only when it names one', (t) => {
  t.strictSame(
    statedEvents('status-notice', { event: '2026-02-02' }, () => false),
    [{ event: 'status.given', occurredOn: '2026-02-02' }]
  )
  t.strictSame(
    statedEvents('status-notice', { event: '2026-02-02', expected: '2026-05-01' }, () => false),
    [
      { event: 'status.given', occurredOn: '2026-02-02' },
      { event: 'intake.expected', occurredOn: '2026-05-01' }
    ]
  )
  t.end()
})

test('an appointment is on the day that it is expected', (t) => {
  const [planned] = statedEvents('appointment-notice', { event: '2026-02-02', expected: '2026-03-01' }, () => false)
  t.strictSame(planned, { event: 'intake.planned', occurredOn: '2026-03-01' })
  t.end()
})

test('a kind whose event cannot be heard yet states none, and an unknown code is no kind', (t) => {
  t.strictSame(
    statedEvents('crisis-report', { event: '2026-02-02' }, () => false),
    []
  )
  t.ok(isFeedbackKind('crisis-plan'))
  t.notOk(isFeedbackKind('toString'))
  t.end()
})

test('a notice of transfer counts as a report only where it says as much as one', (t) => {
  const events = (isFull: boolean) =>
    statedEvents('transfer-notice', { event: '2026-02-02' }, () => isFull).map(({ event }) => event)
  t.strictSame(events(false), ['referral.forwarded'])
  t.strictSame(events(true), ['referral.forwarded', 'report.counted'])
  t.end()
})
