import { weekday, type Day } from './days.ts'

/** Systems read what waits for them on the evening of every other Sunday, at this minute. */
export const READING_MINUTE = 1_438

/** Practices that read nothing for some weeks, because their system is down: from and until which day. */
export interface Outage {
  readonly party: string
  readonly from: Day
  readonly until: Day
}

/** Days between the beginnings of two outages of one practice, and how long each lasts. */
const EVERY = 200
const LASTS = 40

/** The outages of two practices over the simulated time, never of both at once. */
export function outagesIn(first: Day, last: Day): readonly Outage[] {
  const outages: Outage[] = []
  for (let from = first + 60; from <= last; from += EVERY) {
    outages.push({ party: 'his-2', from, until: from + LASTS })
    outages.push({ party: 'his-4', from: from + EVERY / 2, until: from + EVERY / 2 + LASTS })
  }
  return outages
}

/** Whether a day is one on which systems read. */
export function isReadingDay(day: Day): boolean {
  return weekday(day) === 7 && day % 2 === 0
}

/** Whether a party's system is down on a day. */
export function isDown(outages: readonly Outage[], party: string, day: Day): boolean {
  return outages.some((one) => one.party === party && one.from <= day && day <= one.until)
}
