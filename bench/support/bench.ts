import type { Engine } from './engine.ts'

/** What a bench is run with. */
export interface BenchOptions {
  /** Length of one round of one side. */
  readonly seconds: number
  /** Pairs of rounds. */
  readonly rounds: number
  /** Requests under way at once; a bench without requests ignores it. */
  readonly concurrency: number
  /** Obligations in the store of the report; every other bench ignores it. */
  readonly rows: number
  /** An empty folder on the disk that is measured. */
  readonly dir: string
  /** Where both sides keep their rows; a bench without a store ignores it. */
  readonly engine: Engine
  /** Whether to record where our side's time goes. */
  readonly profile: boolean
  /** Tells the reader something beside the figures. */
  readonly note: (line: string) => void
  /** Tells a figure that has no other side, such as the time of a start. */
  readonly tell: (reading: Reading) => void
}

/** A figure of our side alone. */
export interface Reading {
  readonly name: string
  readonly value: number
  readonly unit: 'ms' | 'MB' | 'a second'
  /** It should be less than this. */
  readonly goal?: number
}

/** One case measured against one other. */
export interface Measured {
  readonly case: string
  readonly opsPerSecond: number
  readonly against: 'bare' | 'bare-sql' | 'medplum' | 'hand-written'
  readonly againstPerSecond: number
  /** Ours / the other, in operations per second: the median over pairs of rounds that ran next to each other. */
  readonly ratio: number
  /** Between these lie the ratios of 95% of the rounds. */
  readonly ratioLow?: number
  readonly ratioHigh?: number
  /** What the ratio should be at least. */
  readonly goal?: number
  readonly concurrency?: number
  readonly p50Ms?: number
  readonly p99Ms?: number
  /** Processor time of the gateway's process for one operation, all its threads together, in ms. */
  readonly cpuMs?: number
}

/** A bench that states itself: a file `bench/<name>.ts` exports one as `bench`. */
export interface Bench {
  readonly name: string
  /** What is measured against what, in one sentence. */
  readonly measures: string
  /** What is measured, and against what, in paragraphs for the document. */
  readonly about: readonly string[]
  /** Whether it runs on each engine of the store; else on none. */
  readonly hasStore: boolean
  readonly run: (options: BenchOptions) => Promise<readonly Measured[]>
}

/** The middle value, because one round in a few is disturbed by something else on the machine. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which a part of the values lies; 0 where there are none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

/** A part of a whole in percent, without decimals. */
export function percent(part: number): string {
  return `${Math.round(part * 100)}%`
}
