import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { keyOf } from '../../../src/store/sql/key.ts'
import { readMigrations, type Migration } from '../../../src/store/sql/migration.ts'
import { Connection } from '../../../src/store/sqlite/driver.ts'
import { migrate } from '../../../src/store/sqlite/migrate.ts'

const first: Migration = { number: 1, name: '0001-first.sql', sql: 'CREATE TABLE one (id TEXT)' }
const second: Migration = { number: 2, name: '0002-second.sql', sql: 'CREATE TABLE two (id TEXT)' }

test('migrations run once, in order, and later ones are added', (t) => {
  const connection = memory()
  migrate(connection, [first], 1)
  migrate(connection, [first, second], 2)
  migrate(connection, [first, second], 3)
  const applied = connection.all('SELECT number, applied_at FROM migration ORDER BY number').map((row) => ({ ...row }))
  t.strictSame(applied, [
    { number: 1, applied_at: 1 },
    { number: 2, applied_at: 2 }
  ])
  t.doesNotThrow(() => connection.all('SELECT id FROM two'))
  t.end()
})

test('a migration that was changed after it ran is refused, but not for its line ends', (t) => {
  const connection = memory()
  migrate(connection, [first], 1)
  const changed = { ...first, sql: 'CREATE TABLE one (id TEXT, extra TEXT)' }
  t.throws(() => migrate(connection, [changed, second], 2), /0001-first.sql was changed after it ran/)
  t.throws(() => connection.all('SELECT id FROM two'), /no such table/)
  const folder = t.testdir({ '0001-a.sql': 'CREATE TABLE a (\r\n  id TEXT\r\n);\r\n' })
  t.notMatch(readMigrations(pathToFileURL(`${folder}/`))[0]?.sql, /\r/)
  t.end()
})

test('a store made by a newer program is refused', (t) => {
  const connection = memory()
  migrate(connection, [first, second], 1)
  t.throws(() => migrate(connection, [first], 2), /0002-second.sql, made by a newer program/)
  t.end()
})

test('a migration that fails half way leaves nothing and can run again', (t) => {
  const connection = memory()
  const broken = { ...first, sql: 'CREATE TABLE one (id TEXT); CREATE TABEL two (id TEXT)' }
  t.throws(() => migrate(connection, [broken], 1), /syntax error/)
  t.doesNotThrow(() => migrate(connection, [first], 2))
  t.end()
})

test('a gap or a name without a number among the files is refused', (t) => {
  const gap = t.testdir({ gap: { '0001-a.sql': '', '0003-c.sql': '' }, odd: { 'first.sql': '' } })
  t.throws(() => readMigrations(pathToFileURL(`${gap}/gap/`)), /0003-c.sql: expected number 2/)
  t.throws(() => readMigrations(pathToFileURL(`${gap}/odd/`)), /first.sql: expected number 1/)
  t.end()
})

test('long texts that an earlier version kept as keys are found by the keys of this one', (t) => {
  const connection = memory()
  const migrations = readMigrations(new URL('../../../src/store/sqlite/migrations/', import.meta.url))
  migrate(connection, migrations.slice(0, 3), 1)
  const texts = ['short', 'x'.repeat(5_000), 'é'.repeat(150), 'a\0b', `sha256:${'0'.repeat(64)}`]
  for (const text of texts) {
    connection.run(`INSERT INTO search VALUES ('p', 'Task', 'q', ?, 'id')`, text)
    connection.run(`INSERT INTO answer VALUES ('p', ?, 'hash', 200, '{}', '')`, text)
    connection.run('INSERT INTO once VALUES (?, 1)', text)
  }
  migrate(connection, migrations, 2)
  const expected = texts.map(keyOf).sort()
  for (const sql of [
    'SELECT value AS key FROM search',
    'SELECT message_id AS key FROM answer',
    'SELECT id AS key FROM once'
  ]) {
    t.strictSame(
      connection
        .all(sql)
        .map(({ key }) => key)
        .sort(),
      expected,
      sql
    )
  }
  t.ok(expected.includes('é'.repeat(150)), 'counted in characters')
  t.end()
})

function memory(): Connection {
  return new Connection(':memory:', 'write')
}
