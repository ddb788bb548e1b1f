import { test } from 'tap'
import {
  reverse,
  translateBack,
  type TranslatedBack,
  type TranslationBackRequest
} from '../../../../src/mapping/fml/terminology/reverse.ts'
import { groupOf, indexed, mapOf, S, S2, T, T2, to } from './maps.ts'

/** An answer in one word: `kind code=equivalence ...`. */
function short(answer: TranslatedBack): string {
  if (answer.kind === 'unmapped') return 'unmapped'
  const translations = answer.kind === 'found' ? answer.targets : answer.candidates
  return [answer.kind, ...translations.map(({ code, equivalence }) => `${code}=${equivalence}`)].join(' ')
}

const dependsOn = [{ property: 'x', value: 'y' }]
const fixed = { mode: 'fixed', code: 'A' } as const
const provided = { mode: 'provided' } as const
const elsewhere = { mode: 'other-map', url: 'http://x.example/other' } as const

for (const equivalence of [
  ['equal', 'equal'],
  ['equivalent', 'equivalent'],
  ['wider', 'narrower'],
  ['narrower', 'wider'],
  ['subsumes', 'specializes'],
  ['specializes', 'subsumes'],
  ['relatedto', 'relatedto'],
  ['inexact', 'inexact']
] as const) {
  test(`${equivalence[0]} turned is ${equivalence[1]}`, (t) => {
    const map = reverse(indexed(mapOf([groupOf({ a: [to('A', equivalence[0])] })])))
    t.equal(short(translateBack(map, { code: 'A', system: T })), `found a=${equivalence[1]}`)
    t.end()
  })
}

test('what is turned is a code of the source, with its display and version', (t) => {
  const group = groupOf({ a: [to('A', 'equal', { display: 'Aa' })] }, { sourceVersion: '1', targetVersion: '2' })
  const answer = translateBack(reverse(indexed(mapOf([group]))), { code: 'A', system: T })
  t.match(answer, {
    targets: [{ system: S, version: '1', code: 'a', display: '(a)', conceptMap: 'http://x.example/map' }]
  })
  t.end()
})

