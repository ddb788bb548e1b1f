import fc from 'fast-check'

/** JSON with only the properties that a map may have: undefined ones are left out. */
function some(required: Record<string, fc.Arbitrary<unknown>>, optional: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) })
}

const list = (items: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> => fc.array(items, { minLength: 1, maxLength: 3 })

/** Words that mean something elsewhere, so that each of them is a name somewhere. */
const words = [
  'as',
  'where',
  'check',
  'log',
  'then',
  'first',
  'share',
  'single',
  'default',
  'group',
  'let',
  'map',
  'for'
]
const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const name = fc.oneof(fc.constantFrom('src', 'tgt', 'a', '_b1', 'vvv', 'true', ...words), anyText)
const part = name.map((text) => text.replaceAll('.', '') || 'x')
const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'))
const type = fc.oneof(fc.constantFrom('Patient', 'Patient.contact', 'http://x.example/T'), anyText)
const url = fc.oneof(fc.constantFrom('http://x.example/a', 'urn:oid:1.2'), anyText)
const line = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }).map((text) => `D${text.trim()}`)
const documentation = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'))

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'expression' },
    fc.constantFrom(
      'a',
      '$this',
      '%b',
      '@2020-01-01',
      '{}',
      "'it\\'s; -> , then {'",
      '`a;b`',
      '1.0',
      "'(['",
      "'// no'"
    ),
    tie('expression').map((inner) => `(${inner})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('=', 'and', '-', '~', 'is', '<'), tie('expression'))
      .map((parts) => parts.join(' ')),
    tie('expression').map((inner) => `a.where(${inner})`),
    tie('expression').map((inner) => `iif(a, ${inner}, b)[0].check.log`),
    tie('expression').map((inner) => `${inner} /* x */ + // y\n 1`)
  )
}))

const integer = fc.integer({ min: -2_147_483_648, max: 2_147_483_647 })
const decimal = fc
  .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: -20, max: 5 }))
  .map(([digits, exponent]) => Number(`${digits}e${exponent}`) || 0)

const defaults = fc.oneof(
  fc.record({ defaultValueString: fc.string() }),
  fc.record({ defaultValueInteger: integer }),
  fc.record({ defaultValueDecimal: decimal }),
  fc.record({ defaultValueBoolean: fc.boolean() }),
  expression.map((text) => ({ defaultValueExpression: { language: 'text/fhirpath', expression: text } })),
  fc.constant({})
)
const cardinality = fc.oneof(
  fc.constant({}),
  fc.tuple(fc.nat(3), fc.nat(3)).map(([min, more]) => ({ min, max: String(min + more) })),
  fc.nat(3).map((min) => ({ min, max: '*' }))
)

const source = fc
  .tuple(
    some(
      { context: name },
      {
        element: path,
        type,
        listMode: fc.constantFrom('first', 'not_first', 'last', 'not_last', 'only_one'),
        condition: expression,
        check: expression,
        logMessage: expression
      }
    ),
    cardinality,
    defaults,
    name
  )
  // A source without a variable could be half of a shorthand, which `shorthand` makes.
  .map(([own, count, value, variable]) => ({ ...own, ...count, ...value, variable }))

const parameter = fc.oneof(
  fc.record({ valueId: name }),
  fc.record({ valueString: fc.string({ unit: 'grapheme' }) }),
  fc.record({ valueInteger: integer }),
  fc.record({ valueDecimal: decimal }),
  fc.record({ valueBoolean: fc.boolean() })
)
const transforms = [
  'create',
  'copy',
  'truncate',
  'cast',
  'append',
  'translate',
  'reference',
  'dateOp',
  'uuid',
  'cc',
  'qty'
]
const value = fc.oneof(
  some({ transform: fc.constantFrom(...transforms) }, { parameter: list(parameter) }),
  fc.record({ transform: fc.constant('copy'), parameter: fc.tuple(parameter) }),
  expression.map((text) => ({ transform: 'evaluate', parameter: [{ valueString: text }] })),
  fc
    .tuple(name, expression)
    .map(([valueId, valueString]) => ({ transform: 'evaluate', parameter: [{ valueId }, { valueString }] }))
)
const modes = fc.oneof(
  fc.constant({}),
  fc.constantFrom({ listMode: ['first'] }, { listMode: ['last', 'collate'] }),
  name.map((listRuleId) => ({ listMode: ['share'], listRuleId }))
)
const placed = some({ context: name }, { element: path })
const target = fc
  .tuple(
    fc.oneof(fc.tuple(placed, fc.oneof(value, fc.constant({}))), fc.tuple(fc.constant({}), value)),
    some({}, { variable: name }),
    modes
  )
  .map(([[place, transform], variable, mode]) => ({ ...place, ...transform, ...variable, ...mode }))

