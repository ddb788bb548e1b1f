/**
 * `npm run -s store -- copy --from <location> --to <location>`: moves the store from SQLite to PostgreSQL or back while no
 * gateway runs; `compare` reads two stores and says whether they are equal.
 *
 * A location is the path of an SQLite file or of a data folder, a URL of PostgreSQL, or `sqlite` and `postgres` for what
 * GATEWAY_DATA_DIR and GATEWAY_DATABASE_URL name. Exits with 0 where the copy stands and is equal, else with 1; then there
 * is no copy. No password is printed.
 */
import { existsSync, statSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig, type Environment } from '../config.ts'
import { isDatabaseUrl, storeOptions, storeShown } from '../config-store.ts'
import { reasonOf } from '../reason.ts'
import type { Comparison } from '../store/copy/compare.ts'
import { compareStores, copyStore, type Copied, type Route } from '../store/copy/copy.ts'
import type { StoreLocation } from '../store/open.ts'
import { chainLine } from './store-facts.ts'

const usage = `usage: npm run -s store -- copy|compare --from <location> --to <location>
a location is a path of SQLite (file or data folder), a postgres:// URL, or the word sqlite or postgres for what
GATEWAY_DATA_DIR or GATEWAY_DATABASE_URL names`

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] }

interface Command extends Route {
  readonly name: 'copy' | 'compare'
}

const read = readCommand(process.argv.slice(2), process.env)
process.exitCode = read.ok ? await run(read.value) : failed(read.problems)

async function run(command: Command): Promise<number> {
  const { name, from, to } = command
  try {
    if (name === 'copy') {
      const copied = await copyStore(command)
      return ended(copied, copiedLines(command, copied), 'THERE IS NO COPY')
    }
    const equal = `equal: ${storeShown(from)} and ${storeShown(to)}`
    return ended(await compareStores(command), [equal], 'THE STORES DIFFER')
  } catch (error) {
    // A store in use, a target with rows, a full disk, a server that is away.
    return failed([reasonOf(error)])
  }
}

function ended(comparison: Comparison, onSuccess: readonly string[], onFailure: string): number {
  told(tableLines(comparison))
  if (comparison.differences.length > 0) return failed([...comparison.differences, onFailure])
  told(onSuccess)
  return 0
}

function tableLines({ tables, chains }: Comparison): readonly string[] {
  const width = Math.max(...tables.map(({ name }) => name.length))
  const lines = tables.map(({ name, from, to }) => {
    const isEqual = from.rows === to.rows && from.sha256 === to.sha256
    const rows = isEqual ? String(from.rows) : `${from.rows}|${to.rows}`
    return `${name.padEnd(width)} ${rows.padStart(12)}  ${isEqual ? from.sha256 : 'DIFFERS'}`
  })
  return [`${'table'.padEnd(width)} ${'rows'.padStart(12)}  sha256`, ...lines, ...chains.map(chainLine)]
}

function copiedLines({ from, to }: Route, { tables, stampedAt }: Copied): readonly string[] {
  const rows = tables.reduce((sum, table) => sum + table.from.rows, 0)
  const lines = [
    `copied ${rows} rows of ${storeShown(from)} to ${storeShown(to)}, read both and found them equal`,
    'start gateways on the copy only: two stores that both send would send everything twice'
  ]
  if (stampedAt.to >= stampedAt.from) return lines
  // SQLite keeps no mark for what was reported of, only the stamps of rows.
  const instant = new Date(stampedAt.from).toISOString()
  return [...lines, `reports were made of instants up to ${instant}: the gateway's clock must not be behind that`]
}

function readCommand(args: readonly string[], env: Environment): Read<Command> {
  const given = argumentsOf(args)
  if (given === undefined) return { ok: false, problems: usage.split('\n') }
  const from = locationOf(given.from, env)
  const to = locationOf(given.to, env)
  if (!from.ok) return from
  return to.ok ? { ok: true, value: { name: given.name, from: from.value, to: to.value } } : to
}

interface Given {
  readonly name: Command['name']
  readonly from: string
  readonly to: string
}

function argumentsOf(args: readonly string[]): Given | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { from: { type: 'string' }, to: { type: 'string' } }
    })
    const [name, ...more] = positionals
    const { from = '', to = '' } = values
    if ((name !== 'copy' && name !== 'compare') || more.length > 0 || from === '' || to === '') return undefined
    return { name, from, to }
  } catch {
    // parseArgs throws for an option that it does not know.
    return undefined
  }
}

function locationOf(given: string, env: Environment): Read<StoreLocation> {
  if (given === 'sqlite' || given === 'postgres') return configured(given, env)
  if (isDatabaseUrl(given)) return { ok: true, value: { url: given } }
  // It is not shown: a password may stand in it.
  if (/^postgres(ql)?:|:\/\//i.test(given)) {
    return { ok: false, problems: ['a location is no URL of PostgreSQL: postgres://user:password@host:port/database'] }
  }
  return { ok: true, value: { file: isFolder(given) ? join(resolve(given), 'gateway.sqlite') : resolve(given) } }
}

function configured(engine: 'sqlite' | 'postgres', env: Environment): Read<StoreLocation> {
  const config = loadConfig(env)
  if (!config.ok) return config
  const { databaseUrl, dataDir } = config.value
  if (engine === 'sqlite') return { ok: true, value: storeOptions({ dataDir }) }
  if (databaseUrl !== undefined) return { ok: true, value: { url: databaseUrl } }
  return { ok: false, problems: ['postgres: GATEWAY_DATABASE_URL is not set'] }
}

/** A folder that is there, or a name that is there not yet and looks like one. */
function isFolder(path: string): boolean {
  return existsSync(path) ? statSync(path).isDirectory() : extname(path) === '' || path.endsWith('/')
}

function told(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`)
}

function failed(lines: readonly string[]): number {
  for (const line of lines) process.stderr.write(`${line}\n`)
  return 1
}
