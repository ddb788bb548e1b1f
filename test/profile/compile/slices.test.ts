import type { Observation } from '@medplum/fhirtypes'
import { test } from 'tap'
import { CODES, code, graph, member, observation } from './probe-example.ts'
import { changed, expectFaults, probeCanonical, probeValidator, type Changes, type Fault } from './probe.ts'

const validator = probeValidator()
const check = (changes: Changes) => {
  const options = { profiles: [probeCanonical('probe-observation')], graph }
  return validator.check(changed(observation, changes), 'Observation', options)
}

const order = { system: 'https://example.org/order', value: '1' }
const sample = { system: 'https://example.org/sample' }

const byValue: readonly Fault[] = [
  {
    what: 'a slice by value that must be there is not',
    change: { identifier: [sample] },
    told: ['too-few Observation.identifier Observation.identifier:order']
  },
  {
    what: 'a slice stands too often',
    change: { identifier: [order, sample, sample, sample] },
    told: ['too-many Observation.identifier Observation.identifier:sample']
  },
  {
    what: 'an item is of no slice of a closed slicing',
    change: { identifier: [order, { system: 'https://example.org/other', value: '1' }] },
    told: ['slice-closed Observation.identifier[1] Observation.identifier']
  },
  {
    what: 'an item without what tells slices apart, in a closed slicing',
    change: { identifier: [order, { value: '1' }] },
    told: ['slice-closed Observation.identifier[1] Observation.identifier']
  },
  {
    what: 'slices stand in another order',
    change: { identifier: [sample, order] },
    told: ['slice-order Observation.identifier[1] Observation.identifier']
  },
  {
    what: 'an element of a slice is missing',
    change: { 'identifier[0].value': undefined },
    told: ['too-few Observation.identifier[0].value Observation.identifier:order.value']
  },
  {
    what: 'an item stands behind what is open at the end',
    change: { interpretation: [{ text: 'other' }, { ...code('upper'), text: 'upper' }] },
    told: ['slice-order Observation.interpretation[1] Observation.interpretation']
  },
  {
    what: 'an element of a slice by a code below a list is missing',
    change: { 'interpretation[0].text': undefined },
    told: ['too-few Observation.interpretation[0].text Observation.interpretation:first.text']
  },
  {
    what: 'of two discriminators only one is met',
    change: { 'component[0].code.coding[0].system': 'https://example.org/other' },
    told: ['too-few Observation.component Observation.component:upper']
  },
  {
    what: 'an element of a slice has another type than the slice allows',
    change: { 'component[1].valueString': undefined, 'component[1].valueInteger': 1 },
    told: ['type-not-allowed Observation.component[1].value Observation.component:lower.value[x]']
  },
  {
    what: 'an element that a slice leaves out',
    change: { 'component[0].valueQuantity.comparator': '<' },
    told: ['too-many Observation.component[0].value.comparator Observation.component:upper.value[x].comparator']
  },
  {
    what: 'a slice asks for more of an element that is defined as another one',
    change: { 'component[0].referenceRange': undefined },
    told: ['too-few Observation.component[0].referenceRange Observation.component:upper.referenceRange']
  }
]

test('slices by value are counted, closed, in order, and looked into', (t) => {
  expectFaults(t, check, byValue)
  t.end()
})

const within: readonly Fault[] = [
  {
    what: 'a slice by pattern that must be there is not',
    change: { 'category[0].coding[0].code': 'side' },
    told: ['too-few Observation.category Observation.category:site']
  },
  {
    what: 'a slice by pattern stands twice',
    change: { 'category[1]': { ...code('main'), text: 'urine' } },
    told: ['too-many Observation.category Observation.category:site']
  },
  {
    what: 'an item of a slice is none of the slices of that slice',
    change: { 'category[0].text': 'neither' },
    told: ['slice-closed Observation.category[0] Observation.category:site']
  },
  {
    what: 'the content of a slice of a slice',
    change: { 'category[0].coding': code('main').coding },
    told: ['too-few Observation.category[0].coding Observation.category:site/blood.coding']
  },
  {
    what: 'a slice in a slice that must be there is not',
    change: { 'component[0].interpretation': [{ text: 'other' }] },
    told: ['too-few Observation.component[0].interpretation Observation.component:upper.interpretation:left']
  },
  {
    what: 'the content of a slice in a slice',
    change: { 'component[0].interpretation[0].text': undefined },
    told: [
      'too-few Observation.component[0].interpretation[0].text Observation.component:upper.interpretation:left.text'
    ]
  }
]

test('slices of slices and slices in slices are looked into', (t) => {
  expectFaults(t, check, within)
  t.end()
})

