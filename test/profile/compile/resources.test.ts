import type { Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { bundle, graph, observation, patient } from './probe-example.ts'
import {
  changed,
  errorsIn,
  expectFaults,
  probeCanonical,
  probeValidator,
  shown,
  type Changes,
  type Fault
} from './probe.ts'

const validator = probeValidator()
const check = (changes: Changes) => {
  const options = { profiles: [probeCanonical('probe-observation')], graph, areClaimsChecked: true }
  return validator.check(changed(observation, changes), 'Observation', options)
}
const claim = (id: string): object => ({ profile: [probeCanonical(id)] })

const references: readonly Fault[] = [
  {
    what: 'a reference to a resource of another type, by its address',
    change: { basedOn: [{ reference: 'Task/t' }] },
    told: ['reference-target Observation.basedOn[0] Observation.basedOn']
  },
  {
    what: 'a reference to a resource of another type, by an absolute address',
    change: { basedOn: [{ reference: 'https://example.org/fhir/Task/t' }] },
    told: ['reference-target Observation.basedOn[0] Observation.basedOn']
  },
  {
    what: 'a reference to a resource of another type that is not carried here',
    change: { basedOn: [{ reference: 'ResearchStudy/t' }] },
    told: ['reference-target Observation.basedOn[0] Observation.basedOn']
  },
  {
    what: 'a reference to a type that does not exist',
    change: { basedOn: [{ reference: 'Secret/t' }] },
    told: [
      'reference-target Observation.basedOn[0] Observation.basedOn',
      'invalid-structure Observation.basedOn[0].reference'
    ]
  },
  {
    what: 'a reference to a resource of another type, by what it says of it',
    change: { basedOn: [{ type: 'Task', identifier: { value: '1' } }] },
    told: ['reference-target Observation.basedOn[0] Observation.basedOn']
  },
  {
    what: 'a reference to a contained resource of another type',
    change: { subject: { reference: '#q' }, 'performer[0].reference': '#p' },
    told: [
      'reference-target Observation.subject Observation.subject',
      'too-few Observation.performer Observation.performer:doctor'
    ]
  },
  {
    what: 'a reference to a contained resource that is not there',
    change: { basedOn: [{ reference: '#nowhere' }] },
    told: [
      'reference-unresolved Observation.basedOn[0].reference Observation.basedOn',
      'invariant-broken Observation.basedOn[0] ref-1'
    ]
  },
  {
    what: 'a contained resource, and one of another type, where only one elsewhere is allowed',
    change: { basedOn: [{ reference: '#q' }] },
    told: [
      'reference-target Observation.basedOn[0] Observation.basedOn',
      'reference-target Observation.basedOn[0] Observation.basedOn'
    ]
  },
  {
    what: 'a resource elsewhere where only a contained one is allowed',
    change: { device: { reference: 'Device/x' } },
    told: ['reference-target Observation.device Observation.device']
  },
  {
    what: 'a contained resource that is not of the profile that its reference asks for',
    change: { 'contained[0].birthDate': undefined },
    told: [
      'too-few Observation.contained[0].birthDate Patient.birthDate',
      'reference-target Observation.subject Observation.subject'
    ]
  }
]

test('references lead to what they may lead to', (t) => {
  expectFaults(t, check, references)
  t.end()
})

test('a reference to a resource of the message asks for the profile of its target, and says which', (t) => {
  const check = (target: Resource, reference = 'Patient/x') => {
    const options = {
      profiles: [probeCanonical('probe-observation')],
      graph: new Map([...graph, ['Patient/x', target]])
    }
    return validator.check(
      changed(observation, { 'focus[0].reference': '#p', subject: { reference } }),
      'Observation',
      options
    )
  }
  const undated = changed(patient, { birthDate: undefined })
  t.strictSame(errorsIn(check(patient)), [])
  t.strictSame(errorsIn(check(undated)), ['reference-target Observation.subject Observation.subject'])
  t.strictSame(errorsIn(check(undated, 'Patient/elsewhere')), [])
  const [told] = check(undated).filter(({ code }) => code === 'reference-target')
  t.equal(told?.words['allowed'], probeCanonical('probe-patient'))
  t.end()
})

const contained: readonly Fault[] = [
  {
    what: 'a contained resource of a type that is left out',
    change: { 'contained[1]': { resourceType: 'Organization', id: 'q', name: 'x' } },
    told: [
      'type-not-allowed Observation.contained[1] Observation.contained',
      'too-few Observation.performer Observation.performer:doctor'
    ]
  },
  {
    what: 'a contained resource that its own type refuses',
    change: { 'contained[0].contact': [{ gender: 'male' }] },
    told: [
      'invariant-broken Observation.contained[0].contact[0] pat-1',
      'reference-target Observation.subject Observation.subject'
    ]
  },
  {
    what: 'a contained resource that is not of the profile that it claims',
    change: {
      'contained[1].name': [{ text: 'Tester' }],
      'contained[1].meta': claim('probe-practitioner'),
      'performer[0].reference': 'Practitioner/d',
      'performer[1].reference': '#q'
    },
    told: [
      'too-few Observation.contained[1].name[0].family Practitioner.name.family',
      'too-many Observation.performer Observation.performer:doctor',
      'too-few Observation.performer[1].display Observation.performer:doctor.display',
      'reference-target Observation.performer[1] Observation.performer:doctor'
    ]
  },
  {
    what: 'the resource itself is not of a profile that it claims',
    change: { meta: claim('probe-member') },
    told: [
      'value-fixed Observation.code Observation.code',
      // The second member is neither of the two profiles that a member may refer to.
      'reference-target Observation.hasMember[1] Observation.hasMember'
    ]
  },
  {
    what: 'the resource claims a profile of another type',
    change: { meta: claim('probe-patient') },
    told: [`type-not-allowed Observation.meta.profile[0] Patient`]
  }
]

test('contained resources are what the profile, their type and their own claims say', (t) => {
  expectFaults(t, check, contained)
  t.end()
})

test('a claim that is not known is told, and one of every resource is none of another type', (t) => {
  const told = (profile: string) => check({ meta: { profile: [profile] } }).map(shown)
  t.ok(told('https://example.org/nowhere').includes('profile-unknown Observation.meta.profile[0]'))
  t.notOk(told('http://hl7.org/fhir/StructureDefinition/DomainResource').some((one) => one.includes('meta.profile')))
  t.end()
})

const checkBundle = (changes: Changes) =>
  validator.check(changed(bundle, changes), 'Bundle', {
    profiles: [probeCanonical('probe-bundle')],
    areClaimsChecked: true
  })

const bundled: readonly Fault[] = [
  {
    what: 'an entry that must be there is not',
    change: { 'entry[0]': undefined },
    told: ['too-few Bundle.entry Bundle.entry:observation']
  },
  {
    what: 'an entry of no slice',
    change: {
      'entry[4]': {
        fullUrl: 'https://example.org/fhir/Organization/g',
        resource: { resourceType: 'Organization', id: 'g', name: 'x' }
      }
    },
    told: ['slice-closed Bundle.entry[4] Bundle.entry']
  },
  {
    what: 'a slice of several profiles stands too often',
    change: { 'entry[4]': { fullUrl: 'https://example.org/fhir/Patient/z', resource: { ...patient, id: 'z' } } },
    told: ['too-many Bundle.entry Bundle.entry:party']
  },
  {
    what: 'the content of an entry of a slice',
    change: { 'entry[3].fullUrl': undefined },
    told: ['too-few Bundle.entry[3].fullUrl Bundle.entry:member.fullUrl', 'bundle-rule Bundle.entry[3]']
  },
  {
    what: 'a resource in an entry that its own type refuses',
    change: { 'entry[1].resource.contact': [{ gender: 'male' }] },
    told: ['invariant-broken Bundle.entry[1].resource.contact[0] pat-1', 'slice-closed Bundle.entry[1] Bundle.entry']
  },
  {
    what: 'a resource in an entry that is not of the profile that it claims',
    change: { 'entry[3].resource.meta': claim('probe-other-member') },
    told: ['value-fixed Bundle.entry[3].resource.code Observation.code']
  },
  {
    what: 'a reference within an entry to what it contains in vain',
    change: { 'entry[3].resource.subject': { reference: '#p' } },
    told: [
      'reference-unresolved Bundle.entry[3].resource.subject.reference Observation.subject',
      'invariant-broken Bundle.entry[3].resource.subject ref-1',
      'slice-closed Bundle.entry[3] Bundle.entry'
    ]
  }
]

test('entries of a Bundle are what the profile, their type and their own claims say', (t) => {
  expectFaults(t, checkBundle, bundled)
  t.end()
})

test('where claims do not count, those of a resource within another do not either', (t) => {
  const claiming = changed(bundle, { 'entry[3].resource.meta': claim('probe-other-member') })
  t.strictSame(errorsIn(validator.check(claiming, 'Bundle', { profiles: [probeCanonical('probe-bundle')] })), [])
  t.end()
})
