import { join } from 'node:path'
import { test } from 'tap'
import { loadDefinitions } from '../../../src/profile/definitions/load-definitions.ts'
import { createTerminology } from '../../../src/profile/terminology/create-terminology.ts'
import { LEFT_OUT_OF_R4 } from '../../../src/profile/terminology/systems-of-hl7.ts'
import { codeSystem, codesOf, definitionsOf, listeningScope, standardDefinitions } from './local-definitions.ts'

const FHIR = 'http://hl7.org/fhir'
const HL7 = 'http://terminology.hl7.org/CodeSystem'
const OWN = 'https://ggz-gateway.example/fhir'
const standard = createTerminology(standardDefinitions())

test('a code that a newer edition of a system of HL7 may have is a warning, and elsewhere an error', (t) => {
  const table: [string, unknown, string[]][] = [
    ['of version 3', { system: `${HL7}/v3-MaritalStatus`, code: 'ZQ' }, ['code-not-found']],
    ['of version 2', { system: `${HL7}/v2-0203`, code: 'ZQ' }, ['code-not-found']],
    [
      'of the edition at hand',
      { system: `${HL7}/v3-MaritalStatus`, code: 'ZQ', version: '2018-08-12' },
      ['code-unknown']
    ],
    ['of another edition', { system: `${HL7}/v3-MaritalStatus`, code: 'ZQ', version: '3.0.0' }, ['code-unchecked']],
    ['of R4 itself', { system: `${FHIR}/administrative-gender`, code: 'zq' }, ['code-unknown']],
    ['that exists', { system: `${HL7}/v3-MaritalStatus`, code: 'M' }, []]
  ]
  for (const [name, value, expected] of table) t.same(codesOf(standard.coding, value), expected, name)
  t.end()
})

test('a required binding refuses such a code all the same', (t) => {
  const check = standard.binding({ strength: 'required', valueSet: `${FHIR}/ValueSet/condition-clinical` })
  t.same(codesOf(check, { coding: [{ system: `${HL7}/condition-clinical`, code: 'zq' }] }), ['code-not-allowed'])
  t.end()
})

test('an address of HL7 where R4 has no code system is told', (t) => {
  const unknown = [
    ...[`${FHIR}/zq`, `${FHIR}/CodeSystem/zq`, `${FHIR}/v3/NullFlavor`, `${FHIR}/v2/0203`, `${FHIR}/v2/0360/2.7`],
    ...[`${HL7}/zq`, 'https://terminology.hl7.org/CodeSystem/v3-ActCode', 'https://hl7.org/fhir/request-intent']
  ]
  const others = [
    ...[`${FHIR}/sid/icpc-2`, `${FHIR}/us/core/CodeSystem/zq`, `${FHIR}/smart-app-launch/CodeSystem/zq`],
    ...[`${FHIR}/CodeSystem/summary`, ...LEFT_OUT_OF_R4, `${HL7}/v2-0360|2.7`, 'http://zq.example/fhir/zq']
  ]
  for (const system of unknown) t.same(codesOf(standard.coding, { system, code: 'x' }), ['system-unknown'], system)
  t.same(codesOf(standard.coding, { system: `${FHIR}/zq`, display: 'x' }), ['system-unknown'], 'without a code')
  for (const system of others) t.same(codesOf(standard.coding, { system, code: 'x' }), ['code-unchecked'], system)
  t.end()
})

test('it is told once for each system in a message', (t) => {
  const { scope, told } = listeningScope()
  for (const place of ['a', 'b']) standard.coding({ system: `${FHIR}/zq`, code: 'x' }, place, scope)
  standard.coding({ system: `${FHIR}/zz`, code: 'x' }, 'c', scope)
  t.same(
    told.map(({ expression, words }) => [expression, words]),
    [
      ['a.system', {}],
      ['c.system', {}]
    ]
  )
  t.end()
})

test('what is left out of the terminology is left out still, and nothing that is at hand', (t) => {
  const { codeSystem: find } = standardDefinitions()
  for (const system of LEFT_OUT_OF_R4) t.equal(find(system), undefined, system)
  t.end()
})

test('a part of SNOMED CT at hand does not make a code of another form one', (t) => {
  const part = codeSystem([{ code: '35489007' }], { url: 'http://snomed.info/sct', content: 'fragment' })
  const { coding } = createTerminology(definitionsOf([part], []))
  const system = 'http://snomed.info/sct'
  t.same(codesOf(coding, { system, code: '35489007' }), [])
  t.same(codesOf(coding, { system, code: '74732009' }), ['code-unchecked'])
  t.same(codesOf(coding, { system, code: '74732000' }), ['code-unknown'])
  t.end()
})

test("the gateway's own codes are held to its own code systems, and Dutch designations are displays", (t) => {
  const own = createTerminology(loadDefinitions(join(import.meta.dirname, '..', '..', '..', 'profiles'), []))
  const [form, kind] = [`${OWN}/CodeSystem/referral-form`, `${OWN}/CodeSystem/feedback-kind`]
  const table: [unknown, string[], string[]][] = [
    [{ system: form, code: 'unreferred', display: 'Care without referral' }, [], []],
    [{ system: form, code: 'unreferred', display: 'Zorg zonder verwijzing' }, [], []],
    [{ system: form, code: 'unreferred', display: 'zonder brief' }, [], []],
    [{ system: form, code: 'unreferred', display: 'Consultatie' }, ['display-differs'], []],
    [{ system: form, code: 'zq' }, ['unknown-code'], ['code-not-allowed']],
    [{ system: kind, code: 'status-notice', display: 'Wachtbericht' }, [], ['code-not-allowed']]
  ]
  const bound = own.binding({ strength: 'required', valueSet: `${OWN}/ValueSet/referral-form` })
  for (const [value, told, ofBinding] of table) {
    t.same(codesOf(own.coding, value), told, JSON.stringify(value))
    t.same(codesOf(bound, { coding: [value] }), ofBinding, JSON.stringify(value))
  }
  const kinds = own.binding({ strength: 'required', valueSet: `${OWN}/ValueSet/feedback-kind` })
  t.same(codesOf(kinds, { system: kind, code: 'status-notice', display: 'Wachtbericht' }), [])
  t.end()
})
