import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { quantile } from './bench.ts'
import { serveParent } from './child.ts'
import { nextReferral, reportOn } from './load-bodies.ts'
import type { Load, LoadResult, Requests } from './load.ts'

/** The load generator: sends what it has made before the clock started, with so many under way at once. */
interface Sent {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body: Buffer | null
}

/** The next request, or undefined when there is none left. */
function requestsOf(requests: Requests): () => Sent | undefined {
  let next = 0
  if (requests.kind === 'reads') {
    const all = requests.paths.map((path): Sent => ({ method: 'GET', path, body: null }))
    return () => all[next++ % all.length]
  }
  const bodies =
    requests.kind === 'referrals' ? Array.from({ length: requests.count }, nextReferral) : requests.about.map(reportOn)
  const repeats = requests.kind === 'reports' && requests.repeat
  return () => {
    const body = bodies[repeats ? next++ % bodies.length : next++]
    return body === undefined ? undefined : { method: 'POST', path: '/fhir', body }
  }
}

/** Between two tries of one request, and tries at most: half a minute. */
const BUSY_MS = 50
const TRIES_MAX = 600

async function run({ url, authorization, seconds, concurrency, requests }: Load): Promise<LoadResult> {
  const next = requestsOf(requests)
  const pool = new Pool(url, { connections: concurrency, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 })
  const both = { accept: 'application/fhir+json', ...(authorization === undefined ? {} : { authorization }) }
  const headers = { GET: both, POST: { ...both, 'content-type': 'application/fhir+json' } }
  const times: number[] = []
  let busy = 0
  let failure: string | undefined
  const before = performance.eventLoopUtilization()
  const start = performance.now()
  const end = start + seconds * 1000

  /** A server that says that it is busy is asked again, as any client would; the time of the operation goes on. */
  async function sendUntilTaken(request: Sent): Promise<{ readonly statusCode: number; readonly text: string }> {
    for (let tries = 1; ; tries++) {
      const { statusCode, body } = await pool.request({ ...request, headers: headers[request.method] })
      const text = await body.text()
      if (statusCode !== 503 || tries === TRIES_MAX) return { statusCode, text }
      busy++
      await sleep(BUSY_MS)
    }
  }

  async function sender(): Promise<void> {
    while (failure === undefined) {
      const sent = performance.now()
      const request = sent >= end ? undefined : next()
      if (request === undefined) return
      const answer = await sendUntilTaken(request)
      if (answer.statusCode !== 200) failure = `${answer.statusCode} ${answer.text.slice(0, 500)}`
      times.push(performance.now() - sent)
    }
  }

  await Promise.all(Array.from({ length: concurrency }, sender))
  const tookMs = performance.now() - start
  const { utilization } = performance.eventLoopUtilization(before)
  await pool.close()
  return {
    answered: times.length,
    tookMs,
    perSecond: (times.length / tookMs) * 1000,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    utilization,
    busy,
    ...(failure === undefined ? {} : { failure })
  }
}

serveParent(run, async () => Promise.resolve())
