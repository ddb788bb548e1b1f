import type { Identifier, Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { organisationOf, organisationReached, participantOf, shown } from '../../src/referral/parties.ts'
import { hisA, rules, sA } from './fixtures.ts'

const ura = (value: string): Identifier => ({ system: 'http://fhir.nl/fhir/NamingSystem/ura', value })
const agb = (value: string): Identifier => ({ system: 'urn:oid:2.16.840.1.113883.2.4.6.1', value })

const graph: readonly Resource[] = [
  { resourceType: 'Organization', id: 'o', identifier: [ura('90000301'), agb('06011234')] },
  { resourceType: 'Organization', id: 'nameless', name: 'GGZ Parkzicht' },
  { resourceType: 'PractitionerRole', id: 'role', organization: { reference: 'Organization/o' } },
  { resourceType: 'PractitionerRole', id: 'logical', organization: { identifier: ura('90000101') } },
  { resourceType: 'PractitionerRole', id: 'private', practitioner: { reference: 'Practitioner/d' } },
  { resourceType: 'HealthcareService', id: 'service', providedBy: { reference: 'Organization/o' } },
  { resourceType: 'Location', id: 'place', managingOrganization: { reference: 'Organization/o' } },
  { resourceType: 'Practitioner', id: 'd', identifier: [agb('01012345')] },
  { resourceType: 'Patient', id: 'p', managingOrganization: { reference: 'Organization/o' } }
]

const ways: readonly (readonly [string, object | undefined, object | undefined])[] = [
  ['an Organization', { reference: 'Organization/o' }, { ura: '90000301', agb: '06011234' }],
  ['a role', { reference: 'PractitionerRole/role' }, { ura: '90000301', agb: '06011234' }],
  ['a role with a logical reference', { reference: 'PractitionerRole/logical' }, { ura: '90000101' }],
  ['a service', { reference: 'HealthcareService/service' }, { ura: '90000301', agb: '06011234' }],
  ['a location', { reference: 'Location/place' }, { ura: '90000301', agb: '06011234' }],
  ['a number', { identifier: ura('90000101') }, { ura: '90000101' }],
  [
    'a number beside a literal reference',
    { reference: 'Organization/o', identifier: agb('01054321') },
    { agb: '01054321' }
  ],
  [
    'a number of another kind',
    { reference: 'Organization/o', identifier: { value: '1' } },
    { ura: '90000301', agb: '06011234' }
  ],
  ['an Organization of which only the name is known', { reference: 'Organization/nameless' }, {}],
  ['a name', { display: 'GGZ Parkzicht' }, undefined],
  ['a person alone', { reference: 'Practitioner/d' }, undefined],
  ['a role without organisation', { reference: 'PractitionerRole/private' }, undefined],
  ['what is not there', { reference: 'Organization/gone' }, undefined],
  ['a patient', { reference: 'Patient/p' }, undefined],
  ['nothing', undefined, undefined]
]

for (const [what, reference, numbers] of ways) {
  test(`${what} leads to ${numbers === undefined ? 'no organisation' : JSON.stringify(numbers)}`, (t) => {
    t.same(organisationOf(graph, reference), numbers)
    t.end()
  })
}

test('a way that turns in a circle ends', (t) => {
  const round: readonly Resource[] = [
    { resourceType: 'HealthcareService', id: 'a', providedBy: { reference: 'Location/b' } },
    { resourceType: 'Location', id: 'b', managingOrganization: { reference: 'HealthcareService/a' } }
  ]
  t.equal(organisationOf(round, { reference: 'Location/b' }), undefined)
  t.equal(typeof organisationReached(round, { reference: 'Location/b' }), 'string')
  t.end()
})

test('URA comes before AGB, and two that contradict each other name nobody', (t) => {
  t.equal(participantOf(rules.directory, { ura: '90000301' }), sA)
  t.equal(participantOf(rules.directory, { agb: '01054321' }), hisA)
  t.equal(participantOf(rules.directory, { ura: '90000301', agb: '01054321' }), sA)
  t.equal(participantOf(rules.directory, { ura: '99999999', agb: '01054321' }), undefined)
  t.equal(participantOf(rules.directory, {}), undefined)
  t.equal(participantOf(rules.directory, undefined), undefined)
  t.end()
})

test('numbers are shown with their kind', (t) => {
  t.equal(shown({ ura: '1', agb: '2' }), 'URA 1, AGB 2')
  t.equal(shown({ agb: '2' }), 'AGB 2')
  t.end()
})
