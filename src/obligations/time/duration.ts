import { Temporal } from 'temporal-polyfill'

/** The longest term or offset, in days of whatever calendar: ten years, and far from the years that nobody computes. */
export const TERM_DAYS_MAX = 3660

/** Whether a duration is in hours; an agreement's schema has seen to it that it is not in both. */
export function isInHours(duration: string): boolean {
  return /^-?PT\d/.test(duration)
}

/**
 * The fewest and the most days that a duration can be, counted from any date: a month is 28 to 31 days, and hours are
 * taken as parts of days of 24.
 *
 * @returns negative numbers for a duration that counts back; the first is never above the second.
 */
export function lengthRange(duration: string): readonly [number, number] {
  const { years, months, weeks, days, hours } = Temporal.Duration.from(duration)
  const fixed = weeks * 7 + days + hours / 24
  const one = years * 365 + months * 28 + fixed
  const other = years * 366 + months * 31 + fixed
  return [Math.min(one, other), Math.max(one, other)]
}

/** Whether a term is no longer than another, from whatever date they are counted; of `P30D` and `P1M` that is unsure, so no. */
export function isNoLonger(term: string, than: string): boolean {
  const [one, other] = [Temporal.Duration.from(term), Temporal.Duration.from(than)]
  const months = (duration: Temporal.Duration): number => duration.years * 12 + duration.months
  const days = (duration: Temporal.Duration): number => duration.weeks * 7 + duration.days + duration.hours / 24
  if (months(one) <= months(other) && days(one) <= days(other)) return true
  return lengthRange(term)[1] <= lengthRange(than)[0]
}
