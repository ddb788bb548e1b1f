import { test } from 'tap'
import { translate } from '../../../../src/mapping/fml/terminology/translate.ts'
import { means, type TranslationRequest } from '../../../../src/mapping/fml/terminology/translation.ts'
import { groupOf, indexed, mapOf, S, S2, short, T, T2, to } from './maps.ts'

const SEX = 'http://x.example/sex'
const male = { property: SEX, value: 'male' }
const maleOfSystem = { property: SEX, system: 'http://x.example/sexes', value: 'male' }

const alone = () => undefined

const plain = indexed(
  mapOf([
    groupOf({
      one: [to('A')],
      many: [to('C', 'wider'), to('B', 'narrower', { comment: 'b' }), to('A', 'relatedto')],
      twice: [to('A', 'wider'), to('A', 'wider')],
      none: [{ equivalence: 'unmatched' } as never],
      'none but': [{ equivalence: 'unmatched' } as never, to('A')],
      apart: [to('A', 'disjoint')],
      'apart from': [to('A', 'disjoint'), to('B', 'wider')],
      empty: [],
      male: [to('A', 'equivalent', { dependsOn: [male] }), to('B', 'wider')],
      'male only': [to('A', 'equivalent', { dependsOn: [male] })],
      'male of system': [to('A', 'equivalent', { dependsOn: [maleOfSystem] })],
      'male adult': [to('A', 'equivalent', { dependsOn: [male, { property: 'age', value: 'adult' }] })],
      'male none': [{ equivalence: 'unmatched', dependsOn: [male] } as never]
    }),
    groupOf({ two: [to('X')], one: [to('O', 'wider')] }, { target: T2 }),
    groupOf({ other: [to('Y')], two: [to('Z')] }, { source: S2 }),
    groupOf({ bare: [to('N')] }, { source: undefined as never, target: undefined as never })
  ])
)

const rows: readonly (readonly [string, TranslationRequest, string])[] = [
  ['a target', { code: 'two', system: S }, `${T2} X`],
  ['the targets of all groups, in order', { code: 'one', system: S }, `${T} A, ${T2} O`],
  ['targets in the order of the map', { code: 'many', system: S }, `${T} C, ${T} B, ${T} A`],
  ['what is said twice, once', { code: 'twice', system: S }, `${T} A`],
  ['known to have none', { code: 'none', system: S }, 'unmatched'],
  ['a target beside unmatched', { code: 'none but', system: S }, `${T} A`],
  ['a disjoint code is no result', { code: 'apart', system: S }, 'unmapped'],
  ['a target beside a disjoint one', { code: 'apart from', system: S }, `${T} B`],
  ['listed without targets', { code: 'empty', system: S }, 'unmapped'],
  ['not listed', { code: 'nothing', system: S }, 'unmapped'],
  ['a code is case sensitive', { code: 'One', system: S }, 'unmapped'],
  ['a name that objects have', { code: 'constructor', system: S }, 'unmapped'],
  ['another system', { code: 'one', system: T }, 'unmapped'],
  ['the same code in another system', { code: 'two', system: S2 }, `${T} Z`],
  ['by the target system', { code: 'one', system: S, targetSystem: T2 }, `${T2} O`],
  ['by a target system without that code', { code: 'two', system: S, targetSystem: T }, 'unmapped'],
  ['by the one target system', { code: 'two', system: S, targetSystem: T2 }, `${T2} X`],
  ['by the code alone', { code: 'other' }, `${T} Y`],
  ['by the code alone, with a target system', { code: 'one', targetSystem: T2 }, `${T2} O`],
  ['by the code alone, not listed', { code: 'nothing' }, 'unmapped'],
  ['by the code alone, of two systems', { code: 'two' }, `ambiguous ${S} ${S2}`],
  ['a group without systems', { code: 'bare' }, '- N'],
  ['a group without systems does not answer for one', { code: 'bare', system: S }, 'unmapped'],
  ['a condition that holds', { code: 'male', system: S, dependencies: [male] }, `${T} A, ${T} B`],
  ['a condition that is not given', { code: 'male', system: S }, `${T} B`],
  ['no condition holds', { code: 'male only', system: S }, 'unmapped'],
  ['another value', { code: 'male only', system: S, dependencies: [{ ...male, value: 'female' }] }, 'unmapped'],
  ['another property', { code: 'male only', system: S, dependencies: [{ ...male, property: 'x' }] }, 'unmapped'],
  ['a given system that is not asked for', { code: 'male only', system: S, dependencies: [maleOfSystem] }, `${T} A`],
  ['the system of the condition', { code: 'male of system', system: S, dependencies: [maleOfSystem] }, `${T} A`],
  ['a condition without its system', { code: 'male of system', system: S, dependencies: [male] }, 'unmapped'],
  ['one of two conditions', { code: 'male adult', system: S, dependencies: [male] }, 'unmapped'],
  [
    'both conditions, in another order',
    { code: 'male adult', system: S, dependencies: [{ property: 'age', value: 'adult' }, male] },
    `${T} A`
  ],
  ['unmatched under a condition that holds', { code: 'male none', system: S, dependencies: [male] }, 'unmatched'],
  ['unmatched under a condition that does not', { code: 'male none', system: S }, 'unmapped']
]

