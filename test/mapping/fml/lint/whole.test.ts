import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import type { Finding } from '../../../../src/mapping/fml/lint/finding.ts'
import { lintLibrary } from '../../../../src/mapping/fml/lint/lint.ts'
import { readMap } from '../../../../src/mapping/fml/parse/read-map.ts'
import { schema } from '../test-schema.ts'
import { linted, mapOf } from './linted.ts'

const folder = join(import.meta.dirname, 'maps')
const told = ({ line, severity, code, message }: Finding): string => `${String(line)} ${severity} ${code}: ${message}`

for (const name of readdirSync(folder)) {
  test(`nothing is said of a sound map, ${name}`, (t) => {
    t.strictSame(linted(readFileSync(join(folder, name), 'utf8')).map(told), [])
    t.end()
  })
}

const coding = ['id', 'extension', 'system', 'version', 'display', 'userSelected'].map(
  (name) => `src.${name} -> tgt.${name};`
)

test('elements of the source that no rule reads and no word leaves out are listed', (t) => {
  const map = mapOf(['// drops: src.code because it is free text', ...coding.slice(2)].join('\n'), {
    from: 'Coding',
    to: 'Coding'
  })
  t.strictSame(linted(map).map(told), [
    '2 warning unread-element: no rule reads, and no "drops:" names, of src: id, extension'
  ])
  t.end()
})

test('below an element of which only elements are read, the others are listed', (t) => {
  const rules =
    'src.id -> tgt.id;\nsrc.extension -> tgt.extension;\nsrc.numerator as q then { q.value as v -> tgt.value = v; };\nsrc.denominator as d then Part(d, tgt);'
  const more =
    'group Part(source q : Quantity, target t : Quantity) {\n  // drops: q.unit because the code says it\n  q.value as v log v;\n  q.code -> t.code;\n}'
  const [finding] = linted(mapOf(rules, { from: 'Ratio', to: 'Quantity', more }))
  t.equal(
    finding?.message,
    'no rule reads, and no "drops:" names, of src: numerator.id, numerator.extension, numerator.comparator, numerator.unit, ' +
      'numerator.system, numerator.code, denominator.id, denominator.extension, denominator.comparator, denominator.system'
  )
  t.end()
})

test('of a choice each type that no rule takes is listed', (t) => {
  const rules = ['id', 'extension', 'url'].map((name) => `src.${name} -> tgt.${name};`)
  const map = mapOf([...rules, 'src.value : string as v -> tgt.value = v;'].join('\n'), {
    from: 'Extension',
    to: 'Extension'
  })
  const [finding] = linted(map)
  t.match(finding?.message, /valueBase64Binary, valueBoolean/)
  t.notMatch(finding?.message, /valueString/)
  t.end()
})

test('what changes the meaning of the rest may stay unread, because content with it is refused', (t) => {
  const map = mapOf('src.name -> tgt.name;')
  t.notMatch(linted(map).map(told).join(), /modifierExtension|implicitRules/)
  t.end()
})

test('a required element that no rule writes is told where its parent is made', (t) => {
  const create = 'src -> tgt.entry as e, e.resource = create(\'Observation\') as o then {\n%\n} "o";'
  const found = (rules: string) =>
    linted(mapOf(create.replace('%', rules), { to: 'Bundle' }))
      .filter(({ code }) => code === 'required-element')
      .map(told)
  const type = '2 warning required-element: no rule writes type, which a Bundle must have'
  t.strictSame(found("src -> o.status = 'final';"), [
    type,
    '3 warning required-element: no rule writes code, which a Observation must have'
  ])
  t.strictSame(found("src -> o.status = 'final', o.code = cc('a') \"both\";"), [type])
  t.end()
})

