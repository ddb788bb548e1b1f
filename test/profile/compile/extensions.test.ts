import { test } from 'tap'
import { graph, observation } from './probe-example.ts'
import { changed, expectFaults, probeCanonical, probeValidator, shown, type Changes, type Fault } from './probe.ts'

const validator = probeValidator()
const check = (changes: Changes) => {
  const options = { profiles: [probeCanonical('probe-observation')], graph }
  return validator.check(changed(observation, changes), 'Observation', options)
}

const URL = 'https://example.org/unknown'
const simple = { url: probeCanonical('probe-simple'), valueCode: 'main' }

const faults: readonly Fault[] = [
  {
    what: 'an extension that must be there is not',
    change: { 'extension[0]': undefined },
    told: ['too-few Observation.extension Observation.extension:simple']
  },
  {
    what: 'an extension stands too often',
    change: { 'extension[3]': simple },
    told: ['too-many Observation.extension Observation.extension:simple']
  },
  {
    what: 'the value of an extension is of another type than its definition allows',
    change: { 'extension[0]': { url: simple.url, valueString: 'main' } },
    told: ['type-not-allowed Observation.extension[0].value Extension.value[x]']
  },
  {
    what: 'the value of an extension is not of its value set',
    change: { 'extension[0].valueCode': 'left' },
    told: ['code-not-allowed Observation.extension[0].value Extension.value[x]']
  },
  {
    what: 'a simple extension has parts',
    change: { 'extension[0]': { url: simple.url, extension: [{ url: 'part', valueCode: 'main' }] } },
    told: [
      'too-few Observation.extension[0].value Extension.value[x]',
      'too-many Observation.extension[0].extension Extension.extension'
    ]
  },
  {
    what: 'a part that must be there is not',
    change: { 'extension[1].extension[0]': undefined },
    told: ['too-few Observation.extension[1].extension Extension.extension:degree']
  },
  {
    what: 'a part is out of range',
    change: { 'extension[1].extension[0].valueInteger': 11 },
    told: ['value-out-of-range Observation.extension[1].extension[0].value Extension.extension:degree.value[x]']
  },
  {
    what: 'a part is of another type',
    change: { 'extension[1].extension[1]': { url: 'reason', valueCode: 'main' } },
    told: ['type-not-allowed Observation.extension[1].extension[1].value Extension.extension:reason.value[x]']
  },
  {
    what: 'a part is longer than its definition allows',
    change: { 'extension[1].extension[1].valueString': 'a long reason' },
    told: ['value-too-long Observation.extension[1].extension[1].value Extension.extension:reason.value[x]']
  },
  {
    what: 'a part has a name that the definition does not know',
    change: { 'extension[1].extension[3]': { url: 'another', valueCode: 'main' } },
    told: ['slice-closed Observation.extension[1].extension[3] Extension.extension']
  },
  {
    what: 'a complex extension has a value',
    change: { 'extension[1].valueString': 'a value' },
    told: [
      'too-many Observation.extension[1].value Extension.value[x]',
      'invariant-broken Observation.extension[1] ext-1'
    ]
  },
  {
    what: 'a part of a part is missing',
    change: { 'extension[1].extension[2].extension': [{ url: 'other', valueDate: '2024-01-01' }] },
    told: [
      'slice-closed Observation.extension[1].extension[2].extension[0] Extension.extension:detail.extension',
      'too-few Observation.extension[1].extension[2].extension Extension.extension:detail.extension:when'
    ]
  },
  {
    what: 'an extension in itself breaks its own definition',
    change: { 'extension[2].extension[1].extension[0].valueString': 'a long text' },
    told: ['value-too-long Observation.extension[2].extension[1].extension[0].value Extension.extension:words.value[x]']
  },
  {
    what: 'an extension stands where it is not meant to be',
    change: { 'extension[3]': { url: probeCanonical('probe-elsewhere'), valueString: 'x' } },
    told: ['extension-misplaced Observation.extension[3] Extension']
  },
  {
    what: 'an extension of R4 stands where it is not meant to be',
    change: {
      'extension[3]': { url: 'http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName', valueString: 'x' }
    },
    told: ['extension-misplaced Observation.extension[3] Extension']
  },
  {
    what: 'the extension of a primitive is of another type',
    change: { '_issued.extension[0]': { url: probeCanonical('probe-of-primitive'), valueCode: 'x' } },
    told: ['type-not-allowed Observation.issued.extension[0].value Extension.value[x]']
  },
  {
    what: 'the extension of one primitive stands at another',
    change: { _status: { extension: [{ url: probeCanonical('probe-of-primitive'), valueString: 'x' }] } },
    told: ['extension-misplaced Observation.status.extension[0] Extension']
  },
  {
    what: 'an unknown extension of a primitive is no sound extension',
    change: {
      _status: { extension: [{ url: URL, valuePeriod: { start: '2024-02-01', end: '2024-01-01' } }] }
    },
    told: ['invariant-broken Observation.status.extension[0].value per-1']
  },
  {
    what: 'an unknown extension is no sound extension',
    change: { 'extension[3]': { url: URL, valueString: 'x', extension: [{ url: URL, valueString: 'x' }] } },
    told: ['invariant-broken Observation.extension[3] ext-1']
  },
  {
    what: 'an unknown modifier extension',
    change: { 'modifierExtension[1]': { url: URL, valueBoolean: true } },
    told: ['modifier-unknown Observation.modifierExtension[1] Observation.modifierExtension']
  },
  {
    what: 'an unknown modifier extension of an item',
    change: { 'component[2].modifierExtension': [{ url: URL, valueBoolean: true }] },
    told: ['modifier-unknown Observation.component[2].modifierExtension[0] Observation.component.modifierExtension']
  },
  {
    what: 'a modifier extension stands among the others',
    change: { 'extension[3]': { url: probeCanonical('probe-modifier'), valueBoolean: true } },
    told: ['extension-misplaced Observation.extension[3] Extension']
  },
  {
    what: 'an extension that modifies nothing stands among the modifiers',
    change: { 'modifierExtension[1]': simple },
    told: ['extension-misplaced Observation.modifierExtension[1] Extension']
  },
  {
    what: 'a modifier extension stands too often',
    change: { 'modifierExtension[1]': { url: probeCanonical('probe-modifier'), valueBoolean: false } },
    told: ['too-many Observation.modifierExtension Observation.modifierExtension:modifier']
  },
  {
    what: 'the extension of an item in a slice stands too often',
    change: { 'component[0].extension[1]': simple },
    told: ['too-many Observation.component[0].extension Observation.component:upper.extension:simple']
  }
]

test('extensions are what their definitions say, and stand where they may', (t) => {
  expectFaults(t, check, faults)
  t.end()
})

test('an extension that is not known is told and refused nothing', (t) => {
  const told = (changes: Changes) => check(changes).filter(({ code }) => code === 'extension-unknown')
  t.strictSame(told({ 'extension[3]': { url: URL, valueString: 'x' } }).map(shown), [
    'extension-unknown Observation.extension[3] Observation.extension'
  ])
  const within = { url: URL, extension: [{ url: `${URL}-part`, valueString: 'x' }] }
  t.equal(told({ 'extension[3]': within }).length, 1, 'what it holds is as unknown as itself')
  // Nobody knows what a sender puts into an address, so none is repeated.
  t.strictSame(told({ 'extension[3]': { url: 'https://x/?bsn=123456782', valueString: 'x' } })[0]?.words, {})
  t.end()
})
