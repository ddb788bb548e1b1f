import assert from 'node:assert/strict'
import type { OutboxMessage, SettingWrite, StoredResource } from '../change.ts'
import { keyOf } from '../sql/key.ts'
import { settleReminder } from '../sql/reminder.ts'
import { searchMoves, searchOf } from '../sql/resource.ts'
import { text } from '../sql/row.ts'
import {
  facts,
  messages,
  obligations,
  outgoing,
  referrals,
  reminders,
  rungs,
  searchColumns,
  unmatchedMessages,
  versions,
  type Column,
  type SearchColumn,
  type Table
} from '../sql/tables.ts'
import { asRows, columnsOf, deleteRows, insertRows } from './bulk.ts'
import type { Session } from './driver.ts'
import type { BatchRows, Moved } from './rows.ts'

/**
 * Writes what a batch of changes writes but for its outbox, each table with one statement or two, whatever the number of
 * changes; must run inside the transaction that holds their streams.
 *
 * @throws AssertionError when a resource's version does not follow on the current one.
 */
export async function writeRows(session: Session, rows: BatchRows): Promise<void> {
  await insertRows(session, messages, rows.received)
  await insertRows(session, referrals, rows.referrals)
  await insertRows(session, facts, rows.facts)
  await insertRows(session, obligations, rows.obligations)
  await insertRows(session, rungs, rows.rungs, replaceRung)
  await insertRows(session, reminders, rows.reminders, settleReminder)
  await insertRows(session, unmatchedMessages, rows.unmatched)
  await insertRows(session, versions, rows.versions)
  await moveCurrent(session, rows.current)
  await writeSettings(session, rows.settings)
}

const replaceRung = `ON CONFLICT (obligation) DO UPDATE SET claimed = excluded.claimed, next_on = excluded.next_on`

const settings: Table<SettingWrite> = {
  name: 'setting',
  columns: [
    ['name', 'text'],
    ['value', 'text']
  ],
  values: ({ name, value }) => [name, value]
}

async function writeSettings(session: Session, rows: readonly SettingWrite[]): Promise<void> {
  const kept = rows.filter(({ keep }) => keep === true)
  const replaced = rows.filter(({ keep }) => keep !== true)
  await insertRows(session, settings, kept, 'ON CONFLICT DO NOTHING')
  await insertRows(session, settings, replaced, 'ON CONFLICT (name) DO UPDATE SET value = excluded.value')
}

const current: Table<Moved> = {
  name: 'resource',
  columns: [
    ['projection', 'text'],
    ['type', 'text'],
    ['id', 'text'],
    ['version', 'bigint'],
    ['referral', 'text'],
    ['last_updated', 'bigint']
  ],
  values: ({ to }) => [to.projection, to.type, to.id, to.version, to.referral, to.lastUpdated]
}

async function moveCurrent(session: Session, rows: readonly Moved[]): Promise<void> {
  const made = rows.filter(({ from }) => from === 0)
  const moved = rows.filter(({ from }) => from > 0)
  const inserted = await insertRows(session, current, made, 'ON CONFLICT DO NOTHING')
  const updated = await updateCurrent(session, moved)
  assert(
    inserted.changes === made.length && updated === moved.length,
    'a version of a resource does not follow on the current one'
  )
  await moveSearch(session, rows, await searchBefore(session, moved))
}

async function updateCurrent(session: Session, rows: readonly Moved[]): Promise<number> {
  if (rows.length === 0) return 0
  const columns: readonly Column[] = [...current.columns, ['from_version', 'bigint']]
  const sql = `UPDATE resource r SET version = u.version, referral = u.referral, last_updated = u.last_updated
    FROM ${asRows(columns)}
    WHERE r.projection = u.projection AND r.type = u.type AND r.id = u.id AND r.version = u.from_version`
  const values = rows.map((row) => [...current.values(row), row.from])
  return (await session.native(sql, columnsOf(values, columns.length))).changes
}

/** By what the resources were found before the batch; most of it stays from version to version, and is not written then. */
async function searchBefore(
  session: Session,
  rows: readonly Moved[]
): Promise<ReadonlyMap<string, StoredResource['search']>> {
  if (rows.length === 0) return new Map()
  const columns = versions.columns.slice(0, 4)
  const sql = `SELECT h.projection, h.type, h.id, h.search FROM resource_history h JOIN ${asRows(columns)}
    ON h.projection = u.projection AND h.type = u.type AND h.id = u.id AND h.version = u.version`
  const values = rows.map(({ from, to }) => [to.projection, to.type, to.id, from])
  const found = await session.native(sql, columnsOf(values, columns.length))
  return new Map(
    found.rows.map((row) => [
      keyOfResource({ projection: text(row, 'projection'), type: text(row, 'type'), id: text(row, 'id') }),
      searchOf(row)
    ])
  )
}

async function moveSearch(
  session: Session,
  rows: readonly Moved[],
  before: ReadonlyMap<string, StoredResource['search']>
): Promise<void> {
  const [gone, come]: [SearchColumn[], SearchColumn[]] = [[], []]
  for (const { to } of rows) {
    const moves = searchMoves(before.get(keyOfResource(to)) ?? [], to.search)
    gone.push(...moves.gone.map((column) => searchColumn(to, column)))
    come.push(...moves.come.map((column) => searchColumn(to, column)))
  }
  await deleteRows(session, searchColumns, gone)
  await insertRows(session, searchColumns, come, 'ON CONFLICT DO NOTHING')
}

function searchColumn(
  { projection, type, id }: StoredResource,
  { param, value }: StoredResource['search'][number]
): SearchColumn {
  return { projection, type, param, value: keyOf(value), id }
}

function keyOfResource({ projection, type, id }: Pick<StoredResource, 'projection' | 'type' | 'id'>): string {
  return `${projection} ${type}/${id}`
}

/**
 * Puts messages in their receivers' lanes, each behind earlier ones of its referral; must run inside the transaction that
 * holds the streams of their referrals, or two writers could both leave a message that nobody lets go.
 */
export async function enqueueRows(session: Session, rows: readonly OutboxMessage[]): Promise<void> {
  if (rows.length === 0) return
  const columns: readonly Column[] = [...outgoing.columns, ['foremost', 'bigint']]
  const names = outgoing.columns.map(([name]) => name).join(', ')
  const sql = `INSERT INTO outbox (${names}, attempts, state, head)
    SELECT ${names}, 0, 'waiting', CASE WHEN foremost = 1 AND NOT EXISTS
      (SELECT 1 FROM outbox o WHERE o.receiver = u.receiver AND o.referral = u.referral AND o.state = 'waiting')
      THEN 1 ELSE 0 END
    FROM ${asRows(columns)} ORDER BY place`
  const seen = new Set<string>()
  const values = rows.map((row) => {
    const lane = JSON.stringify([row.receiver, row.referral])
    const foremost = seen.has(lane) ? 0 : 1
    seen.add(lane)
    return [...outgoing.values(row), foremost]
  })
  await session.native(sql, columnsOf(values, columns.length))
}
