/** A reading by a participant that fetches its messages, and an objection in another process at the same time. */
import { test } from 'tap'
import { markPulled, startReading } from '../../../src/flows/pulled.ts'
import { openStore } from '../../../src/store/open.ts'
import { freshDatabase } from '../../postgres/database.ts'
import { change, outgoing, receipt, resource, start } from '../fixtures.ts'

test('a letter that an objection stopped while it was read does not leave', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const [reading, stopping] = [await openStore({ url }), await openStore({ url })]
  t.teardown(async () => Promise.all([reading.close(), stopping.close()]))
  const letter = {
    ...resource({ projection: 'ggz-1', type: 'Communication', id: 'letter', referral: 'a' }),
    json: '{"resourceType":"Communication","id":"letter"}'
  }
  const body = JSON.stringify({
    resourceType: 'Bundle',
    entry: [{ resource: { resourceType: 'Communication', id: 'letter', meta: { versionId: '1' } } }]
  })
  const made = receipt('a', { outbox: [outgoing({ id: 'm', referral: 'a', communication: 'letter', body })] })
  await stopping.commit({ ...made, writes: [...made.writes, { kind: 'resource', ...letter }] })

  const participant = { id: 'ggz-1', delivery: 'pull' } as never
  const begun = await startReading({ store: reading }, { participant, isHead: false })
  const { facts: stored } = await reading.read({
    kind: 'resource',
    projection: 'ggz-1',
    type: 'Communication',
    id: 'letter'
  })
  t.ok(stored, 'it is read')
  const stop = { kind: 'stop', referral: 'a', receiver: 'ggz-1', communications: ['letter'], at: start } as const
  await stopping.commit(change({ expect: [{ stream: 'referral/a', version: 1 }], writes: [stop] }))
  const log = { info: () => undefined } as never
  const clock = { now: () => start, manual: false }
  const seen = [{ type: 'Communication', id: 'letter', json: stored!.json, stored }] as never
  await t.rejects(
    markPulled({ store: reading, clock, log }, begun, { seen }),
    'the reading fails, and what is read again has no letter'
  )
})
