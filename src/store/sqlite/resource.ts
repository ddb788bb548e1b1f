import assert from 'node:assert/strict'
import type { StoredResource } from '../change.ts'
import { deleteSearchColumn, insertSearchColumn, searchMoves, searchOf, searchValues } from '../sql/resource.ts'
import { versions } from '../sql/tables.ts'
import type { Connection } from './driver.ts'
import { inserter } from './insert.ts'

const insertVersion = inserter(versions)

/**
 * Writes the next version of a resource; must run inside a transaction.
 *
 * @throws AssertionError when `version` does not follow on the current one: the change expected the wrong streams.
 */
export function writeResource(connection: Connection, resource: StoredResource): void {
  const moved = resource.version === 1 ? insertCurrent(connection, resource) : moveCurrent(connection, resource)
  const { projection, type, id, version } = resource
  assert(moved === 1, `version ${version} of ${projection} ${type}/${id} does not follow on the current one`)
  const before = version === 1 ? [] : searchBefore(connection, resource)
  insertVersion(connection, resource)
  // Most of what a resource is found by stays from version to version, and then nothing of it is written.
  const { gone, come } = searchMoves(before, resource.search)
  for (const column of gone) connection.run(deleteSearchColumn, ...searchValues(resource, column))
  for (const column of come) connection.run(insertSearchColumn, ...searchValues(resource, column))
}

function searchBefore(connection: Connection, resource: StoredResource): StoredResource['search'] {
  const { projection, type, id, version } = resource
  const sql = 'SELECT search FROM resource_history WHERE projection = ? AND type = ? AND id = ? AND version = ?'
  const row = connection.first(sql, projection, type, id, version - 1)
  assert(row !== undefined, 'a current version without its content')
  return searchOf(row)
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
