import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { genesis } from '../../src/audit/chain.ts'
import { Connection } from '../../src/store/sqlite/driver.ts'
import { makeDurable } from '../../src/store/sqlite/durability.ts'
import { Writer } from '../../src/store/sqlite/writer.ts'
import { serveParent } from './child.ts'

/**
 * What a server must do at the least to keep a body: Fastify, one resource row and one history row, durable before the
 * answer. The engine, its settings and the group commit are the gateway's own; the body stays the text that came.
 */
const connection = new Connection(join(process.env.BENCH_DIR ?? '.', 'bare.sqlite'), 'write')
makeDurable(connection)
connection.script(`
  CREATE TABLE resource (id TEXT PRIMARY KEY, version INTEGER NOT NULL, last_updated INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE resource_history (
    id TEXT NOT NULL, version INTEGER NOT NULL, last_updated INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (id, version)
  );
`)
const writer = new Writer(connection, {
  append: () => undefined,
  head: () => genesis('none'),
  restore: () => undefined
})

const app = fastify({ bodyLimit: 2 * 1024 * 1024 })
app.addContentTypeParser('application/fhir+json', { parseAs: 'string' }, (_, body, done) => done(null, body))
app.post('/fhir', async (request, reply) => {
  const json = request.body as string
  const id = randomUUID()
  const now = Date.now()
  await writer.write(() => {
    connection.run('INSERT INTO resource (id, version, last_updated) VALUES (?, 1, ?)', id, now)
    connection.run('INSERT INTO resource_history (id, version, last_updated, json) VALUES (?, 1, ?, ?)', id, now, json)
  })
  return reply.code(200).type('application/fhir+json').send(`{"resourceType":"Bundle","id":"${id}"}`)
})
const url = await app.listen({ host: '127.0.0.1', port: 0 })

serveParent(
  async () => Promise.resolve({ url }),
  async () => {
    await app.close()
    writer.close()
    connection.close()
  }
)
