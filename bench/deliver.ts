import { sendsInFlightMax } from '../src/delivery/reach.ts'
import type { DeliverAnswer, DeliverAsk } from './deliver/ask.ts'
import { median, type Bench, type BenchOptions, type Measured } from './support/bench.ts'
import { startChild, type Child } from './support/child.ts'
import { PROFILE_VARIABLE } from './support/profiler.ts'
import { pairsOf } from './support/rounds.ts'

/** Delivery: an outbox is emptied by the gateway's lanes, and a table by a loop with as many senders. */
export const bench: Bench = {
  name: 'deliver',
  measures:
    'the draining of an outbox by the lanes (claim, send, settle, audit, log) against a bare loop that posts the same bodies from a table and marks each done durably',
  about: [
    `**What is measured.** Messages of 6 KB, two for each referral, to a number of receivers that are one sink in another process, which answers at once. They are put into the outbox by the store port before the clock starts; then the gateway’s lanes (one for each receiver, ${sendsInFlightMax} sends at a time each, order per referral kept) send and settle them all.`,
    `**Against what.** A loop in another process over a table in the same engine with the same durability: for each receiver ${sendsInFlightMax} senders, each with the referrals it takes in their order, with the same HTTP client; each message is marked done durably, in group commit, before its sender goes on. No lease, no audit line, no log, no retry.`,
    'Concurrency is the number of sends under way at once: receivers times senders.'
  ],
  hasStore: true,
  run
}

/** What a first round is prepared for, when nobody knows yet how much a side can take; and at most, 6 KB each. */
const FIRST_PER_SECOND = 500
const MESSAGES_MAX = 60_000

/** So many receivers that their lanes have as much under way as the other benches. */
function receiversFor(concurrency: number): number {
  return Math.max(1, Math.round(concurrency / sendsInFlightMax))
}

async function run(options: BenchOptions): Promise<readonly Measured[]> {
  const { dir, engine, profile } = options
  const sink = startChild<object, { port: number; received: number }>('sink-process.ts')
  const { port } = await sink.ask({})
  const url = `http://127.0.0.1:${port}/fhir`
  const start = (script: string, store: string, env = {}): Child<DeliverAsk, DeliverAnswer> =>
    startChild(`../deliver/${script}`, { env: { BENCH_STORE: store, ...env } })
  const ours = start('ours-process.ts', engine.ours, profile ? { [PROFILE_VARIABLE]: dir } : {})
  const bare = start('bare-process.ts', engine.bare)
  const receivers = receiversFor(options.concurrency)
  try {
    const received = async (): Promise<number> => (await sink.ask({})).received
    const pairs = await pairsOf(
      {
        ours: roundOf(ours, { url, received, receivers }, options),
        bare: roundOf(bare, { url, received, receivers }, options)
      },
      options.rounds
    )
    const middle = (value: (pair: (typeof pairs)[number]) => number): number => median(pairs.map(value))
    return [
      {
        case: `messages to ${receivers} receivers`,
        opsPerSecond: middle(({ ours: { perSecond } }) => perSecond),
        against: 'bare',
        againstPerSecond: middle(({ bare: { perSecond } }) => perSecond),
        ratio: middle((pair) => pair.ours.perSecond / pair.bare.perSecond),
        goal: 0.6,
        concurrency: receivers * sendsInFlightMax,
        cpuMs: middle(({ ours: { cpuMs } }) => cpuMs)
      }
    ]
  } finally {
    for (const one of [ours, bare, sink]) await one.stop()
  }
}

interface Drained {
  readonly perSecond: number
  readonly cpuMs: number
}

/** A function that fills and drains one side, with as many messages as the round before it suggests. */
function roundOf(
  side: Child<DeliverAsk, DeliverAnswer>,
  sink: { readonly url: string; readonly received: () => Promise<number>; readonly receivers: number },
  { seconds }: BenchOptions
): () => Promise<Drained> {
  let perSecond = FIRST_PER_SECOND
  return async () => {
    const messages = Math.min(2 * Math.ceil((perSecond * seconds) / 2), MESSAGES_MAX)
    await side.ask({ do: 'fill', messages, receivers: sink.receivers })
    const [before, start] = [await sink.received(), await side.ask({ do: 'usage' })]
    const { tookMs, cpuMs } = await side.ask({ do: 'drain', url: sink.url })
    const sent = (await sink.received()) - before
    if (sent !== messages) throw new Error(`the sink got ${sent} of ${messages} messages`)
    perSecond = (messages / tookMs) * 1000
    return { perSecond, cpuMs: (cpuMs - start.cpuMs) / messages }
  }
}
