import type { Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { compileInvariant, KEYS_OF_NARRATIVE } from '../../../src/profile/invariants/compile-invariant.ts'
import type { Scope } from '../../../src/profile/scope.ts'

const contained: Resource = { resourceType: 'Practitioner', id: 'doctor', name: [{ family: 'Test' }] }
const patient: Resource = { resourceType: 'Patient', id: '1', gender: 'female', birthDate: '1990-01-01' }
const request: Resource = {
  resourceType: 'ServiceRequest',
  id: '1',
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/1' },
  requester: { reference: '#doctor' },
  contained: [contained]
}
const scope: Scope = {
  resource: request,
  root: request,
  graph: new Map([
    ['Patient/1', patient],
    ['urn:uuid:1', patient]
  ]),
  tell: () => undefined
}

const asked = (
  expression: string,
  at = 'ServiceRequest',
  value: unknown = request,
  around = scope
): boolean | undefined => compileInvariant({ constraint: { key: 'test-1', expression }, at })?.(value, around)

const answers: readonly (readonly [string, boolean | undefined])[] = [
  ["status = 'active'", true],
  ["status = 'draft'", false],
  // What gives nothing is broken.
  ["priority = 'stat' implies status = 'draft'", false],
  ['{}', false],
  ['priority', false],
  // One value that is no truth value is true; several cannot be evaluated.
  ['status', true],
  ['subject', true],
  ['status | intent', undefined],
  ['(status | intent).not()', undefined],
  ["subject.resolve().gender = 'female'", true],
  ['subject.resolve() is Patient', true],
  ['subject.resolve().is(Practitioner)', false],
  ['subject.resolve().ofType(Patient).birthDate < @2000-01-01', true],
  ['subject.resolve().birthDate.toString().length() = 10', true],
  ["requester.resolve().name.family = 'Test'", true],
  ["'#'.resolve() is ServiceRequest", true],
  ['%rootResource.contained.count() = 1', true],
  ["%context.status = 'active' and %resource.id = '1'", true],
  ["%ucum = 'http://unitsofmeasure.org' and %sct = 'http://snomed.info/sct' and %loinc.exists()", true],
  ["contained.trace('x', id).exists()", true],
  ['now() > @2020-01-01T00:00:00Z', true],
  ["status.matches('^act')", true],
  ["status.matchesFull('act')", false],
  ["code.memberOf('urn:v').empty()", true],
  ["status.memberOf('urn:v')", undefined],
  ['text.`div`.htmlChecks()', undefined],
  ['%nobody.exists()', undefined],
  ['status > 3', undefined]
]

for (const [expression, answer] of answers) {
  test(`${expression} is ${String(answer)}`, (t) => {
    t.equal(asked(expression), answer)
    t.end()
  })
}

test('what is not understood is refused when it is compiled', (t) => {
  const expressions = [
    'status = ',
    'statsu.exits()',
    "where(a).conformsTo('x')",
    'exists(a, b)',
    'status.where()',
    "a.matches('(')"
  ]
  for (const expression of expressions) {
    t.throws(() => compileInvariant({ constraint: { key: 'test-1', expression }, at: 'Task' }), expression)
  }
  t.end()
})

test('an invariant without an expression, and one of narrative, is left to others', (t) => {
  t.equal(compileInvariant({ constraint: { key: 'test-1' }, at: 'Task' }), undefined)
  for (const key of KEYS_OF_NARRATIVE) {
    t.equal(compileInvariant({ constraint: { key, expression: 'htmlChecks()' }, at: 'Narrative.div' }), undefined)
  }
  t.end()
})

test('a key of R4 with another expression is the rule that is written', (t) => {
  const constraint = { key: 'per-1', expression: 'end.exists()' }
  const invariant = compileInvariant({ constraint, at: 'Period' })

  t.equal(invariant?.({ start: '2026-03-17', end: '2026-03-16' }, scope), true)
  t.equal(invariant?.({ start: '2026-03-17' }, scope), false)
  t.end()
})

test('white space tells no rule apart', (t) => {
  const expression = 'start.hasValue().not()\n  or end.hasValue().not() or ( start<=end )'
  const invariant = compileInvariant({ constraint: { key: 'per-1', expression }, at: 'Period' })

  t.equal(invariant?.({ start: '2026', end: '2026-03' }, scope), true)
  t.end()
})

test('a value set is asked of the terminology, and one that it does not know is not passed off as checked', (t) => {
  const isMember = (valueSet: string, value: unknown): boolean | undefined =>
    valueSet === 'urn:v' ? value === 'active' : undefined
  const ask = (expression: string): boolean | undefined =>
    compileInvariant({ constraint: { key: 'test-1', expression }, at: 'ServiceRequest', terminology: { isMember } })?.(
      request,
      scope
    )

  t.equal(ask("status.memberOf('urn:v')"), true)
  t.equal(ask("intent.memberOf('urn:v')"), false)
  t.equal(ask("intent.memberOf('urn:w')"), undefined)
  t.equal(ask("iif(true, intent, status).memberOf('urn:v')"), false)
  t.end()
})

test('a reference in a contained resource may lead to the one that contains it', (t) => {
  const expression =
    "reference.startsWith('#').not() or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))"
  const invariant = compileInvariant({ constraint: { key: 'ref-1', expression }, at: 'Reference' })

  t.equal(invariant?.({ reference: '#' }, { ...scope, resource: contained }), true)
  t.equal(invariant?.({ reference: '#' }, scope), false)
  t.equal(invariant?.({ reference: '#doctor' }, scope), true)
  t.equal(invariant?.({ reference: '#other' }, scope), false)
  t.end()
})

const places: readonly (readonly [string, string, unknown, boolean])[] = [
  ['Patient.contact', "name.family = 'Test'", { name: { family: 'Test' } }, true],
  ['Patient.name', "given contains 'Tess'", { given: ['Tess', 'T.'] }, true],
  ['Patient.extension', "value = 'x'", { url: 'u', valueString: 'x' }, true],
  ['Extension', 'value is Quantity', { url: 'u', valueAge: { value: 1 } }, true],
  ['Extension', 'value.ofType(Quantity).value > 1', { url: 'u', valueQuantity: { value: 1.5 } }, true],
  ['Observation.value[x]', '$this.exists()', 'x', true],
  ['Composition.section.section', 'text.exists()', { text: {} }, true],
  ['string', "$this = 'x'", 'x', true],
  ['Patient.birthDate', '$this < @2000-01-01', '1990-01-01', true],
  ['Period', 'start < end', { start: '2026-03-16', end: '2026-03-17' }, true],
  ['Quantity', "value < 2 and code = 'g'", { value: 1.5, code: 'g' }, true]
]

for (const [at, expression, value, answer] of places) {
  test(`${expression} is ${String(answer)} of a ${at}`, (t) => {
    t.equal(asked(expression, at, value), answer)
    t.end()
  })
}

test('an element that is false is not taken for true', (t) => {
  const practitioner = { resourceType: 'Patient', deceasedBoolean: false, active: false, contact: [{}] }
  for (const expression of ['where(active)', 'exists(active)', 'active', 'select(active)']) {
    t.equal(asked(expression, 'Patient', practitioner), false, expression)
  }
  t.end()
})

test('an expression that never ends is given up', (t) => {
  for (const expression of ["'a'.repeat($this & 'a').exists()", 'status.repeat(%resource.status & $this).exists()']) {
    // Without its bound it would run until the memory is full, so coming back is what is tested.
    t.equal(asked(expression), undefined)
  }
  t.end()
})

test('a large message is not compared each with each', (t) => {
  const note = Array.from({ length: 20_000 }, (_, index) => ({ text: `note ${index}` }))
  const expressions = [
    'note.distinct().count() > 1',
    'note.repeat(children()).exists()',
    '%resource.descendants().isDistinct()'
  ]
  for (const expression of expressions) {
    const large = { ...request, note }
    const start = process.cpuUsage().user
    t.equal(asked(expression, 'ServiceRequest', large, { ...scope, resource: large, root: large }), undefined)
    // Each with each would be 200 million comparisons.
    t.ok(process.cpuUsage().user - start < 5_000_000)
  }
  t.end()
})

test('what is evaluated is not changed', (t) => {
  const before = JSON.stringify(request)
  const frozen = Object.freeze(structuredClone(request))

  t.equal(asked('subject', 'ServiceRequest', frozen, { ...scope, resource: frozen, root: frozen }), true)
  t.equal(JSON.stringify(request), before)
  t.end()
})
