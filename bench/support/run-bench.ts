import { mkdir, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Bench, BenchOptions, Measured, Reading } from './bench.ts'
import { openEngine, type EngineName } from './engine.ts'
import { measureMachine, type Machine } from './machine.ts'
import { profileOf, type CpuProfile } from './profile.ts'

/** What a bench found on one engine, with what its figures mean nothing without. */
export interface BenchRun {
  readonly bench: Bench
  readonly engine: EngineName
  readonly machine: Machine
  /** The database server's version and settings; empty where there is none. */
  readonly server: Readonly<Record<string, string>>
  readonly measured: readonly Measured[]
  readonly readings: readonly Reading[]
  readonly notes: readonly string[]
  readonly profile: CpuProfile | undefined
}

/** Runs a bench in a fresh folder on a fresh engine, and tells the machine and what the figures leave out. */
export async function runBench(
  bench: Bench,
  ask: Omit<BenchOptions, 'dir' | 'engine' | 'tell'> & { readonly engine: EngineName }
): Promise<BenchRun> {
  // A folder of the project and not the system's temporary one, which is often in memory and flushes nothing.
  const dir = resolve(import.meta.dirname, '..', '..', 'data', 'bench', `${bench.name}-${process.pid}`)
  await mkdir(dir, { recursive: true })
  const engine = await openEngine(ask.engine, dir)
  try {
    const machine = measureMachine(dir)
    const notes: string[] = []
    const readings: Reading[] = []
    ask.note(`${bench.name}${bench.hasStore ? ` on ${ask.engine}` : ''}: ${bench.measures}`)
    ask.note(
      `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, fsync p50 ${machine.fsyncP50Ms.toFixed(2)} ms`
    )
    const measured = await bench.run({
      ...ask,
      dir,
      engine,
      note: (line) => {
        notes.push(line)
        ask.note(line)
      },
      tell: (reading) => {
        readings.push(reading)
        ask.note(`${reading.name}: ${reading.value.toFixed(0)} ${reading.unit}`)
      }
    })
    const profile = ask.profile ? await profileOf(dir) : undefined
    for (const { part, name } of profile?.layers ?? []) ask.note(`${percentOf(part)}  ${name}`)
    for (const { part, name } of profile?.spots ?? []) ask.note(`${percentOf(part)}  ${name}`)
    return { bench, engine: ask.engine, machine, server: engine.about, measured, readings, notes, profile }
  } finally {
    await engine.close()
    await rm(dir, { recursive: true, force: true })
  }
}

function percentOf(part: number): string {
  return `${(100 * part).toFixed(1)}%`.padStart(6)
}
