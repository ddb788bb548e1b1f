/** What a bench is run with. */
export interface BenchOptions {
  /** Length of one round of one side. */
  readonly seconds: number
  /** Requests under way at once; a bench without requests ignores it. */
  readonly concurrency: number
  /** An empty folder on the disk that is measured. */
  readonly dir: string
  /** Whether to say, after measuring, where our side's time goes. */
  readonly profile: boolean
  /** Tells the reader something beside the figures. */
  readonly note: (line: string) => void
}

/** One case measured against one other. */
export interface Measured {
  readonly case: string
  readonly opsPerSecond: number
  readonly against: 'bare' | 'bare-sql' | 'medplum' | 'hand-written'
  readonly againstPerSecond: number
  /** Ours / the other, in operations per second: the median over pairs of rounds that ran next to each other. */
  readonly ratio: number
  readonly concurrency?: number
  readonly p50Ms?: number
  readonly p99Ms?: number
}

/** A bench that states itself: a file `bench/<name>.ts` exports one as `bench`. */
export interface Bench {
  readonly name: string
  /** What is measured against what, in one sentence. */
  readonly measures: string
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
