import assert from 'node:assert/strict'
import type { StoredResource } from '../change.ts'
import type { Query, Read } from '../port.ts'
import { keyOf } from './key.ts'
import { padded } from './list.ts'
import { storedResource, versionColumns } from './resource.ts'
import { integer } from './row.ts'
import { all, first, marks, type Bound, type Sql } from './statement.ts'

type Ask = Query<'search'>

type Criterion = Ask['criteria'][number]

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

/** Matches of one criterion that are few enough to begin with, whatever the others have. */
const fewMax = 100

/** Current resources of one type in one projection that meet every criterion; `_id` is matched on the id itself. */
export function* search(asked: Ask): Sql<Read<'search'>['facts']> {
  if (asked.criteria.some(({ values }) => values.length === 0)) return { total: 0, resources: [] }
  const { criteria, isCommon } = yield* rarestFirst(asked)
  const ask = { ...asked, criteria }
  const total = yield* count(isCommon ? common(ask) : counted(ask))
  return { total, resources: total > ask.offset && ask.limit > 0 ? yield* page(ask, total) : [] }
}

/** Criteria as they are best met: candidates are those of the first, and where even these are many, none is better. */
interface Ordered {
  readonly criteria: Ask['criteria']
  /** Whether each of several criteria has as many matches as `walkedFrom`, or more. */
  readonly isCommon: boolean
}

function* rarestFirst(ask: Ask): Sql<Ordered> {
  if (ask.criteria.length < 2) return { criteria: ask.criteria, isCommon: false }
  const sized: { readonly criterion: Criterion; readonly size: number }[] = []
  for (const criterion of ask.criteria) {
    const size = yield* sizeOf(ask, criterion)
    if (size <= fewMax) return { criteria: firstOf(ask.criteria, criterion), isCommon: false }
    sized.push({ criterion, size })
  }
  const rarest = sized.reduce((least, one) => (one.size < least.size ? one : least))
  return { criteria: firstOf(ask.criteria, rarest.criterion), isCommon: rarest.size >= walkedFrom }
}

function firstOf(criteria: Ask['criteria'], first: Criterion): Ask['criteria'] {
  return [first, ...criteria.filter((one) => one !== first)]
}

/** How many match one criterion, counted up to `walkedFrom`; a few too many where one is found by two of its values. */
function* sizeOf(ask: Ask, criterion: Criterion): Sql<number> {
  if (criterion.param === '_id') return Math.min(criterion.values.length, walkedFrom)
  const { sql, bound } = found(ask, criterion)
  const row = yield* first(`SELECT count(*) AS size FROM (${sql} LIMIT ?) AS few`, ...bound, walkedFrom)
  assert(row !== undefined)
  return integer(row, 'size')
}

/** `listed`: rows are met in the order of the listing, and each is asked whether it matches. */
function conditions(ask: Ask, way: 'found' | 'listed'): Condition {
  return both([
    { sql: 'r.projection = ? AND r.type = ?', bound: [ask.projection, ask.type] },
    ...ask.criteria.map((criterion, index) => condition(ask, criterion, way === 'found' && index === 0))
  ])
}

/** The first criterion finds the candidates by the search index; each further one is a look-up per candidate. */
function condition(ask: Ask, { param, values }: Criterion, isFirst: boolean): Condition {
  if (param === '_id') {
    const ids = padded(values)
    return { sql: `r.id IN (${marks(ids)})`, bound: ids }
  }
  const { sql, bound } = found(ask, { param, values })
  return { sql: isFirst ? `r.id IN (${sql})` : `EXISTS (${sql} AND s.id = r.id)`, bound }
}

/** The ids of what has one of the values, from the search index. */
function found(ask: Ask, criterion: Criterion): Condition {
  const { sql, bound } = matches(ask, criterion, 's')
  return { sql: `SELECT s.id FROM search s WHERE ${sql}`, bound }
}

/** Whether a row of the search index is of one of the values. */
function matches(ask: Ask, { param, values }: Criterion, row: 's' | 'r'): Condition {
  const keys = padded(values.map(keyOf))
  const sql = `${row}.projection = ? AND ${row}.type = ? AND ${row}.param = ? AND ${row}.value IN (${marks(keys)})`
  return { sql, bound: [ask.projection, ask.type, param, ...keys] }
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

function* count({ sql, bound }: Condition): Sql<number> {
  const row = yield* first(`SELECT ${sql}`, ...bound)
  assert(row !== undefined)
  return integer(row, 'total')
}

/** Counted in the search index alone, which has what is current; one look-up for each further criterion of a candidate. */
function counted(ask: Ask): Condition {
  const [criterion, ...more] = ask.criteria
  if (criterion === undefined || ask.criteria.some(({ param }) => param === '_id')) {
    const { sql, bound } = conditions(ask, 'found')
    return { sql: `count(*) AS total FROM resource r WHERE ${sql}`, bound }
  }
  const { sql, bound } = both([matches(ask, criterion, 'r'), ...more.map((one) => condition(ask, one, false))])
  // One resource may have several of the values.
  const counts = criterion.values.length === 1 ? 'count(*)' : 'count(DISTINCT r.id)'
  return { sql: `${counts} AS total FROM search r WHERE ${sql}`, bound }
}

/** Where each criterion has many, those of all are laid side by side in the order of their ids, and nothing is looked up. */
function common(ask: Ask): Condition {
  const each = ask.criteria.map((criterion) => found(ask, criterion))
  return {
    sql: `count(*) AS total FROM (${each.map(({ sql }) => sql).join(' INTERSECT ')}) AS r`,
    bound: each.flatMap(({ bound }) => bound)
  }
}
