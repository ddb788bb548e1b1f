/**
 * The comparison of `test/obligations/due-dates.test.ts` for every day: each due day and day of a reminder that the
 * product calculates against a slow calculation that shares nothing with it.
 */
import { compare, rulesOfEveryCalendar, rulesOfTheProduct } from '../test/obligations/due-dates.ts'
import { daysFrom } from '../test/obligations/slow-calendar.ts'
import type { Soak } from './support/soak.ts'

/** `npm run soak -- due-dates`: every rule of every agreement and every calendar, from each day of 2024 to 2040. */
export const soak: Soak = {
  name: 'due-dates',
  proves: 'every due day from 2024 to 2040 is the one that a slow, independent calculation gives',
  async run({ note }) {
    const days = daysFrom('2024-01-01', '2040-12-31')
    const rules = [...(await rulesOfTheProduct()), ...rulesOfEveryCalendar()]
    const found = rules.map((rule) => compare([rule], days))
    const compared = found.reduce((sum, one) => sum + one.compared, 0)
    note(`${rules.length} rules from ${days.length} days: ${compared} due days and days of reminders`)
    const differing = found.flatMap((one) => one.differing)
    for (const line of differing) note(line)
    return differing.length === 0 && compared > 0 ? 'passed' : 'failed'
  }
}
