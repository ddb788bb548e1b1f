import type { Bundle, Organization, Patient, ServiceRequest, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { coreOf, partiesOf } from '../../src/referral/routing.ts'
import { canonicalOf } from '../../src/referral/canonical-of.ts'
import type { Participant } from '../../src/directory/participant.ts'
import * as f from './fixtures.ts'

const ura = (value: string) => ({ system: 'http://fhir.nl/fhir/NamingSystem/ura', value })
const agb = (value: string) => ({ system: 'http://fhir.nl/fhir/NamingSystem/agb-z', value })
const bundle = f.referralBundle()

/** The parties of a referral by id, `gp` null where it is not known; or the refusal. */
function routed(message: Bundle, sender: Participant = f.hisA): unknown {
  const graph = f.valueOf(canonicalOf(f.rules, sender, f.arrivalOf(sender, message).graph)).resources
  const core = coreOf(graph)
  if (!core.ok) return f.refusals(core).join()
  const resources = graph.map(({ resource }) => resource)
  const parties = partiesOf(f.rules, sender, core.value, { graph: resources })
  if (!parties.ok) return f.refusals(parties).join()
  const { requester, performer, gp } = parties.value
  return [requester.id, performer.id, gp?.id ?? null]
}

function request(change: (request: ServiceRequest) => Partial<ServiceRequest>, message = bundle): Bundle {
  return f.changed(message, 'ServiceRequest', (one) => ({ ...one, ...change(one) }))
}

function task(change: Partial<Task>, message = bundle): Bundle {
  return f.changed(message, 'Task', (one) => ({ ...one, ...change }))
}

function patient(change: Partial<Patient>, message = bundle): Bundle {
  return f.changed(message, 'Patient', (one) => ({ ...one, ...change }))
}

/** The institution's Organization in the message with these identifiers. */
function provider(identifier: Organization['identifier']): Bundle {
  return f.changed(bundle, 'Organization', (one) => (one.name === 'GGZ Parkzicht' ? { ...one, identifier } : one))
}

const at = (path: string) => `Bundle.entry[1].resource.${path}`

const performers: readonly (readonly [string, Bundle, unknown])[] = [
  ['by URA', bundle, ['his-a', 's-a', 'his-a']],
  ['by AGB where no URA is told', provider([agb('06011234')]), ['his-a', 's-a', 'his-a']],
  ['by URA before AGB', provider([agb('01054322'), ura('90000301')]), ['his-a', 's-a', 'his-a']],
  [
    'by number without an Organization',
    task(
      { owner: { identifier: ura('90000301') } },
      request(() => ({ performer: [{ identifier: ura('90000301') }] }))
    ),
    ['his-a', 's-a', 'his-a']
  ],
  [
    'by a role at the institution',
    f.withEntry(
      request(() => ({ performer: [{ reference: 'urn:uuid:role' }] })),
      'urn:uuid:role',
      { resourceType: 'PractitionerRole', organization: { identifier: ura('90000301') } }
    ),
    ['his-a', 's-a', 'his-a']
  ],
  [
    'once for two performers at one institution',
    request(({ performer = [] }) => ({ performer: [...performer, { identifier: agb('06011234') }] })),
    ['his-a', 's-a', 'his-a']
  ],
  [
    'never for performers at two institutions',
    request(({ performer = [] }) => ({ performer: [...performer, { identifier: ura('90000302') }] })),
    `performer-ambiguous ${at('performer')}`
  ],
  ['never without a performer', request(() => ({ performer: [] })), `performer-missing ${at('performer')}`],
  ['never by name', provider(undefined), `performer-unidentified ${at('performer[0]')}`],
  ['never for one who is not known', provider([ura('99999999')]), `performer-unknown ${at('performer[0]')}`],
  [
    'never for numbers that contradict each other',
    provider([ura('99999999'), agb('06011234')]),
    `performer-unknown ${at('performer[0]')}`
  ],
  [
    'never for a practice, which takes no referrals',
    provider([ura('90000102')]),
    `performer-unknown ${at('performer[0]')}`
  ],
  [
    'never for a person alone',
    request(() => ({ performer: [f.refIn(bundle, 'Practitioner')] })),
    `performer-unidentified ${at('performer[0]')}`
  ]
]

for (const [how, message, wanted] of performers) {
  test(`the receiver is found ${how}`, (t) => {
    t.same(routed(message), wanted)
    t.end()
  })
}

test('a Task whose owner is another than the performer is refused', (t) => {
  t.equal(routed(task({ owner: { identifier: ura('90000302') } })), 'owner-mismatch Bundle.entry[0].resource.owner')
  t.equal(routed(task({ owner: { identifier: ura('99999999') } })), 'owner-mismatch Bundle.entry[0].resource.owner')
  t.equal(routed(task({ owner: { display: 'GGZ Parkzicht' } })), 'owner-mismatch Bundle.entry[0].resource.owner')
  t.equal(routed(task({ owner: f.refIn(bundle, 'Patient') })), 'owner-mismatch Bundle.entry[0].resource.owner')
  t.same(routed(task({ owner: { identifier: agb('06011234') } })), ['his-a', 's-a', 'his-a'])
  t.end()
})

test('a referral in the name of another practice is refused', (t) => {
  t.equal(routed(bundle, f.hisB), `requester-mismatch ${at('requester')}`)
  t.equal(
    routed(request(() => ({ requester: { identifier: ura('99999999') } }))),
    `requester-mismatch ${at('requester')}`
  )
  t.end()
})

const registered = (identifier: Organization['identifier']): Bundle =>
  f.withEntry(patient({ generalPractitioner: [{ reference: 'urn:uuid:gp' }] }), 'urn:uuid:gp', {
    resourceType: 'Organization',
    name: 'Huisartsenpraktijk Elders',
    ...(identifier === undefined ? {} : { identifier })
  })

const gps: readonly (readonly [string, Bundle, string | null])[] = [
  ['the registered practice', bundle, 'his-a'],
  ['another practice where the patient is registered there', registered([ura('90000102')]), 'his-b'],
  ['another practice by number alone', patient({ generalPractitioner: [{ identifier: agb('01054322') }] }), 'his-b'],
  ['nobody where that practice is not known here', registered([ura('99999999')]), null],
  ['nobody where only the name of that practice is known', registered(undefined), null],
  ['nobody where only a name is given', patient({ generalPractitioner: [{ display: 'dr. Elders' }] }), null],
  ['the referring practice where none is registered', patient({ generalPractitioner: [] }), 'his-a']
]

for (const [who, message, gp] of gps) {
  test(`the GP is ${who}`, (t) => {
    t.same(routed(message), ['his-a', 's-a', gp])
    t.end()
  })
}

const bsn = { system: 'http://fhir.nl/fhir/NamingSystem/bsn' }
const other: Patient = { resourceType: 'Patient', identifier: [{ ...bsn, value: f.otherBsn }] }

const cores: readonly (readonly [string, Bundle, string])[] = [
  ['two referrals', f.withEntry(bundle, 'urn:uuid:r2', { ...requestOf(bundle), identifier: [] }), 'transaction-mixed'],
  ['two Tasks', f.withEntry(bundle, 'urn:uuid:t2', taskOf(bundle)), 'transaction-mixed'],
  ['two patients', f.withEntry(bundle, 'urn:uuid:p2', other), 'subject-mismatch Bundle.entry[9].resource'],
  [
    'a Task of something else',
    task({ focus: f.refIn(bundle, 'Condition') }),
    'transaction-mixed Bundle.entry[0].resource.focus'
  ],
  ['no patient', request(() => ({ subject: { display: 'Anna' } })), `bsn-missing ${at('subject')}`],
  ['a patient without BSN', patient({ identifier: [] }), 'bsn-missing Bundle.entry[3].resource.identifier'],
  [
    'a BSN that fails the 11-test',
    patient({ identifier: [{ ...bsn, value: '999999152' }] }),
    'bsn-invalid Bundle.entry[3].resource.identifier'
  ],
  [
    'a patient with two BSNs',
    patient({
      identifier: [
        { ...bsn, value: f.bsn },
        { ...bsn, value: f.otherBsn }
      ]
    }),
    'subject-mismatch Bundle.entry[3].resource.identifier'
  ],
  [
    'a Task for another patient, by BSN',
    task({ for: { identifier: { ...bsn, value: f.otherBsn } } }),
    'subject-mismatch Bundle.entry[0].resource.for'
  ],
  [
    'a complaint of another patient, by BSN',
    f.changed(bundle, 'Condition', (one) => ({
      ...one,
      subject: { identifier: { system: 'urn:oid:2.16.840.1.113883.2.4.6.3', value: f.otherBsn } }
    })),
    'subject-mismatch Bundle.entry[4].resource.subject'
  ],
  [
    'a letter about a patient at another server',
    f.changed(bundle, 'Composition', (one) => ({
      ...one,
      subject: { reference: 'https://his.example/fhir/Patient/8' }
    })),
    'subject-mismatch Bundle.entry[2].resource.subject'
  ]
]

for (const [what, message, wanted] of cores) {
  test(`${what} is refused`, (t) => {
    t.match(routed(message), wanted)
    t.end()
  })
}

test('the BSN of the patient, repeated where the letter names the patient, is no stranger', (t) => {
  const repeated = f.changed(bundle, 'Composition', (one) => ({
    ...one,
    subject: { ...one.subject, identifier: { ...bsn, value: f.bsn } }
  }))
  t.same(routed(repeated), ['his-a', 's-a', 'his-a'])
  t.end()
})

function requestOf(message: Bundle): ServiceRequest {
  return message.entry?.[1]?.resource as ServiceRequest
}

function taskOf(message: Bundle): Task {
  return message.entry?.[0]?.resource as Task
}
