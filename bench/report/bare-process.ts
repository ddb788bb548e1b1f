import { Client } from 'pg'
import { DatabaseSync } from 'node:sqlite'
import { serveParent } from '../support/child.ts'
import { bareSql, bareValues } from './bare-sql.ts'

/** Runs the bare SQL on a connection of its own, and reads every row without keeping any. */
const where = process.env.BENCH_STORE ?? ''
const isServer = /^postgres(ql)?:/.test(where)
const select = isServer ? await onPostgres(where) : onSqlite(where)

type Select = (sql: string, values: readonly (string | number)[]) => Promise<number>

function onSqlite(file: string): Select {
  const database = new DatabaseSync(file, { readOnly: true })
  return (sql, values) => {
    let rows = 0
    const found = database.prepare(sql).iterate(...values)
    while (found.next().done !== true) rows++
    return Promise.resolve(rows)
  }
}

/** Rows fetched at once, so that none but these are in memory. */
const FETCH = 5_000

async function onPostgres(url: string): Promise<Select> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return async (sql, values) => {
    let next = 0
    const numbered = sql.replaceAll('?', () => `$${String(++next)}`)
    let rows = 0
    await client.query('BEGIN')
    await client.query(`DECLARE bare NO SCROLL CURSOR FOR ${numbered}`, [...values])
    for (let got = FETCH; got === FETCH; rows += got) got = (await client.query(`FETCH ${FETCH} FROM bare`)).rows.length
    await client.query('COMMIT')
    return rows
  }
}

serveParent(
  async ({ owner, seconds }: { readonly owner?: string; readonly seconds: number }) => {
    const [statements, values] = [bareSql(owner !== undefined), bareValues(Date.now(), owner)]
    const started = performance.now()
    let [rows, times] = [0, 0]
    while (times === 0 || performance.now() - started < seconds * 1000) {
      rows = 0
      for (const [index, sql] of statements.entries()) rows += await select(sql, values[index] ?? [])
      times++
    }
    return { rows, perSecond: (times / (performance.now() - started)) * 1000 }
  },
  // Nothing is written, and the connection ends with the process.
  () => Promise.resolve(process.exit(0))
)
