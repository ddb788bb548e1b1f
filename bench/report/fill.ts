import { Client } from 'pg'
import { agreementOf } from './agreement.ts'
import { grouped } from '../deliver/messages.ts'
import type { Engine } from '../support/engine.ts'
import { openOurs } from '../support/our-store.ts'
import { Connection } from '../../src/store/sqlite/driver.ts'
import { facts, insertInto, obligations, referrals, type Table } from '../../src/store/sql/tables.ts'
import { DUTIES, referralRows, type DeliveredRow, type ReferralRows } from './rows.ts'

/** Referrals in one transaction. */
const GROUP = 1_000

/** As long as a short message; a report reads none of it, but it stands between the columns that it does read. */
const BODY = JSON.stringify({ resourceType: 'Bundle', note: 'x'.repeat(1_000) })

const delivered: Table<DeliveredRow> = {
  name: 'outbox',
  columns: [
    ['id', 'text'],
    ['receiver', 'text'],
    ['referral', 'text'],
    ['priority', 'bigint'],
    ['cause', 'text'],
    ['communication', 'text'],
    ['enqueued_at', 'bigint'],
    ['body', 'text'],
    ['state', 'text'],
    ['head', 'bigint'],
    ['attempts', 'bigint'],
    ['not_before', 'bigint'],
    ['settled_at', 'bigint']
  ],
  values: ({ id, receiver, referral, communication, settledAt }) => [
    ...[id, receiver, referral, 2, 'bench', communication, settledAt, BODY],
    ...['delivered', 0, 1, settledAt, settledAt]
  ]
}

/** Fills our store with at least so many obligations, past its port: through the tables, in bulk. */
export async function fillStore(engine: Engine, rows: number): Promise<void> {
  const store = await openOurs(engine.ours, Date.now)
  await store.close()
  const [now, { version }] = [Date.now(), await agreementOf()]
  const numbers = Array.from({ length: Math.ceil(rows / DUTIES.length) }, (_, number) => number)
  const bulk = engine.name === 'sqlite' ? bulkSqlite(engine.ours) : await bulkPostgres(engine.ours)
  for (const group of grouped(numbers, GROUP))
    await bulk.add(group.map((number) => referralRows(number, { version, now })))
  await bulk.close()
}

interface Bulk {
  readonly add: (all: readonly ReferralRows[]) => Promise<void>
  readonly close: () => Promise<void>
}

/** The tables in the order in which they are filled, each with its rows of a referral. */
async function intoEach(
  all: readonly ReferralRows[],
  insert: <T>(table: Table<T>, rows: readonly T[]) => Promise<void>
): Promise<void> {
  await insert(
    referrals,
    all.map(({ referral }) => referral)
  )
  await insert(
    obligations,
    all.flatMap((one) => one.obligations)
  )
  await insert(
    facts,
    all.flatMap((one) => one.facts)
  )
  await insert(
    delivered,
    all.flatMap((one) => one.delivered)
  )
}

function bulkSqlite(file: string): Bulk {
  const connection = new Connection(file, 'write')
  connection.script('PRAGMA synchronous = OFF')
  return {
    add: async (all) => {
      connection.script('BEGIN')
      await intoEach(all, (table, rows) => {
        const sql = insertInto(table)
        for (const row of rows) connection.run(sql, ...table.values(row))
        return Promise.resolve()
      })
      connection.script('COMMIT')
    },
    close: () => {
      connection.close()
      return Promise.resolve()
    }
  }
}

async function bulkPostgres(url: string): Promise<Bulk> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return {
    add: async (all) => {
      await client.query('BEGIN')
      await intoEach(all, async ({ name, columns, values }, rows) => {
        const names = columns.map(([column]) => column).join(', ')
        const arrays = columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')
        const lines = rows.map(values)
        await client.query(
          `INSERT INTO ${name} (${names}) SELECT * FROM unnest(${arrays})`,
          columns.map((_, index) => lines.map((line) => line[index]))
        )
      })
      await client.query('COMMIT')
    },
    close: async () => {
      // What the server does by itself some minutes after rows came in.
      await client.query('VACUUM ANALYZE')
      await client.end()
    }
  }
}
