import { test } from 'tap'
import { CODES, code, graph, observation } from './probe-example.ts'
import { changed, expectFaults, probeCanonical, probeValidator, shown, type Changes, type Fault } from './probe.ts'

const validator = probeValidator()
const check = (changes: Changes) => {
  const options = { profiles: [probeCanonical('probe-observation')], graph }
  return validator.check(changed(observation, changes), 'Observation', options)
}

const counts: readonly Fault[] = [
  {
    what: 'an element that must be there is not',
    change: { subject: undefined },
    told: ['too-few Observation.subject Observation.subject', 'invariant-broken Observation dom-3']
  },
  {
    what: 'a choice that must be there is not',
    change: { effectiveDateTime: undefined },
    told: ['too-few Observation.effective Observation.effective[x]', 'invariant-broken Observation probe-root']
  },
  {
    what: 'an element that may not be there is',
    change: { partOf: [{ reference: 'Procedure/x' }] },
    told: ['too-many Observation.partOf Observation.partOf']
  },
  {
    what: 'a single element that may not be there is',
    change: { encounter: { reference: 'Encounter/x' } },
    told: ['too-many Observation.encounter Observation.encounter']
  },
  {
    what: 'a list has too few items',
    change: { 'code.coding': [observation.code.coding?.[0]] },
    told: ['too-few Observation.code.coding Observation.code.coding', 'value-fixed Observation.code Observation.code']
  },
  {
    what: 'an element below a data type is missing',
    change: { effectiveDateTime: undefined, effectivePeriod: { end: '2024-01-01' } },
    told: ['too-few Observation.effective.start Observation.effective[x]:effectivePeriod.start']
  }
]

test('cardinality is asked of elements, choices and what is below data types', (t) => {
  expectFaults(t, check, counts)
  t.end()
})

const values: readonly Fault[] = [
  {
    what: 'a fixed code is another one',
    change: { status: 'amended' },
    told: ['value-fixed Observation.status Observation.status']
  },
  {
    what: 'a pattern of a concept lacks one of its codings',
    change: { 'code.coding[0].code': 'lower' },
    told: ['value-fixed Observation.code Observation.code']
  },
  {
    what: 'a pattern of each coding is not held by one of them',
    change: { 'code.coding[1].version': '2' },
    told: ['value-fixed Observation.code.coding[1] Observation.code.coding']
  },
  {
    what: 'a pattern of each coding is not there in one of them',
    change: { 'code.coding[0].version': undefined },
    told: ['value-fixed Observation.code.coding[0] Observation.code.coding']
  },
  {
    what: 'a fixed value in a slice is another one',
    change: { 'identifier[1].value': 'another' },
    told: ['value-fixed Observation.identifier[1].value Observation.identifier:sample.value']
  },
  {
    what: 'a text is too long',
    change: { 'code.text': 'a'.repeat(21) },
    told: ['value-too-long Observation.code.text Observation.code.text']
  },
  {
    what: 'a dateTime is too early',
    change: { effectiveDateTime: '2019-12-31T23:00:00Z' },
    told: ['value-out-of-range Observation.effective Observation.effective[x]:effectiveDateTime']
  },
  {
    what: 'a dateTime is too late by its offset',
    change: { effectiveDateTime: '2030-01-01T00:30:00-01:00' },
    told: ['value-out-of-range Observation.effective Observation.effective[x]:effectiveDateTime']
  },
  {
    what: 'an instant is too early',
    change: { issued: '2019-12-31T23:59:59.9Z' },
    told: ['value-out-of-range Observation.issued Observation.issued']
  },
  {
    what: 'a date of a contained resource is too early',
    change: { 'contained[0].birthDate': '1899-12-31', 'contained[0].meta': claim('probe-patient') },
    told: [
      'value-out-of-range Observation.contained[0].birthDate Patient.birthDate',
      'reference-target Observation.subject Observation.subject'
    ]
  },
  {
    what: 'a date is too late where the limit is a month',
    change: { 'contained[0].birthDate': '2101-01-01' },
    told: [
      'value-out-of-range Observation.contained[0].birthDate Patient.birthDate',
      'reference-target Observation.subject Observation.subject'
    ]
  },
  {
    what: 'a quantity is too large',
    change: { 'valueQuantity.value': 501 },
    told: ['value-out-of-range Observation.value Observation.value[x]:valueQuantity']
  },
  {
    what: 'a quantity in another unit of the same kind is too large',
    change: { 'valueQuantity.code': 'g' },
    told: ['value-out-of-range Observation.value Observation.value[x]:valueQuantity']
  },
  {
    what: 'a decimal is too small',
    change: { 'component[0].valueQuantity.value': 0.4 },
    told: ['value-out-of-range Observation.component[0].value.value Observation.component:upper.value[x].value']
  },
  {
    what: 'an integer of a choice is too large',
    change: { valueQuantity: undefined, valueInteger: 10 },
    told: ['value-out-of-range Observation.value Observation.value[x]:valueInteger']
  }
]

function claim(id: string): object {
  return { profile: [probeCanonical(id)] }
}

