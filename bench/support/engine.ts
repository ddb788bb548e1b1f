import { join } from 'node:path'
import { Client } from 'pg'

/** The name of an engine of the store. */
export type EngineName = 'sqlite' | 'postgres'

/** An engine with two empty databases, one for each side. */
export interface Engine {
  readonly name: EngineName
  /** What the gateway's environment needs to keep its rows there. */
  readonly gatewayEnv: Readonly<Record<string, string>>
  /** Where each side keeps its rows: the path of a file, or a URL. */
  readonly ours: string
  readonly bare: string
  /** What is known of the server, for the document; empty where there is none. */
  readonly about: Readonly<Record<string, string>>
  /** Transactions committed and flushes of the log since the server counts; undefined where the engine counts none. */
  readonly counters: () => Promise<{ readonly commits: number; readonly flushes: number } | undefined>
  readonly close: () => Promise<void>
}

/** Settings of the server without which its figures mean nothing. */
const SETTINGS = [
  'server_version',
  'fsync',
  'full_page_writes',
  'synchronous_commit',
  'synchronous_standby_names',
  'wal_sync_method',
  'wal_compression',
  'shared_buffers',
  'max_wal_size',
  'jit'
] as const

/** The variable with the URL of a server in which databases may be made, a superuser's. */
export const SERVER_VARIABLE = 'GATEWAY_TEST_DATABASE_URL'

/** Which engines there are here: PostgreSQL where its server is named in the environment. */
export function enginesHere(): readonly EngineName[] {
  return process.env[SERVER_VARIABLE] === undefined ? ['sqlite'] : ['sqlite', 'postgres']
}

/** Opens an engine: files in the folder, or two fresh databases that closing drops. */
export async function openEngine(name: EngineName, dir: string): Promise<Engine> {
  return name === 'sqlite' ? sqliteIn(dir) : postgresAt(process.env[SERVER_VARIABLE])
}

function sqliteIn(dir: string): Engine {
  return {
    name: 'sqlite',
    gatewayEnv: {},
    ours: join(dir, 'gateway', 'gateway.sqlite'),
    bare: join(dir, 'bare.sqlite'),
    about: {},
    counters: () => Promise.resolve(undefined),
    close: () => Promise.resolve()
  }
}

async function postgresAt(url: string | undefined): Promise<Engine> {
  if (url === undefined) throw new Error(`set ${SERVER_VARIABLE} to the URL of a PostgreSQL server, a superuser's`)
  const client = new Client({ connectionString: url })
  await client.connect()
  const names = { ours: `bench_${process.pid}_ours`, bare: `bench_${process.pid}_bare` }
  for (const one of Object.values(names)) {
    await client.query(`DROP DATABASE IF EXISTS ${one} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${one} TEMPLATE template0 ENCODING 'UTF8'`)
  }
  const ours = databaseOf(url, names.ours)
  return {
    name: 'postgres',
    gatewayEnv: { GATEWAY_DATABASE_URL: ours },
    ours,
    bare: databaseOf(url, names.bare),
    about: await settingsOf(client),
    counters: async () => countersOf(client),
    close: async () => {
      for (const one of Object.values(names)) await client.query(`DROP DATABASE IF EXISTS ${one} WITH (FORCE)`)
      await client.end()
    }
  }
}

function databaseOf(url: string, name: string): string {
  const at = new URL(url)
  at.pathname = `/${name}`
  return at.href
}

async function settingsOf(client: Client): Promise<Readonly<Record<string, string>>> {
  const { rows } = await client.query<{ name: string; value: string }>(
    'SELECT name, current_setting(name) AS value FROM pg_settings WHERE name = ANY($1) ORDER BY name',
    [SETTINGS]
  )
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

/** Of the whole server, which nobody else should use while it is measured. */
async function countersOf(client: Client): Promise<{ readonly commits: number; readonly flushes: number }> {
  const { rows } = await client.query<{ commits: string; flushes: string }>(
    'SELECT (SELECT sum(xact_commit) FROM pg_stat_database) AS commits, (SELECT wal_sync FROM pg_stat_wal) AS flushes'
  )
  return { commits: Number(rows[0]?.commits), flushes: Number(rows[0]?.flushes) }
}
