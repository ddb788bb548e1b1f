import { Temporal } from 'temporal-polyfill'

/**
 * The gateway's time: obligations, validity and retry instants follow it; tokens, leases and sockets follow real time
 * (design section 3, "The clock").
 */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** True for a clock that somebody sets by hand. */
  readonly manual: boolean
}

/** A clock that stands still until it is set; for demonstrations, simulations and tests. */
export interface ManualClock extends Clock {
  readonly manual: true
  /** Moves to `now` (epoch ms); an earlier instant changes nothing and answers `backwards`. */
  set(now: number): 'ok' | 'backwards'
}

/** The machine's own clock. */
export function systemClock(): Clock {
  return { manual: false, now: () => Date.now() }
}

/** A clock that stands at `start` (epoch ms); who sets it stores the instant too, because a restart must not go back. */
export function manualClock(start: number): ManualClock {
  let current = start
  return {
    manual: true,
    now: () => current,
    set(now) {
      if (now < current) return 'backwards'
      current = now
      return 'ok'
    }
  }
}

/** The time zone in which days are days; the care that is owed is Dutch. */
const TIME_ZONE = 'Europe/Amsterdam'

/** The calendar day in Europe/Amsterdam of an instant (epoch ms), as `YYYY-MM-DD`. */
export function localDay(instantMs: number): string {
  // Since 1970 the clock of Europe/Amsterdam is whole hours ahead of UTC, so no day begins within an hour of UTC.
  const hour = Math.floor(instantMs / HOUR_MS)
  const known = dayOfHour.get(hour)
  if (known !== undefined) return known
  const day = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(TIME_ZONE).toPlainDate().toString()
  if (dayOfHour.size >= HOURS_MAX) dayOfHour.clear()
  if (instantMs >= 0) dayOfHour.set(hour, day)
  return day
}

const HOUR_MS = 3_600_000

/** Days that were asked for, by the hour of UTC: a report asks for the same ones of every fact. */
const dayOfHour = new Map<number, string>()

/** Two years of hours, some 2 MB. */
const HOURS_MAX = 20_000

/** The last millisecond (epoch ms) of a calendar day `YYYY-MM-DD` in Europe/Amsterdam, also on days of 23 or 25 hours. */
export function endOfDay(day: string): number {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(TIME_ZONE).epochMilliseconds - 1
}

/** Whether a text is an existing day in the form `YYYY-MM-DD`; ask this of outside input before `endOfDay`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const instant = Date.parse(`${text}T00:00:00Z`)
  // Date.parse rolls 30 February over to March, so the day must come back as it went in.
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)
}
