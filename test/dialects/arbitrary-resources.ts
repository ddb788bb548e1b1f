import fc from 'fast-check'
import {
  address,
  addressOfOrganization,
  attachment,
  concept,
  date,
  dateTime,
  extensions,
  identifier,
  instant,
  list,
  name,
  narrative,
  note,
  period,
  referenceTo,
  some,
  spoken,
  telecom,
  telecomOfOrganization,
  text
} from './arbitrary-parts.ts'
import { codeSystem, SNOMED } from './survival-codes.ts'

// Arbitrary resources that say the same in every dialect. Ids are fixed, so that they can refer to each other.

const patient = referenceTo('Patient/pat')
const role = referenceTo('PractitionerRole/role')
const organisation = referenceTo('Organization/org-gp', 'Organization/org-ggz')
/** The types know no partners of primitives, and their unions none of what varies here. */
type Any = fc.Arbitrary<object>

const bsn = fc
  .constantFrom('http://fhir.nl/fhir/NamingSystem/bsn', 'urn:oid:2.16.840.1.113883.2.4.6.3')
  .map((system) => ({ system, value: '111222333' }))

export const arbitraryPatient: Any = some(
  {
    resourceType: fc.constant('Patient'),
    id: fc.constant('pat'),
    identifier: fc.tuple(bsn, identifier),
    active: fc.boolean(),
    name: list(name, 3),
    telecom: list(telecom),
    gender: fc.constantFrom('female', 'male', 'other', 'unknown'),
    birthDate: date,
    _birthDate: fc.record({ extension: extensions }),
    deceasedBoolean: fc.boolean(),
    address: list(address),
    maritalStatus: concept,
    multipleBirthInteger: fc.integer({ min: 1, max: 4 }),
    contact: list(some({ relationship: list(concept), name, telecom: list(telecom) }, ['name'])),
    communication: list(some({ language: spoken, preferred: fc.boolean() }, ['language'])),
    generalPractitioner: list(role, 1),
    managingOrganization: organisation
  },
  ['resourceType', 'id', 'identifier']
)

const numbers = (ura: string, agb: string) =>
  fc.tuple(
    fc
      .constantFrom('http://fhir.nl/fhir/NamingSystem/ura', 'urn:oid:2.16.528.1.1007.3.3')
      .map((system) => ({ system, value: ura })),
    fc
      .constantFrom('http://fhir.nl/fhir/NamingSystem/agb-z', 'urn:oid:2.16.840.1.113883.2.4.6.1')
      .map((system) => ({ system, value: agb }))
  )

function arbitraryOrganization(id: string, identifiers: fc.Arbitrary<object>): Any {
  return some(
    {
      resourceType: fc.constant('Organization'),
      id: fc.constant(id),
      identifier: identifiers,
      active: fc.boolean(),
      type: list(concept),
      name: text,
      alias: list(text),
      telecom: list(telecomOfOrganization),
      address: list(addressOfOrganization),
      contact: list(some({ purpose: concept, name, telecom: list(telecom) }, ['name'])),
      extension: extensions
    },
    ['resourceType', 'id', 'identifier']
  )
}

export const arbitraryParties: readonly Any[] = [
  arbitraryOrganization('org-gp', numbers('00001111', '01054321')),
  arbitraryOrganization('org-ggz', numbers('00002222', '06291234')),
  some(
    {
      resourceType: fc.constant('Practitioner'),
      id: fc.constant('prac'),
      identifier: list(identifier, 3),
      name: list(name),
      telecom: list(telecom),
      birthDate: date,
      qualification: list(some({ identifier: list(identifier), code: concept, period }, ['code']))
    },
    ['resourceType', 'id']
  ),
  some(
    {
      resourceType: fc.constant('PractitionerRole'),
      id: fc.constant('role'),
      practitioner: referenceTo('Practitioner/prac'),
      organization: organisation,
      code: list(concept),
      specialty: list(concept),
      availableTime: fc.constant([{ daysOfWeek: ['mon'], availableStartTime: '08:30:00' }])
    },
    ['resourceType', 'id', 'organization']
  )
]

const verified = ['unconfirmed', 'provisional', 'differential', 'confirmed', 'refuted'] as const
const verificationIn = (...codes: readonly string[]) =>
  fc.constantFrom(...codes).map((code) => ({
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code }]
  }))
const verification = verificationIn(...verified, 'entered-in-error')

/** FHIR R4, con-5: what was entered in error has no clinical status. */
const sure = verificationIn(...verified)
/** FHIR R4, con-4: what is abated is not active. */
const over = fc.constantFrom('inactive', 'remission', 'resolved').map((code) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code }]
}))

