import { median, percent, type Bench, type BenchOptions, type Measured } from './support/bench.ts'
import { startBare } from './support/bare.ts'
import { startChild } from './support/child.ts'
import { demoDirectory, startGateway, type Gateway } from './support/gateway.ts'
import type { Load, LoadResult } from './support/load.ts'
import {
  loadOf,
  measuredOf,
  pairsOf,
  sendRound,
  withCpu,
  type OurResult,
  type Pair,
  type Target
} from './support/rounds.ts'

/**
 * Full intake: a HIS posts referrals as transactions with a token over loopback, and each is delivered to a sink in
 * another process. The other side keeps the same bodies in the same engine and does nothing else.
 */
export const bench: Bench = {
  name: 'intake',
  measures:
    'full intake of a referral (token, validation, mapping, obligations, outbox, audit, durable commit, delivery to a sink) against a bare Fastify handler that stores the same body',
  about: [
    '**What is measured.** The gateway as `npm start` runs it, in a process of its own, takes referrals of the demonstration’s shape (`test/samples/referral-letter.ts`: nine resources, 6 KB) as transactions over loopback, each with its own ids and message id, from one participant with an access token. It delivers each one, while the round runs, to a sink in another process that answers at once. The log is at `info`, into the null device. The rate limit is out of the way.',
    '**Against what.** A bare Fastify handler in another process that puts the same body, as the text it came as, into one resource row and one history row of the same engine, with the same durability and in group commit (on PostgreSQL a batch is one statement with many rows). It reads no JSON, asks for no token and writes no log.',
    '`answered` counts what was answered in the round; `answered and delivered` counts the same referrals until the last of them had reached the sink as well. The load generator is a third process; its messages are made before the clock starts.'
  ],
  hasStore: true,
  run
}

const SENDER = 'his-de-linde'

/** Start to ready, and memory under load: what an operator may count on. */
const READY_MS_GOAL = 2_000
const RSS_MB_GOAL = 300

async function run(options: BenchOptions): Promise<readonly Measured[]> {
  const { engine, note, tell, concurrency } = options
  const load = startChild<Load, LoadResult>('load-process.ts')
  const bare = await startBare(engine)
  const directory = await demoDirectory()
  const first = await startGateway({ ...options, profile: false }, directory)
  await first.stop()
  const gateway = await startGateway(options, directory)
  try {
    tell({ name: 'first start to ready', value: first.readyMs, unit: 'ms', goal: READY_MS_GOAL })
    tell({ name: 'start to ready', value: gateway.readyMs, unit: 'ms', goal: READY_MS_GOAL })
    const ours = { url: gateway.url, authorization: () => gateway.authorization(SENDER) }
    const before = await engine.counters()
    const sides = { ours: ourSide(gateway, sideOf(load, ours, options)), bare: sideOf(load, bare, options) }
    const pairs = await pairsOf(sides, options.rounds)
    const { rssMb, rssMbMax } = await gateway.usage()
    tell({ name: `resident memory at c=${concurrency}`, value: rssMb, unit: 'MB', goal: RSS_MB_GOAL })
    tell({ name: `resident memory at c=${concurrency}, peak`, value: rssMbMax, unit: 'MB' })
    const middle = (value: (pair: Pair<Delivered>) => number): number => median(pairs.map(value))
    const after = await engine.counters()
    if (before !== undefined && after !== undefined) {
      note(`both sides together: ${after.commits - before.commits} commits, ${after.flushes - before.flushes} flushes`)
    }
    note(`delivered within the round: ${percent(middle(({ ours }) => ours.deliveredMeanwhile / ours.answered))}`)
    note(loadOf(pairs))
    return [
      measuredOf('referral answered', pairs, { concurrency, goal: 0.5 }),
      {
        case: 'referral answered and delivered',
        opsPerSecond: middle(({ ours }) => ours.deliveredPerSecond),
        against: 'bare',
        againstPerSecond: middle(({ bare }) => bare.perSecond),
        ratio: middle(({ ours, bare }) => ours.deliveredPerSecond / bare.perSecond),
        concurrency
      }
    ]
  } finally {
    for (const one of [load, gateway, bare]) await one.stop()
  }
}

/** A round of the gateway, and what became of its deliveries, which take the same processor. */
interface Delivered extends OurResult {
  readonly deliveredMeanwhile: number
  /** Referrals for each second until the last one was delivered, too. */
  readonly deliveredPerSecond: number
}

/** Measures the gateway; nothing of a round is left to do when the next one begins. */
function ourSide(gateway: Gateway, round: () => Promise<LoadResult>): () => Promise<Delivered> {
  let before = 0
  return async () =>
    withCpu(gateway, async () => {
      const result = await round()
      const ended = performance.now()
      const deliveredMeanwhile = (await gateway.received()) - before
      before += result.answered
      await gateway.drained(before)
      const tookMs = result.tookMs + performance.now() - ended
      return { ...result, cpuMs: 0, deliveredMeanwhile, deliveredPerSecond: (result.answered / tookMs) * 1000 }
    })
}

/** A function that measures one round of one side, with as many messages as the round before it suggests. */
function sideOf(
  load: Parameters<typeof sendRound>[0],
  target: Target,
  { seconds, concurrency }: BenchOptions
): () => Promise<LoadResult> {
  let perSecond = FIRST_PER_SECOND
  return async () => {
    const count = Math.min(Math.ceil(perSecond * seconds) + concurrency, MESSAGES_MAX)
    const result = await sendRound(load, target, { requests: { kind: 'referrals', count }, seconds, concurrency })
    perSecond = result.perSecond * 2
    return result
  }
}

/** What a first round is prepared for, when nobody knows yet how much a side can take. */
const FIRST_PER_SECOND = 10_000

/** Messages made for one round, 6 KB each: beyond it the round ends early, which its figures allow for. */
const MESSAGES_MAX = 150_000
