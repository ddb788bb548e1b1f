import type { CodeSystem, CodeSystemConcept, ValueSet, ValueSetComposeInclude } from '@medplum/fhirtypes'
import { test } from 'tap'
import { codeSystemIndex } from '../../../src/profile/terminology/code-system-index.ts'
import { valueSetIndex, type CompiledValueSet } from '../../../src/profile/terminology/value-set-index.ts'
import { ABSENT, codeSystem, definitionsOf, OTHER, SET, SYSTEM, valueSet } from './local-definitions.ts'

/** animal > (dog > puppy, cat); plant; and a stray that names cat as its parent. */
const ANIMALS = codeSystem(
  [
    {
      code: 'animal',
      display: 'Animal',
      concept: [
        {
          code: 'dog',
          display: 'Dog',
          property: [{ code: 'legs', valueInteger: 4 }],
          concept: [{ code: 'puppy', display: 'Puppy', property: [{ code: 'legs', valueInteger: 4 }] }]
        },
        { code: 'cat', display: 'Cat', property: [{ code: 'tame', valueBoolean: false }] }
      ]
    },
    { code: 'plant', display: 'Plant', property: [{ code: 'child', valueCode: 'oak' }] },
    { code: 'lion', display: 'Lion', property: [{ code: 'parent', valueCode: 'cat' }] },
    { code: 'oak', display: 'Oak' }
  ],
  {
    property: [
      { code: 'legs', type: 'integer' },
      { code: 'tame', type: 'boolean' }
    ]
  }
)

const CODES = ['animal', 'dog', 'puppy', 'cat', 'plant', 'lion', 'oak', 'stone']

function compiled(sets: ValueSet[], systems: CodeSystem[] = [ANIMALS]): CompiledValueSet {
  const definitions = definitionsOf(systems, sets)
  const found = valueSetIndex(definitions, codeSystemIndex(definitions))(SET)
  if (found === undefined) throw new Error('the set is there')
  return found
}

function members(include: ValueSetComposeInclude[], exclude?: ValueSetComposeInclude[]): string {
  const set = compiled([valueSet(exclude === undefined ? { include } : { include, exclude }), ...NAMED])
  return CODES.filter((code) => set.has(SYSTEM, code) === 'in').join(' ')
}

const TAME = 'http://test.example/tame'
const YOUNG = 'http://test.example/young'
const NAMED = [
  valueSet({ include: [{ system: SYSTEM, concept: [{ code: 'dog' }, { code: 'puppy' }] }] }, { url: TAME }),
  valueSet({ include: [{ system: SYSTEM, concept: [{ code: 'puppy' }] }] }, { url: YOUNG })
]

function filter(property: string, op: string, value: string): ValueSetComposeInclude[] {
  return [{ system: SYSTEM, filter: [{ property, op, value }] } as ValueSetComposeInclude]
}

test('a value set has the members that its definition selects', (t) => {
  const whole = [{ system: SYSTEM }]
  const table: [string, ValueSetComposeInclude[], string, ValueSetComposeInclude[]?][] = [
    ['a whole system', whole, 'animal dog puppy cat plant lion oak'],
    ['listed codes', [{ system: SYSTEM, concept: [{ code: 'cat' }, { code: 'stone' }] }], 'cat stone'],
    ['is-a', filter('concept', 'is-a', 'animal'), 'animal dog puppy cat lion'],
    ['is-a by a property', filter('concept', 'is-a', 'plant'), 'plant oak'],
    ['descendent-of', filter('concept', 'descendent-of', 'animal'), 'dog puppy cat lion'],
    ['is-not-a', filter('concept', 'is-not-a', 'animal'), 'plant oak'],
    ['generalizes', filter('concept', 'generalizes', 'lion'), 'animal cat lion'],
    ['is-a of a code that does not exist', filter('concept', 'is-a', 'stone'), ''],
    ['=', filter('legs', '=', '4'), 'dog puppy'],
    ['in', filter('concept', 'in', 'dog, cat'), 'dog cat'],
    ['not-in', filter('concept', 'not-in', 'dog,cat'), 'animal puppy plant lion oak'],
    ['regex of the whole value', filter('code', 'regex', '.a.'), 'cat oak'],
    ['regex of the display', filter('display', 'regex', 'P.*'), 'puppy plant'],
    ['exists', filter('tame', 'exists', 'true'), 'cat'],
    ['exists not', filter('tame', 'exists', 'false'), 'animal dog puppy plant lion oak'],
    [
      'two filters',
      [
        {
          system: SYSTEM,
          filter: [
            ...(filter('concept', 'is-a', 'dog')[0]?.filter ?? []),
            ...(filter('code', 'regex', 'p.*')[0]?.filter ?? [])
          ]
        }
      ],
      'puppy'
    ],
    ['another value set', [{ valueSet: [TAME] }], 'dog puppy'],
    [
      'a system within another value set',
      [{ system: SYSTEM, concept: [{ code: 'dog' }, { code: 'cat' }], valueSet: [TAME] }],
      'dog'
    ],
    ['what two value sets agree on', [{ valueSet: [TAME, YOUNG] }], 'puppy'],
    ['two includes', [{ valueSet: [YOUNG] }, { system: SYSTEM, concept: [{ code: 'oak' }] }], 'puppy oak'],
    ['excluded codes', whole, 'animal dog puppy plant lion oak', [{ system: SYSTEM, concept: [{ code: 'cat' }] }]],
    ['an excluded value set', whole, 'animal cat plant lion oak', [{ valueSet: [TAME] }]],
    ['an excluded filter', whole, 'plant oak', filter('concept', 'is-a', 'animal')],
    ['an excluded part that is not at hand', whole, '', [{ valueSet: [ABSENT] }]]
  ]
  for (const [name, include, expected, exclude] of table) t.equal(members(include, exclude), expected, name)
  t.end()
})

