import { median } from '../support/bench.ts'
import type { Side } from './sides.ts'

/** What was measured of one side: operations per second in each round, in the order of the rounds. */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>

/** Rounds of all sides, one after the other; an odd number, so that the median is one of them. */
const ROUNDS = 9

/** A reading of the clock for so many milliseconds of work, so that the clock is not what is measured. */
const BATCH_MS = 4

/** Measures the sides in turn, so that what else the machine does meets all of them; a first round warms up. */
export function measureRounds<Name extends string>(sides: Readonly<Record<Name, Side>>, sliceMs: number): Rounds<Name> {
  const names = Object.keys(sides) as Name[]
  const rounds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  const batches = new Map(names.map((name) => [name, batchOf(sides[name], sliceMs)]))
  for (let round = 0; round < ROUNDS; round++) {
    // Each round begins with another side, so that none always follows the one that leaves the most garbage.
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length] as Name
      rounds[name].push(perSecond(sides[name], sliceMs, batches.get(name) ?? 1))
    }
  }
  return rounds
}

/** The median over the rounds of one side divided by another in the same round. */
export function ratioOf(one: readonly number[], other: readonly number[]): number {
  return median(one.map((value, round) => value / (other[round] ?? Number.NaN)))
}

function batchOf(side: Side, sliceMs: number): number {
  const start = performance.now()
  let count = 0
  while (performance.now() - start < sliceMs * 2) {
    side()
    count++
  }
  return Math.max(1, Math.round((count / (performance.now() - start)) * BATCH_MS))
}

function perSecond(side: Side, sliceMs: number, batch: number): number {
  const start = performance.now()
  let count = 0
  let end = start
  while (end - start < sliceMs) {
    for (let index = 0; index < batch; index++) side()
    count += batch
    end = performance.now()
  }
  return (count / (end - start)) * 1000
}
