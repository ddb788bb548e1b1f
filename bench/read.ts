import type { Bundle, Resource, Task } from '@medplum/fhirtypes'
import { isDuty } from '../src/flows/ask.ts'
import type { Bench, BenchOptions, Measured } from './support/bench.ts'
import { startBare, type Bare } from './support/bare.ts'
import { startChild } from './support/child.ts'
import { demoDirectory, startGateway, type Gateway } from './support/gateway.ts'
import type { Load, LoadResult } from './support/load.ts'
import { getJson, pagesOf, postReferrals } from './support/referrals.ts'
import { loadOf, measuredOf, pairsOf, sendRound, withCpu } from './support/rounds.ts'

/** Reads and searches by an institution over a store that holds a few thousand referrals. */
export const bench: Bench = {
  name: 'read',
  measures:
    'a read and a search with a token over a few thousand referrals against a bare Fastify handler that reads the same rows by key from the same engine and sends the stored text',
  about: [
    '**What is measured.** The institution reads resources of 3,000 referrals that were sent to it, with its token: a ServiceRequest (kept as it is sent), a Task of a duty (whose state is derived at each reading), all Tasks of one referral (`Task?focus=`), and the first page of 50 of its worklist (`Task?owner=&status=requested`, in which the total is counted).',
    '**Against what.** The bare handler, which keeps the same resources in the same engine under their ids, is given the ids of what our side finds, and sends the stored text of those rows: no token, no JSON read or written, no search, no count.'
  ],
  hasStore: true,
  run
}

const REFERRER = 'his-de-linde'
const INSTITUTION = 's-ggz-parkzicht'
const GOAL = 0.6

/** Referrals in the store, or fewer where a round is so short that nobody looks at its figures. */
const REFERRALS = 3_000
const REFERRALS_A_SECOND = 1_000

/** Different things that are asked for in turn. */
const ASKED = 500

/** One case: what the gateway is asked, and the ids that its answers hold. */
interface Case {
  readonly name: string
  readonly asks: readonly { readonly path: string; readonly ids: readonly string[] }[]
}

async function run(options: BenchOptions): Promise<readonly Measured[]> {
  const { engine, note, seconds, concurrency } = options
  const load = startChild<Load, LoadResult>('load-process.ts')
  const bare = await startBare(engine)
  const gateway = await startGateway(options, await demoDirectory())
  try {
    const count = Math.min(REFERRALS, Math.ceil(REFERRALS_A_SECOND * seconds))
    const poster = { url: gateway.url, authorization: () => gateway.authorization(REFERRER) }
    await postReferrals(load, poster, { count, concurrency })
    await gateway.drained(count)
    const target = { url: gateway.url, authorization: () => gateway.authorization(INSTITUTION) }
    const measured: Measured[] = []
    for (const { name, asks } of await casesOf(gateway, bare)) {
      const paths = asks.map(({ path }) => path)
      const barePaths = asks.map(({ ids }) => `/fhir/rows?ids=${ids.join(',')}`)
      const round = { seconds, concurrency }
      const pairs = await pairsOf(
        {
          ours: async () =>
            withCpu(gateway, async () => ({
              ...(await sendRound(load, target, { requests: { kind: 'reads', paths }, ...round })),
              cpuMs: 0
            })),
          bare: async () => sendRound(load, bare, { requests: { kind: 'reads', paths: barePaths }, ...round })
        },
        options.rounds
      )
      measured.push(measuredOf(name, pairs, { concurrency, goal: GOAL }))
      note(`${name}: ${loadOf(pairs)}`)
    }
    return measured
  } finally {
    for (const one of [load, gateway, bare]) await one.stop()
  }
}

/** What is asked, found by asking it once; the bare side gets the same rows. */
async function casesOf(gateway: Gateway, bare: Bare): Promise<readonly Case[]> {
  const authorization = await gateway.authorization(INSTITUTION)
  const get = async <T>(path: string): Promise<T> => getJson<T>(`${gateway.url}${path}`, authorization)
  const rows = new Map<string, string>()
  const keep = (resource: Resource): string => {
    const id = `${resource.resourceType}/${resource.id ?? ''}`
    rows.set(id, JSON.stringify(resource))
    return id
  }
  const tasks: Task[] = []
  for await (const page of pagesOf(`${gateway.url}/fhir/Task?_count=200`, authorization)) {
    tasks.push(...(page.entry ?? []).map(({ resource }) => resource as Task))
    if (tasks.length >= ASKED * TASKS_OF_REFERRAL) break
  }
  for (const task of tasks) keep(task)
  const focuses = [...new Set(tasks.map(({ focus }) => focus?.reference ?? ''))].slice(0, ASKED)
  const duties = tasks.filter(isDuty).slice(0, ASKED)
  const requests = []
  for (const path of focuses) requests.push(keep(await get<Resource>(`/fhir/${path}`)))
  const search = async (path: string): Promise<Case['asks'][number]> => {
    const { entry = [] } = await get<Bundle>(path)
    return { path, ids: entry.flatMap(({ resource }) => (resource === undefined ? [] : [keep(resource)])) }
  }
  const ofReferral = []
  for (const focus of focuses) ofReferral.push(await search(`/fhir/Task?focus=${focus}`))
  const worklist = [await search(`/fhir/Task?owner=Organization/${INSTITUTION}&status=requested`)]
  await bare.fill([...rows])
  const one = (id: string): Case['asks'][number] => ({ path: `/fhir/${id}`, ids: [id] })
  return [
    { name: 'read of a ServiceRequest', asks: requests.map(one) },
    { name: 'read of a duty', asks: duties.map((task) => one(`Task/${task.id ?? ''}`)) },
    { name: 'search of a referral’s Tasks', asks: ofReferral },
    { name: 'search of the worklist, 50 of all', asks: worklist }
  ]
}

/** The coordination Task and the duties. */
const TASKS_OF_REFERRAL = 5
