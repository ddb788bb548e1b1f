import type { Resource } from '@medplum/fhirtypes'
import fc from 'fast-check'
import type { Located } from '../../src/fhir/located.ts'
import {
  attachment,
  concept,
  dateTime,
  extensions,
  identifier,
  list,
  note,
  period,
  referenceTo,
  some,
  spoken,
  text
} from './arbitrary-parts.ts'
import {
  arbitraryCarePlan,
  arbitraryComposition,
  arbitraryCondition,
  arbitraryDocument,
  arbitraryFlag,
  arbitraryParties,
  arbitraryPatient
} from './arbitrary-resources.ts'
import { frozen } from './dialect-case.ts'
import type { Sender } from './full-referral.ts'
import { codeSystem, feedbackKinds, NTS, SNOMED, TRIAGE } from './survival-codes.ts'

type Any = fc.Arbitrary<object>

const patient = referenceTo('Patient/pat')
const role = referenceTo('PractitionerRole/role')
const referral = { coding: [{ system: SNOMED, code: '3457005', display: 'verwijzen van patiënt' }] }

const categories: Readonly<Record<Sender, readonly object[]>> = {
  his: [
    'urn:oid:2.16.840.1.113883.2.4.4.30.69',
    'https://referentiemodel.nhg.org/tabellen/nhg-tabel-69-soort-correspondentie'
  ].map((system) => ({ system, code: '1' })),
  'gb-ggz': [{ system: codeSystem('gb-verwijzing'), code: 'verwijsbrief' }],
  's-ggz': [SNOMED, 'urn:oid:2.16.840.1.113883.6.96'].map((system) => ({ system, code: '3457005' }))
}

const echelons: Readonly<Record<Sender, readonly object[]>> = {
  his: ['gb-ggz', 's-ggz'].map((code) => ({ system: codeSystem('echelon'), code })),
  'gb-ggz': ['GB', 'S'].map((code) => ({ system: codeSystem('gb-echelon'), code, display: 'Eigen woord' })),
  's-ggz': ['BGGZ', 'SGGZ'].map((code) => ({ system: codeSystem('s-echelon'), code }))
}

const owners: Readonly<Record<Sender, Any>> = {
  his: fc.oneof(referenceTo('Organization/org-gp', 'Organization/org-ggz'), role),
  'gb-ggz': ownerBy(
    ['http://fhir.nl/fhir/NamingSystem/agb-z', 'urn:oid:2.16.840.1.113883.2.4.6.1'],
    ['01054321', '06291234'],
    'Organization'
  ),
  's-ggz': ownerBy(
    ['http://fhir.nl/fhir/NamingSystem/ura', 'urn:oid:2.16.528.1.1007.3.3'],
    ['00001111', '00002222'],
    'HealthcareService'
  )
}

function ownerBy(systems: readonly string[], values: readonly string[], type: string): Any {
  const number = fc.record({ system: fc.constantFrom(...systems), value: fc.constantFrom(...values) })
  return some(
    { id: fc.constant('wie'), extension: extensions, type: fc.constant(type), identifier: number, display: text },
    ['type', 'identifier']
  )
}

/** Priority with levels of either scale beside it; the GGz level in the sender's own codes. */
function urgency(sender: Sender): Any {
  const [system, codes] =
    sender === 's-ggz'
      ? ['s-triage', ['1', '4', '24']]
      : ['ggz-triage-level', ['within-1-hour', 'within-4-hours', 'within-24-hours']]
  const triage = fc
    .constantFrom(...codes)
    .map((code) => ({ url: TRIAGE, valueCoding: { system: codeSystem(system), code } }))
  const nts = fc
    .constantFrom('U0', 'U2', 'U5')
    .map((code) => ({ url: NTS, valueCoding: { system: codeSystem('nts-urgency'), code } }))
  const beside = fc.oneof(fc.tuple(triage), fc.tuple(nts), fc.tuple(nts, triage)).map((extension) => ({ extension }))
  const priority = fc.constantFrom('routine', 'urgent', 'asap', 'stat')
  return fc.oneof(fc.constant({}), fc.record({ priority }), fc.record({ priority, _priority: beside }))
}

