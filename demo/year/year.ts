import type { Year } from '../play.ts'
import { agendaOf } from './agenda.ts'
import type { Case } from './case.ts'
import { firstHalf } from './first-half.ts'
import { mistakes, outages } from './mistakes.ts'
import { atNight, secondHalf } from './second-half.ts'

/** The first instant of the year, and its last day: thirteen months, so that a yearly report can fall due in it. */
export const STARTS_AT = '2026-01-05T07:00:00Z'
export const LAST_DAY = '2027-01-31'

/** Everybody who is referred, with what goes wrong on the way. */
const cases: readonly Case[] = withMistakes([...firstHalf, ...secondHalf, ...atNight])

/** The year of the demonstration: who is referred and what becomes of it, day by day. */
export const year: Year = { cases, agenda: agendaOf(cases, LAST_DAY), outages }

/** Of a patient who comes twice, what goes wrong goes wrong the second time. */
function withMistakes(all: readonly Case[]): readonly Case[] {
  const last = new Map(all.map((one) => [one.family, one]))
  return all.map((one) => {
    const more = last.get(one.family) === one ? (mistakes[one.family] ?? []) : []
    return { ...one, rows: [...one.rows, ...more] }
  })
}
