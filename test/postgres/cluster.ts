/**
 * PostgreSQL clusters for tests, each with a folder and a port of its own on loopback, and nothing of the system's.
 *
 * `stop` ends a cluster and removes the folder that was made for it; tests call it in their teardown. Where a test process
 * dies before that, a guard beside each server ends it (`server.ts`). Nothing is less durable than in production: only
 * `initdb` does not wait for the disk.
 */
import { chown, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { findPostgres } from './binaries.ts'
import { findOwner, freePort, runAs, startServer, type Owner, type Server, type StopMode } from './server.ts'

export { findPostgres } from './binaries.ts'

/** The superuser, whom loopback trusts. */
const SUPERUSER = 'app'

/** Another process may take a free port before the server does. */
const PORTS_MAX = 5

/** A statement of a test is done in moments; what takes longer than this hangs. */
const STATEMENT_MS_MAX = 30_000

/** Without sockets there is no path that could be too long; the shared memory of a dead server is in its own folder. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  dynamic_shared_memory_type: 'mmap'
} as const

/** Where a cluster is and how it is set. */
export interface ClusterOptions {
  /** Where its data and log are or shall be, reachable for the user `postgres`; made and removed where absent. */
  readonly folder?: string
  /** Settings beside its defaults; those of a folder's former start are forgotten, those of ALTER SYSTEM are not. */
  readonly settings?: Readonly<Record<string, string>>
  /** A free one where absent. */
  readonly port?: number
}

/** A row as `pg` gives it. */
export type Row = Readonly<Record<string, unknown>>

/** A running cluster. */
export interface Cluster {
  readonly folder: string
  readonly port: number
  /** Of the postmaster. */
  readonly pid: number
  /** The URL of one of its databases, of `postgres` where absent. */
  url(database?: string): string
  /** Runs SQL without parameters in a database, `postgres` where absent, and gives the rows of its only statement. */
  psql(sql: string, database?: string): Promise<readonly Row[]>
  /** Ends it, `fast` where absent, and removes its folder if it was made for it. May be called again, also after `kill`. */
  stop(mode?: StopMode): Promise<void>
  /** SIGKILL to every process of it at once, as when its machine dies. The folder stays, to start from again. */
  kill(): Promise<void>
  /**
   * Makes a hot standby of it that runs when this returns. With `synchronous` a commit on the primary waits for it
   * (`synchronous_standby_names`), which has begun when this returns.
   */
  standby(ask?: StandbyOptions): Promise<Cluster>
  /** Makes a standby the primary, which waits for no standby of its own; it takes writes when this returns. */
  promote(): Promise<void>
}

/** How a standby follows. */
export interface StandbyOptions extends ClusterOptions {
  readonly synchronous?: boolean
}

/**
 * Starts a cluster, in a new folder or from what is in the given one.
 *
 * @throws Error where there is no PostgreSQL of version 15 or later, and with the end of its log where it does not start.
 */
export async function startCluster({ folder, settings = {}, port }: ClusterOptions = {}): Promise<Cluster> {
  const place = await makePlace(folder)
  try {
    if (!(await exists(join(place.data, 'PG_VERSION')))) await initialise(place)
    return await start(place, settings, port)
  } catch (error) {
    await removeOwn(place)
    throw error
  }
}

interface Place {
  readonly bin: string
  readonly owner: Owner
  readonly folder: string
  readonly data: string
  readonly isOurs: boolean
}

async function makePlace(given: string | undefined): Promise<Place> {
  const bin = await findPostgres()
  if (bin === undefined) throw new Error('there is no PostgreSQL of version 15 or later')
  const owner = await findOwner()
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'gateway-postgres-')))
  await mkdir(folder, { recursive: true })
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid)
  return { bin, owner, folder, data: join(folder, 'data'), isOurs: given === undefined }
}

