import { median, percent, type BenchOptions, type Measured } from './bench.ts'
import type { Child } from './child.ts'
import type { Gateway } from './gateway.ts'
import type { Load, LoadResult, Requests } from './load.ts'

/** A server that is measured. */
export interface Target {
  readonly url: string
  readonly authorization?: () => Promise<string>
}

/** Sends one round of requests to a server; throws where one is not answered with 200. */
export async function sendRound(
  load: Child<Load, LoadResult>,
  { url, authorization }: Target,
  round: { readonly requests: Requests; readonly seconds: number; readonly concurrency: number }
): Promise<LoadResult> {
  const header = await authorization?.()
  const result = await load.ask({ url, ...(header === undefined ? {} : { authorization: header }), ...round })
  if (result.failure !== undefined) throw new Error(`${url} answered ${result.failure}`)
  return result
}

/** A round of the gateway with the processor time of its process for one operation. */
export interface OurResult extends LoadResult {
  readonly cpuMs: number
}

/** Runs a round of the gateway, which may go on after its answers, and adds what the process used in all of it. */
export async function withCpu<Result extends LoadResult>(
  gateway: Gateway,
  round: () => Promise<Result>
): Promise<Result & OurResult> {
  const before = await gateway.profile('start')
  const result = await round()
  const { cpuMs } = await gateway.profile('stop')
  return { ...result, cpuMs: (cpuMs - before.cpuMs) / result.answered }
}

/** Two rounds that ran next to each other. */
export interface Pair<Ours = OurResult, Bare = LoadResult> {
  readonly ours: Ours
  readonly bare: Bare
}

/** Rounds of both sides in turn; a first one of each warms it up and is not counted. */
export async function pairsOf<Ours, Bare>(
  sides: { readonly ours: () => Promise<Ours>; readonly bare: () => Promise<Bare> },
  rounds: number
): Promise<readonly Pair<Ours, Bare>[]> {
  await sides.ours()
  await sides.bare()
  const pairs: Pair<Ours, Bare>[] = []
  for (let round = 0; round < rounds; round++) pairs.push({ ours: await sides.ours(), bare: await sides.bare() })
  return pairs
}

/** What pairs of rounds say of a case. */
export function measuredOf(
  name: string,
  pairs: readonly Pair[],
  { concurrency, goal }: Pick<BenchOptions, 'concurrency'> & { readonly goal: number }
): Measured {
  const middle = (value: (pair: Pair) => number): number => median(pairs.map(value))
  return {
    case: name,
    opsPerSecond: middle(({ ours }) => ours.perSecond),
    against: 'bare',
    againstPerSecond: middle(({ bare }) => bare.perSecond),
    ratio: middle(({ ours, bare }) => ours.perSecond / bare.perSecond),
    goal,
    concurrency,
    p50Ms: middle(({ ours }) => ours.p50Ms),
    p99Ms: middle(({ ours }) => ours.p99Ms),
    cpuMs: middle(({ ours }) => ours.cpuMs)
  }
}

/** How busy the load generator was, and how often our side said that it is; near 100% it is the generator that is measured. */
export function loadOf(pairs: readonly Pair[]): string {
  const [ours, bare] = [pairs.map((pair) => pair.ours), pairs.map((pair) => pair.bare)]
  const share = (results: readonly LoadResult[]): string =>
    percent(median(results.map(({ utilization }) => utilization)))
  const refused = ours.reduce((sum, { busy }) => sum + busy, 0)
  const again = refused === 0 ? '' : `; ${refused} answers of ours were 503 and were asked for again`
  return `load generator busy: ${share(bare)} against bare, ${share(ours)} ours${again}`
}