export function arbitraryCondition(id: string): Any {
  const onset = fc.oneof(
    some({ onsetDateTime: dateTime }),
    some({
      onsetAge: fc
        .integer({ min: 1, max: 99 })
        .map((value) => ({ value, unit: 'jaar', system: 'http://unitsofmeasure.org', code: 'a' }))
    }),
    some({ onsetPeriod: period }),
    some({ onsetPeriod: period, abatementString: text, clinicalStatus: over, verificationStatus: sure }, [
      'clinicalStatus',
      'verificationStatus'
    ])
  )
  const rest = some(
    {
      resourceType: fc.constant('Condition'),
      id: fc.constant(id),
      identifier: list(identifier),
      verificationStatus: verification,
      category: list(concept),
      severity: concept,
      code: concept,
      subject: patient,
      recordedDate: dateTime,
      _recordedDate: fc.record({ extension: extensions }),
      recorder: role,
      note: list(note),
      text: narrative
    },
    ['resourceType', 'id', 'subject']
  )
  return fc.tuple(rest, onset).map(([one, other]) => ({ ...one, ...other }))
}

export const arbitraryDocument: Any = some(
  {
    resourceType: fc.constant('DocumentReference'),
    id: fc.constant('doc'),
    masterIdentifier: identifier,
    identifier: list(identifier),
    status: fc.constantFrom('current', 'superseded'),
    docStatus: fc.constantFrom('preliminary', 'final', 'amended'),
    type: concept,
    subject: patient,
    date: instant,
    author: list(role),
    description: text,
    content: list(
      some({ attachment, format: fc.constant({ system: 'https://praktijk.example/vorm', code: 'pdf' }) }, [
        'attachment'
      ])
    ),
    context: some({ period, related: list(patient, 1) }, ['period'])
  },
  ['resourceType', 'id', 'status', 'content']
)

const headed = { title: text, code: concept, text: narrative }
const full = some({ ...headed, entry: list(referenceTo('Condition/cond-1'), 1) }, ['title', 'text'])
/** FHIR R4, cmp-2: only what is empty has a reason for that. */
const leaf = fc.oneof(full, some({ ...headed, emptyReason: spoken }, ['title', 'text', 'emptyReason']))
export const arbitraryComposition: Any = some(
  {
    resourceType: fc.constant('Composition'),
    id: fc.constant('comp'),
    language: fc.constant('nl-NL'),
    identifier,
    status: fc.constantFrom('preliminary', 'final', 'amended', 'entered-in-error'),
    type: concept,
    subject: patient,
    date: dateTime,
    author: list(role),
    title: text,
    confidentiality: fc.constantFrom('N', 'R'),
    text: narrative,
    section: list(
      fc.oneof(
        leaf,
        fc.tuple(full, list(leaf)).map(([outer, section]) => ({ ...outer, section }))
      ),
      3
    )
  },
  ['resourceType', 'id', 'status', 'type', 'date', 'author', 'title']
)

export function arbitraryCarePlan(isSnomed: boolean): Any {
  const kind = isSnomed
    ? { system: SNOMED, code: '736253002' }
    : { system: codeSystem('care-plan-category'), code: 'crisis-plan' }
  return some(
    {
      resourceType: fc.constant('CarePlan'),
      id: fc.constant('plan'),
      identifier: list(identifier),
      status: fc.constantFrom('active', 'draft', 'revoked'),
      intent: fc.constant('plan'),
      category: fc.constantFrom(
        [{ coding: [kind] }],
        [{ coding: [kind], text: 'Crisisplan' }, { text: 'Eigen soort' }]
      ),
      title: text,
      description: text,
      subject: patient,
      period,
      created: dateTime,
      author: role,
      addresses: list(referenceTo('Condition/cond-1'), 1),
      supportingInfo: fc.uniqueArray(referenceTo('Composition/comp', 'DocumentReference/doc'), {
        minLength: 1,
        selector: ({ reference }) => reference
      }),
      activity: list(
        fc.record({
          detail: some({ status: fc.constant('not-started'), description: text, code: concept }, ['status'])
        })
      ),
      note: list(note)
    },
    ['resourceType', 'id', 'status', 'intent', 'subject']
  )
}

export const arbitraryFlag: Any = some(
  {
    resourceType: fc.constant('Flag'),
    id: fc.constant('flag'),
    identifier: list(identifier),
    status: fc.constantFrom('active', 'inactive'),
    category: list(concept),
    code: fc
      .constantFrom('suicide', 'violence', 'neglect', 'abuse')
      .map((code) => ({ coding: [{ system: codeSystem('risk'), code }] })),
    subject: patient,
    period,
    author: role
  },
  ['resourceType', 'id', 'status', 'code', 'subject']
)
