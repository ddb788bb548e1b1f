import { Pool } from 'undici'
import { sendsInFlightMax } from '../../src/delivery/reach.ts'
import { serveParent } from '../support/child.ts'
import { usageNow } from '../support/usage.ts'
import type { DeliverAnswer, DeliverAsk, Outgoing } from './ask.ts'
import { openBareOutboxInPostgres } from './bare-outbox-postgres.ts'
import { openBareOutboxInSqlite } from './bare-outbox-sqlite.ts'
import { grouped, outgoing } from './messages.ts'

/**
 * The least that delivering takes: a table of messages, for each receiver as many senders as a lane of ours has, each with
 * its share of the referrals so that their order is kept, and each message marked done durably before its sender goes on.
 * No lease, no audit line, no log, no retry.
 */
const where = process.env.BENCH_STORE ?? ''
const outbox = /^postgres(ql)?:/.test(where) ? await openBareOutboxInPostgres(where) : openBareOutboxInSqlite(where)

/** Messages put in at once. */
const FILL_MAX = 200

const headers = { 'content-type': 'application/fhir+json', accept: 'application/fhir+json' }

async function drain(url: string): Promise<number> {
  const { origin, pathname } = new URL(url)
  const started = performance.now()
  await Promise.all((await outbox.receivers()).map((receiver) => drainOne(receiver, { origin, pathname })))
  return performance.now() - started
}

async function drainOne(receiver: string, { origin, pathname }: { origin: string; pathname: string }): Promise<void> {
  const pool = new Pool(origin, { connections: sendsInFlightMax })
  // Bounded by what was put in: each page is marked done before the next is read.
  for (let page = await outbox.waiting(receiver); page.length > 0; page = await outbox.waiting(receiver)) {
    const referrals = [...Map.groupBy(page, ({ referral }) => referral).values()]
    const sender = async (): Promise<void> => {
      for (let next = referrals.shift(); next !== undefined; next = referrals.shift()) {
        for (const message of next) await send(pool, pathname, message)
      }
    }
    await Promise.all(Array.from({ length: sendsInFlightMax }, sender))
  }
  await pool.close()
}

async function send(pool: Pool, path: string, { id, body }: Pick<Outgoing, 'id' | 'body'>): Promise<void> {
  const answer = await pool.request({ path, method: 'POST', headers, body })
  await answer.body.dump()
  if (answer.statusCode !== 200) throw new Error(`the sink answered ${answer.statusCode}`)
  await outbox.done(id)
}

serveParent(
  async (ask: DeliverAsk): Promise<DeliverAnswer> => {
    if (ask.do === 'fill') {
      for (const group of grouped(outgoing(ask.messages, ask.receivers), FILL_MAX)) await outbox.put(group)
    }
    const tookMs = ask.do === 'drain' ? await drain(ask.url) : 0
    return { tookMs, ...usageNow() }
  },
  () => outbox.close()
)
