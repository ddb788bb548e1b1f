import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { privateKeyPath } from '../src/directory/keys.ts'
import type { DirectoryFile } from '../src/directory/load.ts'
import type { JsonWebKey } from '../src/directory/participant.ts'
import { requestToken } from '../src/tokens/client.ts'
import { median, type Bench, type BenchOptions, type Measured } from './support/bench.ts'
import { startChild, type Child } from './support/child.ts'
import type { Load, LoadResult } from './support/load.ts'
import { layersOf } from './support/profile.ts'

/**
 * Full intake: a HIS posts referrals as transactions with a token over loopback, and each is delivered to a sink in
 * another process. The other side keeps the same bodies in the same engine and does nothing else.
 */
export const bench: Bench = {
  name: 'intake',
  measures:
    'full intake of a referral (token, validation, mapping, obligations, outbox, audit, durable commit, delivery to a sink) against a bare Fastify handler that stores the same body',
  run
}

/** Pairs of rounds; with five the median stands two disturbed ones. */
const ROUNDS = 5

/** Deliveries of a round may take this long after it; a lane that needs more does not keep up at all. */
const DRAIN_MS_MAX = 120_000

const SENDER = 'his-de-linde'
const RECEIVER = 's-ggz-parkzicht'

async function run(options: BenchOptions): Promise<readonly Measured[]> {
  const { concurrency, note } = options
  const parts = await startParts(options)
  try {
    const sides = { ours: ourSide(parts, options), bare: sideOf(parts, parts.bare, options) }
    // A first round of each warms it up and is not counted.
    await sides.ours()
    await sides.bare()
    const pairs: Pair[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const ours = await sides.ours()
      pairs.push({ ours, bare: await sides.bare() })
    }
    const middle = (value: (pair: Pair) => number): number => median(pairs.map(value))
    note(`rounds: ${ROUNDS} of ${options.seconds} s for each side in turn; log at info, to the null device`)
    note(`delivered within the round: ${percent(middle(({ ours }) => ours.deliveredMeanwhile / ours.answered))}`)
    const busy = middle(({ bare }) => bare.utilization)
    note(`load generator busy: ${percent(busy)} against bare, ${percent(middle(({ ours }) => ours.utilization))} ours`)
    const other = { against: 'bare', againstPerSecond: middle(({ bare }) => bare.perSecond), concurrency } as const
    return [
      {
        case: 'referral answered',
        opsPerSecond: middle(({ ours }) => ours.perSecond),
        ratio: middle(({ ours, bare }) => ours.perSecond / bare.perSecond),
        p50Ms: middle(({ ours }) => ours.p50Ms),
        p99Ms: middle(({ ours }) => ours.p99Ms),
        ...other
      },
      {
        case: 'referral answered and delivered',
        opsPerSecond: middle(({ ours }) => ours.deliveredPerSecond),
        ratio: middle(({ ours, bare }) => ours.deliveredPerSecond / bare.perSecond),
        ...other
      }
    ]
  } finally {
    await parts.stop()
    if (options.profile) for (const line of await layersOf(options.dir)) note(line)
  }
}

interface Target {
  readonly url: string
  readonly authorization?: () => Promise<string>
}

interface Parts {
  readonly load: Child<Load, LoadResult>
  readonly ours: Target
  readonly bare: Target
  /** Deliveries that the sink took so far. */
  readonly received: () => Promise<number>
  readonly drained: (total: number) => Promise<void>
  readonly stop: () => Promise<void>
}

/** A round of the gateway, and what became of its deliveries, which take the same processor. */
interface OurResult extends LoadResult {
  readonly deliveredMeanwhile: number
  /** Referrals for each second until the last one was delivered, too. */
  readonly deliveredPerSecond: number
}

interface Pair {
  readonly ours: OurResult
  readonly bare: LoadResult
}

