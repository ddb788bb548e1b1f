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
 * - Good Friday is left out: it is no general day off. Terms that are counted by the Algemene termijnenwet have
 *   `recognisedHolidaysOf`.
 *
 * Days that coincide, as Ascension Day and Liberation Day did on 5 May 2005, are one entry with both names.
 *
 * Source: https://wetten.overheid.nl/BWBR0002448 (the days); King's Day since 2014, Queen's Day before, on the Saturday
 * where the date is a Sunday.
 *
 * @param year - of the Gregorian calendar; how Queen's Day moved before 1980 is not kept.
 */
export function holidaysOf(year: number): ReadonlyMap<string, DayName> {
  return byDay(year % 5 === 0 ? [liberationDay(year), ...everyYear(year)] : everyYear(year))
}

/**
 * The recognised holidays of the Algemene termijnenwet in a year by day (`YYYY-MM-DD`): those of `holidaysOf`, with
 * Liberation Day in each year (article 3, first paragraph) and Good Friday, which is equated with them (second).
 *
 * Easter Sunday and Whit Sunday, which the act does not name, are Sundays and have their names here for people. The days
 * that a royal decree equates with a holiday for some years (third paragraph; mostly the Friday after Ascension Day)
 * follow from no rule and are left out: without them a term ends earlier than the act has it and never later. An
 * agreement that wants them names them as closures.
 *
 * Source: https://wetten.overheid.nl/BWBR0002448, article 3.
 */
export function recognisedHolidaysOf(year: number): ReadonlyMap<string, DayName> {
  const easter = Temporal.PlainDate.from(easterSunday(year))
  const goodFriday = { date: easter.subtract({ days: 2 }), name: { en: 'Good Friday', nl: 'Goede Vrijdag' } }
  return byDay([goodFriday, liberationDay(year), ...everyYear(year)])
}

function everyYear(year: number): readonly Holiday[] {
  const easter = Temporal.PlainDate.from(easterSunday(year))
  return [
    { date: dateOf(year, 1, 1), name: { en: "New Year's Day", nl: 'Nieuwjaarsdag' } },
    { date: easter, name: { en: 'Easter Sunday', nl: 'Eerste paasdag' } },
    { date: easter.add({ days: 1 }), name: { en: 'Easter Monday', nl: 'Tweede paasdag' } },
    birthdayOfMonarch(year),
    { date: easter.add({ days: 39 }), name: { en: 'Ascension Day', nl: 'Hemelvaartsdag' } },
    { date: easter.add({ days: 49 }), name: { en: 'Whit Sunday', nl: 'Eerste pinksterdag' } },
    { date: easter.add({ days: 50 }), name: { en: 'Whit Monday', nl: 'Tweede pinksterdag' } },
    { date: dateOf(year, 12, 25), name: { en: 'Christmas Day', nl: 'Eerste kerstdag' } },
    { date: dateOf(year, 12, 26), name: { en: 'Boxing Day', nl: 'Tweede kerstdag' } }
  ]
}

function liberationDay(year: number): Holiday {
  return { date: dateOf(year, 5, 5), name: { en: 'Liberation Day', nl: 'Bevrijdingsdag' } }
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
  for (const { date, name } of [...holidays].sort((a, b) => Temporal.PlainDate.compare(a.date, b.date))) {
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
