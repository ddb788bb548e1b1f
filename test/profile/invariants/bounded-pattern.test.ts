import { test } from 'tap'
import { boundedPattern } from '../../../src/profile/invariants/bounded-pattern.ts'
import { cpuMs } from '../cpu-ms.ts'

const hostile: readonly (readonly [string, string])[] = [
  ['^(a+)+$', 'a'],
  ['(a|a)*b', 'a'],
  ['(a*)*b', 'a'],
  ['^(a{1,30}){1,30}$', 'a'],
  ['(?:a?){4}b', 'a'],
  ['a*a*a*a*b', 'a'],
  ['.*.*x', 'a'],
  ['^\\s*(\\w+\\s*)*$', 'a '],
  ['\\s+$', ' '],
  ['([a-z]+)\\1x', 'a'],
  ['a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a{26}$', 'a']
]

for (const [pattern, part] of hostile) {
  test(`no text makes ${pattern} run long`, (t) => {
    const find = boundedPattern(pattern)
    for (const length of [10, 20, 30, 100, 300, 1000, 3000, 100_000]) {
      const text = `${part.repeat(length)}!`
      const start = cpuMs()
      find(text)
      t.ok(cpuMs() - start < 2_000, `${length}: ${cpuMs() - start} ms`)
    }
    t.equal(find(part.repeat(1_000_000)), undefined)
    t.end()
  })
}

const usual: readonly (readonly [string, string, boolean])[] = [
  ['^[0-9]{4}-[0-9]{2}-[0-9]{2}', '2026-03-16', true],
  ['[A-Z]([A-Za-z0-9_]){0,254}', 'x'.repeat(1000), false],
  ['^urn:oid:[0-2](\\.(0|[1-9][0-9]*))+$', 'urn:oid:2.16.840.1', true],
  ['^[0-9]{9}$', '9'.repeat(100_000), false],
  ['a.b', 'a\nb', true],
  ['b', 'abc', true],
  ['^https?://', `https://${'x'.repeat(10_000)}`, true]
]

for (const [pattern, text, isFound] of usual) {
  test(`${pattern} is ${isFound ? 'found' : 'not found'} in a text of ${text.length} characters`, (t) => {
    t.equal(boundedPattern(pattern)(text), isFound)
    t.end()
  })
}

test('flags are those of FHIRPath', (t) => {
  t.equal(boundedPattern('ABC', 'i')('abc'), true)
  t.throws(() => boundedPattern('a', 'g'))
  t.throws(() => boundedPattern('('))
  t.end()
})

test('a pattern that repeats what may be nothing is refused', (t) => {
  t.throws(() => boundedPattern('(?:a?){40}b'))
  t.throws(() => boundedPattern('((a*|b){9,})'))
  t.end()
})
