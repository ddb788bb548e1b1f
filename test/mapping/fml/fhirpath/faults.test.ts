import { test } from 'tap'
import { compiled, faultCode, faultMessage, patient, typed } from './evaluate.ts'

/** Expressions that no content can make right. */
const compileFaults: readonly (readonly [string, string])[] = [
  ['gender = ', 'syntax'],
  ["gender = 'open", 'syntax'],
  ['gender == 1', 'syntax'],
  ['%missing', 'unknown-name'],
  ['genderr()', 'unknown-name'],
  ['name.whree(use)', 'unknown-name'],
  ['name.where()', 'wrong-use'],
  ["gender.startsWith('a', 'b')", 'wrong-use'],
  ['managingOrganization.resolve()', 'wrong-use'],
  ["gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", 'wrong-use'],
  ["conformsTo('http://example.org/StructureDefinition/Profile')", 'wrong-use'],
  ["select(conformsTo('http://example.org/StructureDefinition/Profile'))", 'wrong-use'],
  ['today() > birthDate', 'wrong-use'],
  ['now().exists()', 'wrong-use'],
  ['gender is Cod', 'unknown-type'],
  ['name.ofType(FHIR.Patient.contact)', 'unknown-type'],
  ['gender is Other.code', 'unknown-type'],
  ['('.repeat(101) + 'id' + ')'.repeat(101), 'limit'],
  ['-'.repeat(5000) + '1', 'limit'],
  [`'${'x'.repeat(10_000)}'`, 'limit'],
  [`id${'.id'.repeat(2000)}`, 'limit']
]

for (const [text, code] of compileFaults) {
  test(`${text.slice(0, 60)} is a fault when it is compiled: ${code}`, (t) => {
    t.equal(
      faultCode(() => compiled(text)),
      code
    )
    t.end()
  })
}

test('a syntax fault says where', (t) => {
  t.equal(
    faultMessage(() => compiled('id = * 2')),
    "FHIRPath, column 6: extraneous input '*'"
  )
  t.match(
    faultMessage(() => compiled('id =\n  ^')),
    /^FHIRPath, line 2, column 3: /
  )
  t.end()
})

test('brackets up to the limit are read', (t) => {
  t.equal(compiled(`${'('.repeat(100)}active${')'.repeat(100)}`).test(patient, []), false)
  t.end()
})

/** Expressions that this content makes wrong. */
const evaluateFaults: readonly (readonly [string, string])[] = [
  ["name.given = 'Anna' and name.given", 'too-many'],
  ["name.given + 'x'", 'too-many'],
  ["name.given & 'x'", 'too-many'],
  ["name.given > 'x'", 'too-many'],
  ["name.given in ('Anna')", 'too-many'],
  ["name.given.startsWith('A')", 'too-many'],
  ['name.given.upper()', 'too-many'],
  ['name.given.not()', 'too-many'],
  ['name.where(given)', 'too-many'],
  ['name.select($this).where(given)', 'too-many'],
  ["iif(name.given, 'a', 'b')", 'too-many'],
  ['name is HumanName', 'too-many'],
  ['name.as(HumanName)', 'too-many'],
  ['name.single()', 'too-many'],
  ['gender > 1', 'wrong-value'],
  ['active + 1', 'wrong-value'],
  ['gender & 1', 'wrong-value'],
  ["name.first().startsWith('A')", 'wrong-value'],
  ['type()', 'wrong-value']
]

for (const [text, code] of evaluateFaults) {
  test(`${text} is a fault when it is evaluated: ${code}`, (t) => {
    const expression = compiled(text)

    t.equal(
      faultCode(() => expression.evaluate(patient, [])),
      code
    )
    t.end()
  })
}

test('a condition of several values is a fault', (t) => {
  t.equal(
    faultCode(() => compiled('name.given').test(patient, [])),
    'too-many'
  )
  t.equal(
    faultCode(() => compiled('name.select(given)').test(patient, [])),
    'too-many'
  )
  t.end()
})

test('no message quotes content, and nothing is printed', (t) => {
  const printed = t.capture(console, 'log')
  const warned = t.capture(console, 'warn')
  const secret = typed('Patient', {
    resourceType: 'Patient',
    gender: 'geheim',
    name: [{ given: ['geheim', 'geheim'], family: 'geheim' }]
  })
  const texts = [
    'type()',
    "name.given.trace('x').upper()",
    'gender > 1',
    'name.given.single()',
    'gender + 1 day',
    'name & 1',
    'name.family.toQuantity() > 1',
    'name.sort(given)',
    'gender.toDecimal() + gender',
    'gender.power(2)',
    'gender.round(gender)'
  ]

  for (const text of texts) t.notMatch(faultMessage(() => compiled(text).evaluate(secret, [])) ?? '', /geheim/, text)

  t.same([printed(), warned()], [[], []])
  t.end()
})
