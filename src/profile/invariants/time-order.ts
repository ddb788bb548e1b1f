/**
 * Whether one date or time is not after another, as FHIRPath's `<=` compares them: at the precision that both have.
 *
 * Where that decides nothing (2012 and 2012-03, or one day with and without a time), the order is not known, and the
 * answer is true: a period is wrong only if it is wrong however it is read. (FHIRPath gives nothing there, for which an
 * invariant of R4 as it is written would not be met; R5 corrects its period with `lowBoundary` and `highBoundary`.)
 *
 * @returns undefined where one of the two is no date or time.
 * Source: https://hl7.org/fhirpath/N1/#comparison, https://hl7.org/fhir/R4/datatypes.html#period
 */
export function isNotAfter(one: string, other: string): boolean | undefined {
  const [first, second] = [momentOf(one), momentOf(other)]
  if (first === undefined || second === undefined) return undefined
  if (first.instant !== undefined && second.instant !== undefined) return first.instant <= second.instant
  return daysOf(first).some((day) => daysOf(second).some((another) => isDayNotAfter(day, another)))
}

/** A date, dateTime or instant of R4. */
interface Moment {
  /** A year, a month or a day, as it is written. */
  readonly day: string
  /** Milliseconds since 1970, where there is a time; time zones are equal in it. */
  readonly instant: number | undefined
}

const MOMENT = /^(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:(?<=-\d\d-\d\d)(T\d\d:\d\d:)([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:\d\d))?$/

function momentOf(text: string): Moment | undefined {
  const [, day, minute, second, fraction = '', zone = ''] = MOMENT.exec(text.slice(0, CHARACTERS_MAX)) ?? []
  if (day === undefined) return undefined
  if (minute === undefined || second === undefined) return { day, instant: undefined }
  // JavaScript knows no leap second; the one before it is as near as makes no order wrong.
  const instant = Date.parse(`${day}${minute}${second === '60' ? '59' : second}${fraction}${zone}`)
  return Number.isNaN(instant) ? undefined : { day, instant }
}

/** No dateTime is longer, whatever its fraction of a second. */
const CHARACTERS_MAX = 100

/**
 * The days that a moment may be on for a day without a time: where it was written, and, as many systems write all
 * times in UTC, in the Netherlands.
 */
function daysOf({ day, instant }: Moment): readonly string[] {
  if (instant === undefined) return [day]
  return [day, ...DUTCH_OFFSETS_MS.map((offset) => new Date(instant + offset).toISOString().slice(0, day.length))]
}

const DUTCH_OFFSETS_MS = [3_600_000, 7_200_000]

function isDayNotAfter(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length)
  return one.slice(0, length) <= other.slice(0, length)
}