test('what the content at hand cannot tell is unknown, and only that', (t) => {
  const absent = { system: ABSENT }
  const isA = [{ property: 'concept', op: 'is-a', value: 'x' }] as const
  const part = { ...ANIMALS, content: 'fragment' } as CodeSystem
  const table: [string, CompiledValueSet, string, string, string][] = [
    ['a whole system that is absent', compiled([valueSet({ include: [absent] })]), ABSENT, 'x', 'unknown'],
    ['a system that no part names', compiled([valueSet({ include: [absent] })]), SYSTEM, 'dog', 'out'],
    [
      'a filter over an absent one',
      compiled([valueSet({ include: [{ ...absent, filter: [...isA] }] })]),
      ABSENT,
      'x',
      'unknown'
    ],
    [
      'a listed code of an absent one',
      compiled([valueSet({ include: [{ ...absent, concept: [{ code: 'x' }] }] })]),
      ABSENT,
      'x',
      'in'
    ],
    [
      'an unlisted code of an absent one',
      compiled([valueSet({ include: [{ ...absent, concept: [{ code: 'x' }] }] })]),
      ABSENT,
      'y',
      'out'
    ],
    [
      'a code excluded from an absent one',
      compiled([valueSet({ include: [absent], exclude: [{ ...absent, concept: [{ code: 'x' }] }] })]),
      ABSENT,
      'x',
      'out'
    ],
    [
      'a code listed beside an absent whole',
      compiled([valueSet({ include: [absent, { ...absent, concept: [{ code: 'x' }] }] })]),
      ABSENT,
      'x',
      'in'
    ],
    [
      'a value set that is absent',
      compiled([valueSet({ include: [{ valueSet: [ABSENT] }] })]),
      SYSTEM,
      'dog',
      'unknown'
    ],
    [
      'what stands beside one',
      compiled([valueSet({ include: [{ valueSet: [ABSENT] }, { system: SYSTEM }] })]),
      SYSTEM,
      'dog',
      'in'
    ],
    ['a code of a fragment', compiled([valueSet({ include: [{ system: SYSTEM }] })], [part]), SYSTEM, 'dog', 'in'],
    [
      'a code not in a fragment',
      compiled([valueSet({ include: [{ system: SYSTEM }] })], [part]),
      SYSTEM,
      'stone',
      'unknown'
    ],
    [
      'a property that is not told of',
      compiled([valueSet({ include: filter('colour', '=', 'red') })]),
      SYSTEM,
      'dog',
      'unknown'
    ],
    [
      'an expression that is none',
      compiled([valueSet({ include: filter('code', 'regex', '(') })]),
      SYSTEM,
      'dog',
      'unknown'
    ],
    [
      'another version of the system',
      compiled([valueSet({ include: [{ system: SYSTEM, version: '9' }] })]),
      SYSTEM,
      'dog',
      'unknown'
    ],
    [
      'that version of the system',
      compiled([valueSet({ include: [{ system: SYSTEM, version: '1' }] })]),
      SYSTEM,
      'dog',
      'in'
    ],
    [
      'what two value sets differ on',
      compiled([valueSet({ include: [{ valueSet: [TAME, YOUNG] }] }), ...NAMED]),
      SYSTEM,
      'dog',
      'unknown'
    ],
    [
      'an absent value set within a system',
      compiled([valueSet({ include: [{ system: SYSTEM, valueSet: [ABSENT] }] })]),
      SYSTEM,
      'dog',
      'unknown'
    ],
    [
      'outside that system',
      compiled([valueSet({ include: [{ system: SYSTEM, valueSet: [ABSENT] }] })]),
      SYSTEM,
      'stone',
      'out'
    ],
    [
      'excluded from what is not at hand',
      compiled([valueSet({ include: [{ valueSet: [ABSENT] }], exclude: [{ system: SYSTEM }] })]),
      SYSTEM,
      'dog',
      'out'
    ],
    ['a value set without content', compiled([valueSet(undefined)]), SYSTEM, 'dog', 'unknown']
  ]
  for (const [name, set, system, code, expected] of table) t.equal(set.has(system, code), expected, name)
  t.end()
})

