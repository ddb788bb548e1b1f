import type { ElementDefinition, Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { decimal } from '../../../src/fhir/decimal.ts'
import { code, member } from './probe-example.ts'
import { derived, elementOf, errorsIn, probeValidator } from './probe.ts'

// What SUSHI does not write and other tools do.

function told(
  change: (elements: ElementDefinition[]) => readonly unknown[],
  resource: object,
  graph: ReadonlyMap<string, Resource> = new Map()
): readonly string[] {
  const definition = derived('probe-choices', 'rare', change)
  const options = { profiles: [definition.url], graph }
  const example = { ...member('x', 'blood'), ...resource } as Resource
  return errorsIn(probeValidator([definition]).check(example, 'Observation', options))
}

const changing =
  (id: string, change: object) =>
  (elements: ElementDefinition[]): readonly ElementDefinition[] => {
    Object.assign(elementOf(elements, id), change)
    return elements
  }

test('what no slice takes belongs to the slice @default', (t) => {
  const withDefault = (elements: ElementDefinition[]): readonly unknown[] => [
    ...elements,
    { id: 'Observation.component:@default', path: 'Observation.component', sliceName: '@default', min: 0, max: '1' },
    {
      id: 'Observation.component:@default.dataAbsentReason',
      path: 'Observation.component.dataAbsentReason',
      min: 1,
      max: '1'
    }
  ]
  const absent = { code: code('upper'), dataAbsentReason: { text: 'unknown' } }
  t.strictSame(told(withDefault, { component: [{ code: code('upper'), valueString: 'words' }, absent] }), [])
  t.strictSame(told(withDefault, { component: [absent, absent] }), [
    'too-many Observation.component Observation.component:@default'
  ])
  t.strictSame(told(withDefault, { component: [{ code: code('upper'), valueBoolean: true }] }), [
    'too-few Observation.component[0].dataAbsentReason Observation.component:@default.dataAbsentReason'
  ])
  t.end()
})

test('a reference to what must be sent along leads to a resource of the message', (t) => {
  const type = [
    { code: 'Reference', targetProfile: ['http://hl7.org/fhir/StructureDefinition/Patient'], aggregation: ['bundled'] }
  ]
  const change = changing('Observation.subject', { type })
  const subject = { reference: 'Patient/p' }
  const patient: Resource = { resourceType: 'Patient', id: 'p' }
  t.strictSame(told(change, { subject }, new Map([['Patient/p', patient]])), [])
  t.strictSame(told(change, { subject: { identifier: { value: '1' } } }), [])
  t.strictSame(told(change, { subject }), ['reference-target Observation.subject Observation.subject'])
  t.end()
})

test('a rule of a profile counts, also where it has the key of a rule of the type', (t) => {
  const invariant = { key: 'ref-1', severity: 'error', human: 'a name is shown', expression: 'display.exists()' }
  const change = changing('Observation.subject', { constraint: [invariant] })
  t.strictSame(told(change, { subject: { reference: 'Patient/p' } }), ['invariant-broken Observation.subject ref-1'])
  const ofType = { ...invariant, source: 'http://hl7.org/fhir/StructureDefinition/Reference' }
  const repeated = changing('Observation.subject', { constraint: [ofType] })
  t.strictSame(told(repeated, { subject: { reference: 'Patient/p' } }), [], 'of the type, in words of another edition')
  t.end()
})

test('a type that is listed twice allows what either allows', (t) => {
  const to = (name: string): object => ({
    code: 'Reference',
    targetProfile: [`http://hl7.org/fhir/StructureDefinition/${name}`]
  })
  const change = changing('Observation.subject', { type: [to('Patient'), to('Group')] })
  t.strictSame(told(change, { subject: { reference: 'Patient/p' } }), [])
  t.strictSame(told(change, { subject: { reference: 'Group/p' } }), [])
  t.strictSame(told(change, { subject: { reference: 'Device/p' } }), [
    'reference-target Observation.subject Observation.subject'
  ])
  t.end()
})

test('a choice that is written by its type is looked at as that choice', (t) => {
  const change = changing('Observation.value[x]', {
    path: 'Observation.valueString',
    type: [{ code: 'string' }],
    base: { path: 'Observation.value[x]', min: 0, max: '1' },
    maxLength: 5
  })
  t.strictSame(told(change, { valueString: 'short' }), [])
  t.strictSame(told(change, { valueString: 'longer' }), ['value-too-long Observation.value Observation.value[x]'])
  t.strictSame(told(change, { valueInteger: 1 }), ['type-not-allowed Observation.value Observation.value[x]'])
  t.end()
})

test('what a profile asks beside a decimal is looked for beside it, and not in how it was written', (t) => {
  const low = 'Observation.referenceRange.low'
  const withExtension = (elements: ElementDefinition[]): readonly unknown[] => [
    ...elements,
    { id: `${low}.value`, path: `${low}.value`, min: 0, max: '1', type: [{ code: 'decimal' }] },
    { id: `${low}.value.extension`, path: `${low}.value.extension`, min: 1, max: '*', type: [{ code: 'Extension' }] }
  ]
  const value = decimal('1.50')
  const _value = {
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }]
  }
  t.strictSame(told(withExtension, { referenceRange: [{ low: { value, _value } }] }), [])
  t.strictSame(told(withExtension, { referenceRange: [{ low: { value } }] }), [
    'too-few Observation.referenceRange[0].low.value.extension Observation.referenceRange.low.value.extension'
  ])
  t.end()
})