function arbitraryRequest(sender: Sender): Any {
  const kind = fc
    .tuple(fc.constantFrom(...echelons[sender]), text)
    .map(([coding, words]) => ({ coding: [coding], text: words }))
  const code = fc.constant(referral)
  const echelon =
    sender === 's-ggz'
      ? fc.oneof(fc.record({ code }), fc.record({ code, orderDetail: fc.tuple(kind, spoken) }))
      : fc.oneof(
          some({ performerType: kind }),
          some({ performerType: kind, code, orderDetail: fc.tuple(spoken) }, ['code'])
        )
  const category = fc
    .tuple(fc.constantFrom(...categories[sender]), text)
    .map(([coding, words]) => [{ coding: [coding], text: words }])
  const rest = some(
    {
      resourceType: fc.constant('ServiceRequest'),
      id: fc.constant('sr'),
      identifier: list(identifier),
      status: sender === 'his' ? fc.constantFrom('completed', 'active') : fc.constant('active'),
      intent: fc.constant('order'),
      category,
      subject: patient,
      occurrencePeriod: period,
      authoredOn: dateTime,
      _authoredOn: fc.record({ extension: extensions }),
      requester: role,
      performer: list(referenceTo('Organization/org-ggz'), 1),
      reasonCode: list(concept, 3),
      reasonReference: list(referenceTo('Condition/cond-1', 'Condition/cond-2')),
      supportingInfo: list(referenceTo('Composition/comp', 'DocumentReference/doc', 'Flag/flag')),
      note: list(note),
      patientInstruction: text,
      extension: extensions
    },
    ['resourceType', 'id', 'status', 'intent', 'category', 'subject', 'authoredOn', 'requester', 'performer']
  )
  return fc.tuple(rest, echelon, urgency(sender)).map((parts) => Object.assign({}, ...parts) as object)
}

function arbitraryTask(sender: Sender): Any {
  const rest = some(
    {
      resourceType: fc.constant('Task'),
      id: fc.constant('task'),
      identifier: list(identifier),
      status: fc.constantFrom('requested', 'accepted', 'in-progress', 'completed'),
      statusReason: concept,
      businessStatus: spoken,
      intent: fc.constant('order'),
      code: fc.constant(referral),
      description: text,
      focus: referenceTo('ServiceRequest/sr'),
      for: patient,
      executionPeriod: period,
      authoredOn: dateTime,
      requester: role,
      owner: owners[sender],
      note: list(note),
      restriction: fc.record({ period }),
      input: list(fc.record({ type: spoken, valueString: text }))
    },
    ['resourceType', 'id', 'status', 'intent', 'code', 'focus', 'for', 'requester', 'owner']
  )
  return fc.tuple(rest, urgency(sender)).map((parts) => Object.assign({}, ...parts) as object)
}

function arbitraryCommunication(sender: Sender): Any {
  const column = { his: 1, 'gb-ggz': 2, 's-ggz': 3 }[sender] as 1 | 2 | 3
  const system = codeSystem({ his: 'his-correspondence', 'gb-ggz': 'gb-bericht', 's-ggz': 's-message-type' }[sender])
  const category = fc
    .constantFrom(...feedbackKinds)
    .map((row) => [{ coding: [{ system, code: row[column] }], text: 'Bericht' }])
  const content = fc.oneof(
    fc.record({ contentString: text }),
    fc.record({ contentAttachment: attachment }),
    referenceTo('Composition/comp', 'CarePlan/plan', 'DocumentReference/doc').map((contentReference) => ({
      contentReference
    }))
  )
  const payload = fc
    .tuple(content, some({ id: fc.constant('deel'), extension: extensions }))
    .map(([said, more]) => ({ ...more, ...said }))
  const payloads = list(payload, 3).map((all) =>
    all.map(({ id, ...part }, index) => (id === undefined ? part : { id: `${id}-${index}`, ...part }))
  )
  const rest = some(
    {
      resourceType: fc.constant('Communication'),
      id: fc.constant('com'),
      extension: extensions,
      identifier: list(identifier),
      basedOn: list(referenceTo('ServiceRequest/sr'), 1),
      status: fc.constant('completed'),
      category,
      medium: list(spoken),
      subject: patient,
      topic: concept,
      sent: dateTime,
      received: dateTime,
      recipient: list(referenceTo('Organization/org-gp')),
      sender: role,
      reasonCode: list(concept),
      payload: payloads,
      note: list(note)
    },
    ['resourceType', 'id', 'status', 'category', 'subject']
  )
  return fc.tuple(rest, urgency(sender)).map((parts) => Object.assign({}, ...parts) as object)
}

/** A message of a dialect with one resource of each kind, in that dialect's own form and codes. */
export function arbitraryGraph(sender: Sender): fc.Arbitrary<readonly Located[]> {
  const resources = fc.tuple(
    arbitraryTask(sender),
    arbitraryRequest(sender),
    arbitraryCommunication(sender),
    arbitraryCondition('cond-1'),
    arbitraryCondition('cond-2'),
    arbitraryComposition,
    arbitraryDocument,
    arbitraryCarePlan(sender === 's-ggz'),
    arbitraryFlag,
    arbitraryPatient,
    ...arbitraryParties
  )
  return resources.map((all) =>
    // Records of fast-check have no prototype, which JSON from outside has.
    (JSON.parse(JSON.stringify(all)) as Resource[]).map((resource, index) => ({
      resource: frozen(resource),
      path: `Bundle.entry[${index}].resource`
    }))
  )
}
