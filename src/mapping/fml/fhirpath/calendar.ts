import { dataOf, isTemporal, leave, NOTHING, singleton, type Native } from './items.ts'

/** A calendar duration: a whole number of units, negative for the past. */
export interface Duration {
  readonly amount: number
  readonly unit: string
}

/**
 * A date or dateTime with a duration added, in its own offset from UTC.
 *
 * The library gives a dateTime in UTC, so that around midnight it would be read as of another day. What is less precise
 * than a day, or than a second with an offset, is left to the library.
 *
 * @see http://hl7.org/fhirpath/#datetime-arithmetic
 */
export function nativeShift(input: Native, duration: Duration): Native | undefined {
  const { amount } = duration
  const unit = duration.unit.replace(/s$/, '')
  const isKnown = unit in MONTHS || unit in MILLISECONDS
  if (!isKnown || !Number.isSafeInteger(amount)) return undefined
  return (self, frame) => {
    const item = singleton(input(self, frame), 'a sum with a duration')
    if (item === undefined) return NOTHING
    const text = dataOf(item)
    if (typeof item !== 'object' || !isTemporal(item) || typeof text !== 'string') return leave()
    const value = shifted(text, { amount, unit })
    return value === undefined ? leave() : [{ value, type: item.type }]
  }
}

const MONTHS: Readonly<Record<string, number>> = { year: 12, month: 1 }

const DAY_MS = 86_400_000
const MILLISECONDS: Readonly<Record<string, number>> = {
  week: 7 * DAY_MS,
  day: DAY_MS,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000
}

const DATE_AND_TIME = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/

/** The text of the shifted date or dateTime; undefined where the duration needs more precision than it has. */
function shifted(text: string, { amount, unit }: Duration): string | undefined {
  const [whole, year, month, day, hour, minute, second, fraction = '', offset = ''] = DATE_AND_TIME.exec(text) ?? []
  if (whole === undefined) return undefined
  const isDate = hour === undefined
  const step = MILLISECONDS[unit]
  if (isDate && step !== undefined && step < DAY_MS) return undefined
  const start = new Date(0)
  start.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  // Leap seconds, the 30th of February and other times that no calendar has are not silently made into others.
  if (start.getUTCDate() !== Number(day) || Number(hour ?? 0) > 23 || Number(second ?? 0) > 59) return undefined
  start.setUTCHours(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0))
  const end =
    step === undefined ? withMonths(start, amount * (MONTHS[unit] ?? 0)) : new Date(start.getTime() + amount * step)
  const years = end.getUTCFullYear()
  if (!(years >= 1 && years <= 9999)) return undefined
  const iso = end.toISOString()
  return isDate ? iso.slice(0, 10) : `${iso.slice(0, 19)}${fraction}${offset}`
}

/** A month on from the 31st is the last day of a shorter month. */
function withMonths(start: Date, months: number): Date {
  const end = new Date(start)
  end.setUTCDate(1)
  end.setUTCMonth(end.getUTCMonth() + months)
  const last = new Date(end)
  last.setUTCMonth(last.getUTCMonth() + 1, 0)
  end.setUTCDate(Math.min(start.getUTCDate(), last.getUTCDate()))
  return end
}
