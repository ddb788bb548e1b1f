import { test } from 'tap'
import { attempt } from '../../../../src/mapping/fml/fault.ts'
import type { IndexedConceptMap } from '../../../../src/mapping/fml/terminology/index-concept-map.ts'
import { translate } from '../../../../src/mapping/fml/terminology/translate.ts'
import { means } from '../../../../src/mapping/fml/terminology/translation.ts'
import { groupOf, indexed, mapOf, S, S2, short, T, T2, to } from './maps.ts'

const male = { property: 'http://x.example/sex', value: 'male' }
const alone = () => undefined

const listed = { a: [to('A')], none: [{ equivalence: 'unmatched' } as never], apart: [to('Z', 'disjoint')], empty: [] }
const conditional = { male: [to('M', 'equivalent', { dependsOn: [male] })] }
const fixed = { mode: 'fixed', code: 'Z', display: 'Zz' } as const
const provided = { mode: 'provided' } as const
const elsewhere = { mode: 'other-map', url: 'http://x.example/other' } as const
const other = indexed(
  mapOf(
    [
      groupOf({ x: [to('X')], 'x none': [{ equivalence: 'unmatched' } as never] }),
      groupOf({ y: [to('Y')], x: [to('X2')] }, { source: S2 })
    ],
    elsewhere.url
  )
)

for (const [title, groups, request, expected] of [
  ['fixed', [groupOf(listed, { unmapped: fixed })], { code: 'q', system: S }, `${T} Z!`],
  [
    'fixed, for a code without targets',
    [groupOf(listed, { unmapped: fixed })],
    { code: 'empty', system: S },
    `${T} Z!`
  ],
  ['fixed, by the code alone', [groupOf(listed, { unmapped: fixed })], { code: 'q' }, `${T} Z!`],
  ['not for what is listed', [groupOf(listed, { unmapped: fixed })], { code: 'a', system: S }, `${T} A`],
  ['not for what is unmatched', [groupOf(listed, { unmapped: fixed })], { code: 'none', system: S }, 'unmatched'],
  ['not for what is disjoint', [groupOf(listed, { unmapped: fixed })], { code: 'apart', system: S }, 'unmapped'],
  ['not where conditions fail', [groupOf(conditional, { unmapped: fixed })], { code: 'male', system: S }, 'unmapped'],
  ['not for another system', [groupOf(listed, { unmapped: fixed })], { code: 'q', system: S2 }, 'unmapped'],
  [
    'not for another target',
    [groupOf(listed, { unmapped: fixed })],
    { code: 'q', system: S, targetSystem: T2 },
    'unmapped'
  ],
  [
    'not for another version',
    [groupOf(listed, { unmapped: fixed, sourceVersion: '1' })],
    { code: 'q', system: S, version: '2' },
    'unmapped'
  ],
  [
    'not where another group of the system lists it',
    [groupOf(listed, { unmapped: fixed }), groupOf({ q: [to('Q')] })],
    { code: 'q', system: S },
    `${T} Q`
  ],
  [
    'for the target where it is not listed',
    [groupOf(listed, { unmapped: fixed }), groupOf({ q: [to('Q')] }, { target: T2 })],
    { code: 'q', system: S, targetSystem: T },
    `${T} Z!`
  ],
  [
    'not guessed where the system is',
    [groupOf(listed, { unmapped: fixed }), groupOf({ q: [to('Q')] }, { source: S2 })],
    { code: 'r' },
    `ambiguous ${S} ${S2}`
  ],
  ['provided, in its own system', [groupOf(listed, { unmapped: provided })], { code: 'q', system: S }, `${S} q!`],
  [
    'provided is no code of the target system',
    [groupOf(listed, { unmapped: provided })],
    { code: 'q', system: S, targetSystem: T },
    'unmapped'
  ],
  [
    'provided only where the group does not list it',
    [groupOf(listed, { unmapped: provided })],
    { code: 'a', system: S, targetSystem: S },
    'unmapped'
  ],
  ['from another map', [groupOf(listed, { unmapped: elsewhere })], { code: 'x', system: S }, `${T} X`],
  ['from another map, by the code alone', [groupOf(listed, { unmapped: elsewhere })], { code: 'x' }, `${T} X`],
  ['not of another system there', [groupOf(listed, { unmapped: elsewhere })], { code: 'y' }, 'unmapped'],
  ['unmatched in another map', [groupOf(listed, { unmapped: elsewhere })], { code: 'x none', system: S }, 'unmatched'],
  ['unknown to both', [groupOf(listed, { unmapped: elsewhere })], { code: 'q', system: S }, 'unmapped'],
  [
    'from two groups, in order',
    [groupOf(listed, { unmapped: elsewhere }), groupOf(listed, { target: T2, unmapped: fixed })],
    { code: 'x', system: S },
    `${T} X, ${T2} Z!`
  ]
] as const) {
  test(`what is not listed: ${title}`, (t) => {
    const map = indexed(mapOf(groups))
    t.equal(short(translate(map, request, (url) => (url === other.url ? other : undefined))), expected)
    t.end()
  })
}

