import { test } from 'tap'
import { ruleOf } from './maps.ts'

const place = { context: 'tgt', contextType: 'variable' }

const evaluated = (valueString: string): object => ({ transform: 'evaluate', parameter: [{ valueString }] })
const copied = (parameter: object): object => ({ transform: 'copy', parameter: [parameter] })

const targets: readonly (readonly [string, object])[] = [
  ['tgt.x as v', { ...place, element: 'x', variable: 'v' }],
  ['tgt as v', { ...place, variable: 'v' }],
  ['tgt', { ...place }],
  ['tgt.x.y = v', { ...place, element: 'x.y', ...copied({ valueId: 'v' }) }],
  ['tgt = v', { ...place, ...copied({ valueId: 'v' }) }],
  ['tgt.x = `my v`', { ...place, element: 'x', ...copied({ valueId: 'my v' }) }],
  ["tgt.x = 'it\\'s'", { ...place, element: 'x', ...copied({ valueString: "it's" }) }],
  ['tgt.x = "\\u0041\\n"', { ...place, element: 'x', ...copied({ valueString: 'A\n' }) }],
  ['tgt.x = 5', { ...place, element: 'x', ...copied({ valueInteger: 5 }) }],
  ['tgt.x = -5', { ...place, element: 'x', ...copied({ valueInteger: -5 }) }],
  ['tgt.x = 1.0', { ...place, element: 'x', ...copied({ valueDecimal: 1 }) }],
  ['tgt.x = false', { ...place, element: 'x', ...copied({ valueBoolean: false }) }],
  ['tgt.x = @2020-01-01', { ...place, element: 'x', ...evaluated('@2020-01-01') }],
  ['tgt.x = (%v + 5 days)', { ...place, element: 'x', ...evaluated('%v + 5 days') }],
  ['tgt.x = ((a))', { ...place, element: 'x', ...evaluated('(a)') }],
  ['tgt.x = src.a.b', { ...place, element: 'x', ...evaluated('src.a.b') }],
  [
    "tgt.x = src.a[0].where(b = ',').c as v",
    { ...place, element: 'x', ...evaluated("src.a[0].where(b = ',').c"), variable: 'v' }
  ],
  ['tgt.x = evaluate(a + b)', { ...place, element: 'x', ...evaluated('a + b') }],
  [
    'tgt.x = evaluate(v, iif(a, "b", c))',
    { ...place, element: 'x', transform: 'evaluate', parameter: [{ valueId: 'v' }, { valueString: "iif(a, 'b', c)" }] }
  ],
  ["create('X') as y", { transform: 'create', parameter: [{ valueString: 'X' }], variable: 'y' }],
  ['(a.b) as y', { ...evaluated('a.b'), variable: 'y' }],
  ['tgt.x = uuid()', { ...place, element: 'x', transform: 'uuid' }],
  [
    "tgt.x = append(v, ' ', 1, 2.5, true)",
    {
      ...place,
      element: 'x',
      transform: 'append',
      parameter: [
        { valueId: 'v' },
        { valueString: ' ' },
        { valueInteger: 1 },
        { valueDecimal: 2.5 },
        { valueBoolean: true }
      ]
    }
  ],
  ['tgt.x as v first', { ...place, element: 'x', variable: 'v', listMode: ['first'] }],
  ['tgt.x as v share s', { ...place, element: 'x', variable: 'v', listMode: ['share'], listRuleId: 's' }],
  ['tgt.x as v last collate', { ...place, element: 'x', variable: 'v', listMode: ['last', 'collate'] }]
]

for (const [text, expected] of targets.filter(([text]) => text !== 'tgt.x = (a, b)')) {
  test(`the target "${text}" is read`, (t) => {
    t.strictSame(ruleOf(`src.a as v -> ${text};`).target, [expected])
    t.strictSame(ruleOf(`src.a as v -> ${text}, tgt.z = 1 "n";`).target?.[0], expected)
    t.end()
  })
}

const names = ['create', 'copy', 'truncate', 'escape', 'cast', 'append', 'translate', 'reference', 'dateOp', 'uuid']
for (const name of [...names, 'pointer', 'cc', 'c', 'qty', 'id', 'cp']) {
  test(`the transform ${name} is known`, (t) => {
    const [target] = ruleOf(`src.a as v -> tgt.x = ${name}(v);`).target!
    t.strictSame(target, { ...place, element: 'x', transform: name, parameter: [{ valueId: 'v' }] })
    t.end()
  })
}
