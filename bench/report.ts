import type { DirectoryFile } from '../src/directory/load.ts'
import { fillStore } from './report/fill.ts'
import { OWNERS, ownerNamed } from './report/rows.ts'
import { median, type Bench, type BenchOptions, type Measured } from './support/bench.ts'
import { startChild, type Child } from './support/child.ts'
import { startGateway, type Gateway } from './support/gateway.ts'
import type { Load, LoadResult } from './support/load.ts'
import { getJson } from './support/referrals.ts'
import { measuredOf, pairsOf, sendRound, withCpu } from './support/rounds.ts'

/** The report on obligations over a store with very many of them. */
export const bench: Bench = {
  name: 'report',
  measures:
    'the report on obligations (states derived from facts, rows sorted, hashed and written) against the bare SQL that selects the rows it is derived from',
  about: [
    `**What is measured.** \`GET /reports/obligations\` of the running gateway, one at a time, over a store that was filled through its tables with as many obligations as \`--rows\` says (four for each referral, with eight facts and three deliveries), owed by ${OWNERS} organisations of which the first has a sixth and each next one less; about one in twenty is overdue. An organisation asks about itself; an auditor about one organisation, and for counts of all by owner.`,
    '**Against what.** The bare SQL (`bench/report/bare-sql.ts`) in another process on a connection of its own: `SELECT *` of the duties (of the one owner, where one is asked for), their referrals and their facts, and the receiver, referral, Communication and instant of what was delivered of it; four statements that read every row that our side derives states from, keep none, sort nothing and send nothing.',
    'Concurrency is 1. The goal is at most twice the time, a ratio of 0.5.'
  ],
  hasStore: true,
  run
}

const GOAL = 0.5
const AUDITOR = 'auditor'

/** Of middling size: its share is about a hundredth. */
const MIDDLING = 20

interface Case {
  readonly name: string
  readonly reader: string
  readonly query: string
  /** Whose rows the bare side selects; all where absent. */
  readonly owner?: string
}

const [largest, middling] = [ownerNamed(0), ownerNamed(MIDDLING)]

const cases: readonly Case[] = [
  { name: 'a middling owner, its overdue', reader: middling, query: 'state=overdue', owner: middling },
  { name: 'the largest owner, its overdue', reader: largest, query: 'state=overdue', owner: largest },
  { name: 'the largest owner, all its rows', reader: largest, query: '', owner: largest },
  {
    ...{ name: 'auditor: a middling owner’s overdue', reader: AUDITOR, owner: middling },
    query: `owner=${middling}&state=overdue`
  },
  { name: 'auditor: counts by owner', reader: AUDITOR, query: 'groupBy=owner' }
]

interface BareResult extends Pick<LoadResult, 'perSecond'> {
  readonly rows: number
}

async function run(options: BenchOptions): Promise<readonly Measured[]> {
  const { engine, rows, tell } = options
  await fillStore(engine, rows)
  const load = startChild<Load, LoadResult>('load-process.ts')
  const bare = startChild<object, BareResult>('../report/bare-process.ts', { env: { BENCH_STORE: engine.ours } })
  // The report is made in more than one thread, which only Node itself records all.
  const execArgv = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.dir}`] : []
  const gateway = await startGateway({ ...options, profile: false }, directory(), execArgv)
  try {
    tell({ name: `start to ready on ${rows} obligations`, value: gateway.readyMs, unit: 'ms', goal: 2_000 })
    const measured: Measured[] = []
    for (const one of cases) measured.push(await measure(one, { load, bare, gateway }, options))
    const { rssMbMax } = await gateway.usage()
    tell({ name: `resident memory with reports on ${rows} obligations, peak`, value: rssMbMax, unit: 'MB' })
    return measured
  } finally {
    for (const one of [load, bare, gateway]) await one.stop()
  }
}

interface Parts {
  readonly load: Child<Load, LoadResult>
  readonly bare: Child<object, BareResult>
  readonly gateway: Gateway
}

async function measure(
  { name, reader, query, owner }: Case,
  { load, bare, gateway }: Parts,
  { seconds, rounds, note }: BenchOptions
): Promise<Measured> {
  const path = `/reports/obligations?${query}`
  const target = { url: gateway.url, authorization: () => gateway.authorization(reader) }
  const requests = { kind: 'reads', paths: [path] } as const
  const pairs = await pairsOf(
    {
      ours: async () =>
        withCpu(gateway, async () => ({
          ...(await sendRound(load, target, { requests, seconds, concurrency: 1 })),
          cpuMs: 0
        })),
      bare: async () => bare.ask({ seconds, ...(owner === undefined ? {} : { owner }) })
    },
    rounds
  )
  const { count } = await getJson<{ count: number }>(`${gateway.url}${path}`, await gateway.authorization(reader))
  const selected = median(pairs.map((pair) => pair.bare.rows))
  note(`${name}: ${count} rows of the report; the bare SQL reads ${selected} rows`)
  const comparable = pairs.map(({ ours, bare: other }) => ({ ours, bare: { ...ours, ...other } }))
  return { ...measuredOf(name, comparable, { concurrency: 1, goal: GOAL }), against: 'bare-sql' }
}

/** The organisations that owe, in five regions, and the auditor; none is sent anything. */
function directory(): DirectoryFile {
  const owners = Array.from({ length: OWNERS }, (_, rank) => ({
    id: ownerNamed(rank),
    name: `Instelling ${rank}`,
    role: rank % 4 === 0 ? ('s-ggz' as const) : ('gb-ggz' as const),
    identifiers: { ura: String(91_000_000 + rank) },
    region: `regio-${rank % 5}`,
    dialect: rank % 4 === 0 ? 's-ggz' : 'gb-ggz',
    delivery: 'pull' as const
  }))
  return { participants: [...owners, { id: AUDITOR, name: 'Auditor', role: 'auditor', identifiers: {} }] }
}
