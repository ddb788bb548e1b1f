import { test } from 'tap'
import fc from 'fast-check'
import type { Extension } from '@medplum/fhirtypes'
import { isForSomeUses } from '../../../src/profile/terminology/additional-bindings.ts'
import { createTerminology } from '../../../src/profile/terminology/create-terminology.ts'
import {
  ABSENT,
  codeSystem,
  codesOf,
  definitionsOf,
  listeningScope,
  OTHER,
  SET,
  standardDefinitions,
  SYSTEM,
  toldOf,
  valueSet
} from './local-definitions.ts'

const COLOURS = codeSystem([
  { code: 'red', display: 'Red', designation: [{ language: 'nl', value: 'Rood' }] },
  { code: 'blue', display: 'Dark  blue' },
  { code: 'bare' }
])
const MIXED = 'http://test.example/mixed'
const local = createTerminology(
  definitionsOf(
    [COLOURS, codeSystem([{ code: 'part' }], { url: OTHER, content: 'fragment' })],
    [
      valueSet({ include: [{ system: SYSTEM, concept: [{ code: 'red' }] }] }),
      valueSet({ include: [{ system: ABSENT }, { system: SYSTEM, concept: [{ code: 'red' }] }] }, { url: MIXED })
    ]
  )
)
const red = { system: SYSTEM, code: 'red' }
const blue = { system: SYSTEM, code: 'blue' }
const bare = { system: SYSTEM, code: 'bare' }
const absent = { system: ABSENT, code: 'zq-9' }

test('a binding tells what its strength asks of each kind of value', (t) => {
  const table: [string, 'required' | 'extensible', string, unknown, string[]][] = [
    ['a code of the set', 'required', SET, 'red', []],
    ['a code outside it', 'required', SET, 'blue', ['code-not-allowed']],
    ['a code outside it', 'extensible', SET, 'blue', ['code-outside']],
    ['a Coding of the set', 'required', SET, red, []],
    ['a Coding outside it', 'required', SET, blue, ['code-not-allowed']],
    ['a Coding without its system', 'required', SET, { code: 'red' }, ['code-not-allowed']],
    ['a Coding without a code', 'required', SET, { system: SYSTEM }, ['code-not-allowed']],
    ['a Coding without a code', 'extensible', SET, { display: 'Red' }, []],
    ['one coding of two in the set', 'required', SET, { coding: [blue, red] }, []],
    ['no coding in the set', 'required', SET, { coding: [blue, absent] }, ['code-not-allowed']],
    ['no coding in the set', 'extensible', SET, { coding: [blue, absent] }, ['code-outside']],
    ['text only', 'required', SET, { text: 'Red' }, ['code-not-allowed']],
    ['text only', 'extensible', SET, { text: 'Red' }, []],
    ['a Quantity outside it', 'required', SET, { value: 1, ...blue }, ['code-not-allowed']],
    ['a Quantity of the set', 'required', SET, { value: 1, ...red }, []],
    ['a Quantity without a code', 'extensible', SET, { value: 1, unit: 'x' }, []],
    ['a coding that cannot be judged', 'required', MIXED, absent, ['code-unchecked']],
    ['a coding that cannot be judged', 'extensible', MIXED, { coding: [blue, absent] }, ['code-unchecked']],
    ['a code that cannot be judged', 'required', MIXED, 'blue', ['code-unchecked']],
    ['a value set that is absent', 'required', ABSENT, red, ['code-unchecked']],
    ['only an extension', 'required', SET, undefined, ['code-not-allowed']],
    ['only an extension', 'extensible', SET, undefined, []],
    ['a value that is nothing coded', 'required', SET, 12, ['code-not-allowed']]
  ]
  for (const [name, strength, set, value, expected] of table) {
    const check = local.binding({ strength, valueSet: set }, { id: 'Basic.code' })
    t.same(codesOf(check, value), expected, `${name}, ${strength}`)
  }
  t.end()
})

test('a binding that asks nothing, or stands on a type without codes, has no check', (t) => {
  const element = { id: 'Basic.code' }
  t.equal(local.binding({ strength: 'preferred', valueSet: SET }, element), undefined)
  t.equal(local.binding({ strength: 'example', valueSet: SET }, element), undefined)
  t.equal(local.binding({ strength: 'required' }, element), undefined)
  t.equal(local.binding({ strength: 'required', valueSet: SET }, { id: 'Basic.x', type: 'dateTime' }), undefined)
  t.end()
})

test('a largest value set binds as required does, beside the binding itself', (t) => {
  const url = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet'
  const extension = [{ url, valueCanonical: SET }]
  const alone = local.binding({ strength: 'preferred', valueSet: MIXED, extension }, { id: 'Basic.code' })
  const both = local.binding({ strength: 'extensible', valueSet: SET, extension }, { id: 'Basic.code' })
  t.same(codesOf(alone, blue), ['code-not-allowed'])
  t.same(codesOf(alone, red), [])
  t.same(codesOf(both, blue), ['code-outside', 'code-not-allowed'])
  t.end()
})

