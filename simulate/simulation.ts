import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { differing, merge, type Totals } from './compare.ts'
import type { Options } from './options.ts'
import { playShard, type ShardAsk, type ShardFound } from './shard.ts'
import { loadAll } from './load.ts'

/** What a simulation came to. */
export interface Outcome {
  readonly referrals: number
  /** Month ends at which the report was compared with the count. */
  readonly reports: number
  /** Groups (code, owner, state, heard) of all reports that differ in number or in a day. */
  readonly mismatches: number
  readonly messages: number
  readonly rows: number
  /** In words, where it was asked for. */
  readonly differences: readonly string[]
}

/** Threads, and with that stores: as many as the smallest machine has processors that this must be quick on. */
const SHARDS = 2
/** A thread's young generation, MB: messages are short-lived, and a small one would copy them about. */
const YOUNG_MB = 64

/** Plays the diaries of a region over some years and compares the gateway's report of each month end with the count. */
export async function simulate(options: Omit<Options, 'json'>): Promise<Outcome> {
  return inFolder(async (folder) => {
    const ask = { ...options, folder, shards: SHARDS }
    const shards = Array.from({ length: SHARDS }, async (_, shard) => inThread({ ...ask, shard }))
    return outcomeOf(await Promise.all(shards))
  })
}

/** The same on this thread, as one shard: for a small run. */
export async function simulateHere(options: Omit<Options, 'json'>): Promise<Outcome> {
  return inFolder(async (folder) => {
    return outcomeOf([await playShard({ ...options, folder, shard: 0, shards: 1 }, await loadAll())])
  })
}

/** In memory where the machine has room for files there: how fast a disk is is not what is simulated. */
async function inFolder(work: (folder: string) => Promise<Outcome>): Promise<Outcome> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'simulate-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  // Also where the run is broken off, or a thread fails.
  process.once('exit', remove)
  const outcome = await work(folder)
  process.removeListener('exit', remove)
  remove()
  return outcome
}

async function inThread(ask: ShardAsk): Promise<ShardFound> {
  const { promise, resolve, reject } = Promise.withResolvers<ShardFound>()
  const worker = new Worker(new URL('shard-worker.ts', import.meta.url), {
    workerData: ask,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB }
  })
  worker.once('message', resolve)
  worker.once('error', reject)
  worker.once('exit', (code) => reject(new Error(`a thread of the simulation ended with ${code}`)))
  return promise
}

/** Every month end of all shards together. */
function outcomeOf(shards: readonly ShardFound[]): Outcome {
  const sum = (of: (found: ShardFound) => number): number => shards.reduce((total, found) => total + of(found), 0)
  const reports = shards[0]?.months.length ?? 0
  let mismatches = 0
  for (let month = 0; month < reports; month++) {
    const report: Totals = new Map()
    const count: Totals = new Map()
    for (const { months } of shards) {
      merge(report, months[month]?.report ?? [])
      merge(count, months[month]?.count ?? [])
    }
    mismatches += differing(report, count).length
  }
  return {
    referrals: sum(({ referrals }) => referrals),
    reports,
    mismatches,
    messages: sum(({ messages }) => messages),
    rows: sum(({ rows }) => rows),
    differences: shards.flatMap(({ months }) => months.flatMap(({ differences }) => differences))
  }
}
