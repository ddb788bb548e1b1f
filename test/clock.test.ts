import { test } from 'tap'
import { endOfDay, isDay, localDay, manualClock, systemClock } from '../src/clock.ts'

const HOUR_MS = 3_600_000

test('an instant belongs to the Amsterdam day, not to the day in UTC', (t) => {
  const table = [
    ['2025-12-31T22:59:59.999Z', '2025-12-31'],
    ['2025-12-31T23:00:00.000Z', '2026-01-01'],
    ['2026-06-30T21:59:59.999Z', '2026-06-30'],
    ['2026-06-30T22:00:00.000Z', '2026-07-01'],
    ['2028-02-28T23:30:00.000Z', '2028-02-29']
  ] as const
  for (const [instant, day] of table) t.equal(localDay(Date.parse(instant)), day, instant)
  t.end()
})

test('a day ends one millisecond before the next begins, on both changes of the clock and at the end of a year', (t) => {
  const table = [
    ['2026-03-28', '2026-03-28T22:59:59.999Z'],
    ['2026-03-29', '2026-03-29T21:59:59.999Z'],
    ['2026-10-24', '2026-10-24T21:59:59.999Z'],
    ['2026-10-25', '2026-10-25T22:59:59.999Z'],
    ['2026-12-31', '2026-12-31T22:59:59.999Z'],
    ['2028-02-29', '2028-02-29T22:59:59.999Z']
  ] as const
  for (const [day, instant] of table) t.equal(new Date(endOfDay(day)).toISOString(), instant, day)
  t.equal(endOfDay('2026-03-29') - endOfDay('2026-03-28'), 23 * HOUR_MS, 'spring: 23 hours')
  t.equal(endOfDay('2026-10-25') - endOfDay('2026-10-24'), 25 * HOUR_MS, 'autumn: 25 hours')
  t.end()
})

test('the end of each day of two years belongs to that day and the next millisecond to the next', (t) => {
  let day = '2026-01-01'
  for (let count = 0; count < 731; count += 1) {
    const end = endOfDay(day)
    if (localDay(end) !== day) t.fail(`the end of ${day} is in ${localDay(end)}`)
    const next = localDay(end + 1)
    if (next <= day) t.fail(`${next} does not come after ${day}`)
    day = next
  }
  t.equal(day, '2028-01-02')
  t.end()
})

test('a day that does not exist or has another form is not a day', (t) => {
  for (const text of ['2026-02-28', '2028-02-29', '2026-12-31']) t.ok(isDay(text), text)
  for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '20260101', '2026-01-01T00:00:00Z', '', 'today']) {
    t.notOk(isDay(text), text)
  }
  t.end()
})

test('a manual clock stands still, goes forward when set, and refuses to go back', (t) => {
  const clock = manualClock(1_000)
  t.equal(clock.manual, true)
  t.equal(clock.now(), 1_000)
  t.equal(clock.set(2_000), 'ok')
  t.equal(clock.set(2_000), 'ok', 'the same instant is no step back')
  t.equal(clock.set(1_999), 'backwards')
  t.equal(clock.now(), 2_000)
  t.end()
})

test('the system clock says that nobody sets it', (t) => {
  t.equal(systemClock().manual, false)
  t.ok(systemClock().now() > Date.parse('2025-01-01'))
  t.end()
})
