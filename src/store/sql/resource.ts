import assert from 'node:assert/strict'
import type { StoredResource } from '../change.ts'
import type { Query } from '../port.ts'
import { keyOf } from './key.ts'
import { padded } from './list.ts'
import { integer, json, text, textOrNull } from './row.ts'
import { all, first, run, type Bound, type Row, type Sql } from './statement.ts'
import { insertInto, searchColumns } from './tables.ts'

/** Resources asked for at once: more than the largest Bundle refers to, and a bound on one answer. */
const refsMax = 500

/** The columns of a version, for selections from `resource_history h` that `storedResource` reads. */
export const versionColumns =
  'h.projection, h.type, h.id, h.version, h.referral, h.last_updated, h.json, h.search, h.message, h.posted'

/** The current version joined to its content. */
const currentVersions = `resource r JOIN resource_history h
  ON h.projection = r.projection AND h.type = r.type AND h.id = r.id AND h.version = r.version`

const ofKey = 'WHERE projection = ? AND type = ? AND id = ?'

/** Which resource, in which projection. */
export interface Key {
  readonly projection: string
  readonly type: string
  readonly id: string
}

/** Adds a search column, once. */
export const insertSearchColumn = `${insertInto(searchColumns)} ON CONFLICT DO NOTHING`

/** Removes a search column. By its primary key: the table needs no other index. */
export const deleteSearchColumn = `DELETE FROM search
  WHERE projection = ? AND type = ? AND param = ? AND value = ? AND id = ?`

/** The values of both statements. */
export function searchValues(
  { projection, type, id }: Key,
  column: StoredResource['search'][number]
): readonly Bound[] {
  const { param, value } = column
  return searchColumns.values({ projection, type, param, value: keyOf(value), id })
}

/** One resource, at a version or the current one. */
export function* readResource(ask: Omit<Query<'resource'>, 'kind'>): Sql<StoredResource | undefined> {
  const { projection, type, id, version } = ask
  const row =
    version === undefined
      ? yield* first(
          `SELECT ${versionColumns} FROM ${currentVersions} WHERE r.projection = ? AND r.type = ? AND r.id = ?`,
          ...[projection, type, id]
        )
      : yield* first(
          `SELECT ${versionColumns} FROM resource_history h ${ofKey} AND version = ?`,
          ...[projection, type, id, version]
        )
  return row === undefined ? undefined : storedResource(row)
}

/** Several resources of one projection; those that are not there are left out. */
export function* readResources(ask: Omit<Query<'resources'>, 'kind'>): Sql<readonly StoredResource[]> {
  assert(ask.refs.length <= refsMax, `at most ${refsMax} resources at once`)
  if (ask.refs.length === 0) return []
  const refs = padded(ask.refs)
  // The limit changes no answer; it keeps the engine from starting at the versions, of which there may be many.
  const sql = `SELECT ${versionColumns} FROM (SELECT r.projection, r.type, r.id, r.version FROM resource r
    WHERE r.projection = ? AND (r.type, r.id) IN (VALUES ${refs.map(() => '(?, ?)').join(', ')}) LIMIT ?) AS p
    JOIN resource_history h ON h.projection = p.projection AND h.type = p.type AND h.id = p.id AND h.version = p.version`
  const rows = yield* all(sql, ask.projection, ...refs.flatMap(({ type, id }) => [type, id]), refs.length)
  return rows.map(storedResource)
}

/** The current resources of a referral in every projection. */
export function* resourcesOfReferral(referral: string): Sql<readonly StoredResource[]> {
  const sql = `SELECT ${versionColumns} FROM ${currentVersions} WHERE r.referral = ? ORDER BY h.projection, h.type, h.id`
  return (yield* all(sql, referral)).map(storedResource)
}