test('a largest value set bounds the unit of a Quantity and asks for none', (t) => {
  const url = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet'
  const binding = { strength: 'extensible', valueSet: SET, extension: [{ url, valueCanonical: SET }] } as const
  const check = local.binding({ ...binding, extension: [...binding.extension] }, { id: 'Basic.x', type: 'Duration' })
  t.same(codesOf(check, { value: 3, unit: 'weeks' }), [])
  t.same(codesOf(check, { value: 3, ...blue }), ['code-outside', 'code-not-allowed'])
  t.end()
})

test('an additional binding binds as its purpose says, where it is for every use', (t) => {
  const url = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.binding.additional'
  const codes = (purpose: string, more: readonly Extension[], value: unknown): readonly string[] => {
    const parts = [{ url: 'purpose', valueCode: purpose }, { url: 'valueSet', valueCanonical: SET }, ...more]
    const extension = [{ url, extension: parts }]
    return codesOf(local.binding({ strength: 'example', valueSet: MIXED, extension }, { id: 'Basic.code' }), value)
  }
  t.same(codes('required', [], red), [])
  t.same(codes('required', [], blue), ['code-not-allowed'])
  t.same(codes('required', [], { text: 'Blue' }), ['code-not-allowed'])
  t.same(codes('maximum', [], { text: 'Blue' }), [])
  t.same(codes('maximum', [], blue), ['code-not-allowed'])
  t.same(codes('extensible', [], blue), ['code-outside'])
  t.same(codes('starter', [], blue), [])
  const usage = { url: 'usage', valueUsageContext: { code: { code: 'venue' }, valueCodeableConcept: {} } }
  t.same(codes('required', [usage], blue), [])
  t.ok(isForSomeUses({ extension: [{ url, extension: [usage] }] }))
  t.notOk(
    isForSomeUses({
      extension: [
        { url, extension: [] },
        { url: 'https://other.example', extension: [usage] }
      ]
    })
  )
  t.end()
})

test('an issue of a binding names the value set, the element and the place', (t) => {
  const check = local.binding({ strength: 'required', valueSet: SET }, { id: 'Basic.code' })
  t.same(toldOf(check, blue), [
    {
      code: 'code-not-allowed',
      words: { valueSet: `Test set (${SET})` },
      expression: 'Basic.code',
      rule: { canonical: `${SET}|2`, id: 'Basic.code' }
    }
  ])
  t.end()
})

test('a Coding is looked up in its system wherever it stands', (t) => {
  const table: [string, unknown, string[]][] = [
    ['a code with its display', { ...red, display: 'Red' }, []],
    ['a display in other case and spacing', { ...blue, display: ' dark BLUE' }, []],
    ['a designation in another language', { ...red, display: 'rood' }, []],
    ['a display in a language that the system has not', { ...blue, display: 'Donkerblauw' }, []],
    ['the display of another code', { ...red, display: 'DARK blue' }, ['display-differs']],
    ['a translation of another code', { ...blue, display: 'rood' }, ['display-differs']],
    ['a display of another code where this one has none', { ...bare, display: 'Red' }, ['display-differs']],
    ['a display of a concept that has none', { ...bare, display: 'Anything' }, []],
    ['a code that does not exist', { system: SYSTEM, code: 'zq' }, ['code-unknown']],
    ['one in another case', { system: SYSTEM, code: 'RED' }, ['code-unknown']],
    ['one of another version', { system: SYSTEM, code: 'zq', version: '7' }, ['code-unchecked']],
    ['one of the same version', { system: SYSTEM, code: 'zq', version: '1' }, ['code-unknown']],
    ['a code of a fragment', { system: OTHER, code: 'part' }, []],
    ['a code not in a fragment', { system: OTHER, code: 'zq' }, ['code-unchecked']],
    ['a system that is not at hand', absent, ['code-unchecked']],
    ['no code', { system: ABSENT, display: 'Red' }, []],
    ['no system', { code: 'red' }, ['code-unchecked']],
    ['text only', { display: 'Red' }, []],
    ['a value set as system', { system: SET, code: 'red' }, ['code-unknown']],
    ['a value set of HL7 as system', { system: 'http://hl7.org/fhir/ValueSet/zq', code: 'x' }, ['code-unknown']],
    ['a relative system, which the check of addresses tells', { system: 'system/colours', code: 'red' }, []],
    ['a system with its version in it', { system: `${SYSTEM}|1`, code: 'red' }, ['code-unchecked']],
    ['a media type', { system: 'urn:ietf:bcp:13', code: 'text/plain' }, []],
    ['no media type', { system: 'urn:ietf:bcp:13', code: 'plain' }, ['code-unknown']]
  ]
  for (const [name, value, expected] of table) t.same(codesOf(local.coding, value), expected, name)
  t.end()
})

