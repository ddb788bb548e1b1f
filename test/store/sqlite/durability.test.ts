import { join } from 'node:path'
import { test } from 'tap'
import { Connection } from '../../../src/store/sqlite/driver.ts'
import { makeDurable, refuseUnlessDurable } from '../../../src/store/sqlite/durability.ts'

test('a file is made durable and accepted', (t) => {
  const connection = new Connection(join(t.testdir(), 'a.sqlite'), 'write')
  t.teardown(() => connection.close())
  makeDurable(connection)
  t.strictSame({ ...connection.first('PRAGMA journal_mode') }, { journal_mode: 'wal' })
  t.strictSame({ ...connection.first('PRAGMA synchronous') }, { synchronous: 2 })
  t.strictSame({ ...connection.first('PRAGMA foreign_keys') }, { foreign_keys: 1 })
  t.end()
})

test('a store that cannot write ahead is refused', (t) => {
  const connection = new Connection(':memory:', 'write')
  t.teardown(() => connection.close())
  t.throws(() => makeDurable(connection), /journal_mode=wal, but has memory/)
  t.end()
})

test('a connection that a power cut could rob of acknowledged writes is refused', (t) => {
  const connection = new Connection(join(t.testdir(), 'a.sqlite'), 'write')
  t.teardown(() => connection.close())
  makeDurable(connection)
  for (const [level, number] of [
    ['NORMAL', 1],
    ['OFF', 0]
  ] as const) {
    connection.script(`PRAGMA synchronous = ${level}`)
    t.throws(() => refuseUnlessDurable(connection), new RegExp(`synchronous=FULL \\(2\\), but has ${number}`))
  }
  connection.script('PRAGMA synchronous = EXTRA')
  t.doesNotThrow(() => refuseUnlessDurable(connection))
  t.end()
})
