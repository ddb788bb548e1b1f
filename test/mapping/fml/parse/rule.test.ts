import { test } from 'tap'
import { parseMap } from '../../../../src/mapping/fml/parse/parse-map.ts'
import { groupOf, mapOf, ruleOf } from './maps.ts'

const place = { context: 'tgt', contextType: 'variable' }
const copied = (parameter: object): object => ({ transform: 'copy', parameter: [parameter] })

const source = [{ context: 'src', element: 'a', variable: 'v' }]
const inner = {
  name: 'b',
  source: [{ context: 'v', element: 'b' }],
  target: [{ ...place, element: 'x', ...copied({ valueInteger: 1 }) }]
}

const rules: readonly (readonly [string, object])[] = [
  ['src.a as v', { name: 'a', source }],
  ['src.a as v "n"', { name: 'n', source }],
  ["src.a as v 'n'", { name: 'n', source }],
  ['src "n"', { name: 'n', source: [{ context: 'src' }] }],
  ['src', { name: 'src', source: [{ context: 'src' }] }],
  ['src.a : T as v', { name: 'a-T', source: [{ context: 'src', element: 'a', type: 'T', variable: 'v' }] }],
  ['src.a as v, src.b as w', { name: 'a', source: [...source, { context: 'src', element: 'b', variable: 'w' }] }],
  ['src.a as v then G(v, tgt)', { name: 'a', source, dependent: [{ name: 'G', variable: ['v', 'tgt'] }] }],
  [
    'src.a as v then G(v), `H i`(`a b`) "n"',
    {
      name: 'n',
      source,
      dependent: [
        { name: 'G', variable: ['v'] },
        { name: 'H i', variable: ['a b'] }
      ]
    }
  ],
  [
    `src.a as v then G(v, 'x', "y", -1, 2.0, true)`,
    { name: 'a', source, dependent: [{ name: 'G', variable: ['v', "'x'", '"y"', '-1', '2.0', 'true'] }] }
  ],
  ['src.a as v then { v.b -> tgt.x = 1; }', { name: 'a', source, rule: [inner] }],
  ['src.a as v then { v.b -> tgt.x = 1 } "n"', { name: 'n', source, rule: [inner] }],
  [
    'src.a as v then G(v) { v.b -> tgt.x = 1; }',
    { name: 'a', source, dependent: [{ name: 'G', variable: ['v'] }], rule: [inner] }
  ]
]

for (const [text, expected] of rules) {
  test(`the rule "${text}" is read, with a semicolon and without`, (t) => {
    t.strictSame(ruleOf(`${text};`), expected)
    t.strictSame(ruleOf(text), expected)
    t.end()
  })
}

test('an element on both sides is a creation by type', (t) => {
  const created = (element: string): object => ({ ...place, element, variable: 'vvv', transform: 'create' })
  t.strictSame(ruleOf('src.a -> tgt.b;'), {
    name: 'a',
    source: [{ context: 'src', element: 'a', variable: 'vvv' }],
    target: [created('b')]
  })
  t.strictSame(ruleOf('src.a where c -> tgt.b "n";').target, [created('b')])
  t.strictSame(ruleOf('src.a -> tgt.b then G(src, tgt);').target, [{ ...place, element: 'b' }])
  t.strictSame(ruleOf('src.a -> tgt.b = uuid();').target, [{ ...place, element: 'b', transform: 'uuid' }])
  t.strictSame(ruleOf('src.a as v -> tgt.b;').target, [{ ...place, element: 'b' }])
  t.strictSame(ruleOf('src.a -> tgt.b, tgt.c;').target?.[0], { ...place, element: 'b' })
  t.strictSame(ruleOf('src -> tgt.b "n";').target, [{ ...place, element: 'b' }])
  t.end()
})

test('rules stand up to 50 deep in one another', (t) => {
  const nested = (depth: number): string => `${'a.b as a then { '.repeat(depth)}a.b as c;${' };'.repeat(depth)}`
  t.equal(groupOf(nested(50)).rule.length, 1)
  const outcome = parseMap(mapOf(nested(51)), 'a.map')
  t.match(outcome, { ok: false, fault: { code: 'syntax', line: 3, message: /50 deep/ } })
  t.end()
})
