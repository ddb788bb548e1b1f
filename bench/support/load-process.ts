import { performance } from 'node:perf_hooks'
import { Pool } from 'undici'
import { referralMessage } from '../../test/samples/referral-letter.ts'
import { isBsn } from '../../src/fhir/identifiers.ts'
import { quantile } from './bench.ts'
import { serveParent } from './child.ts'
import type { Load, LoadResult } from './load.ts'

/**
 * The load generator: posts referrals, each one a message of its own, with so many under way at once.
 *
 * Messages are made before the clock starts and are nowhere but in this process's memory; so are the citizen service
 * numbers, which all come from the range 9999xxxxx that is given to nobody.
 */
const numbers = Array.from({ length: 100_000 }, (_, index) => `9999${String(index).padStart(5, '0')}`).filter(isBsn)
const practice = { ura: '90000101', name: 'Huisartsenpraktijk De Linde' }
let made = 0

function nextMessage(): Buffer {
  const bsn = numbers[made++ % numbers.length]
  return Buffer.from(JSON.stringify(referralMessage(practice, { patient: { bsn }, authoredOn: '2026-03-02' })))
}

async function run({ url, authorization, seconds, concurrency, messages }: Load): Promise<LoadResult> {
  const bodies = Array.from({ length: messages }, nextMessage)
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 })
  const headers = {
    'content-type': 'application/fhir+json',
    accept: 'application/fhir+json',
    ...(authorization === undefined ? {} : { authorization })
  }
  const times: number[] = []
  let failure: string | undefined
  const before = performance.eventLoopUtilization()
  const start = performance.now()
  const end = start + seconds * 1000

  async function sender(): Promise<void> {
    for (let body = bodies.pop(); body !== undefined && failure === undefined; body = bodies.pop()) {
      const sent = performance.now()
      if (sent >= end) return
      const answer = await pool.request({ path: '/fhir', method: 'POST', headers, body })
      const text = await answer.body.text()
      if (answer.statusCode !== 200) failure = `${answer.statusCode} ${text.slice(0, 500)}`
      times.push(performance.now() - sent)
    }
  }

  await Promise.all(Array.from({ length: concurrency }, sender))
  const tookMs = performance.now() - start
  const { utilization } = performance.eventLoopUtilization(before)
  await pool.close()
  return {
    answered: times.length,
    perSecond: (times.length / tookMs) * 1000,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    utilization,
    ...(failure === undefined ? {} : { failure })
  }
}

serveParent(run, async () => Promise.resolve())
