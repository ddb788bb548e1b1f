/** What the load generator is asked for. */
export interface Load {
  readonly url: string
  /** The Authorization header; absent for a server that asks for none. */
  readonly authorization?: string
  readonly seconds: number
  readonly concurrency: number
  readonly requests: Requests
}

/** What is sent. Bodies are made before the clock starts; a round ends early when there are no more. */
export type Requests =
  /** So many new referrals. */
  | { readonly kind: 'referrals'; readonly count: number }
  /** A report after intake for each of these, all from one institution; over and over again where `repeat` says so. */
  | { readonly kind: 'reports'; readonly about: readonly ReportedOn[]; readonly repeat: boolean }
  /** GETs of these paths, over and over again. */
  | { readonly kind: 'reads'; readonly paths: readonly string[] }

/** The coordination Task of a referral, as the institution has it. */
export interface ReportedOn {
  readonly task: string
  readonly focus: string
  readonly patient: string
}

/** What it measured. */
export interface LoadResult {
  readonly answered: number
  readonly tookMs: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Share of the time in which the generator itself was busy; near 1 it is the generator that is measured. */
  readonly utilization: number
  /** Answers that said 503; each was asked again. */
  readonly busy: number
  /** The first answer that was not 200. */
  readonly failure?: string
}