test('a code without a system is looked for in all systems of a value set that implies it', (t) => {
  const set = compiled([valueSet({ include: [{ system: SYSTEM }, { system: OTHER, concept: [{ code: 'x' }] }] })])
  const open = compiled([valueSet({ include: [{ system: ABSENT }, { system: SYSTEM }] })])
  t.same(
    ['dog', 'x', 'y'].map((code) => set.hasCode(code)),
    ['in', 'in', 'out']
  )
  t.same(
    ['dog', 'y'].map((code) => open.hasCode(code)),
    ['in', 'unknown']
  )
  t.equal(set.has(undefined, 'dog'), 'out', 'a Coding must name its system')
  t.end()
})

test('an expansion is used where there is no definition, and a part of one says nothing of the rest', (t) => {
  const contains = [
    { system: SYSTEM, code: 'animal', abstract: true, contains: [{ system: SYSTEM, code: 'dog' }] },
    { system: SYSTEM, code: 'cat' }
  ]
  const whole = compiled([valueSet(undefined, { expansion: { timestamp: '2026-01-01', contains } })])
  const part = compiled([valueSet(undefined, { expansion: { timestamp: '2026-01-01', total: 9, contains } })])
  t.same(
    ['animal', 'dog', 'cat', 'oak'].map((code) => whole.has(SYSTEM, code)),
    ['out', 'in', 'in', 'out']
  )
  t.same(
    ['dog', 'oak'].map((code) => part.has(SYSTEM, code)),
    ['in', 'unknown']
  )
  t.equal(part.has(OTHER, 'x'), 'unknown')
  t.end()
})

test('circles, depth and doubles have an end', { timeout: 60_000 }, (t) => {
  const circle = codeSystem([
    { code: 'a', property: [{ code: 'parent', valueCode: 'b' }] },
    { code: 'b', property: [{ code: 'parent', valueCode: 'a' }] },
    { code: 'b', display: 'again' }
  ])
  let deep: CodeSystemConcept = { code: 'c2000' }
  for (let level = 1999; level >= 0; level--) deep = { code: `c${level}`, concept: [deep] }
  const isA = (value: string): ValueSet => valueSet({ include: filter('concept', 'is-a', value) })
  const self = valueSet({ include: [{ valueSet: [SET] }, { system: SYSTEM, concept: [{ code: 'dog' }] }] })
  const chain = Array.from({ length: 100 }, (_, index) =>
    valueSet({ include: [{ valueSet: [`${SET}/${index + 1}`] }] }, { url: index === 0 ? SET : `${SET}/${index}` })
  )

  t.equal(compiled([isA('a')], [circle]).has(SYSTEM, 'b'), 'in')
  t.equal(compiled([isA('c1')], [codeSystem([deep])]).has(SYSTEM, 'c2000'), 'in')
  t.equal(compiled([isA('c1')], [codeSystem([deep])]).has(SYSTEM, 'c0'), 'out')
  t.same(
    ['dog', 'cat'].map((code) => compiled([self]).has(SYSTEM, code)),
    ['in', 'unknown']
  )
  t.equal(compiled(chain).has(SYSTEM, 'dog'), 'unknown')
  t.end()
})
