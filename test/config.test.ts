import { isAbsolute, sep } from 'node:path'
import { test } from 'tap'
import { variables } from '../src/config-variables.ts'
import { defaultPublicUrl, loadConfig } from '../src/config.ts'
import type { Config, Environment } from '../src/config.ts'

function loaded(env: Environment): Config {
  const config = loadConfig(env)
  if (!config.ok) throw new Error(config.problems.join('\n'))
  return config.value
}

function problems(env: Environment): readonly string[] {
  const config = loadConfig(env)
  return config.ok ? [] : config.problems
}

test('an empty environment gives the documented defaults', (t) => {
  const config = loaded({ PATH: '/usr/bin' })
  t.match(config, {
    host: '127.0.0.1',
    port: 8080,
    opsPort: 8081,
    publicUrl: 'http://127.0.0.1:8080',
    directoryIsDemo: true,
    clock: { kind: 'system' },
    bodyBytesMax: 2_097_152,
    sendTimeoutMs: 10_000,
    rateLimitPerMinute: 60_000,
    logLevel: 'info'
  })
  t.ok(isAbsolute(config.dataDir) && config.dataDir.endsWith(`${sep}data`))
  t.ok(config.directoryFile.endsWith(`${sep}demo${sep}directory.json`))
  t.end()
})

test('the demonstration directory is found from wherever the gateway is started', (t) => {
  const here = process.cwd()
  const before = loaded({}).directoryFile
  process.chdir('/')
  t.teardown(() => process.chdir(here))
  t.equal(loaded({}).directoryFile, before)
  t.end()
})

test('a directory of its own is not the demonstration', (t) => {
  t.equal(loaded({ GATEWAY_DIRECTORY_FILE: './participants.json' }).directoryIsDemo, false)
  t.end()
})

test('the public URL loses the slashes at its end, because it is compared as text', (t) => {
  t.equal(loaded({ GATEWAY_PUBLIC_URL: 'https://gateway.example/ggz//' }).publicUrl, 'https://gateway.example/ggz')
  t.equal(loaded({ HOST: '::1', PORT: '9000' }).publicUrl, 'http://[::1]:9000')
  t.equal(defaultPublicUrl('localhost', 81), 'http://localhost:81')
  t.end()
})

test('a manual clock begins at the instant it names', (t) => {
  const { clock } = loaded({ GATEWAY_CLOCK: 'manual:2026-03-01T09:00:00+01:00' })
  t.same(clock, { kind: 'manual', startMs: Date.parse('2026-03-01T08:00:00Z') })
  t.end()
})

test('a manual clock is refused where others than this machine can reach the gateway', (t) => {
  const clock = { GATEWAY_CLOCK: 'manual:2026-03-01T08:00:00Z' }
  for (const HOST of ['0.0.0.0', '::', '192.168.1.4', 'gateway.example', '127.example']) {
    t.match(problems({ ...clock, HOST }), [/^GATEWAY_CLOCK .*loopback/], HOST)
  }
  for (const HOST of ['127.0.0.1', '127.0.0.53', '::1', 'localhost']) t.same(problems({ ...clock, HOST }), [], HOST)
  t.end()
})

test('a wrong value is refused with its name and the rule, and is not repeated', (t) => {
  const table = [
    ['PORT', '65536'],
    ['PORT', '8080x'],
    ['PORT', '1e3'],
    ['PORT', '-1'],
    ['OPS_PORT', '80.5'],
    ['HOST', 'a host'],
    ['GATEWAY_PUBLIC_URL', 'ftp://gateway.example'],
    ['GATEWAY_PUBLIC_URL', 'https://user:secret@gateway.example'],
    ['GATEWAY_PUBLIC_URL', 'https://gateway.example/?a=b'],
    ['GATEWAY_PUBLIC_URL', 'https://'],
    ['GATEWAY_CLOCK', 'manual'],
    ['GATEWAY_CLOCK', 'manual:2026-03-01'],
    ['GATEWAY_CLOCK', 'manual:2026-03-01T08:00:00'],
    ['GATEWAY_CLOCK', 'manual:2026-02-30T08:00:00Z'],
    ['GATEWAY_BODY_BYTES_MAX', '2MiB'],
    ['GATEWAY_BODY_BYTES_MAX', '0'],
    ['GATEWAY_SEND_TIMEOUT_MS', '0'],
    ['GATEWAY_RATE_LIMIT_PER_MINUTE', 'none'],
    ['LOG_LEVEL', 'verbose']
  ] as const
  for (const [name, value] of table) {
    const found = problems({ [name]: value })
    t.equal(found.length, 1, `${name}=${value}`)
    t.ok(found[0]?.startsWith(`${name} must be `))
    t.notMatch(found[0], 'secret', 'the value is not repeated')
  }
  t.end()
})

test('an empty value is refused: an unset shell variable must not choose where the data goes', (t) => {
  t.match(problems({ GATEWAY_DATA_DIR: '' }), [/^GATEWAY_DATA_DIR is empty/])
  t.end()
})

test('an unknown variable with the prefix of the gateway is refused by name only', (t) => {
  t.same(problems({ GATEWAY_DATADIR: 'secret', OTHER: 'x' }), [
    'GATEWAY_DATADIR is not a variable of the gateway; is it misspelt?'
  ])
  t.end()
})

test('all problems are told at once', (t) => {
  t.equal(problems({ PORT: 'x', LOG_LEVEL: 'y', GATEWAY_X: 'z' }).length, 3)
  t.end()
})

test('both ports may be chosen by the system, but two fixed ones must differ', (t) => {
  t.match(loaded({ PORT: '0', OPS_PORT: '0' }), { port: 0, opsPort: 0 })
  t.match(problems({ PORT: '9000', OPS_PORT: '9000' }), [/^OPS_PORT must differ/])
  t.end()
})

test('each default in the table is accepted by its own check', (t) => {
  const env = Object.fromEntries(variables.map(({ name, default: text }) => [name, text]))
  t.same(problems(env), [])
  for (const variable of variables) t.ok(variable.default ?? variable.defaultShown, variable.name)
  t.end()
})

test('a gateway that others can reach must be told its public URL', (t) => {
  t.match(problems({ HOST: '0.0.0.0' }), [/^GATEWAY_PUBLIC_URL .*issuer/])
  t.same(problems({ HOST: '0.0.0.0', GATEWAY_PUBLIC_URL: 'https://gateway.example' }), [])
  t.end()
})
