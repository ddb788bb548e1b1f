import { test } from 'tap'
import { compareVersions, indexCanonicals } from '../../../src/profile/definitions/canonical-index.ts'

const url = 'https://a.example/a'
const old = { url, version: '1.9.0', name: 'old' }
const late = { url, version: '1.10.0', name: 'late' }

test('without a version the latest is found, with one that and no other', (t) => {
  for (const order of [
    [old, late],
    [late, old]
  ]) {
    const index = indexCanonicals(order, 'a test')
    t.equal(index.get(url)?.name, 'late')
    t.equal(index.get(`${url}|1.9.0`)?.name, 'old')
    t.equal(index.get(`${url}|2.0.0`), undefined)
    t.equal(index.get('https://a.example/b'), undefined)
  }
  t.end()
})

test('two different definitions of one canonical and version are refused, the same one twice is not', (t) => {
  t.throws(() => indexCanonicals([old, { ...old, name: 'other' }], 'p 1.0'), {
    message: /p 1\.0: two different.*a\|1\.9\.0/
  })
  t.throws(
    () =>
      indexCanonicals(
        [
          { url, name: 'x' },
          { url, name: 'y' }
        ],
        'p 1.0'
      ),
    { message: /two different/ }
  )
  t.equal(indexCanonicals([old, { ...old }], 'p 1.0').all.length, 1)
  t.end()
})

const versions: readonly (readonly [string | undefined, string | undefined])[] = [
  ['1.10.0', '1.9.0'],
  ['2', '1.9'],
  ['1.0.1', '1.0'],
  ['1.0.0', '1.0.0-ballot'],
  ['1.0.0-b', '1.0.0-a'],
  ['20230101', '20221231'],
  ['1.0', undefined],
  ['1.0', 'snapshot']
]

for (const [later, earlier] of versions) {
  test(`${later ?? 'no version'} is later than ${earlier ?? 'no version'}`, (t) => {
    t.ok(compareVersions(later, earlier) > 0)
    t.ok(compareVersions(earlier, later) < 0)
    t.equal(compareVersions(later, later), 0)
    t.end()
  })
}
