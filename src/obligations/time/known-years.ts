import assert from 'node:assert/strict'

/**
 * The years in which days are counted. Holidays are computed and not listed, so that no year is without them; but beyond
 * these years today's rules say nothing, and a day there is a slip of the pen.
 */
const YEARS: readonly [first: string, last: string] = ['1900', '2199']

/**
 * The days that a fact may name: fifty years and more from the ends of what is known, so that no term, closure and
 * reminder that the loader lets in leads out of it (the longest, 9,999 working days, is forty years).
 */
const COUNTABLE: readonly [first: string, last: string] = ['1950-01-01', '2099-12-31']

/**
 * Whether a term may be counted from a day; ask this of each day that comes from outside, and refuse the message else.
 *
 * @param day - `YYYY-MM-DD`, an existing day. A year of 0026 or 9999 is nobody's, and would fail the count of its duty.
 */
export function isCountableDay(day: string): boolean {
  return day.length === 10 && day >= COUNTABLE[0] && day <= COUNTABLE[1]
}

/** Gives the day back, `YYYY-MM-DD`; throws outside 1900-2199. A day that `isCountableDay` let in never leads there. */
export function knownDay(day: string): string {
  // Temporal writes a year of five digits with a sign, which is no longer ten characters.
  const isKnown = day.length === 10 && day >= `${YEARS[0]}-01-01` && day <= `${YEARS[1]}-12-31`
  assert(isKnown, `no calendar knows ${day}: days are counted from ${YEARS[0]} to ${YEARS[1]}`)
  return day
}