test('fixed values, patterns, lengths and limits are asked of every value', (t) => {
  expectFaults(t, check, values)
  t.end()
})

const types: readonly Fault[] = [
  {
    what: 'a choice is of a type that the profile leaves out',
    change: { valueQuantity: undefined, valueBoolean: true },
    told: ['type-not-allowed Observation.value Observation.value[x]']
  },
  {
    what: 'a choice that must be there is of a type that the profile leaves out',
    change: { effectiveDateTime: undefined, effectiveInstant: '2024-01-01T10:00:00Z' },
    told: ['type-not-allowed Observation.effective Observation.effective[x]']
  },
  {
    what: 'a choice of one type is only an extension in another',
    change: {
      valueQuantity: undefined,
      _valueTime: { extension: [{ url: 'https://example.org/x', valueString: 'unknown' }] }
    },
    told: ['type-not-allowed Observation.value Observation.value[x]']
  },
  {
    what: 'a text of a choice is too long',
    change: { valueQuantity: undefined, valueString: 'longer' },
    told: ['value-too-long Observation.value Observation.value[x]:valueString']
  },
  {
    what: 'a value fits none of several profiles of its type',
    change: { 'valueQuantity.code': 'mL' },
    told: ['type-not-allowed Observation.value Observation.value[x]:valueQuantity']
  },
  {
    what: 'a value has no unit that any of several profiles asks for',
    change: { 'valueQuantity.code': undefined, 'valueQuantity.system': undefined },
    told: ['type-not-allowed Observation.value Observation.value[x]:valueQuantity']
  },
  {
    what: 'a code is not of a value set that is required',
    change: { bodySite: code('upper') },
    told: ['code-not-allowed Observation.bodySite Observation.bodySite']
  },
  {
    what: 'a code of a choice is not of a value set that is required',
    change: { valueQuantity: undefined, valueCodeableConcept: code('upper') },
    told: ['code-not-allowed Observation.value Observation.value[x]:valueCodeableConcept']
  },
  {
    what: 'a code does not exist in its system',
    change: { 'method.coding': [{ system: CODES, code: 'nowhere' }] },
    told: ['code-unknown Observation.method.coding[0].code Coding.code']
  }
]

test('types and codes are asked of every value', (t) => {
  expectFaults(t, check, types)
  t.end()
})

const invariants: readonly Fault[] = [
  {
    what: 'an invariant of an element',
    change: { 'method.text': undefined, 'method.coding': code('left').coding },
    told: ['invariant-broken Observation.method probe-method']
  },
  {
    what: 'an invariant of an item of a list',
    change: { referenceRange: [{ text: 'normal' }, { age: { low: { value: 1 } } }] },
    told: [
      'invariant-broken Observation.referenceRange[1] obs-3',
      'invariant-broken Observation.referenceRange[1] probe-range'
    ]
  },
  {
    what: 'an invariant of an element that is defined as another one',
    change: { 'component[0].referenceRange': [{ appliesTo: [{ text: 'all' }] }] },
    told: [
      'invariant-broken Observation.component[0].referenceRange[0] obs-3',
      'invariant-broken Observation.component[0].referenceRange[0] probe-range'
    ]
  },
  {
    what: 'a limit of an element that is defined as another one',
    change: { 'component[0].referenceRange[0].text': 'not low' },
    told: ['value-too-long Observation.component[0].referenceRange[0].text Observation.referenceRange.text']
  },
  {
    what: 'an invariant of the profile of a type',
    change: { 'component[0].valueQuantity.value': -1 },
    told: [
      'value-out-of-range Observation.component[0].value.value Observation.component:upper.value[x].value',
      'invariant-broken Observation.component[0].value probe-positive'
    ]
  },
  {
    what: 'an invariant of a data type',
    change: { effectiveDateTime: undefined, effectivePeriod: { start: '2024-02-01', end: '2024-01-01' } },
    told: ['invariant-broken Observation.effective per-1']
  },
  {
    what: 'an invariant of the base definition',
    change: { dataAbsentReason: code('main') },
    told: ['invariant-broken Observation obs-6']
  }
]

test('invariants are asked of the root, elements, items, data types and profiles of them', (t) => {
  expectFaults(t, check, invariants)
  t.end()
})

test('what should be and need not is a warning', (t) => {
  const warnings = (changes: Changes) => check(changes).map(shown)
  t.ok(
    warnings({ text: undefined, note: undefined }).includes('invariant-advice Observation probe-advice'),
    'an invariant of the root'
  )
  t.ok(
    warnings({ 'note[1].text': 'why?' }).includes('invariant-advice Observation.note[1] probe-note'),
    'an invariant of an item'
  )
  t.ok(
    warnings({ valueQuantity: undefined, dataAbsentReason: code('left') }).includes(
      'code-outside Observation.dataAbsentReason Observation.dataAbsentReason'
    ),
    'an extensible binding'
  )
  t.ok(
    warnings({ 'valueQuantity.code': 'mL' }).some((one) => one.startsWith('profile-unchecked Observation.value')),
    'a limit in another unit'
  )
  t.end()
})
