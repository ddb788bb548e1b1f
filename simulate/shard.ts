import { join } from 'node:path'
import type { Agreements } from '../src/obligations/agreements/load-agreements.ts'
import { openReadOnly, openStore } from '../src/store/open.ts'
import { add, dayIn, differing, type Counted, type Sums, type Totals } from './compare.ts'
import { Counter } from './count/counter.ts'
import type { Rule } from './count/rules.ts'
import { isHeard, lookedAt } from './count/tally.ts'
import { dayOf, isoOf, monthEnd, type Day } from './diary/days.ts'
import type { Patient } from './diary/entry.ts'
import { isDown, isReadingDay, outagesIn, type Outage } from './diary/reading.ts'
import { closingDay, writeDiaries } from './diary/write.ts'
import { explain } from './explain.ts'
import { reportAt } from './play/month.ts'
import { noting } from './play/outgoing.ts'
import { Player } from './play/player.ts'
import { rulesWith } from './play/rules.ts'
import { Season } from './play/season.ts'

/** The first year that is simulated; with five years it has two leap days. */
export const FIRST_YEAR = 2024

/** Which part of the patients a shard plays, and what it is asked for. */
export interface ShardAsk {
  readonly shard: number
  readonly shards: number
  /** Where its store is. */
  readonly folder: string
  readonly seed: number
  readonly referrals: number
  readonly years: number
  readonly verbose: boolean
}

/** What a shard found at one month end: what the report says and what was counted; text about the first differences. */
export interface MonthFound {
  readonly report: readonly (readonly [string, Sums])[]
  readonly count: readonly (readonly [string, Sums])[]
  readonly differences: readonly string[]
}

/** What a shard did. */
export interface ShardFound {
  readonly referrals: number
  readonly messages: number
  readonly rows: number
  readonly months: readonly MonthFound[]
}

/** Differences that a shard puts in words. */
const EXPLAINED_MAX = 20

/**
 * Plays every n-th patient on a store of its own, month by month, and counts beside it.
 *
 * A row of the report rests on the messages about its patient alone, and each patient is in one shard with all referrals: so
 * the report of the whole is the rows of all shards, and its counts are their sums.
 */
export async function playShard(
  ask: ShardAsk,
  given: { readonly agreements: Agreements; readonly counted: readonly Rule[] }
): Promise<ShardFound> {
  const [first, last] = [dayOf(FIRST_YEAR, 1, 1), dayOf(FIRST_YEAR + ask.years, 1, 1) - 1]
  const all = writeDiaries({ seed: ask.seed, referrals: ask.referrals, first, last })
  const patients = all.filter(({ number }) => number % ask.shards === ask.shard)
  const file = join(ask.folder, `shard-${ask.shard}.sqlite`)
  return playIn(file, { ask, patients, first, last, ...given })
}

interface Scene {
  readonly ask: ShardAsk
  readonly patients: readonly Patient[]
  readonly first: Day
  readonly last: Day
  readonly agreements: Agreements
  readonly counted: readonly Rule[]
}

async function playIn(file: string, { ask, patients, first, last, agreements, counted }: Scene): Promise<ShardFound> {
  const rules = rulesWith(agreements)
  const store = await openStore({ file })
  // On this thread: rows that another thread reads would be copied on their way here.
  const reading = openReadOnly({ file })
  const player = new Player({ store: noting(store, (messages) => season.enqueue(messages)), rules, shard: ask.shard })
  const season = new Season({ player, patients, store })
  const closes = closingDay(first, last)
  const counters = patients.map((patient) => new Counter(counted, patient))
  const outages = outagesIn(first, last)
  const months: MonthFound[] = []
  let rows = 0
  const told = new Set<string>()
  for (let day = first; day <= last; day++) {
    const isEnd = day === monthEnd({ year: FIRST_YEAR, month: 1 }, months.length)
    if (!isEnd && !isReadingDay(day)) continue
    await season.playUntil(day)
    if (day === closes) await season.closePractice(day)
    for (const counter of counters) counter.readUntil(day)
    if (isReadingDay(day)) {
      await season.read(day, outages)
      readAll(counters, day, outages)
    }
    if (!isEnd) continue
    const report = await reported(day, { store: reading, rules })
    const count = tallied(counters, day)
    rows += [...report.values()].reduce((sum, [many]) => sum + many, 0)
    const isWrong = ask.verbose && told.size < EXPLAINED_MAX && differing(report, count).length > 0
    const differences = isWrong ? await explain({ day, player, counters, patients, store: reading, rules, told }) : []
    months.push({ report: [...report], count: [...count], differences })
  }
  await Promise.all([store.close(), reading.close()])
  const messages = patients.reduce((sum, { entries }) => sum + entries.length, 0)
  const referrals = patients.reduce(
    (sum, { entries }) => sum + entries.filter(({ act }) => act.what === 'refer').length,
    0
  )
  return { referrals, messages, rows, months }
}

function readAll(counters: readonly Counter[], day: Day, outages: readonly Outage[]): void {
  const isUp = (party: string): boolean => !isDown(outages, party, day)
  for (const counter of counters) counter.read(day, isUp)
}

/** What the gateway's report says. */
async function reported(day: Day, asked: Parameters<typeof reportAt>[0]): Promise<Totals> {
  const totals: Totals = new Map()
  for await (const page of reportAt(asked, isoOf(day))) {
    for (const row of page) {
      add(totals, {
        ...{
          code: row.code,
          owner: row.owner,
          creditor: row.creditor,
          state: row.state,
          isHeard: row.heard === 'heard'
        },
        ...{
          openedOn: dayIn(row.openedOn),
          dueOn: dayIn(row.dueOn),
          metOn: row.metOn === null ? undefined : dayIn(row.metOn)
        }
      })
    }
  }
  return totals
}

/** What was counted from the diaries. */
function tallied(counters: readonly Counter[], day: Day): Totals {
  const totals: Totals = new Map()
  for (const { referrals } of counters) {
    for (const referral of referrals) {
      for (const duty of referral.duties) {
        const stands = lookedAt(referral, duty, day)
        const { rule, owner, creditor, openedOn } = duty
        const row: Counted = {
          code: rule.code,
          owner,
          creditor,
          openedOn,
          isHeard: isHeard(stands, duty, day),
          ...stands
        }
        add(totals, row)
      }
    }
  }
  return totals
}