const shorthand = fc.tuple(name, path, name, path).map(([context, element, other, to]) => ({
  source: [{ context, element, variable: 'vvv' }],
  target: [{ context: other, element: to, variable: 'vvv', transform: 'create' }]
}))

const literal = fc.constantFrom("'a'", '"b, c"', '1', '-2.50', 'true')
// R4 has one text for a variable and a literal, so that these names are no variables there.
const variable = name.filter((text) => !/^['"]/.test(text))
const dependent = fc.record({ name, variable: list(fc.oneof(variable, literal)) })

const { rule } = fc.letrec<{ rule: object }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'rule', withCrossShrink: true },
    shorthand,
    some(
      { source: list(source) },
      { name, target: list(target), dependent: list(dependent), documentation, rule: list(tie('rule')) }
    )
  )
}))

const pair = (of: string, names: readonly [string, string], values: readonly [string, string]): object => ({
  url: of,
  extension: values.map((valueString, index) => ({ url: names[index], valueString }))
})
const drop = fc
  .tuple(fc.constantFrom('src.a', 'v.b_c.d'), line)
  .map((values) =>
    pair('https://ggz-gateway.example/fhir/StructureDefinition/structure-map-drops', ['path', 'reason'], values)
  )
const constants = fc
  .uniqueArray(fc.tuple(name, expression), { minLength: 1, maxLength: 3, selector: ([constant]) => constant })
  .map((all) =>
    all.map((values) =>
      pair('http://hl7.org/fhir/5.0/StructureDefinition/extension-StructureMap.const', ['name', 'value'], values)
    )
  )

const input = some({ name, mode: fc.constantFrom('source', 'target') }, { type })
const group = some(
  { name, input: list(input), rule: fc.array(rule, { maxLength: 3 }) },
  { extends: name, typeMode: fc.constantFrom('none', 'types', 'type-and-types'), documentation, extension: list(drop) }
)

const equivalence = fc.constantFrom(
  'relatedto',
  'equal',
  'equivalent',
  'disjoint',
  'wider',
  'subsumes',
  'narrower',
  'specializes',
  'inexact'
)
const mapping = fc.oneof(
  some({ equivalence, code: anyText }, { comment: line }),
  some({ equivalence: fc.constant('unmatched') }, { comment: line })
)
const element = fc.record({ code: anyText, target: list(mapping) })
const conceptMap = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('urn:s', 'urn:t', 'urn:u'), { minLength: 1, maxLength: 3 }),
    fc.uniqueArray(element, { minLength: 1, maxLength: 3, selector: ({ code }) => code }),
    some({}, { unmapped: fc.constant({ mode: 'provided' }) })
  )
  .map(([systems, codes, unmapped]) => ({
    resourceType: 'ConceptMap',
    status: 'draft',
    // A group whose codes have no target at all would have no target system in FML.
    group: systems.map((system) => ({
      source: system,
      target: 'urn:t',
      element: [
        { code: 'first one', target: [{ equivalence: 'equal', code: 'x' }] },
        ...codes.filter(({ code }) => code !== 'first one')
      ],
      ...unmapped
    }))
  }))

const map = some(
  {
    resourceType: fc.constant('StructureMap'),
    url,
    name: anyText,
    group: fc.uniqueArray(group, { minLength: 1, maxLength: 3, selector: (each) => (each as { name: string }).name })
  },
  {
    id: anyText,
    title: anyText,
    version: anyText,
    description: anyText,
    status: fc.constantFrom('draft', 'active', 'retired', 'unknown'),
    experimental: fc.boolean(),
    structure: list(
      some(
        { url, mode: fc.constantFrom('source', 'queried', 'target', 'produced') },
        { alias: name, documentation: line }
      )
    ),
    import: list(url),
    extension: constants,
    contained: fc
      .array(conceptMap, { minLength: 1, maxLength: 3 })
      .map((maps) => maps.map((each, index) => ({ id: `c-${index}`, ...each })))
  }
)

/** StructureMaps that FML can say, as JSON: with odd names, words of the language as names, and every kind of part. */
export const anyMap: fc.Arbitrary<unknown> = map.map((value) => JSON.parse(JSON.stringify(value)) as unknown)
