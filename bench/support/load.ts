/** What the load generator is asked for. */
export interface Load {
  readonly url: string
  /** The Authorization header; absent for a server that asks for none. */
  readonly authorization?: string
  readonly seconds: number
  readonly concurrency: number
  /** Messages made before the clock starts; a round ends early when there are no more. */
  readonly messages: number
}

/** What it measured. */
export interface LoadResult {
  readonly answered: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Share of the time in which the generator itself was busy; near 1 it is the generator that is measured. */
  readonly utilization: number
  /** The first answer that was not 200. */
  readonly failure?: string
}
