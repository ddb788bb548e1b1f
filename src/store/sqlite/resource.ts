import assert from 'node:assert/strict'
import type { StoredResource } from '../change.ts'
import type { Query } from '../port.ts'
import type { Connection, Row } from './driver.ts'
import { integer, json, text, textOrNull } from './row.ts'

/** Resources asked for at once: more than the largest Bundle refers to, and a bound on one answer. */
const refsMax = 500

/** The columns of a version, for selections that `storedResource` reads. */
const versionColumns =
  'h.projection, h.type, h.id, h.version, h.referral, h.last_updated, h.json, h.search, h.message, h.posted'

/** The current version joined to its content. */
const currentVersions = `resource r JOIN resource_history h
  ON h.projection = r.projection AND h.type = r.type AND h.id = r.id AND h.version = r.version`

/**
 * Writes the next version of a resource; must run inside a transaction.
 *
 * @throws AssertionError when `version` does not follow on the current one: the change expected the wrong streams.
 */
export function writeResource(connection: Connection, resource: StoredResource): void {
  const moved = resource.version === 1 ? insertCurrent(connection, resource) : moveCurrent(connection, resource)
  const { projection, type, id, version } = resource
  assert(moved === 1, `version ${version} of ${projection} ${type}/${id} does not follow on the current one`)
  insertVersion(connection, resource)
  if (version > 1) removeSearch(connection, resource)
  for (const { param, value } of resource.search) insertSearch(connection, resource, param, value)
}

/** One resource, at a version or the current one. */
export function readResource(connection: Connection, ask: Query<'resource'>): StoredResource | undefined {
  const row = ask.version === undefined ? currentRow(connection, ask) : versionRow(connection, ask, ask.version)
  return row === undefined ? undefined : storedResource(row)
}

/** Several resources of one projection; those that are not there are left out. */
export function readResources(connection: Connection, ask: Query<'resources'>): readonly StoredResource[] {
  assert(ask.refs.length <= refsMax, `at most ${refsMax} resources at once`)
  return ask.refs.flatMap(({ type, id }) => {
    const row = currentRow(connection, { projection: ask.projection, type, id })
    return row === undefined ? [] : [storedResource(row)]
  })
}

/** The current resources of a referral in every projection. */
export function resourcesOfReferral(connection: Connection, referral: string): readonly StoredResource[] {
  const sql = `SELECT ${versionColumns} FROM ${currentVersions} WHERE r.referral = ? ORDER BY h.projection, h.type, h.id`
  return connection.all(sql, referral).map(storedResource)
}

/**
 * Takes a version back as if it had never been written, and with it the current one where that was it; must run inside a
 * transaction.
 *
 * History is touched for one case alone: its reader was never told of the version and may not hear of it any more.
 */
export function takeBackVersion(connection: Connection, key: Key, version: number): void {
  const { projection, type, id } = key
  const sql = 'DELETE FROM resource_history WHERE projection = ? AND type = ? AND id = ? AND version = ?'
  connection.run(sql, projection, type, id, version)
  const left = lastVersion(connection, key)
  if (left === undefined) {
    connection.run('DELETE FROM resource WHERE projection = ? AND type = ? AND id = ?', projection, type, id)
    removeSearch(connection, key)
    return
  }
  const moved = moveBack(connection, left)
  if (moved === 0) return
  removeSearch(connection, key)
  for (const { param, value } of left.search) insertSearch(connection, key, param, value)
}

/** Takes back every version of a resource that nobody posted here; must run inside a transaction. */
export function takeBackResource(connection: Connection, key: Key): void {
  const sql = `SELECT version FROM resource_history
    WHERE projection = ? AND type = ? AND id = ? AND coalesce(posted, 0) = 0 ORDER BY version DESC`
  const { projection, type, id } = key
  for (const row of connection.all(sql, projection, type, id)) takeBackVersion(connection, key, integer(row, 'version'))
}