for (const [title, request, expected] of rows) {
  test(`translate: ${title}`, (t) => {
    t.equal(short(translate(plain, request, alone)), expected)
    t.end()
  })
}

test('a translation tells all that the map says of it', (t) => {
  const product = [{ property: 'http://x.example/side', system: 'http://x.example/sides', value: 'left' }]
  const group = groupOf(
    { a: [to('A', 'narrower', { display: 'Aa', comment: 'why', product })] },
    { targetVersion: '2026' }
  )
  const answer = translate(indexed(mapOf([group])), { code: 'a', system: S }, alone)
  t.strictSame(answer, {
    kind: 'found',
    targets: [
      {
        system: T,
        version: '2026',
        code: 'A',
        display: 'Aa',
        equivalence: 'narrower',
        conceptMap: 'http://x.example/map',
        conceptMapVersion: '1',
        product,
        comment: 'why',
        unmapped: undefined
      }
    ]
  })
  t.end()
})

test('a known code costs no answer of its own', (t) => {
  for (const request of [{ code: 'many', system: S }, { code: 'many', system: S, targetSystem: T }, { code: 'many' }]) {
    t.equal(translate(plain, request, alone), translate(plain, { code: 'many', system: S }, alone))
  }
  t.end()
})

const versions = indexed(
  mapOf([
    groupOf({ a: [to('A')], b: [to('B')] }, { sourceVersion: '1', targetVersion: '10' }),
    groupOf({ a: [to('A2')] }, { sourceVersion: '2', targetVersion: '10' }),
    groupOf({ a: [to('A3', 'wider')] })
  ])
)

for (const [title, request, expected] of [
  ['none is asked for', { code: 'a', system: S }, `${T} A, ${T} A2, ${T} A3`],
  ['its own, and where none is stated', { code: 'a', system: S, version: '2' }, `${T} A2, ${T} A3`],
  ['one that nobody states', { code: 'a', system: S, version: '3' }, `${T} A3`],
  ['another than the group', { code: 'b', system: S, version: '2' }, 'unmapped'],
  ['that of the target', { code: 'b', system: S, targetVersion: '10' }, `${T} B`],
  ['another than that of the target', { code: 'a', system: S, targetVersion: '11' }, `${T} A3`]
] as const) {
  test(`translate by version: ${title}`, (t) => {
    t.equal(short(translate(versions, request, alone)), expected)
    t.end()
  })
}

test('only equal and equivalent mean the same', (t) => {
  const all = ['relatedto', 'equivalent', 'equal', 'wider', 'subsumes', 'narrower', 'specializes', 'inexact'] as const
  t.strictSame(all.filter(means), ['equivalent', 'equal'])
  t.end()
})
