import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { quantile } from './bench.ts'

/** What figures mean nothing without. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly node: string
  /** Appending 4 KB and flushing it to the disk, in milliseconds. */
  readonly fsyncP50Ms: number
}

/** Enough for a stable median; a slow disk (20 ms) takes four seconds. */
const FLUSHES = 200

/** The machine that this runs on, and its disk at a folder. */
export function measureMachine(dir: string): Machine {
  const processors = cpus()
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    node: process.versions.node,
    fsyncP50Ms: fsyncP50Ms(dir)
  }
}

function fsyncP50Ms(dir: string): number {
  const path = join(dir, 'fsync')
  const file = openSync(path, 'a')
  const page = Buffer.alloc(4096)
  const times = Array.from({ length: FLUSHES }, () => {
    const start = performance.now()
    writeSync(file, page)
    fsyncSync(file)
    return performance.now() - start
  })
  closeSync(file)
  rmSync(path)
  return quantile(times, 0.5)
}