function lastVersion(connection: Connection, { projection, type, id }: Key): StoredResource | undefined {
  const sql = `SELECT ${versionColumns} FROM resource_history h WHERE projection = ? AND type = ? AND id = ?
    ORDER BY version DESC LIMIT 1`
  const row = connection.first(sql, projection, type, id)
  return row === undefined ? undefined : storedResource(row)
}

/** 0 where the current version is the last one that is left already. */
function moveBack(connection: Connection, { version, referral, lastUpdated, ...key }: StoredResource): number {
  const sql = `UPDATE resource SET version = ?, referral = ?, last_updated = ?
    WHERE projection = ? AND type = ? AND id = ? AND version > ?`
  const { projection, type, id } = key
  return connection.run(sql, version, referral, lastUpdated, projection, type, id, version)
}

function storedResource(row: Row): StoredResource {
  return {
    projection: text(row, 'projection'),
    type: text(row, 'type'),
    id: text(row, 'id'),
    version: integer(row, 'version'),
    referral: text(row, 'referral'),
    lastUpdated: integer(row, 'last_updated'),
    json: text(row, 'json'),
    ...causeOf(row),
    search: json(row, 'search', isSearch)
  }
}

function causeOf(row: Row): Pick<StoredResource, 'cause'> {
  const message = textOrNull(row, 'message')
  return message === null ? {} : { cause: { message, isPosted: integer(row, 'posted') === 1 } }
}

/** Which resource, in which projection. */
export interface Key {
  readonly projection: string
  readonly type: string
  readonly id: string
}

function currentRow(connection: Connection, { projection, type, id }: Key): Row | undefined {
  const sql = `SELECT ${versionColumns} FROM ${currentVersions} WHERE r.projection = ? AND r.type = ? AND r.id = ?`
  return connection.first(sql, projection, type, id)
}

function versionRow(connection: Connection, { projection, type, id }: Key, version: number): Row | undefined {
  const sql = `SELECT ${versionColumns} FROM resource_history h WHERE projection = ? AND type = ? AND id = ? AND version = ?`
  return connection.first(sql, projection, type, id, version)
}

function insertCurrent(
  connection: Connection,
  { projection, type, id, referral, lastUpdated }: StoredResource
): number {
  const sql = `INSERT INTO resource (projection, type, id, version, referral, last_updated) VALUES (?, ?, ?, 1, ?, ?)
    ON CONFLICT DO NOTHING`
  return connection.run(sql, projection, type, id, referral, lastUpdated)
}

function moveCurrent(connection: Connection, resource: StoredResource): number {
  const { projection, type, id, version, referral, lastUpdated } = resource
  const sql = `UPDATE resource SET version = ?, referral = ?, last_updated = ?
    WHERE projection = ? AND type = ? AND id = ? AND version = ?`
  return connection.run(sql, version, referral, lastUpdated, projection, type, id, version - 1)
}

function insertVersion(connection: Connection, resource: StoredResource): void {
  const { projection, type, id, version, referral, lastUpdated, json: content, cause } = resource
  const posted = cause === undefined ? null : Number(cause.isPosted)
  connection.run(
    `INSERT INTO resource_history
       (projection, type, id, version, referral, last_updated, json, search, message, posted)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[projection, type, id, version, referral, lastUpdated, content, JSON.stringify(resource.search)],
    ...[cause?.message ?? null, posted]
  )
}

function removeSearch(connection: Connection, { projection, type, id }: Key): void {
  connection.run('DELETE FROM search WHERE projection = ? AND type = ? AND id = ?', projection, type, id)
}

function insertSearch(connection: Connection, { projection, type, id }: Key, param: string, value: string): void {
  const sql = 'INSERT INTO search (projection, type, param, value, id) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'
  connection.run(sql, projection, type, param, value, id)
}

function isSearch(value: unknown): value is StoredResource['search'] {
  return Array.isArray(value) && value.every(isSearchColumn)
}

function isSearchColumn(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return 'param' in value && typeof value.param === 'string' && 'value' in value && typeof value.value === 'string'
}
