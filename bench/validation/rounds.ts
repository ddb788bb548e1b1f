import { median, quantile } from '../support/bench.ts'

/** One side: validates once. */
export type Side = () => unknown

/** Operations for each second of processor time, in each round, in the order of the rounds. */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>

/** Rounds of all sides, one after the other. */
const ROUNDS = 21

/**
 * Measures the sides in turn, so that what else the machine does meets all of them.
 *
 * Time of the processor is what counts, of all threads of the process, and so with what each leaves to be cleaned up: a
 * busy machine then tells the same as an idle one, or nearly. All sides are warmed up for as long.
 *
 * @param sliceMs - of processor time, one round of one side.
 */
export function measureRounds<Name extends string>(sides: Readonly<Record<Name, Side>>, sliceMs: number): Rounds<Name> {
  const names = Object.keys(sides) as Name[]
  const rounds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  const batches = new Map(names.map((name) => [name, batchOf(sides[name], sliceMs * WARM_UP)]))
  for (let round = 0; round < ROUNDS; round++) {
    // Each round begins with another side, so that none always follows the one that leaves the most garbage.
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length] as Name
      rounds[name].push(perSecond(sides[name], sliceMs, batches.get(name) ?? 1))
    }
  }
  return rounds
}

/** Rounds that the warming up takes. */
const WARM_UP = 5

/** How often one side does what the other does once. */
export interface Ratio {
  readonly ratio: number
  /** 95% of the rounds lie between these two. */
  readonly ratioLow: number
  readonly ratioHigh: number
}

/** The ratio of two sides in the same round: the median over the rounds, and their spread. */
export function ratioOf(one: readonly number[], other: readonly number[]): Ratio {
  const ratios = one.map((value, round) => value / (other[round] ?? Number.NaN))
  return { ratio: median(ratios), ratioLow: quantile(ratios, 0.025), ratioHigh: quantile(ratios, 0.975) }
}

/** A reading of the clock for so many milliseconds of work, so that the clock is not what is measured. */
const BATCH_MS = 4

function batchOf(side: Side, warmUpMs: number): number {
  const perMs = perSecond(side, warmUpMs, 1) / 1000
  return Math.max(1, Math.round(perMs * BATCH_MS))
}

function perSecond(side: Side, sliceMs: number, batch: number): number {
  const start = process.cpuUsage()
  let count = 0
  let spentMs = 0
  while (spentMs < sliceMs) {
    for (let index = 0; index < batch; index++) side()
    count += batch
    const { user, system } = process.cpuUsage(start)
    spentMs = (user + system) / 1000
  }
  return (count / spentMs) * 1000
}
