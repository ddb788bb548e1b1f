import { test } from 'tap'
import { compiled, faultCode, item, patient, shown, typed } from './evaluate.ts'

test('a variable in scope is meant by its bare name at the start of a path, in arguments too', (t) => {
  const names = ['item', 'code']
  const frame = [item, typed('code', 'patient.sex')]
  for (const [text, expected] of [
    ['item.answer.valueString', ['string "female"']],
    ['(item.answer.valueString)', ['string "female"']],
    ['item.where(linkId = code).linkId', ['string "patient.sex"']],
    ['item.where(linkId.lower() = code).linkId', ['string "patient.sex"']],
    ['item.item.linkId', ['string "inner"']],
    ['item.select(item.linkId)', ['string "patient.sex"']],
    ['item.select($this.item.linkId)', ['string "inner"']],
    ['%item.item.answer.value.code', ['code "f"']],
    ['%item.item.answer.value.select(code)', ['code "patient.sex"']],
    ['%`item`.linkId', ['string "patient.sex"']],
    ["%'item'.linkId.upper()", ['string "PATIENT.SEX"']],
    ['% item . linkId', ['string "patient.sex"']]
  ] as const) {
    t.same(shown(compiled(text, names).evaluate(patient, frame)), expected, text)
  }
  t.end()
})

test('a name that is no variable is an element of the focus, and a call is never a variable', (t) => {
  const frame = [patient]

  t.equal(compiled("linkId = 'patient.sex'", ['item']).test(item, frame), true)
  t.same(shown(compiled('name.exists()', ['exists']).evaluate(patient, frame)), ['boolean true'])
  t.same(shown(compiled('exists()', ['exists']).evaluate(patient, frame)), ['boolean true'])
  t.same(shown(compiled('gender.is(code) and gender.lower().is(String)', ['code']).evaluate(patient, frame)), [
    'boolean true'
  ])
  t.end()
})

test('names on later lines, in comments and in texts are told apart', (t) => {
  const text = "/* src */ 'src' & // src\n  src.gender.upper() &\n 'src' &\n  `src`.id"

  t.same(shown(compiled(text, ['src']).evaluate(undefined, [patient])), ['string "srcFEMALEsrctest-patient"'])
  t.end()
})

test('a variable without a value is empty', (t) => {
  t.same(compiled('src.gender', ['src']).evaluate(undefined, []), [])
  t.same(compiled('src.gender.upper()', ['src']).evaluate(undefined, []), [])
  t.end()
})

test('a constant is the expression that it stands for', (t) => {
  const constants = new Map([
    ['system', "'urn:' & %rest"],
    ['rest', "'test'"],
    ['female', "gender.value = 'female'"],
    ['loop', '%round'],
    ['round', '%loop']
  ])

  t.same(shown(compiled('%system', [], { constants }).evaluate(undefined, [])), ['string "urn:test"'])
  t.same(shown(compiled('%system.upper()', [], { constants }).evaluate(undefined, [])), ['string "URN:TEST"'])
  t.same(shown(compiled("%female and gender.upper() = 'FEMALE'", [], { constants }).evaluate(patient, [])), [
    'boolean true'
  ])
  t.equal(
    faultCode(() => compiled('%loop', [], { constants })),
    'recursion'
  )
  t.end()
})

test("a map cannot give FHIRPath's own names another meaning unseen", (t) => {
  t.equal(
    faultCode(() => compiled('%resource.id', ['resource'])),
    'wrong-use'
  )
  t.same(shown(compiled('resource.id', ['resource']).evaluate(undefined, [patient])), ['id "test-patient"'])
  t.end()
})

test('host functions work natively and with the library, with the type that they declare', (t) => {
  const functions = {
    initials: {
      type: 'string',
      call: (input: readonly unknown[], end: unknown) => input.map((one) => String(one).charAt(0) + String(end))
    },
    coded: { type: 'Coding', call: () => ({ system: 'urn:test', code: 'a' }) },
    resolve: { type: 'Resource', call: () => patient.value },
    nothing: { type: 'string', call: () => undefined }
  }
  const reference = typed('Reference', { reference: 'Patient/test-patient' })
  for (const [text, isNative, expected] of [
    ["name.given.initials('.')", true, ['string "A."', 'string "B."', 'string "A."']],
    ["name.given.initials('.').first().lower()", false, ['string "a."']],
    ['name.given.initials(deceased)', true, []],
    ['coded().code', true, ['code "a"']],
    ['coded().skip(0).code', false, ['code "a"']],
    ['coded().select(code)', true, ['code "a"']],
    ['nothing()', true, []]
  ] as const) {
    const expression = compiled(text, [], { functions })
    t.same(shown(expression.evaluate(patient, [])), expected, text)
    t.equal(expression.isNative, isNative)
  }
  t.same(shown(compiled('resolve().gender', [], { functions }).evaluate(reference, [])), ['code "female"'])
  t.same(
    shown(compiled('skip(0).select(resolve()).ofType(Patient).gender', [], { functions }).evaluate(reference, [])),
    ['code "female"']
  )
  t.equal(
    faultCode(() => compiled('name.given.initials(name.given)', [], { functions }).evaluate(patient, [])),
    'too-many'
  )
  t.end()
})
