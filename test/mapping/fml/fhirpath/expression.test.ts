import { test } from 'tap'
import { SourceNode } from '../../../../src/mapping/fml/run/source-node.ts'
import { compiled, item, patient, shown, typed } from './evaluate.ts'

/** Expression on the patient, whether closures evaluate it, and the values with their types. */
const rows: readonly (readonly [string, 'native' | 'library', ...string[]])[] = [
  ['name.given', 'native', 'string "Anna"', 'string "Bea"', 'string "An"'],
  ['Patient.name.family', 'native', 'string "Proef"'],
  ['id', 'native', 'id "test-patient"'],
  ['gender', 'native', 'code "female"'],
  ['gender.value', 'native', 'code "female"'],
  ['birthDate', 'native', 'date "1980-02-29"'],
  ["birthDate.extension('urn:birth-time').value", 'native', 'dateTime "1980-02-29T10:00:00+01:00"'],
  ["extension('urn:text').value", 'native', 'string "words"'],
  ["extension('urn:text').valueString", 'native', 'string "words"'],
  ["extension('urn:count').value.value", 'native', 'integer 3'],
  ["extension('urn:count').value = 3", 'native', 'boolean true'],
  ['extension.value.ofType(string)', 'native', 'string "words"'],
  ['multipleBirth', 'native', 'integer 2'],
  ['multipleBirth is integer', 'native', 'boolean true'],
  ['contact.name.family', 'native', 'string "Naaste"'],
  ['contact is BackboneElement', 'native', 'boolean true'],
  ["name.where(use = 'usual').given", 'native', 'string "An"'],
  ["name.exists(use = 'old')", 'native', 'boolean false'],
  ['name.all(given.exists())', 'native', 'boolean true'],
  ['name[1].given', 'native', 'string "An"'],
  ['name.first().given.last()', 'native', 'string "Bea"'],
  ['name.count()', 'native', 'integer 2'],
  ["gender in ('male' | 'female')", 'native', 'boolean true'],
  ["gender in ('male')", 'native', 'boolean false'],
  ["('male' | 'female') contains gender", 'native', 'boolean true'],
  ['deceased = true', 'native'],
  ["gender != 'male'", 'native', 'boolean true'],
  ["gender = 'female' and deceased", 'native'],
  ["gender = 'male' and deceased", 'native', 'boolean false'],
  ["gender = 'female' or deceased", 'native', 'boolean true'],
  ['active.not()', 'native', 'boolean true'],
  ['active implies deceased', 'native', 'boolean true'],
  ['active xor true', 'native', 'boolean true'],
  ["iif(gender = 'male', 'M', 'V')", 'native', 'string "V"'],
  ["gender & '/' & deceased", 'native', 'string "female/"'],
  ["gender + '/' + deceased", 'native'],
  ["gender.startsWith('fem') and gender.endsWith('ale') and gender.contains('ema')", 'native', 'boolean true'],
  ['multipleBirth > 1.5', 'native', 'boolean true'],
  ["gender < 'g'", 'native', 'boolean true'],
  ['0.1 = 0.1', 'native', 'boolean true'],
  ["conformsTo('http://hl7.org/fhir/StructureDefinition/DomainResource')", 'native', 'boolean true'],
  ["conformsTo('http://hl7.org/fhir/StructureDefinition/Observation')", 'native', 'boolean false'],
  ['{}', 'native'],
  ["'it\\'s \\u00e9\\n'", 'native', 'string "it\'s é\\n"'],
  ['-3', 'native', 'integer -3'],
  [`"it's \\"so\\"" & '"'`, 'native', 'string "it\'s \\"so\\"\\""'],
  [`"a'b".upper()`, 'library', 'string "A\'B"'],
  ['%sct', 'native', 'string "http://snomed.info/sct"'],
  ['%`vs-languages`', 'native', 'string "http://hl7.org/fhir/ValueSet/languages"'],
  // A date is not the text that it is written as: http://hl7.org/fhirpath/#equals
  ["birthDate = '1980-02-29'", 'native', 'boolean false'],
  ['birthDate = @1980-02-29', 'library', 'boolean true'],
  ['birthDate > @1980', 'library'],
  ['birthDate > @1979', 'library', 'boolean true'],
  ["extension('urn:weight').value > 60 'kg'", 'library', 'boolean true'],
  ["extension('urn:weight').value = extension('urn:weight').value", 'native', 'boolean true'],
  ['name = name', 'native', 'boolean true'],
  [
    'name | name',
    'native',
    ...['{"use":"official","family":"Proef","given":["Anna","Bea"]}', '{"use":"usual","given":["An"]}'].map(
      (one) => `HumanName ${one}`
    )
  ],
  ['gender.upper()', 'library', 'string "FEMALE"'],
  ["gender.select(value & '!')", 'native', 'string "female!"'],
  ['1.0', 'library', 'decimal 1'],
  ['1 + 0.5', 'native', 'decimal 1.5'],
  ['2 * 3', 'library', 'integer 6'],
  ["70 'kg'", 'library', 'Quantity {"value":70,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}'],
  ['2 weeks', 'library', 'Quantity {"value":2,"unit":"wk","system":"http://unitsofmeasure.org","code":"wk"}'],
  ['@T10:30', 'library', 'time "10:30"'],
  ["name.where(use = 'usual').select(given)", 'native', 'string "An"'],
  ['contact.select($this)', 'native', 'Patient.contact {"name":{"family":"Naaste"}}'],
  ['select(id)', 'native', 'id "test-patient"'],
  ['resourceType', 'library', 'string "Patient"'],
  ['%resource.id', 'library', 'id "test-patient"'],
  ['%context.id', 'library', 'id "test-patient"'],
  // The library alone keeps what is not active.
  ['skip(0).where(active).count()', 'library', 'integer 0'],
  ["defineVariable('n', name.first()).select(%n.family)", 'library', 'string "Proef"'],
  ["trace('told', name).id", 'library', 'id "test-patient"']
]

