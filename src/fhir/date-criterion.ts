import { isDay } from '../clock.ts'

/** Whether a calendar day `YYYY-MM-DD` is what a date criterion asks for. */
export type DayMatch = (day: string) => boolean

/**
 * A criterion of a search parameter of type date, for values that are calendar days: `[prefix]YYYY[-MM[-DD]]`.
 *
 * A month or a year is all of its days: `eq` is within it, `gt` is after its last day, `ge` on or after its first.
 *
 * @returns undefined for what is none: another prefix, a day that does not exist, a time of day, which no day has.
 * Source: https://hl7.org/fhir/R4/search.html#prefix
 */
export function dateCriterion(text: string): DayMatch | undefined {
  const [, prefix = 'eq', date = ''] = /^([a-z]{2})?(\d{4}(?:-\d{2}){0,2})$/.exec(text) ?? []
  // The days of a period lie between these two as texts; that a month may have no 31st does not matter to an order.
  const [first, last] = [`${date}-01-01`.slice(0, DAY_LENGTH), `${date}-12-31`.slice(0, DAY_LENGTH)]
  const period = date.length === MONTH_LENGTH ? { first: `${date}-01`, last: `${date}-31` } : { first, last }
  return isDay(period.first) ? matches(prefix, period) : undefined
}

const [MONTH_LENGTH, DAY_LENGTH] = ['YYYY-MM'.length, 'YYYY-MM-DD'.length]

function matches(prefix: string, { first, last }: { readonly first: string; readonly last: string }) {
  const byPrefix: Readonly<Record<string, DayMatch>> = {
    eq: (day) => first <= day && day <= last,
    ne: (day) => day < first || last < day,
    lt: (day) => day < first,
    le: (day) => day <= last,
    gt: (day) => day > last,
    ge: (day) => day >= first
  }
  return Object.hasOwn(byPrefix, prefix) ? byPrefix[prefix] : undefined
}
