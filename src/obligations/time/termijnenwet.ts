import { Temporal } from 'temporal-polyfill'
import type { DaysOff } from './days-off.ts'

/** A term of the Algemene termijnenwet. */
export interface TermByAct {
  /** The day from which it is counted, itself no part of it; `YYYY-MM-DD`. */
  readonly start: string
  /** ISO 8601 duration in days, weeks, months or years. */
  readonly duration: string
  /** The day on which it would end without the act. */
  readonly plainEnd: string
  /** Saturdays, Sundays, the days of article 3, and days that an agreement equates with them. */
  readonly days: DaysOff
}

/**
 * The last day of a term as the Algemene termijnenwet has it.
 *
 * - Article 1: a term that ends on a Saturday, Sunday or recognised holiday runs on to the next day that is none. It does
 *   not hold for a term that counts back.
 * - Article 2: a term of at least three days is made so long that at least two of its days are none of those.
 * - Article 4: neither holds for a term in hours, in more than 90 days, twelve weeks or three months, or in one or more
 *   years. Of a term in several units, of which the act does not speak, each is held to its limit and all together to 90
 *   days.
 *
 * The act itself holds for terms that a law sets. Here an agreement chooses it; `P0D` is no term, and stays.
 *
 * Source: https://wetten.overheid.nl/BWBR0002448
 */
export function endByAct({ start, duration, plainEnd, days }: TermByAct): string {
  const length = Temporal.Duration.from(duration)
  if (length.sign <= 0 || isExempt(length)) return plainEnd
  const end = days.isOff(plainEnd) ? days.step(plainEnd, 1) : plainEnd
  const isShort = length.months === 0 && length.weeks === 0 && length.days < 3
  const second = isShort ? end : days.step(start, 2)
  return second > end ? second : end
}

function isExempt({ years, months, weeks, days }: Temporal.Duration): boolean {
  if (years > 0 || months > 3 || weeks > 12 || days > 90) return true
  const units = [months, weeks, days].filter((count) => count > 0)
  return units.length > 1 && months * 31 + weeks * 7 + days > 90
}
