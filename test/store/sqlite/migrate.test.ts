import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { Connection } from '../../../src/store/sqlite/driver.ts'
import { migrate, readMigrations, type Migration } from '../../../src/store/sqlite/migrate.ts'

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

function memory(): Connection {
  return new Connection(':memory:', 'write')
}
