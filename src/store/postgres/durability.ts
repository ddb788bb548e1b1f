import { all } from '../sql/statement.ts'
import { text } from '../sql/row.ts'
import type { Session } from './driver.ts'

/** The oldest version that is tried (ADR 0012). */
const versionMin = 150_000

/** Settings by which a server that fails loses what it has acknowledged, with the values that are refused. */
const refused: Readonly<Record<string, readonly string[]>> = {
  fsync: ['off'],
  full_page_writes: ['off'],
  synchronous_commit: ['off']
}

/**
 * Throws where the server could lose an acknowledged commit by itself, is too old, or keeps text in another encoding.
 *
 * Source: https://www.postgresql.org/docs/15/runtime-config-wal.html
 */
export async function refuseUnlessDurable(session: Session): Promise<void> {
  const settings = await settingsOf(session, [...Object.keys(refused), 'server_version_num', 'server_encoding'])
  if (Number(settings['server_version_num']) < versionMin) {
    throw new Error(`the store needs PostgreSQL 15 or newer, but the server is ${settings['server_version_num']}`)
  }
  if (settings['server_encoding'] !== 'UTF8') {
    throw new Error(`the store needs a database with encoding UTF8, but it has ${settings['server_encoding']}`)
  }
  for (const [name, values] of Object.entries(refused)) {
    const value = settings[name] ?? ''
    if (values.includes(value)) {
      throw new Error(
        `the store needs ${name} on, but the server has ${name}=${value}: acknowledged referrals could be lost`
      )
    }
  }
}

/**
 * What an operator should know: several gateways, or a standby, and no synchronous standby that has what was acknowledged.
 * Empty where all is well.
 */
export async function durabilityWarnings(session: Session): Promise<readonly string[]> {
  const { synchronous_standby_names: names = '', synchronous_commit: commit = '' } = await settingsOf(session, [
    'synchronous_standby_names',
    'synchronous_commit'
  ])
  if (names !== '' && commit !== 'local') return []
  const sql = `SELECT
    (SELECT count(*) FROM pg_stat_replication) AS standbys,
    (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS gateways`
  const [row] = (await session.native(sql, [chainLocks])).rows
  const [standbys, gateways] = [Number(row?.['standbys']), Number(row?.['gateways'])]
  if (standbys === 0 && gateways < 2) return []
  const why = names === '' ? 'synchronous_standby_names is empty' : 'synchronous_commit is local'
  return [
    `NO SYNCHRONOUS STANDBY: ${why}, with ${standbys} standbys and ${gateways} gateways; a failover can lose referrals that were acknowledged`
  ]
}

/** The class of the advisory locks that hold audit chains, one lock a chain, so one for each gateway that writes. */
export const chainLocks = 7_301

async function settingsOf(session: Session, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const sql = `SELECT name, setting FROM pg_settings WHERE name IN (${names.map(() => '?').join(', ')})`
  const rows = await session.perform(all(sql, ...names))
  return Object.fromEntries(rows.map((row) => [text(row, 'name'), text(row, 'setting')]))
}
