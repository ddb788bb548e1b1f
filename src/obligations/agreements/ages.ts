import type { Agreement } from '../agreement.ts'

/** Ages in whole years for which an agreement holds: `from` included, `below` not. */
export type AgeRange = NonNullable<Agreement['ages']>

/** The least and the most that somebody's age can be, in whole years; the same where the birth date is a day. */
export interface PossibleAges {
  readonly least: number
  readonly most: number
}

/** What an age is compared with where the loader looks for gaps: nobody is older, and `below` goes no further. */
export const AGE_MAX = 151

/**
 * How old somebody can be on a day.
 *
 * Who was born on 29 February is a year older on 1 March in a year without that day.
 *
 * @param birthDate - as FHIR has it: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
 * @param on - `YYYY-MM-DD`.
 * @returns undefined where nobody can tell: no date, one that is no date, or one that lies ahead.
 */
export function agesOn(birthDate: string | undefined, on: string): PossibleAges | undefined {
  if (birthDate === undefined || !/^\d{4}(-\d{2}){0,2}$/.test(birthDate)) return undefined
  const most = yearsBetween(birthDate + '-01-01'.slice(birthDate.length - 4), on)
  // A month has at most 31 days, and only the order of the texts counts.
  const least = yearsBetween(birthDate + '-12-31'.slice(birthDate.length - 4), on)
  return most < 0 ? undefined : { least: Math.max(least, 0), most }
}

/** Whether an agreement could hold for somebody: for one of the ages that are possible, or for anybody of an unknown age. */
export function mayHold(range: AgeRange | undefined, ages: PossibleAges | undefined): boolean {
  if (range === undefined || ages === undefined) return true
  return ages.most >= (range.from ?? 0) && ages.least < (range.below ?? Infinity)
}

function yearsBetween(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4))
  return to.slice(5) < from.slice(5) ? years - 1 : years
}