const otherwise: readonly Fault[] = [
  {
    what: 'the content of a slice by what exists',
    change: { 'note[0].authorString': undefined },
    told: ['too-few Observation.note[0].author Observation.note:dated.author[x]']
  },
  {
    what: 'a slice by what does not exist stands too often',
    change: { 'note[0].time': undefined },
    told: ['too-many Observation.note Observation.note:undated']
  },
  {
    what: 'what exists as an extension only',
    change: {
      'note[1]._time': { extension: [{ url: 'https://example.org/x', valueCode: 'unknown' }] }
    },
    told: ['too-few Observation.note[1].author Observation.note:dated.author[x]']
  },
  {
    what: 'a slice by the type of what is referred to is not there',
    change: { performer: [{ reference: 'Organization/g' }] },
    told: ['too-few Observation.performer Observation.performer:doctor', 'invariant-broken Observation dom-3']
  },
  {
    what: 'the content of a slice by the type of what is referred to',
    change: { 'performer[0].display': undefined },
    told: ['too-few Observation.performer[0].display Observation.performer:doctor.display']
  },
  {
    what: 'the content of a slice by the profile of what is referred to',
    change: { 'hasMember[0].display': undefined },
    told: ['too-few Observation.hasMember[0].display Observation.hasMember:member.display']
  },
  {
    what: 'a slice by the profile of what is referred to stands too often',
    change: { 'hasMember[1]': { reference: 'Observation/m', display: 'again' } },
    told: ['too-many Observation.hasMember Observation.hasMember:member']
  },
  {
    what: 'the content of a slice by a value of what is referred to',
    change: { 'derivedFrom[0].display': undefined },
    told: ['too-few Observation.derivedFrom[0].display Observation.derivedFrom:urine.display']
  },
  {
    what: 'a slice by a value of what is referred to stands too often',
    change: { 'derivedFrom[1]': { reference: 'Observation/u', display: 'again' } },
    told: ['too-many Observation.derivedFrom Observation.derivedFrom:urine']
  },
  {
    what: 'the content of a slice by the value of an extension',
    change: { 'focus[0].display': undefined },
    told: ['too-few Observation.focus[0].display Observation.focus:main.display']
  },
  {
    what: 'a slice by the value of an extension stands too often',
    change: {
      'focus[1].extension': [{ url: probeCanonical('probe-simple'), valueCode: 'main' }],
      'focus[1].display': 'x'
    },
    told: ['too-many Observation.focus Observation.focus:main']
  }
]

test('slices by existence, type, profile, extension and what is referred to are looked into', (t) => {
  expectFaults(t, check, otherwise)
  t.end()
})

const component = (value: object): object => ({ code: code('upper'), ...value })

const choices: Observation = {
  ...member('c', 'blood'),
  component: [
    component({ valueQuantity: { value: 1, unit: 'mg' } }),
    component({ valueCodeableConcept: { text: 'words' } }),
    component({ valueString: 'words' })
  ]
} as Observation

const byChoice: readonly Fault[] = [
  {
    what: 'an amount lacks what its slice asks',
    change: { 'component[0].valueQuantity.unit': undefined },
    told: ['too-few Observation.component[0].value.unit Observation.component:amount.value[x].unit']
  },
  {
    what: 'a concept lacks what its slice asks',
    change: { 'component[1].valueCodeableConcept': { coding: [{ system: CODES, code: 'left' }] } },
    told: ['too-few Observation.component[1].value.text Observation.component:concept.value[x].text']
  },
  {
    what: 'a text is longer than its slice allows',
    change: { 'component[2].valueString': 'longer' },
    told: ['value-too-long Observation.component[2].value Observation.component:words.value[x]']
  },
  {
    what: 'a value is of a type without slice',
    change: { 'component[2].valueString': undefined, 'component[2].valueTime': '10:00:00' },
    told: ['slice-closed Observation.component[2] Observation.component']
  }
]

test('slices by the type of a choice are told apart', (t) => {
  const options = { profiles: [probeCanonical('probe-choices')] }
  expectFaults(t, (changes) => validator.check(changed(choices, changes), 'Observation', options), byChoice)
  t.end()
})

test('a slice by the content of one type of a choice takes no other type', (t) => {
  const profiles = [probeCanonical('probe-of-type')]
  const example = {
    ...choices,
    component: [component({ valueQuantity: { value: 1, code: 'mg', system: 'http://unitsofmeasure.org' } })]
  }
  const faults: readonly Fault[] = [
    {
      what: 'the content of the slice',
      change: { 'component[0].valueQuantity.value': undefined },
      told: ['too-few Observation.component[0].value.value Observation.component:milligram.value[x].value']
    },
    {
      what: 'a Quantity of another code',
      change: { 'component[0].valueQuantity.code': 'kg' },
      told: ['too-few Observation.component Observation.component:milligram']
    },
    {
      what: 'the same code in a value of another type',
      change: {
        'component[0].valueQuantity': undefined,
        'component[0].valueSampledData': { code: 'mg', origin: { value: 1 }, period: 1, dimensions: 1 }
      },
      told: ['too-few Observation.component Observation.component:milligram']
    }
  ]
  expectFaults(
    t,
    (changes) => validator.check(changed(example as Observation, changes), 'Observation', { profiles }),
    faults
  )
  t.end()
})
