import fc from 'fast-check'
import { test } from 'tap'
import { calendars } from '../../../src/obligations/time/calendar.ts'
import { rolledOn, rolledPast } from '../../../src/obligations/time/roll.ts'
import { aDay } from '../days.ts'

const closures = [{ from: '2026-04-07', to: '2026-04-08', title: { en: 'Study days', nl: 'Studiedagen' } }]

test('a due day stays on a holiday unless the rule asks to move it', (t) => {
  t.equal(rolledOn({}, '2026-04-05'), '2026-04-05')
  t.same(rolledPast({}, '2026-04-05'), [])
  t.equal(rolledOn({ roll: 'next-working-day' }, '2026-04-05'), '2026-04-07')
  t.equal(rolledOn({ roll: 'next-working-day' }, '2026-04-03'), '2026-04-03', 'Good Friday is a working day')
  t.equal(rolledOn({ roll: 'next-working-day' }, '2025-12-27'), '2025-12-29')
  t.end()
})

test('it moves over the closures of the rule, and tells the days that it left', (t) => {
  t.equal(rolledOn({ roll: 'next-working-day', closures }, '2026-04-05'), '2026-04-09')
  t.same(
    rolledPast({ roll: 'next-working-day', closures }, '2026-04-05').map(({ day, reason }) => [day, reason.en]),
    [
      ['2026-04-05', 'Easter Sunday'],
      ['2026-04-06', 'Easter Monday'],
      ['2026-04-07', 'Study days'],
      ['2026-04-08', 'Study days']
    ]
  )
  t.same(rolledPast({ roll: 'next-working-day', closures }, '2026-04-09'), [])
  t.end()
})

test('it moves to the first working day and no further, and a day that was moved stays', (t) => {
  const national = calendars.get('nl-national')!
  const rule = { roll: 'next-working-day' } as const
  fc.assert(
    fc.property(aDay, (day) => {
      const end = rolledOn(rule, day)
      const left = rolledPast(rule, day)
      const isFirst = end === day ? !national.isOff(day) : national.isOff(day) && end === national.add(day, 'P1D')
      return isFirst && !national.isOff(end) && rolledOn(rule, end) === end && left.length <= 5
    }),
    { numRuns: 1000 }
  )
  t.end()
})
