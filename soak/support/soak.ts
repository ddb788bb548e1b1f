/** One long test: what `npm run soak -- <name>` runs. A soak is a file of `soak/` that exports it as `soak`. */
export interface Soak {
  readonly name: string
  /** In one line: what holds when it has passed. */
  readonly proves: string
  run(ask: SoakAsk): Promise<'passed' | 'failed' | 'skipped'>
}

/** What a soak gets. */
export interface SoakAsk {
  /** The arguments behind its name. */
  readonly args: readonly string[]
  /** An empty folder on the project's disk, removed after the run. */
  readonly folder: string
  /** Tells how it goes, a line at a time. */
  readonly note: (line: string) => void
}