const one = { a: [to('A')] }
const rows: readonly (readonly [string, Parameters<typeof mapOf>[0], TranslationBackRequest, string])[] = [
  ['a code that is no target', [groupOf(one)], { code: 'Q', system: T }, 'unmapped'],
  ['a code of another system', [groupOf(one)], { code: 'A', system: S }, 'unmapped'],
  ['by the code alone', [groupOf(one)], { code: 'A' }, 'found a=equivalent'],
  [
    'one of several targets',
    [groupOf({ a: [to('A', 'narrower'), to('B', 'narrower')] })],
    { code: 'B', system: T },
    'found a=wider'
  ],
  [
    'two sources',
    [groupOf({ a: [to('A')], b: [to('A', 'wider')] })],
    { code: 'A', system: T },
    'ambiguous a=equivalent b=narrower'
  ],
  [
    'one source said in two ways',
    [groupOf({ a: [to('A'), to('A', 'wider')] })],
    { code: 'A', system: T },
    'ambiguous a=equivalent a=narrower'
  ],
  ['a disjoint row', [groupOf({ a: [to('A', 'disjoint')] })], { code: 'A', system: T }, 'unmapped'],
  [
    'a disjoint row beside',
    [groupOf({ a: [to('A')], b: [to('A', 'disjoint')] })],
    { code: 'A', system: T },
    'found a=equivalent'
  ],
  ['an unmatched row', [groupOf({ a: [to('A', 'unmatched')] })], { code: 'A', system: T }, 'unmapped'],
  ['a condition', [groupOf({ a: [to('A', 'equal', { dependsOn })] })], { code: 'A', system: T }, 'ambiguous a=equal'],
  [
    'a condition beside',
    [groupOf({ a: [to('A')], b: [to('A', 'equal', { dependsOn })] })],
    { code: 'A', system: T },
    'ambiguous a=equivalent b=equal'
  ],
  [
    'a product',
    [groupOf({ a: [to('A', 'equal', { product: dependsOn })] })],
    { code: 'A', system: T },
    'ambiguous a=equal'
  ],
  ['the fixed code', [groupOf(one, { unmapped: fixed })], { code: 'A', system: T }, 'ambiguous a=equivalent'],
  ['only the fixed code', [groupOf({ b: [to('B')] }, { unmapped: fixed })], { code: 'A', system: T }, 'unmapped'],
  [
    'another than the fixed code',
    [groupOf({ b: [to('B')] }, { unmapped: fixed })],
    { code: 'B', system: T },
    'found b=equivalent'
  ],
  [
    'provided into another system',
    [groupOf(one, { unmapped: provided })],
    { code: 'A', system: T },
    'found a=equivalent'
  ],
  ['provided, by the code alone', [groupOf(one, { unmapped: provided })], { code: 'A' }, 'ambiguous a=equivalent'],
  [
    'provided into the same system',
    [groupOf(one, { target: S, unmapped: provided })],
    { code: 'A', system: S },
    'ambiguous a=equivalent'
  ],
  [
    'provided, of a code that goes elsewhere',
    [groupOf({ a: [to('A')], A: [to('C')] }, { target: S, unmapped: provided })],
    { code: 'A', system: S },
    'found a=equivalent'
  ],
  ['another map', [groupOf(one, { unmapped: elsewhere })], { code: 'A', system: T }, 'ambiguous a=equivalent'],
  [
    'sources of two systems',
    [groupOf(one), groupOf({ b: [to('A')] }, { source: S2 })],
    { code: 'A', system: T },
    'ambiguous a=equivalent b=equivalent'
  ],
  [
    'the source of the system asked for',
    [groupOf(one), groupOf({ b: [to('A')] }, { source: S2 })],
    { code: 'A', system: T, targetSystem: S2 },
    'found b=equivalent'
  ],
  [
    'the source of the system asked for, by the code alone',
    [groupOf(one), groupOf({ b: [to('A')] }, { source: S2 })],
    { code: 'A', targetSystem: S2 },
    'found b=equivalent'
  ],
  [
    'targets of two systems',
    [groupOf(one), groupOf({ b: [to('A')] }, { target: T2 })],
    { code: 'A' },
    'ambiguous a=equivalent b=equivalent'
  ],
  [
    'targets of two systems, one left by its source',
    [groupOf(one), groupOf({ b: [to('A')] }, { target: T2, source: S2 })],
    { code: 'A', targetSystem: S2 },
    'ambiguous b=equivalent'
  ],
  [
    'the system of the target',
    [groupOf(one), groupOf({ b: [to('A')] }, { target: T2 })],
    { code: 'A', system: T2 },
    'found b=equivalent'
  ],
  [
    'the version of the target',
    [groupOf(one, { targetVersion: '1' }), groupOf({ b: [to('A')] }, { targetVersion: '2' })],
    { code: 'A', system: T, version: '2' },
    'found b=equivalent'
  ],
  [
    'the version of the target, and a fixed code of another',
    [groupOf(one, { targetVersion: '1', unmapped: fixed }), groupOf({ b: [to('A')] }, { targetVersion: '2' })],
    { code: 'A', system: T, version: '2' },
    'ambiguous b=equivalent'
  ],
  [
    'a version that nobody states',
    [groupOf(one, { targetVersion: '1' })],
    { code: 'A', system: T, version: '2' },
    'unmapped'
  ],
  [
    'the version of the source',
    [groupOf(one, { sourceVersion: '1' }), groupOf({ b: [to('A')] }, { sourceVersion: '2' })],
    { code: 'A', system: T, targetVersion: '1' },
    'found a=equivalent'
  ]
]

for (const [title, groups, request, expected] of rows) {
  test(`turned round: ${title}`, (t) => {
    t.equal(short(translateBack(reverse(indexed(mapOf(groups))), request)), expected)
    t.end()
  })
}