/** What a resource is found by before and after it moves on: values that it keeps are in neither list. */
export function searchMoves(
  before: StoredResource['search'],
  after: StoredResource['search']
): { readonly gone: StoredResource['search']; readonly come: StoredResource['search'] } {
  const nameOf = ({ param, value }: StoredResource['search'][number]): string => `${param}=${keyOf(value)}`
  const [old, current] = [new Set(before.map(nameOf)), new Set(after.map(nameOf))]
  return {
    gone: before.filter((column) => !current.has(nameOf(column))),
    come: after.filter((column) => !old.has(nameOf(column)))
  }
}

/**
 * Takes a version back as if it had never been written, and with it the current one where that was it; must run inside a
 * transaction.
 *
 * History is touched for one case alone: its reader was never told of the version and may not hear of it any more.
 */
export function* takeBackVersion(key: Key, version: number): Sql<void> {
  const { projection, type, id } = key
  const sql = `DELETE FROM resource_history ${ofKey} AND version = ? RETURNING search`
  const taken = yield* first(sql, projection, type, id, version)
  if (taken === undefined) return
  const left = yield* lastVersion(key)
  const before = searchOf(taken)
  if (left === undefined) {
    yield* run(`DELETE FROM resource ${ofKey}`, projection, type, id)
    yield* moveSearch(key, before, [])
    return
  }
  const moved = yield* moveBack(left)
  if (moved === 1) yield* moveSearch(key, before, left.search)
}

/** Takes back every version of a resource that nobody posted here; must run inside a transaction. */
export function* takeBackResource(key: Key): Sql<void> {
  const sql = `SELECT version FROM resource_history ${ofKey} AND coalesce(posted, 0) = 0 ORDER BY version DESC`
  const { projection, type, id } = key
  for (const row of yield* all(sql, projection, type, id)) yield* takeBackVersion(key, integer(row, 'version'))
}

/** A row of `versionColumns` as the port shows it. */
export function storedResource(row: Row): StoredResource {
  return {
    projection: text(row, 'projection'),
    type: text(row, 'type'),
    id: text(row, 'id'),
    version: integer(row, 'version'),
    referral: text(row, 'referral'),
    lastUpdated: integer(row, 'last_updated'),
    json: text(row, 'json'),
    ...causeOf(row),
    // Few readers ask for it, and reading it costs as much as all the rest.
    get search() {
      return searchOf(row)
    }
  }
}

/** The column `search` of a version: what it is found by, as the application gave it. */
export function searchOf(row: Row): StoredResource['search'] {
  return json(row, 'search', isSearch)
}

function* moveSearch(key: Key, before: StoredResource['search'], after: StoredResource['search']): Sql<void> {
  const { gone, come } = searchMoves(before, after)
  for (const column of gone) yield* run(deleteSearchColumn, ...searchValues(key, column))
  for (const column of come) yield* run(insertSearchColumn, ...searchValues(key, column))
}

function* lastVersion({ projection, type, id }: Key): Sql<StoredResource | undefined> {
  const sql = `SELECT ${versionColumns} FROM resource_history h ${ofKey} ORDER BY version DESC LIMIT 1`
  const row = yield* first(sql, projection, type, id)
  return row === undefined ? undefined : storedResource(row)
}

/** 0 where the current version is the last one that is left already. */
function moveBack({ projection, type, id, version, referral, lastUpdated }: StoredResource): Sql<number> {
  const sql = `UPDATE resource SET version = ?, referral = ?, last_updated = ? ${ofKey} AND version > ?`
  return run(sql, version, referral, lastUpdated, projection, type, id, version)
}

function causeOf(row: Row): Pick<StoredResource, 'cause'> {
  const message = textOrNull(row, 'message')
  return message === null ? {} : { cause: { message, isPosted: integer(row, 'posted') === 1 } }
}

function isSearch(value: unknown): value is StoredResource['search'] {
  return Array.isArray(value) && value.every(isSearchColumn)
}

function isSearchColumn(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return 'param' in value && typeof value.param === 'string' && 'value' in value && typeof value.value === 'string'
}