test('a system that is not at hand is told once for each message, by its name where everybody knows it', (t) => {
  const { scope, told } = listeningScope()
  const snomed = 'http://snomed.info/sct'
  for (const code of ['35489007', '74732009'])
    local.coding({ system: snomed, code }, `Basic.code.coding[${code}]`, scope)
  local.coding(absent, 'Basic.code', scope)
  t.same(
    told.map(({ words }) => words),
    [{ system: snomed }, { system: 'that system', systemNl: 'dat systeem' }]
  )
  t.equal(toldOf(local.coding, absent).length, 1, 'another message is told again')
  t.end()
})

test('whether a value is a member is yes, no, or not to be said', (t) => {
  t.equal(local.isMember(SET, 'red'), true)
  t.equal(local.isMember(SET, red), true)
  t.equal(local.isMember(SET, { coding: [blue] }), false)
  t.equal(local.isMember(SET, { text: 'Red' }), false)
  t.equal(local.isMember(MIXED, { coding: [absent] }), undefined)
  t.equal(local.isMember(ABSENT, red), undefined)
  t.end()
})

const V3 = 'http://terminology.hl7.org/CodeSystem/v3-'
const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical'

test('the value sets of R4 answer as the standard has it', (t) => {
  const standard = createTerminology(standardDefinitions())
  const set = (name: string): string => `http://hl7.org/fhir/ValueSet/${name}`
  const table: [string, unknown, boolean | undefined][] = [
    [set('condition-clinical'), { coding: [{ system: CLINICAL, code: 'remission' }] }, true],
    [`${set('condition-clinical')}|4.0.1`, { system: CLINICAL, code: 'zq' }, false],
    [set('observation-status'), 'final', true],
    [set('observation-status'), 'ready', false],
    [set('request-status'), 'active', true],
    [
      'http://terminology.hl7.org/ValueSet/v3-ParticipationMode',
      { system: `${V3}ParticipationMode`, code: 'PHONE' },
      true
    ],
    ['http://terminology.hl7.org/ValueSet/v3-PurposeOfUse', { system: `${V3}ActReason`, code: 'TREAT' }, true],
    ['http://terminology.hl7.org/ValueSet/v3-PurposeOfUse', { system: `${V3}ActReason`, code: 'PurposeOfUse' }, true],
    ['http://terminology.hl7.org/ValueSet/v3-PurposeOfUse', { system: `${V3}ActReason`, code: 'MARKT' }, false],
    [set('identifier-type'), { system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'pi' }, undefined],
    [set('mimetypes'), 'application/pdf', true],
    [set('all-languages'), 'nl-NL', true],
    [set('condition-code'), { system: 'http://snomed.info/sct', code: '35489007' }, undefined],
    [set('units-of-time'), 'wk', true],
    [set('units-of-time'), 'fortnight', false]
  ]
  for (const [url, value, expected] of table) {
    const name = `${url} ${JSON.stringify(value)}`
    if (url.endsWith('identifier-type')) t.not(standard.isMember(url, value), undefined, name)
    else t.equal(standard.isMember(url, value), expected, name)
  }
  t.same(codesOf(standard.coding, { system: CLINICAL, code: 'active', display: 'ACTIVE' }), [])
  t.same(codesOf(standard.coding, { system: CLINICAL, code: 'actief' }), ['code-not-found'])
  t.end()
})

test('no issue repeats a value of the message', (t) => {
  const text = fc.stringMatching(/^zq[0-9a-z:/|#. ]{2,30}$/)
  const system = fc.oneof(
    text,
    fc.constantFrom(SYSTEM, OTHER),
    text.map((one) => `http://${one}`),
    text.map((one) => `http://hl7.org/fhir/ValueSet/${one}`)
  )
  const coding = fc.record({ system, code: text, display: text, version: text }, { requiredKeys: [] })
  const value = fc.oneof(
    text,
    coding,
    fc.record({ coding: fc.array(coding, { maxLength: 4 }), text }, { requiredKeys: [] })
  )
  const strength = fc.constantFrom('required' as const, 'extensible' as const)
  fc.assert(
    fc.property(value, strength, fc.constantFrom(SET, MIXED, ABSENT), (one, by, set) => {
      const { scope, told } = listeningScope()
      local.binding({ strength: by, valueSet: set }, { id: 'Basic.code' })?.(one, 'Basic.code', scope)
      for (const inner of codingsIn(one)) local.coding(inner, 'Basic.code.coding', scope)
      return !JSON.stringify(told).includes('zq')
    }),
    { numRuns: 500 }
  )
  t.end()
})

function codingsIn(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return 'coding' in value && Array.isArray(value.coding) ? (value.coding as unknown[]) : [value]
}