/** Measures the gateway; nothing of a round is left to do when the next one begins. */
function ourSide(parts: Parts, options: BenchOptions): () => Promise<OurResult> {
  const round = sideOf(parts, parts.ours, options)
  let before = 0
  return async () => {
    const result = await round()
    const ended = performance.now()
    const deliveredMeanwhile = (await parts.received()) - before
    before += result.answered
    await parts.drained(before)
    const tookMs = (result.answered / result.perSecond) * 1000 + performance.now() - ended
    return { ...result, deliveredMeanwhile, deliveredPerSecond: (result.answered / tookMs) * 1000 }
  }
}

/** A function that measures one round of one side, with as many messages as the round before it suggests. */
function sideOf(
  { load }: Parts,
  { url, authorization }: Target,
  { seconds, concurrency }: BenchOptions
): () => Promise<LoadResult> {
  let perSecond = FIRST_PER_SECOND
  return async () => {
    const header = await authorization?.()
    const token = header === undefined ? {} : { authorization: header }
    const messages = Math.min(Math.ceil(perSecond * seconds) + concurrency, MESSAGES_MAX)
    const result = await load.ask({ url, ...token, seconds, concurrency, messages })
    if (result.failure !== undefined) throw new Error(`${url} answered ${result.failure}`)
    perSecond = result.perSecond * 2
    return result
  }
}

/** What a first round is prepared for, when nobody knows yet how much a side can take. */
const FIRST_PER_SECOND = 10_000

/** Messages made for one round, 6 KB each: beyond it the round ends early, which its figures allow for. */
const MESSAGES_MAX = 150_000

async function startParts({ dir, profile }: BenchOptions): Promise<Parts> {
  const sink = startChild<object, { port: number; received: number }>('sink-process.ts')
  const { port } = await sink.ask({})
  const dataDir = join(dir, 'gateway')
  const directoryFile = join(dir, 'directory.json')
  await writeFile(directoryFile, JSON.stringify(await directoryWith(`http://127.0.0.1:${port}/fhir`)))
  const gateway = startChild<object, { url: string }>('gateway-process.ts', {
    env: {
      PORT: '0',
      OPS_PORT: '0',
      LOG_LEVEL: 'info',
      GATEWAY_DATA_DIR: dataDir,
      GATEWAY_DIRECTORY_FILE: directoryFile,
      GATEWAY_RATE_LIMIT_PER_MINUTE: '10000000'
    },
    execArgv: profile ? ['--cpu-prof', `--cpu-prof-dir=${dir}`] : []
  })
  const bare = startChild<object, { url: string }>('bare-process.ts', { env: { BENCH_DIR: dir } })
  const load = startChild<Load, LoadResult>('load-process.ts')
  const { url } = await gateway.ask({})
  const authorization = async (): Promise<string> => {
    const privateJwk = JSON.parse(await readFile(privateKeyPath(dataDir, SENDER), 'utf8')) as JsonWebKey
    return `Bearer ${await requestToken({ publicUrl: url, participant: SENDER, privateJwk })}`
  }
  const received = async (): Promise<number> => (await sink.ask({})).received
  return {
    load,
    ours: { url, authorization },
    bare: await bare.ask({}),
    received,
    drained: async (total) => {
      const end = performance.now() + DRAIN_MS_MAX
      while ((await received()) < total) {
        if (performance.now() > end) throw new Error(`the sink has ${await received()} of ${total} deliveries`)
        await sleep(20)
      }
    },
    // The sink last, so that the gateway has somebody to deliver to until its end.
    stop: async () => {
      for (const one of [load, gateway, bare, sink]) await one.stop()
    }
  }
}

async function directoryWith(url: string): Promise<DirectoryFile> {
  const path = new URL('../demo/directory.json', import.meta.url)
  const file = JSON.parse(await readFile(path, 'utf8')) as DirectoryFile
  const participants = file.participants.map((one) =>
    one.id === RECEIVER && one.endpoint !== undefined ? { ...one, endpoint: { ...one.endpoint, url } } : one
  )
  return { ...file, participants }
}

function percent(part: number): string {
  return `${Math.round(part * 100)}%`
}
