import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'

const command = join(import.meta.dirname, '..', '..', 'src', 'cli', 'maps.ts')
const run = (...args: string[]) => spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' })

const map = (rule: string) =>
  `map "http://x.example/m" = "m"\ngroup main(source src : Period, target tgt : Period) {\n${rule}\n}\n`
const all = 'src.id -> tgt.id; src.extension -> tgt.extension; src.start -> tgt.start; src.end -> tgt.end;'

test('sound maps are counted and end with 0', (t) => {
  writeFileSync(join(t.testdir(), 'sound.map'), map(all))
  const { stdout, status } = run(t.testdirName)
  t.equal(stdout, '0 errors, 0 warnings\n')
  t.equal(status, 0)
  t.end()
})

test('an error is a line with file and line, and ends with 1', (t) => {
  const file = join(t.testdir(), 'faulty.map')
  writeFileSync(file, map(`${all} src.begin -> tgt.start;`))
  const { stdout, status } = run(t.testdirName)
  t.match(stdout, /faulty\.map:3: error unknown-element main \/ begin: Period has no element begin\n/)
  t.match(stdout, /^1 errors, \d warnings$/m)
  t.equal(status, 1)
  t.end()
})

test('warnings alone end with 0', (t) => {
  writeFileSync(join(t.testdir(), 'short.map'), map('src.start -> tgt.start;'))
  const { stdout, status } = run(t.testdirName)
  t.match(stdout, /short\.map:2: warning unread-element main: .*id, extension, end\n0 errors, 1 warnings/)
  t.equal(status, 0)
  t.end()
})

test('a map that cannot be read is told, and the others are looked at all the same', (t) => {
  const dir = t.testdir()
  writeFileSync(join(dir, 'broken.map'), 'group main(')
  writeFileSync(join(dir, 'faulty.map'), map('src.begin -> tgt.start;'))
  const { stdout, status } = run(dir)
  t.match(stdout, /broken\.map:1: error syntax /)
  t.match(stdout, /faulty\.map:3: error unknown-element /)
  t.equal(status, 1)
  t.end()
})

test('a table that is no JSON is a finding, and a folder that cannot be read or an unknown option one line', (t) => {
  const dir = t.testdir({ 'table.json': '{"resourceType": ' })
  const { stdout, stderr, status } = run(dir)
  t.match(stdout, /table\.json:1: error syntax .*JSON/)
  t.same([stderr, status], ['', 1])
  for (const args of [[join(dir, 'none')], [join(dir, 'table.json')], ['--bogus']]) {
    const failed = run(...args)
    t.match(failed.stderr, /^[^\n]*(?:no such folder|not a folder|usage)[^\n]*\n$/)
    t.same([failed.stdout, failed.status], ['', 1])
  }
  t.end()
})

test('with --json each line is one finding', (t) => {
  writeFileSync(join(t.testdir(), 'faulty.map'), map(`${all} src.begin -> tgt.note;`))
  const { stdout, status } = run('--json', t.testdirName)
  const lines = stdout.trim().split('\n')
  t.match(
    lines.map((line) => JSON.parse(line) as object),
    [{ severity: 'error', code: 'unknown-element', map: 'http://x.example/m', group: 'main', rule: 'begin', line: 3 }]
  )
  t.equal(status, 1)
  t.end()
})
