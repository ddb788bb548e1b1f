import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { openStore } from '../../src/store/open.ts'
import { oddBytes, resource, start } from './fixtures.ts'

test('what made a version, and with which maps a message was read, come back as they were given or not at all', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ggz-store-'))
  const store = await openStore({ file: join(folder, 'gateway.sqlite') })
  t.teardown(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  const rows = [
    resource({ id: 'posted', cause: { message: 'm-1', isPosted: true } }),
    resource({ id: 'made', cause: { message: 'm-1', isPosted: false } }),
    resource({ id: 'older' })
  ]
  const message = {
    participant: 'his-1',
    referral: 'r-1',
    contentType: 'application/fhir+json',
    receivedAt: start,
    body: oddBytes
  }
  const messages = [
    { ...message, id: 'm-1', mapping: '{"from":"his"}' },
    { ...message, id: 'm-0' }
  ]
  await store.commit({
    expect: [],
    writes: [
      ...rows.map((row) => ({ kind: 'resource' as const, ...row })),
      ...messages.map((one) => ({ kind: 'received' as const, ...one }))
    ],
    outbox: [],
    audit: []
  })
  for (const row of rows) {
    const { projection, type, id } = row
    t.strictSame((await store.read({ kind: 'resource', projection, type, id })).facts, row)
  }
  for (const one of messages) t.strictSame((await store.read({ kind: 'received', id: one.id })).facts, one)
})
