import { randomUUID } from 'node:crypto'
import { fastify } from 'fastify'
import { openBarePostgres } from './bare-postgres.ts'
import { openBareSqlite } from './bare-sqlite.ts'
import { serveParent } from './child.ts'

/**
 * What a server must do at the least: Fastify, and to keep a body one resource row and one history row, durable before the
 * answer; to read, the rows of the ids that are asked for, sent as they stand. The engine, its settings and the group
 * commit are the gateway's own; it reads no JSON, asks for no token and writes no log.
 */
const where = process.env.BENCH_STORE ?? ''
const store = /^postgres(ql)?:/.test(where) ? await openBarePostgres(where) : openBareSqlite(where)

const app = fastify({ bodyLimit: 2 * 1024 * 1024 })
app.addContentTypeParser('application/fhir+json', { parseAs: 'string' }, (_, body, done) => done(null, body))

app.post('/fhir', async (request, reply) => {
  const id = randomUUID()
  await store.put(id, request.body as string)
  return reply.code(200).type('application/fhir+json').send(`{"resourceType":"Bundle","id":"${id}"}`)
})

app.get<{ Querystring: { ids: string } }>('/fhir/rows', async (request, reply) => {
  const rows = await store.get(request.query.ids.split(','))
  const body = rows.length === 1 ? rows[0] : `[${rows.join(',')}]`
  return reply
    .code(rows.length === 0 ? 404 : 200)
    .type('application/fhir+json')
    .send(body)
})

const url = await app.listen({ host: '127.0.0.1', port: 0 })

/** Rows to put in before anything is measured, by their ids. */
interface Fill {
  readonly rows?: readonly (readonly [id: string, json: string])[]
}

serveParent(
  async ({ rows = [] }: Fill) => {
    await Promise.all(rows.map(([id, json]) => store.put(id, json)))
    return { url }
  },
  async () => {
    await app.close()
    await store.close()
  }
)