test('what comes of no row says so and asserts nothing', (t) => {
  const map = indexed(mapOf([groupOf(listed, { unmapped: fixed, sourceVersion: '7' })]))
  const answer = translate(map, { code: 'q', system: S }, alone)
  const [target] = answer.kind === 'found' ? answer.targets : []
  t.match(target, { display: 'Zz', equivalence: 'relatedto', unmapped: 'fixed', conceptMap: map.url })
  t.equal(means(target?.equivalence ?? 'equal'), false)
  const same = indexed(mapOf([groupOf(listed, { unmapped: provided, sourceVersion: '7' })]))
  const kept = translate(same, { code: 'q', system: S }, alone)
  t.match(kept, { targets: [{ equivalence: 'relatedto', unmapped: 'provided', version: '7', code: 'q' }] })
  t.end()
})

test('a translation names the map that made it', (t) => {
  const map = indexed(mapOf([groupOf(listed, { unmapped: elsewhere })]))
  const answer = translate(map, { code: 'x', system: S }, () => other)
  t.match(answer, { targets: [{ conceptMap: elsewhere.url }] })
  t.end()
})

/** Maps of which each names the next, the last one knowing the code q. */
function chain(length: number): ReadonlyMap<string, IndexedConceptMap> {
  const url = (index: number) => `http://x.example/map-${index}`
  const maps = Array.from({ length }, (_, index) => {
    const unmapped = { mode: 'other-map', url: url(index + 1) } as const
    const last = groupOf({ q: [to('Q')] })
    return indexed(mapOf([index === length - 1 ? last : groupOf(listed, { unmapped })], url(index)))
  })
  return new Map(maps.map((map) => [map.url, map]))
}

test('maps may follow one another, up to five', (t) => {
  for (const [length, expected] of [
    [2, `${T} Q`],
    [5, `${T} Q`],
    [6, 'limit']
  ] as const) {
    const maps = chain(length)
    const [first] = maps.values()
    const outcome = attempt(() => translate(first!, { code: 'q', system: S }, (url) => maps.get(url)))
    t.equal(outcome.ok ? short(outcome.value) : outcome.fault.code, expected, String(length))
  }
  t.end()
})

test('a map that is not there, and one that leads back, are faults', (t) => {
  const map = indexed(mapOf([groupOf(listed, { unmapped: elsewhere })]))
  const back = indexed(mapOf([groupOf(listed, { unmapped: { mode: 'other-map', url: map.url } })], elsewhere.url))
  for (const [found, code] of [
    [undefined, 'unknown-concept-map'],
    [map, 'recursion'],
    [back, 'recursion']
  ] as const) {
    const lookup = (url: string) => (url === elsewhere.url ? found : map)
    const outcome = attempt(() => translate(map, { code: 'q', system: S }, lookup))
    t.equal(outcome.ok ? undefined : outcome.fault.code, code)
  }
  t.end()
})
