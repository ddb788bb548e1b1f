import assert from 'node:assert/strict'
import type { StoredResource } from '../change.ts'
import type { Query, Read } from '../port.ts'
import { keyOf } from './key.ts'
import { padded } from './list.ts'
import { storedResource, versionColumns } from './resource.ts'
import { integer } from './row.ts'
import { all, first, marks, type Bound, type Sql } from './statement.ts'

type Ask = Query<'search'>

/** A condition on `resource r`, with its parameters. */
interface Condition {
  readonly sql: string
  readonly bound: readonly Bound[]
}

/**
 * Matches from which on they are looked for in the order of the listing, newest first, until the page is full; fewer are
 * all looked up and sorted. At this number either way costs some 10 ms in a projection with a million resources of a type.
 */
const walkedFrom = 5_000

/** Current resources of one type in one projection that meet every criterion; `_id` is matched on the id itself. */
export function* search(ask: Ask): Sql<Read<'search'>['facts']> {
  if (ask.criteria.some(({ values }) => values.length === 0)) return { total: 0, resources: [] }
  const total = yield* count(ask)
  return { total, resources: total > ask.offset && ask.limit > 0 ? yield* page(ask, total) : [] }
}

/** `listed`: rows are met in the order of the listing, and each is asked whether it matches. */
function conditions(ask: Ask, way: 'found' | 'listed'): Condition {
  return both([
    { sql: 'r.projection = ? AND r.type = ?', bound: [ask.projection, ask.type] },
    ...ask.criteria.map((criterion, index) => condition(ask, criterion, way === 'found' && index === 0))
  ])
}

/** The first criterion finds the candidates by the search index; each further one is a look-up per candidate. */
function condition(ask: Ask, { param, values }: Ask['criteria'][number], isFirst: boolean): Condition {
  if (param === '_id') {
    const ids = padded(values)
    return { sql: `r.id IN (${marks(ids)})`, bound: ids }
  }
  const keys = padded(values.map(keyOf))
  const bound = [ask.projection, ask.type, param, ...keys]
  const found = `SELECT s.id FROM search s WHERE s.projection = ? AND s.type = ? AND s.param = ? AND s.value IN (${marks(keys)})`
  return { sql: isFirst ? `r.id IN (${found})` : `EXISTS (${found} AND s.id = r.id)`, bound }
}

function both(conditions: readonly Condition[]): Condition {
  return { sql: conditions.map(({ sql }) => sql).join(' AND '), bound: conditions.flatMap(({ bound }) => bound) }
}

/** The rows are chosen first and their content is read of those alone. */
function* page(ask: Ask, total: number): Sql<readonly StoredResource[]> {
  const isListed = ask.criteria.length === 0 || total >= walkedFrom
  const where = conditions(ask, isListed ? 'listed' : 'found')
  // The plus keeps the engine from walking the whole listing in order where a criterion leads to a few rows.
  const updated = isListed ? 'r.last_updated' : '+r.last_updated'
  const chosen = `SELECT r.projection, r.type, r.id, r.version, r.last_updated FROM resource r
    WHERE ${where.sql} ORDER BY ${updated} DESC, r.id LIMIT ? OFFSET ?`
  const sql = `SELECT ${versionColumns} FROM (${chosen}) AS p JOIN resource_history h
    ON h.projection = p.projection AND h.type = p.type AND h.id = p.id AND h.version = p.version
    ORDER BY p.last_updated DESC, p.id`
  return (yield* all(sql, ...where.bound, ask.limit, ask.offset)).map(storedResource)
}

function* count(ask: Ask): Sql<number> {
  const { sql, bound } = counted(ask)
  const row = yield* first(`SELECT count(*) AS total FROM ${sql}`, ...bound)
  assert(row !== undefined)
  return integer(row, 'total')
}

/** One value of one criterion is counted in the search index alone: it has each resource once. */
function counted(ask: Ask): Condition {
  const [criterion, ...more] = ask.criteria
  const [value, ...others] = criterion?.values ?? []
  if (
    criterion !== undefined &&
    criterion.param !== '_id' &&
    more.length === 0 &&
    value !== undefined &&
    others.length === 0
  ) {
    const sql = 'search s WHERE s.projection = ? AND s.type = ? AND s.param = ? AND s.value = ?'
    return { sql, bound: [ask.projection, ask.type, criterion.param, keyOf(value)] }
  }
  const { sql, bound } = conditions(ask, 'found')
  return { sql: `resource r WHERE ${sql}`, bound }
}
