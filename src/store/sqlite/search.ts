import assert from 'node:assert/strict'
import type { StoredResource } from '../change.ts'
import type { Query, Read } from '../port.ts'
import type { Bound, Connection } from './driver.ts'
import { readResource } from './resource.ts'
import { integer, text } from './row.ts'

type Ask = Query<'search'>

/** A condition on `resource r`, with its parameters. */
interface Condition {
  readonly sql: string
  readonly bound: readonly Bound[]
}

/** Current resources of one type in one projection that meet every criterion; `_id` is matched on the id itself. */
export function search(connection: Connection, ask: Ask): Read<'search'>['facts'] {
  if (ask.criteria.some(({ values }) => values.length === 0)) return { total: 0, resources: [] }
  const where = all([
    { sql: 'r.projection = ? AND r.type = ?', bound: [ask.projection, ask.type] },
    ...ask.criteria.map((criterion, index) => condition(ask, criterion, index))
  ])
  return { total: count(connection, where), resources: page(connection, ask, where) }
}

/** The first criterion finds the candidates by the search index; each further one is a look-up per candidate. */
function condition(ask: Ask, { param, values }: Ask['criteria'][number], index: number): Condition {
  const list = values.map(() => '?').join(', ')
  if (param === '_id') return { sql: `r.id IN (${list})`, bound: values }
  const bound = [ask.projection, ask.type, param, ...values]
  const found = `SELECT s.id FROM search s WHERE s.projection = ? AND s.type = ? AND s.param = ? AND s.value IN (${list})`
  return { sql: index === 0 ? `r.id IN (${found})` : `EXISTS (${found} AND s.id = r.id)`, bound }
}

function all(conditions: readonly Condition[]): Condition {
  return { sql: conditions.map(({ sql }) => sql).join(' AND '), bound: conditions.flatMap(({ bound }) => bound) }
}

function page(connection: Connection, ask: Ask, where: Condition): readonly StoredResource[] {
  // The plus keeps the engine from walking the whole listing in order where a criterion leads to a few rows.
  const updated = ask.criteria.length === 0 ? 'r.last_updated' : '+r.last_updated'
  const sql = `SELECT r.id FROM resource r WHERE ${where.sql} ORDER BY ${updated} DESC, r.id LIMIT ? OFFSET ?`
  return connection.all(sql, ...where.bound, ask.limit, ask.offset).map((row) => {
    const found = readResource(connection, {
      kind: 'resource',
      projection: ask.projection,
      type: ask.type,
      id: text(row, 'id')
    })
    assert(found !== undefined, 'a resource without its content')
    return found
  })
}

function count(connection: Connection, where: Condition): number {
  const row = connection.first(`SELECT count(*) AS total FROM resource r WHERE ${where.sql}`, ...where.bound)
  assert(row !== undefined)
  return integer(row, 'total')
}
