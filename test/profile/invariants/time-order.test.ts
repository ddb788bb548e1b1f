import { test } from 'tap'
import { isNotAfter } from '../../../src/profile/invariants/time-order.ts'

const inOrder: readonly (readonly [string, string])[] = [
  ['2026-03-16', '2026-03-16'],
  ['2026-03-16', '2026-03-17'],
  ['2025', '2026-03-16'],
  // Their order is not known at the precision that both have.
  ['2026-03', '2026'],
  ['2026', '2026-03-16'],
  ['2026-03-16', '2026-03'],
  ['2026-03-16T10:00:00+01:00', '2026-03-16'],
  ['2026-03-16', '2026-03-16T00:00:00+01:00'],
  ['2026-03-16T10:00:00Z', '2026'],
  // The same moment in two time zones, and moments that only their texts would put in the wrong order.
  ['2026-03-16T11:00:00+01:00', '2026-03-16T10:00:00Z'],
  ['2026-03-16T10:30:00+02:00', '2026-03-16T09:00:00Z'],
  ['2026-03-16T10:00:00.4Z', '2026-03-16T10:00:00.5Z'],
  ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
  // A Dutch day that a system writes in UTC.
  ['2026-03-16', '2026-03-15T23:30:00Z'],
  ['2026-07-16', '2026-07-15T22:30:00Z'],
  ['2026-03-15T23:30:00Z', '2026-03-15']
]

const outOfOrder: readonly (readonly [string, string])[] = [
  ['2026-03-17', '2026-03-16'],
  ['2026', '2025'],
  ['2026-04', '2026-03-16'],
  ['2026-03-16', '2026-02'],
  ['2026-03-17', '2026-03-16T12:00:00+01:00'],
  ['2026-03-17T00:00:00+01:00', '2026-03-15'],
  ['2026-03-16T10:00:00Z', '2025'],
  ['2026-03-16T10:00:00Z', '2026-03-16T10:30:00+01:00'],
  ['2026-03-16T10:00:00.5Z', '2026-03-16T10:00:00.4Z']
]

for (const [one, other] of inOrder) {
  test(`${one} may be before ${other}`, (t) => {
    t.equal(isNotAfter(one, other), true)
    t.end()
  })
}

for (const [one, other] of outOfOrder) {
  test(`${one} is after ${other}, however it is read`, (t) => {
    t.equal(isNotAfter(one, other), false)
    t.end()
  })
}

test('what is no date has no order', (t) => {
  const texts = [
    '',
    'soon',
    '2026-3-1',
    '2026-03-16T10:00',
    '2026-03T10:00:00Z',
    '2026-03-16T10:00:00',
    '9'.repeat(1e6)
  ]

  for (const text of texts) t.equal(isNotAfter(text, '2026'), undefined)
  t.end()
})
