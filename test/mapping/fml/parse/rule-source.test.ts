import { test } from 'tap'
import { ruleOf } from './maps.ts'

const fhirPath = (expression: string): object => ({ language: 'text/fhirpath', expression })

const sources: readonly (readonly [string, object])[] = [
  ['src', { context: 'src' }],
  ['src.a', { context: 'src', element: 'a' }],
  ['src.a.b.c as v', { context: 'src', element: 'a.b.c', variable: 'v' }],
  ['src.`for` as `my v`', { context: 'src', element: 'for', variable: 'my v' }],
  ['src."value"', { context: 'src', element: 'value' }],
  ['src.source as target', { context: 'src', element: 'source', variable: 'target' }],
  ['src.a : string', { context: 'src', element: 'a', type: 'string' }],
  ['src.a : Patient.contact as v', { context: 'src', element: 'a', type: 'Patient.contact', variable: 'v' }],
  ['src.a : "http://x.example/T"', { context: 'src', element: 'a', type: 'http://x.example/T' }],
  ['src.a : string 0..1 as v', { context: 'src', element: 'a', type: 'string', min: 0, max: '1', variable: 'v' }],
  ['src.a 1..*', { context: 'src', element: 'a', min: 1, max: '*' }],
  ['src.a default "x" as v', { context: 'src', element: 'a', defaultValueString: 'x', variable: 'v' }],
  ['src.a default -3', { context: 'src', element: 'a', defaultValueInteger: -3 }],
  ['src.a default 2.50', { context: 'src', element: 'a', defaultValueDecimal: 2.5 }],
  ['src.a default true', { context: 'src', element: 'a', defaultValueBoolean: true }],
  ['src.a default (b | c)', { context: 'src', element: 'a', defaultValueExpression: fhirPath('b | c') }],
  ['src.a default @2020-01-01', { context: 'src', element: 'a', defaultValueExpression: fhirPath('@2020-01-01') }],
  ['src.a first as v', { context: 'src', element: 'a', listMode: 'first', variable: 'v' }],
  ['src.a not_first', { context: 'src', element: 'a', listMode: 'not_first' }],
  ['src.a last', { context: 'src', element: 'a', listMode: 'last' }],
  ['src.a not_last', { context: 'src', element: 'a', listMode: 'not_last' }],
  ['src.a only_one', { context: 'src', element: 'a', listMode: 'only_one' }],
  [
    'src.a default "x" only_one as v',
    { context: 'src', element: 'a', defaultValueString: 'x', listMode: 'only_one', variable: 'v' }
  ],
  [
    'src.a only_one default "x" as v',
    { context: 'src', element: 'a', defaultValueString: 'x', listMode: 'only_one', variable: 'v' }
  ],
  [
    'src.a as v check c = 1 log (d) where e',
    { context: 'src', element: 'a', variable: 'v', check: 'c = 1', logMessage: 'd', condition: 'e' }
  ]
]

for (const [text, expected] of sources.filter(([text]) => !text.includes("''"))) {
  test(`the source "${text}" is read`, (t) => {
    t.strictSame(ruleOf(`${text} -> tgt.x = 1;`).source, [expected])
    t.end()
  })
}

const expressions: readonly (readonly [string, string])[] = [
  ['where a = 1', 'a = 1'],
  ['where (a = 1)', 'a = 1'],
  ['where ((a))', '(a)'],
  ['where (a) or (b)', '(a) or (b)'],
  ['where ( a\n and b )', 'a\n and b'],
  ["where a = 'x; -> , then } \" {'", "a = 'x; -> , then } \" {'"],
  ['where a.where(b).check.log', 'a.where(b).check.log'],
  ['where iif(a, b, c)', 'iif(a, b, c)'],
  ['where a /* why */ = // because\n 1', 'a = 1'],
  ['where a != {}', 'a != {}'],
  ['where `a;b` = 1', '`a;b` = 1'],
  ["where a.matches('\\\\d+')", "a.matches('\\\\d+')"],
  ['where url = "x"', "url = 'x'"],
  ['where a."b"', 'a.`b`'],
  ['where %a > @2020-01-01T10:00:00Z - 5 days', '%a > @2020-01-01T10:00:00Z - 5 days'],
  ['where a[0] in (b | c) and $this is string', 'a[0] in (b | c) and $this is string'],
  ['where vs.type.exists().not()', 'vs.type.exists().not()']
]

for (const [text, expected] of expressions) {
  test(`the FHIRPath of "${text}" ends where it should`, (t) => {
    t.equal(ruleOf(`src.a as v ${text}-> tgt.x = 1;`).source[0]!.condition, expected)
    t.equal(ruleOf(`src.a as v ${text} "name";`).source[0]!.condition, expected)
    t.equal(ruleOf(`src.a as v ${text} then G(v);`).source[0]!.condition, expected)
    t.equal(ruleOf(`src.a as v ${text}`).source[0]!.condition, expected)
    t.equal(ruleOf(`src.a as v ${text}, src.b -> tgt.x = 1;`).source[1]!.element, 'b')
    t.end()
  })
}
