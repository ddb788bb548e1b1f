import { join } from 'node:path'
import type { ObligationRule } from '../../src/obligations/agreement.ts'
import { calendarOf, calendars } from '../../src/obligations/time/calendar.ts'
import { dueDay } from '../../src/obligations/due.ts'
import { loadAgreements } from '../../src/obligations/agreements/load-agreements.ts'
import { slowEnd } from './slow-calendar.ts'

/** A rule whose due days are compared. */
export type ComparedRule = Pick<
  ObligationRule,
  'code' | 'calendar' | 'closures' | 'roll' | 'due' | 'opensOn' | 'reminders'
>

/** What a comparison found. */
export interface Comparison {
  /** How many days were calculated twice. */
  readonly compared: number
  /** Those that differ, the first few. */
  readonly differing: readonly string[]
}

const DIFFERING_MAX = 20

const folder = join(import.meta.dirname, '..', '..', 'profiles', 'agreements')

/** Every rule of every file of the product, each once. */
export async function rulesOfTheProduct(): Promise<readonly ComparedRule[]> {
  const loaded = await loadAgreements(folder)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const rules = [...new Set(loaded.agreements.values())].flatMap(({ obligations }) => obligations)
  // Agreements that refine each other share most rules; what counts here is how a rule counts.
  const byCount = new Map(rules.map((rule) => [JSON.stringify(compared(rule)), rule]))
  return [...byCount.values()]
}

function compared({ code, calendar, closures, roll, due, opensOn, reminders }: ComparedRule): unknown {
  return { code, calendar, closures, roll, due, opensOn, reminders }
}

const closures = [
  { from: '2025-12-22', to: '2026-01-02', title: { en: 'Christmas closure', nl: 'Kerstsluiting' } },
  { from: '2028-02-28', to: '2028-03-03', title: { en: 'Move', nl: 'Verhuizing' } },
  { from: '2028-03-01', to: '2028-03-10', title: { en: 'Move, once more', nl: 'Verhuizing, nog eens' } },
  { from: '2033-04-15', to: '2033-04-15', title: { en: 'Study day', nl: 'Studiedag' } },
  { from: '2036-07-01', to: '2036-08-31', title: { en: 'Summer closure', nl: 'Zomersluiting' } }
] as const

const termsOf = {
  days: ['P0D', 'P1D', 'P2D', 'P3D', 'P5D', 'P10D', 'P60D', 'P200D', 'PT1H', 'PT23H', 'PT24H', 'PT25H', 'PT72H'],
  any: ['P1W', 'P6W', 'P12W', 'P13W', 'P90D', 'P91D', 'P1M', 'P2M', 'P3M', 'P4M', 'P1Y', 'P1M1W', 'P2M3W', 'P2M5W']
}

/** Rules made up so that each calendar counts each sort of term, with and without closures and rolling. */
export function rulesOfEveryCalendar(): readonly ComparedRule[] {
  return [...calendars].flatMap(([calendar, { units }]) =>
    [undefined, closures].flatMap((closed) =>
      ([undefined, 'next-working-day'] as const).map((roll) => ({
        code: `${calendar}${closed === undefined ? '' : ', closed'}${roll === undefined ? '' : ', rolled'}`,
        calendar,
        opensOn: 'referral.received' as const,
        due: (units === 'any' ? [...termsOf.days, ...termsOf.any] : termsOf.days).map((within) => ({
          from: 'referral.received' as const,
          within
        })),
        reminders: ['-P10D', '-P1D', 'P0D', 'P3D', 'P14D'],
        ...(closed === undefined ? {} : { closures: closed }),
        ...(roll === undefined ? {} : { roll })
      }))
    )
  )
}

/** Compares the product's due days and days of reminders, for each term of each rule from each of the days. */
export function compare(rules: readonly ComparedRule[], days: readonly string[]): Comparison {
  let count = 0
  const differing: string[] = []
  const note = (is: string, slow: string, what: string): void => {
    count += 1
    if (is !== slow && differing.length < DIFFERING_MAX) differing.push(`${what}: ${is}, slowly ${slow}`)
  }
  for (const rule of rules) {
    const { calendar, reminders, ...how } = rule
    const closed = how.closures === undefined ? {} : { closures: how.closures }
    const rolls = how.roll === undefined ? {} : { roll: how.roll }
    for (const term of rule.due) {
      for (const start of days) {
        const slow = slowEnd({ calendar, ...closed, ...rolls, start, within: term.within })
        note(dueOn(rule, term, start), slow, `${rule.code} ${term.within} after ${start}`)
        for (const offset of reminders) {
          const reminded = calendarOf(rule)?.add(slow, offset) ?? 'no calendar'
          const slowly = slowEnd({ calendar, ...closed, start: slow, within: offset })
          note(reminded, slowly, `${rule.code} ${offset} from ${slow}`)
        }
      }
    }
  }
  return { compared: count, differing }
}

/** By the product's one function for it, with that term alone. */
function dueOn(rule: ComparedRule, term: ComparedRule['due'][number], start: string): string {
  const fact = { event: term.from, occurredOn: start, heardAt: 0 }
  return dueDay({
    rule: { ...rule, due: [term] },
    obligation: { openedOn: start, turn: 1 },
    occurrences: [fact]
  }).on
}
