import { test } from 'tap'
import { loadConfig } from '../src/config.ts'
import { databaseShown, isDatabaseUrl, storeOptions } from '../src/config-store.ts'

const good: readonly (readonly [url: string, shown: string])[] = [
  ['postgres://gateway@127.0.0.1:5432/ggz', '127.0.0.1:5432/ggz'],
  ['postgresql://gateway:s3cret@db.example/ggz', 'db.example/ggz'],
  ['postgres://gateway:s3%40cret%2F@db.example:6432/ggz?sslmode=verify-full', 'db.example:6432/ggz'],
  ['postgres://gateway:s3cret@h1:5432,h2:5433/ggz', 'h1:5432,h2:5433/ggz'],
  ['postgres://gateway:s3cret@[::1]:5432,10.0.0.2/ggz?application_name=x', '[::1]:5432,10.0.0.2/ggz'],
  ['postgres://gateway@%2Frun%2Fpostgresql/ggz', '%2Frun%2Fpostgresql/ggz'],
  ['postgres://localhost/ggz', 'localhost/ggz']
]

const bad: readonly string[] = [
  'mysql://gateway:s3cret@db.example/ggz',
  'postgres:/db.example/ggz',
  'postgres://gateway:s3cret@db.example',
  'postgres://gateway:s3cret@db.example/',
  'postgres://gateway:s3@cret@db.example/ggz',
  'postgres://gateway:s3/cret@db.example/ggz',
  'postgres://gateway:s3%zzcret@db.example/ggz',
  'postgres://gateway@db.example:port/ggz',
  'postgres://gateway@h1:5432,/ggz',
  'postgres://gateway:s3cret@h1:70000/ggz',
  'postgres://gateway@db.example/ggz?password=s3cret',
  'postgres://gateway@db.example/ggz?sslmode=require&password=s3cret',
  'postgres://gateway:s3 cret@db.example/ggz',
  's3cret'
]

test('a database is named by hosts and name, and never with its user or password', (t) => {
  for (const [url, shown] of good) {
    t.equal(isDatabaseUrl(url), true, shown)
    t.equal(databaseShown(url), shown)
  }
  t.end()
})

test('what names no PostgreSQL is refused by name and rule, without the value', (t) => {
  for (const url of bad) {
    const config = loadConfig({ GATEWAY_DATABASE_URL: url })
    t.match(config, { ok: false, problems: [/^GATEWAY_DATABASE_URL must be a URL such as postgres:/] }, url)
    t.notMatch(JSON.stringify(config), /s3.{0,3}cret/, url)
  }
  t.end()
})

test('the store is the database where one is named, else a file in the data folder', (t) => {
  const url = 'postgres://gateway:s3cret@db.example/ggz'
  const named = loadConfig({ GATEWAY_DATABASE_URL: url, GATEWAY_DATA_DIR: '/data' })
  const unnamed = loadConfig({ GATEWAY_DATA_DIR: '/data' })
  t.ok(named.ok && unnamed.ok)
  if (named.ok) t.same(storeOptions(named.value), { url })
  if (unnamed.ok) t.same(storeOptions(unnamed.value), { file: '/data/gateway.sqlite' })
  t.end()
})

test('a manual clock may stand beside a database, and the variable of the tests is not called misspelt', (t) => {
  const env = {
    GATEWAY_DATABASE_URL: 'postgres://127.0.0.1/ggz',
    GATEWAY_CLOCK: 'manual:2026-03-01T08:00:00Z',
    GATEWAY_TEST_DATABASE_URL: 'postgres://127.0.0.1/test'
  }
  t.match(loadConfig(env), { ok: true })
  t.match(loadConfig({ GATEWAY_TEST_DATABASE: 'x' }), { ok: false })
  t.end()
})
