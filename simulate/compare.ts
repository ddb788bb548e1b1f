import { dayFrom, type Day } from './diary/days.ts'

/** A duty as one side has it: how it stands, whether it was heard, and its days. */
export interface Counted {
  readonly code: string
  readonly owner: string
  readonly state: string
  readonly isHeard: boolean
  readonly openedOn: Day
  readonly dueOn: Day
  readonly metOn: Day | undefined
  readonly creditor: string | null
}

/** Duties of one code, owner, state and hearing: how many, and the sums of their days, so that one wrong day shows. */
export type Sums = [count: number, opened: number, due: number, met: number]

/** All duties of one report, by code, owner, state and hearing. */
export type Totals = Map<string, Sums>

/** Adds a duty. */
export function add(totals: Totals, { code, owner, state, isHeard, openedOn, dueOn, metOn = 0 }: Counted): void {
  addSums(totals, `${code} ${owner} ${state} ${isHeard ? 'heard' : 'not-heard'}`, [1, openedOn, dueOn, metOn])
}

/** Adds the totals of a shard: a duty's row rests on its patient alone, so that shards of patients add up to the whole. */
export function merge(into: Totals, from: Iterable<readonly [string, Sums]>): void {
  for (const [key, sums] of from) addSums(into, key, sums)
}

function addSums(totals: Totals, key: string, [count, opened, due, met]: Sums): void {
  const sums = totals.get(key)
  if (sums === undefined) {
    totals.set(key, [count, opened, due, met])
    return
  }
  sums[0] += count
  sums[1] += opened
  sums[2] += due
  sums[3] += met
}

/** Keys under which two sides do not have the same. */
export function differing(one: Totals, other: Totals): readonly string[] {
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((key) => String(one.get(key)) !== String(other.get(key)))
    .sort()
}

const days = new Map<string, Day>()

/** A day from its text, which stands in many rows. */
export function dayIn(iso: string): Day {
  const known = days.get(iso)
  if (known !== undefined) return known
  const day = dayFrom(iso)
  days.set(iso, day)
  return day
}
