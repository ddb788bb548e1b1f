/**
 * `node test/postgres/with-database.ts <command> [argument...]`: runs a command with `GATEWAY_DATABASE_URL` of an empty
 * database on the server of `GATEWAY_TEST_DATABASE_URL`, drops the database after it, and ends as the command did.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { makeDatabase } from './database.ts'

const [command, ...args] = process.argv.slice(2)
const server = process.env['GATEWAY_TEST_DATABASE_URL']
if (command === undefined || server === undefined) {
  process.stderr.write(
    'usage: GATEWAY_TEST_DATABASE_URL=postgres://... node test/postgres/with-database.ts <command>\n'
  )
  process.exit(2)
}

const { url, drop } = await makeDatabase(server)
const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, GATEWAY_DATABASE_URL: url } })
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => void child.kill(name))
const [code] = (await once(child, 'exit')) as [number | null]
await drop()
process.exitCode = code ?? 1
