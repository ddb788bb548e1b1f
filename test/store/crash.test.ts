import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { verifyAudit } from '../../src/audit/verify.ts'
import { openReadOnly, openStore, type StoreLocation } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'
import { engines } from './engines.ts'
import { oddBytes } from './fixtures.ts'

const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url))
const rounds = 10
/** More than the four changes that were under way when the process died. */
const beyondMax = 70

for (const engine of engines) {
  test(`${engine.name}: a store killed at any moment has every acknowledged change, whole, and no half of another`, async (t) => {
    const place = await engine.place(t)
    if (place === undefined) return
    const acknowledged: string[] = []
    let from = 0
    for (let round = 1; round <= rounds; round += 1) {
      const printed = await commitUntilKilled(place, from)
      t.ok(printed.length > 0, `round ${round}: ${printed.length} acknowledged`)
      acknowledged.push(...printed)

      const reader = openReadOnly(place)
      t.ok(
        (await verifyAudit(reader)).every(({ ok }) => ok),
        'the chain is whole before anything was repaired'
      )
      await reader.close()

      const store = await openStore(place)
      const last = Math.max(...printed.map(Number))
      const beyond = Array.from({ length: beyondMax }, (_, index) => String(last + 1 + index))
      const unacknowledged = await Promise.all(beyond.map((id) => traces(store, id)))
      t.ok(
        unacknowledged.every((count) => count === 0 || count === allTraces),
        'all or nothing'
      )
      from = last + beyondMax
      await store.close()
    }
    const store = await openStore(place)
    t.teardown(() => store.close())
    const kept = await Promise.all(acknowledged.map((id) => traces(store, id)))
    t.equal(kept.filter((count) => count === allTraces).length, acknowledged.length)
    const { facts } = await store.read({ kind: 'reconciliation' })
    t.equal(facts.received['his-1']?.accepted, facts.referrals, 'one audit line for each referral')
    t.equal(Object.keys(facts.outbox).length, facts.referrals, 'one message for each referral')
  })
}

async function commitUntilKilled(place: StoreLocation, from: number): Promise<readonly string[]> {
  const started = spawn(process.execPath, [child, JSON.stringify(place), String(from)], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let output = ''
  started.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = once(started, 'close')
  await Promise.race([once(started.stdout, 'data'), ended])
  await setTimeout(Math.random() * 150)
  started.kill('SIGKILL')
  await ended
  // A kill between a write and its line end leaves a number cut short.
  return output.split('\n').slice(0, -1)
}

const allTraces = 6

/** How many of a receipt's rows are there. */
async function traces(store: Store, id: string): Promise<number> {
  const { facts } = await store.read({ kind: 'referral', id })
  const received = await store.read({ kind: 'received', id: `message-${id}` })
  const answer = await store.read({ kind: 'answer', participant: 'his-1', messageId: `message-${id}` })
  const whole = received.facts !== undefined && Buffer.from(received.facts.body).equals(oddBytes)
  const rows = [facts, facts?.resources[0], facts?.facts[0], facts?.obligations[0], answer.facts]
  return rows.filter((row) => row !== undefined).length + (whole ? 1 : 0)
}