test('a required element may be written by a group that is called or extended', (t) => {
  const head = 'map "http://x.example/m" = "m"\n'
  const groups =
    "group Status(source s : Patient, target t : Observation) {\n  s -> t.status = 'final';\n}\n" +
    "group Code(source s : Patient, target t : Observation) {\n  s -> t.code = cc('a');\n}"
  const main = (rest: string) =>
    `${head}group main(source src : Patient, target tgt : Observation) extends Status {${rest}}\n${groups}`
  const required = (text: string) => linted(text).filter(({ code }) => code === 'required-element')
  t.match(required(main('src.name -> tgt.note;')), [{ message: /no rule writes code,/ }])
  t.strictSame(required(main('src then Code(src, tgt) "c";')), [])
  t.end()
})

test('a group without types takes those of all its callers, and only what goes wrong with each is an error', (t) => {
  const rules = 'src.name as n then Any(n, tgt);\nsrc.address as a then Any(a, tgt);'
  const any = (element: string) =>
    linted(mapOf(rules, { more: `group Any(source s, target t) {\n  s.${element} as v log v;\n}` })).filter(
      ({ severity }) => severity === 'error'
    )
  t.strictSame(any('family'), [])
  t.strictSame(any('city'), [])
  t.match(any('birthDate'), [{ line: 7, code: 'unknown-element', group: 'Any', rule: 'birthDate' }])
  t.end()
})

test('of what may be anything nothing is said', (t) => {
  const map = mapOf('src.contained as c then { c.nobody as n -> tgt.gender = n; };')
  t.strictSame(
    linted(map).filter(({ severity }) => severity === 'error'),
    []
  )
  t.end()
})

test('groups that call themselves are followed to their end', (t) => {
  const map = mapOf('src.item as i then Item(i, tgt);', {
    from: 'QuestionnaireResponse',
    more: 'group Item(source i, target t) {\n  i.item as inner then Item(inner, t);\n  i.nothing as n log n;\n}'
  })
  t.match(
    linted(map).filter(({ severity }) => severity === 'error'),
    [{ line: 7, code: 'unknown-element' }]
  )
  t.end()
})

test('two groups for the same types are an error where neither is nearer, and the nearer one is meant otherwise', (t) => {
  const own = mapOf('src.id -> tgt.id;', { from: 'Period', to: 'Period' }).replace(' {', ' <<types>> {')
  const imports = own.replace('\n', '\nimports "http://x.example/other"\n')
  const other = own.replaceAll('x.example/m', 'x.example/other')
  const both = `${own}\n${own.slice(own.indexOf('group')).replace('main', 'second')}`
  const errors = (...texts: string[]) => linted(...texts).filter(({ severity }) => severity === 'error')
  t.match(errors(both), [{ code: 'wrong-use', line: 6, group: 'second' }])
  t.strictSame(errors(imports, other), [])
  t.end()
})

test('a finding says the map, the group, the rule and the line with its text', (t) => {
  const [finding] = linted(mapOf('  src.nmae -> tgt.name "copy";')).filter(({ severity }) => severity === 'error')
  t.strictSame(finding, {
    severity: 'error',
    code: 'unknown-element',
    message: 'Patient has no element nmae',
    file: '0.map',
    map: 'http://x.example/m',
    group: 'main',
    rule: 'copy',
    line: 3,
    column: 3,
    text: 'src.nmae -> tgt.name "copy";'
  })
  t.end()
})

test('a map that came as JSON has findings without lines', (t) => {
  const structureMap = {
    resourceType: 'StructureMap',
    url: 'http://x.example/m',
    name: 'm',
    status: 'draft',
    group: [
      {
        name: 'main',
        typeMode: 'none',
        input: [
          { name: 's', type: 'Period', mode: 'source' },
          { name: 't', type: 'Period', mode: 'target' }
        ],
        rule: [{ name: 'r', source: [{ context: 's', element: 'begin' }] }]
      }
    ]
  }
  const source = readMap(structureMap, 'm.json')
  t.ok(source.ok, JSON.stringify(source))
  if (source.ok) {
    const [finding] = lintLibrary([source.value], { schema }).filter(({ severity }) => severity === 'error')
    t.match(finding, { code: 'unknown-element', file: 'm.json', group: 'main', rule: 'r' })
    t.notOk(finding !== undefined && 'line' in finding)
  }
  t.end()
})
