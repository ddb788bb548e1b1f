/**
 * `node test/postgres/serve.ts`: runs a PostgreSQL cluster until its input ends or it is told to end, and prints one line,
 * the URL for `GATEWAY_TEST_DATABASE_URL`. Ends with 3 where the machine has no PostgreSQL of version 15 or later.
 */
import { findPostgres, startCluster } from './cluster.ts'

const NONE = 3

/** Many test files are at it at once, each with the connections of several gateways. */
const settings = { max_connections: '300' }

if ((await findPostgres()) === undefined) {
  process.stderr.write('there is no PostgreSQL of version 15 or later\n')
  process.exit(NONE)
}
const cluster = await startCluster({ settings })
process.stdout.write(`${cluster.url()}\n`)

const asked = new Promise<void>((resolve) => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve())
  process.stdin.once('end', () => resolve()).resume()
})
await asked
await cluster.stop()
process.exit(0)