async function initialise({ bin, owner, data }: Place): Promise<void> {
  const args = ['--username', SUPERUSER, '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-sync']
  await runAs(owner, join(bin, 'initdb'), [...args, '--pgdata', data])
}

async function start(place: Place, settings: Readonly<Record<string, string>>, port?: number): Promise<Cluster> {
  const { bin, owner, folder, data, isOurs } = place
  await writeFile(join(data, 'postgresql.conf'), configuration({ ...SETTINGS, ...settings }))
  for (let attempt = 1; ; attempt += 1) {
    const tried = port ?? (await freePort())
    const leftover = isOurs ? folder : undefined
    try {
      const log = join(folder, 'postgres.log')
      return clusterOf(place, tried, await startServer({ bin, owner, data, log, port: tried, leftover }))
    } catch (error) {
      const isTaken = String(error).includes('Address already in use')
      if (!isTaken || port !== undefined || attempt === PORTS_MAX) throw error
    }
  }
}

function configuration(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
    .join('')
}

function clusterOf(place: Place, port: number, server: Server): Cluster {
  const url = (database = 'postgres') => `postgres://${SUPERUSER}@127.0.0.1:${port}/${database}`
  const psql = async (sql: string, database?: string) => query(url(database), sql)
  const standbys: string[] = []
  return {
    folder: place.folder,
    port,
    pid: server.pid,
    url,
    psql,
    stop: async (mode = 'fast') => {
      await server.stop(mode)
      await removeOwn(place)
    },
    kill: async () => server.kill(),
    async standby({ synchronous = false, ...options } = {}) {
      const name = `standby_${standbys.length + 1}_${process.pid}`
      standbys.push(name)
      const made = await startStandby({ port, name, options })
      if (synchronous) await waitFor(psql, name)
      return made
    },
    async promote() {
      const [row] = await psql(`SELECT pg_promote(true, ${STATEMENT_MS_MAX / 1_000}) AS done`)
      if (row?.['done'] !== true) throw new Error('the standby did not become the primary')
      await psql('ALTER SYSTEM RESET synchronous_standby_names')
      await psql('SELECT pg_reload_conf()')
    }
  }
}

/** Runs SQL at a URL on a connection of its own and gives the rows. */
export async function query(url: string, sql: string): Promise<readonly Row[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: STATEMENT_MS_MAX,
    query_timeout: STATEMENT_MS_MAX
  })
  // A server that ends while nothing is asked is told of by an event, and no statement was lost by it.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<Row>(sql)
    return rows
  } finally {
    await client.end()
  }
}

interface StandbyAsk {
  readonly port: number
  readonly name: string
  readonly options: ClusterOptions
}

async function startStandby({ port, name, options }: StandbyAsk): Promise<Cluster> {
  const place = await makePlace(options.folder)
  try {
    const from = `host=127.0.0.1 port=${port} user=${SUPERUSER} application_name=${name}`
    const args = ['--write-recovery-conf', '--checkpoint=fast', '--no-sync', '--create-slot', '--slot', name]
    await runAs(place.owner, join(place.bin, 'pg_basebackup'), [...args, '--pgdata', place.data, '--dbname', from])
    return await start(place, options.settings ?? {}, options.port)
  } catch (error) {
    await removeOwn(place)
    throw error
  }
}

async function waitFor(psql: Cluster['psql'], name: string): Promise<void> {
  await psql(`ALTER SYSTEM SET synchronous_standby_names = '${name}'`)
  await psql('SELECT pg_reload_conf()')
  const until = Date.now() + STATEMENT_MS_MAX
  const state = `SELECT sync_state FROM pg_stat_replication WHERE application_name = '${name}' AND state = 'streaming'`
  while ((await psql(state))[0]?.['sync_state'] !== 'sync') {
    if (Date.now() > until) throw new Error(`${name} does not follow`)
    await setTimeout(20)
  }
}

async function removeOwn({ folder, isOurs }: Place): Promise<void> {
  if (isOurs) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined
}
