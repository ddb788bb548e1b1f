import fc from 'fast-check'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { test } from 'tap'
import { isCanonical, parseCarried, parseExact } from '../src/exact-json.ts'

/** Any number that JSON can write: https://www.rfc-editor.org/rfc/rfc8259#section-6 */
const number = fc.stringMatching(/^-?(?:0|[1-9][0-9]{0,24})(?:\.[0-9]{1,24})?(?:[eE][+-]?[0-9]{1,3})?$/)
const blank = fc.stringMatching(/^[ \t\n\r]{0,3}$/)

test('any number of JSON that is only carried on is written as it was, wherever it stands and however it is spaced', (t) => {
  fc.assert(
    fc.property(number, number, blank, (one, other, space) => {
      const text = `{"a"${space}:${space}${one}${space},"b":[${space}${other}${space},${one}]}`
      return JSON.stringify(parseCarried(text)) === `{"a":${one},"b":[${other},${one}]}`
    }),
    { numRuns: 1_000 }
  )
  t.equal(JSON.stringify(parseCarried(' 1.10 ')), '1.10', 'by itself, too')
  t.end()
})

test('only numbers that JavaScript writes otherwise, and powers of ten, are asked about', (t) => {
  const asked: string[] = []
  const text =
    '{"text":"dose: 1.10, 2.0","a":1.5,"b":[0,-3,1.0],"c":{"d":1e3,"e":12345678901234567890},"f":1e-7,"g":-0}'
  parseExact(text, (source, key) => {
    asked.push(`${key}=${source}`)
    return 0
  })
  t.strictSame(asked, ['2=1.0', 'd=1e3', 'e=12345678901234567890', 'f=1e-7', 'g=-0'])
  t.end()
})

test('what is no JSON is refused whether it has such a number or not', (t) => {
  for (const text of ['{"a":1', '{"a":1.10', '{"a":1.}', '{"a":01.0}', '{"a":+1.0}', '{"a":.50}', '{"a":1.0e}']) {
    t.throws(() => parseCarried(text), SyntaxError, text)
  }
  t.end()
})

for (const [source, expected] of [
  ['1', true],
  ['1.5', true],
  ['-2.25', true],
  ['1e-7', true],
  ['1.10', false],
  ['100.0', false],
  ['1E+2', false],
  ['-0', false],
  ['1e400', false],
  ['0.1234567890123456789', false]
] as const) {
  test(`JavaScript ${expected ? 'writes' : 'does not write'} ${source} as it came`, (t) => {
    t.equal(isCanonical(source), expected)
    t.end()
  })
}

const source = resolve(import.meta.dirname, '../src')

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return filesUnder(path)
    return name.endsWith('.ts') ? [path] : []
  })
}

function filesWith(call: string): readonly string[] {
  const found = filesUnder(source).filter((file) => readFileSync(file, 'utf8').includes(call))
  return found.map((file) => relative(source, file)).sort()
}

test('no file copies content in a way that stops at a decimal', (t) => {
  t.strictSame(filesWith('structuredClone('), [])
  t.end()
})

/** Folders and files that read what the gateway ships, is configured with, or wrote about itself: no resource of a patient. */
const noContent =
  /^(?:exact-json\.ts|cli\/|directory\/|profile\/|mapping\/|obligations\/agreements\/|report\/canonical\.ts|flows\/(?:mapping-record|waive-many)\.ts|store\/sql\/row\.ts)/

test('resources are read by no plain JSON.parse, which would round their decimals', (t) => {
  t.strictSame(
    filesWith('JSON.parse(').filter((file) => !noContent.test(file)),
    []
  )
  t.end()
})