for (const [text, way, ...expected] of rows) {
  test(`${text} gives ${expected.join(', ') || 'nothing'}`, (t) => {
    const expression = compiled(text)

    const results = expression.evaluate(patient, [])

    t.same(shown(results), expected)
    t.equal(expression.isNative, way === 'native')
    t.end()
  })
}

test('a test is true of true and of one value that is no boolean, and of nothing else', (t) => {
  const outcomes = ['true', 'false', '{}', "'words'", 'active', 'gender', 'birthDate < @1990', 'deceased'].map((text) =>
    compiled(text).test(patient, [])
  )

  t.same(outcomes, [true, false, false, true, false, true, true, false])
  t.end()
})

test('.value of a primitive is the primitive, natively and with the library', (t) => {
  const texts = [
    "linkId.value in ('patient.sex')",
    "linkId.value.lower() = 'patient.sex'",
    "answer.value.value.lower() = 'female'"
  ]

  t.same(
    texts.map((text) => compiled(text).test(item, [])),
    [true, true, true]
  )
  t.same(
    texts.map((text) => compiled(text).isNative),
    [true, false, false]
  )
  t.end()
})

test('elements of a recursive structure keep their types', (t) => {
  const texts = ['item.answer.value', 'item.answer.select(value)', 'item', 'select(item)']

  const types = texts.map((text) =>
    compiled(text)
      .evaluate(item, [])
      .map(({ type }) => type.name)
  )

  t.same(types, [['Coding'], ['Coding'], ['QuestionnaireResponse.item'], ['QuestionnaireResponse.item']])
  t.end()
})

test('a resource in a resource has its own type', (t) => {
  const bundle = typed('Bundle', {
    resourceType: 'Bundle',
    entry: [{ resource: patient.value }, { resource: { resourceType: 'Unheard' } }]
  })

  const types = ['entry.resource', 'entry.select(resource)'].map((text) =>
    compiled(text)
      .evaluate(bundle, [])
      .map(({ type }) => type.name)
  )

  t.same(types[0], ['Patient', 'Resource'])
  t.equal(types[1]?.[0], 'Patient')
  t.end()
})

test('primitives keep their partners, and one without a value is there', (t) => {
  const value = {
    resourceType: 'Patient',
    _active: { id: 'a' },
    name: [{ given: [null, 'B'], _given: [{ id: 'g' }, null] }]
  }
  const focus = typed('Patient', value)

  const [active] = compiled('active').evaluate(focus, [])
  const given = compiled('name.given').evaluate(focus, [])

  t.same([active?.value, active?.partner], [undefined, { id: 'a' }])
  t.same(
    given.map((one) => [one.value, one.partner]),
    [
      [null, { id: 'g' }],
      ['B', undefined]
    ]
  )
  t.same(shown(compiled('name.given.value').evaluate(focus, [])), ['string "B"'])
  t.same(shown(compiled('name.given.id').evaluate(focus, [])), ['string "g"'])
  t.equal(compiled('active').test(focus, []), false)
  t.end()
})

test('a value that an expression only passes on is the same value, with its way to the source', (t) => {
  const node = new SourceNode(patient.value, patient.type, undefined, {
    parent: undefined,
    property: 'Patient',
    index: -1
  })

  t.equal(compiled('$this').evaluate(node, [])[0], node)
  t.equal(compiled('p', ['p']).evaluate(undefined, [node])[0], node)
  t.equal(compiled("p.trace('x')", ['p']).evaluate(undefined, [node])[0], node)
  t.end()
})

test('%resource is the resource around the focus, and %rootResource the one that contains it', (t) => {
  const root = new SourceNode({ resourceType: 'Patient', id: 'outer' }, patient.type, undefined, {
    parent: undefined,
    property: 'Patient',
    index: -1
  })
  const inner = new SourceNode(patient.value, patient.type, undefined, {
    parent: root,
    property: 'contained',
    index: 0
  })
  const name = new SourceNode({ family: 'Proef' }, typed('HumanName', {}).type, undefined, {
    parent: inner,
    property: 'name',
    index: 0
  })

  t.same(shown(compiled('%resource.id | %rootResource.id').evaluate(name, [])), ['id "test-patient"', 'id "outer"'])
  t.end()
})

test('content is neither copied nor written to', (t) => {
  const name = Object.freeze({ family: 'Proef' })
  const focus = typed('Patient', Object.freeze({ resourceType: 'Patient', name: Object.freeze([name]) }))

  const results = ['name', 'select(name)'].map((text) => compiled(text).evaluate(focus, [])[0]?.value)

  t.equal(results[0], name)
  t.equal(results[1], name)
  t.end()
})

test('dates can be reckoned with', (t) => {
  const frame = [typed('date', '2024-02-27'), typed('dateTime', '2024-02-27T23:30:00+01:00')]
  const texts = ['%d + 5 days', '%d - 1 month', '%d + 1 year', '%t - 5 days', '%t + 90 minutes']

  const results = texts.flatMap((text) => shown(compiled(text, ['d', 't']).evaluate(undefined, frame)))

  t.same(results, [
    'date "2024-03-03"',
    'date "2024-01-27"',
    'date "2025-02-27"',
    'dateTime "2024-02-22T23:30:00+01:00"',
    'dateTime "2024-02-28T01:00:00+01:00"'
  ])
  t.end()
})
