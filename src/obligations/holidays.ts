import { Temporal } from 'temporal-polyfill'

/** What a day is called, for people. */
export interface DayName {
  readonly en: string
  readonly nl: string
}

interface Holiday {
  readonly date: Temporal.PlainDate
  readonly name: DayName
}

/**
 * The Dutch national holidays of a year by day (`YYYY-MM-DD`), computed by the rules of today and not listed.
 *
 * Two of these rules are choices of this product and not law, since no act says on which days care is closed:
 *
 * - Liberation Day counts only in lustrum years (divisible by 5). Outside them most care agreements give no day off.
 * - Good Friday is left out: it is no general day off. The Algemene termijnenwet (article 3, which also counts 5 May
 *   every year) equates it with one for terms that the law sets; terms counted by that act need a calendar of their own.
 *
 * Days that coincide, as Ascension Day and Liberation Day did on 5 May 2005, are one entry with both names.
 *
 * Source: https://wetten.overheid.nl/BWBR0002448 (the days); King's Day since 2014, Queen's Day before, on the Saturday
 * where the date is a Sunday.
 *
 * @param year - of the Gregorian calendar; how Queen's Day moved before 1980 is not kept.
 */
export function holidaysOf(year: number): ReadonlyMap<string, DayName> {
  const easter = Temporal.PlainDate.from(easterSunday(year))
  const holidays = [
    { date: dateOf(year, 1, 1), name: { en: "New Year's Day", nl: 'Nieuwjaarsdag' } },
    { date: easter, name: { en: 'Easter Sunday', nl: 'Eerste paasdag' } },
    { date: easter.add({ days: 1 }), name: { en: 'Easter Monday', nl: 'Tweede paasdag' } },
    birthdayOfMonarch(year),
    ...(year % 5 === 0 ? [{ date: dateOf(year, 5, 5), name: { en: 'Liberation Day', nl: 'Bevrijdingsdag' } }] : []),
    { date: easter.add({ days: 39 }), name: { en: 'Ascension Day', nl: 'Hemelvaartsdag' } },
    { date: easter.add({ days: 49 }), name: { en: 'Whit Sunday', nl: 'Eerste pinksterdag' } },
    { date: easter.add({ days: 50 }), name: { en: 'Whit Monday', nl: 'Tweede pinksterdag' } },
    { date: dateOf(year, 12, 25), name: { en: 'Christmas Day', nl: 'Eerste kerstdag' } },
    { date: dateOf(year, 12, 26), name: { en: 'Boxing Day', nl: 'Tweede kerstdag' } }
  ]
  return byDay(holidays)
}

/**
 * Easter Sunday of a Gregorian year, as `YYYY-MM-DD`: the Sunday after the first church full moon of spring.
 *
 * Source: the algorithm of Meeus, Jones and Butcher, https://en.wikipedia.org/wiki/Date_of_Easter.
 */
export function easterSunday(year: number): string {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const yearOfCentury = year % 100
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - moonCorrection + 15) % 30
  const leaps = 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4)
  const toSunday = (32 + leaps - epact - (yearOfCentury % 4)) % 7
  const lateMoon = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  const dayOfYear = epact + toSunday - 7 * lateMoon + 114
  return dateOf(year, Math.floor(dayOfYear / 31), (dayOfYear % 31) + 1).toString()
}

function birthdayOfMonarch(year: number): Holiday {
  const [day, name] =
    year < 2014
      ? [30, { en: "Queen's Day", nl: 'Koninginnedag' }]
      : ([27, { en: "King's Day", nl: 'Koningsdag' }] as const)
  const date = dateOf(year, 4, day)
  return { date: date.dayOfWeek === 7 ? date.subtract({ days: 1 }) : date, name }
}

function byDay(holidays: readonly Holiday[]): ReadonlyMap<string, DayName> {
  const names = new Map<string, DayName>()
  for (const { date, name } of holidays) {
    const day = date.toString()
    const other = names.get(day)
    names.set(day, other === undefined ? name : both(other, name))
  }
  return names
}

function both(one: DayName, other: DayName): DayName {
  return { en: `${one.en} and ${other.en}`, nl: `${one.nl} en ${other.nl}` }
}

/** Throws where the month has no such day, instead of taking the nearest one. */
function dateOf(year: number, month: number, day: number): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })
}
