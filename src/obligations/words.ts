import { Temporal } from 'temporal-polyfill'
import type { ObligationRule } from './agreement.ts'
import { calendars } from './time/calendar.ts'
import type { Phrase } from './explanation/texts.ts'
import { hoursOf } from './time/hours.ts'

const HOUR_MS = 3_600_000

const months: readonly Phrase[] = [
  { en: 'January', nl: 'januari' },
  { en: 'February', nl: 'februari' },
  { en: 'March', nl: 'maart' },
  { en: 'April', nl: 'april' },
  { en: 'May', nl: 'mei' },
  { en: 'June', nl: 'juni' },
  { en: 'July', nl: 'juli' },
  { en: 'August', nl: 'augustus' },
  { en: 'September', nl: 'september' },
  { en: 'October', nl: 'oktober' },
  { en: 'November', nl: 'november' },
  { en: 'December', nl: 'december' }
]

/** The strength of a rule: the source's own word, and never that of a law. */
export const strengthWords: Readonly<Record<ObligationRule['strength'], Phrase>> = {
  must: { en: 'must', nl: 'moet' },
  should: { en: 'should', nl: 'hoort' },
  monitor: { en: 'only watched', nl: 'alleen gevolgd' }
}

/** Nobody knows to whom the duty is owed. */
export const unknownReceiver: Phrase = { en: 'a receiver nobody knows', nl: 'een onbekende ontvanger' }

/** A text that is the same in every language: a name, a code, a number. */
export function plain(text: string | number): Phrase {
  return { en: String(text), nl: String(text) }
}

/** A day `YYYY-MM-DD` as people write it; from our own list of months, so that it is the same on every machine. */
export function dayWords(day: string): Phrase {
  const { year, month, day: date } = Temporal.PlainDate.from(day)
  const name = months[month - 1]
  return { en: `${date} ${name?.en ?? ''} ${year}`, nl: `${date} ${name?.nl ?? ''} ${year}` }
}

/** An instant (epoch ms) as people write it, in Europe/Amsterdam. */
export function instantWords(at: number): Phrase {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/Amsterdam')
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' })
  const day = dayWords(local.toPlainDate().toString())
  return { en: `${day.en} at ${time}`, nl: `${day.nl} om ${time} uur` }
}

/** So many days; working days where the calendar counts those alone. */
export function daysWords(count: number, calendar = 'calendar-days'): Phrase {
  const isWorking = calendars.get(calendar)?.units === 'days'
  const one = count === 1
  if (isWorking)
    return { en: `${count} working ${one ? 'day' : 'days'}`, nl: `${count} ${one ? 'werkdag' : 'werkdagen'}` }
  return { en: `${count} ${one ? 'day' : 'days'}`, nl: `${count} ${one ? 'dag' : 'dagen'}` }
}

/** A term (ISO 8601 duration that counts forward) under a calendar: `P6W` is six weeks, `P5D` may be five working days. */
export function termWords(within: string, calendar: string): Phrase {
  const hours = hoursOf(within)
  if (hours !== undefined) return counted(hours / HOUR_MS, ['hour', 'hours'], ['uur', 'uur'])
  const { years, months: ofMonths, weeks, days } = Temporal.Duration.from(within)
  const parts = [
    ...(years === 0 ? [] : [{ en: `${years} ${years === 1 ? 'year' : 'years'}`, nl: `${years} jaar` }]),
    ...(ofMonths === 0 ? [] : [counted(ofMonths, ['month', 'months'], ['maand', 'maanden'])]),
    ...(weeks === 0 ? [] : [counted(weeks, ['week', 'weeks'], ['week', 'weken'])])
  ]
  return listed(days === 0 && parts.length > 0 ? parts : [...parts, daysWords(days, calendar)])
}

/** Phrases in a row: “one, two and three”. */
export function listed(phrases: readonly Phrase[], last: Phrase = { en: 'and', nl: 'en' }): Phrase {
  return {
    en: joined(
      phrases.map(({ en }) => en),
      last.en
    ),
    nl: joined(
      phrases.map(({ nl }) => nl),
      last.nl
    )
  }
}

function counted(
  count: number,
  en: readonly [one: string, more: string],
  nl: readonly [one: string, more: string]
): Phrase {
  const form = count === 1 ? 0 : 1
  return { en: `${count} ${en[form]}`, nl: `${count} ${nl[form]}` }
}

function joined(texts: readonly string[], last: string): string {
  const [end, ...before] = [...texts].reverse()
  return before.length === 0 ? (end ?? '') : `${before.reverse().join(', ')} ${last} ${end ?? ''}`
}
