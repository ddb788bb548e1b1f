import { randomUUID } from 'node:crypto'
import type { Bundle, BundleEntry, Patient, Reference, Resource } from '@medplum/fhirtypes'
import { byUra, numbersOf, type Organisation } from './address-book.ts'
import { aboutPerson, shiftedDays, type Person } from './letter-text.ts'

/** For whom, from whom and to whom a letter is to be. */
export interface Addressing {
  readonly messageId: string
  /**
   * Whose letter it is to be. A new patient keeps the given name, sex and age of the letter, because its text speaks of
   * them; one who is `known` is that person.
   */
  readonly patient: { readonly bsn: string; readonly family: string; readonly known?: Patient }
  readonly requester: Organisation
  readonly performer: Organisation
  readonly gp: Organisation
  /** The day on which it is written, `YYYY-MM-DD`; every other date of the letter moves along. */
  readonly day: string
}

/** Types whose identifiers name a person or an organisation, and stand in many messages. */
const named: ReadonlySet<string> = new Set([
  'Patient',
  'RelatedPerson',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'HealthcareService',
  'Location',
  'Endpoint'
])

/** References from a role or service to its organisation; more than these no letter needs. */
const STEPS_MAX = 3

/**
 * A letter of `demo/fixtures/` as another one: own patient, parties, date and numbers, and the text as it stands.
 *
 * @param bundle - a transaction; it is not changed.
 */
export function readdress(bundle: Bundle, to: Addressing): Bundle {
  const { bsn: number, family, known } = to.patient
  const written = personOf(patientIn(bundle))
  const meant = known === undefined ? { ...written, family } : personOf(known)
  const moved = aboutPerson(shiftedDays(structuredClone(bundle), dayOfLetter(bundle), to.day), written, meant)
  const letter: Bundle = { ...moved, identifier: { system: 'urn:ietf:rfc:3986', value: to.messageId } }
  const suffix = randomUUID().slice(0, 8)
  for (const { resource } of letter.entry ?? []) if (resource !== undefined) renumber(resource, suffix)
  const patient = patientIn(letter)
  if (patient !== undefined) identify(patient, number, known)
  const graph = entriesOf(letter)
  for (const { resource } of graph) {
    if (resource?.resourceType === 'ServiceRequest') {
      address(graph, resource.requester, to.requester)
      for (const performer of resource.performer ?? []) address(graph, performer, to.performer)
    }
    if (resource?.resourceType === 'Task') {
      address(graph, resource.requester, to.requester)
      address(graph, resource.owner, to.performer)
    }
  }
  if (patient !== undefined) registerWith(graph, patient, to)
  return letter
}

/** The patient's GP: the organisation that the letter names, unless that is one of the other parties by now. */
function registerWith(graph: readonly BundleEntry[], patient: Patient, to: Addressing): void {
  const [registered] = patient.generalPractitioner ?? []
  const end = lastOf(graph, registered)
  const organisation = resolve(graph, end)
  const isAnother = organisation?.resourceType === 'Organization' && !isParty(organisation.identifier, to)
  if (end !== undefined && (isAnother || end.identifier !== undefined)) address(graph, registered, to.gp)
  else if (!(organisation?.resourceType === 'Organization' && has(organisation.identifier, to.gp))) {
    patient.generalPractitioner = [byUra(to.gp)]
  }
}

function isParty(identifiers: { value?: string }[] | undefined, to: Addressing): boolean {
  return has(identifiers, to.requester) || has(identifiers, to.performer)
}

function has(identifiers: { value?: string }[] | undefined, { ura, agb }: Organisation): boolean {
  return identifiers?.some(({ value }) => value === ura || value === agb) === true
}

/** Puts an organisation where a reference leads: its numbers and name, in the resource or in the reference itself. */
function address(graph: readonly BundleEntry[], reference: Reference | undefined, to: Organisation): void {
  const end = lastOf(graph, reference)
  if (end === undefined) return
  const organisation = resolve(graph, end)
  if (organisation?.resourceType === 'Organization') {
    organisation.identifier = numbersOf(to)
    organisation.name = to.name
    if (end.display !== undefined) end.display = to.name
  } else if (end.identifier !== undefined) {
    const isAgb = /agb|2\.16\.840\.1\.113883\.2\.4\.6\.1$/.test(end.identifier.system ?? '')
    end.identifier = { ...end.identifier, value: isAgb ? to.agb : to.ura }
    end.display = to.name
  }
}

function lastOf(graph: readonly BundleEntry[], reference: Reference | undefined): Reference | undefined {
  let current = reference
  for (let step = 0; step < STEPS_MAX; step++) {
    const next = onwards(resolve(graph, current))
    if (next === undefined) return current
    current = next
  }
  return current
}

function onwards(resource: Resource | undefined): Reference | undefined {
  if (resource?.resourceType === 'PractitionerRole') return resource.organization
  if (resource?.resourceType === 'HealthcareService') return resource.providedBy
  if (resource?.resourceType === 'Location') return resource.managingOrganization
  return undefined
}

function resolve(graph: readonly BundleEntry[], reference: Reference | undefined): Resource | undefined {
  const wanted = reference?.reference
  if (wanted === undefined) return undefined
  return graph.find(({ fullUrl, resource }) => {
    return fullUrl === wanted || `${resource?.resourceType ?? ''}/${resource?.id ?? ''}` === wanted
  })?.resource
}

/** A practice gives each of its letters, documents and plans a number of its own. */
function renumber(resource: Resource, suffix: string): void {
  if (named.has(resource.resourceType) || !('identifier' in resource) || !Array.isArray(resource.identifier)) return
  for (const identifier of resource.identifier) {
    if (identifier.value !== undefined) identifier.value = `${identifier.value}-${suffix}`
  }
}

function dayOfLetter(bundle: Bundle): string {
  const request = entriesOf(bundle).find(({ resource }) => resource?.resourceType === 'ServiceRequest')?.resource
  const day = request?.resourceType === 'ServiceRequest' ? request.authoredOn?.slice(0, 10) : undefined
  if (day === undefined) throw new Error('a letter says when it was written')
  return day
}

function personOf(patient: Patient | undefined): Person {
  const [name] = patient?.name ?? []
  return { given: name?.given?.[0] ?? '', family: name?.family ?? '', birthDate: patient?.birthDate ?? '' }
}

/** Who it is: by the number, and for a known patient by all that is known of the person. */
function identify(patient: Patient, bsn: string, known: Patient | undefined): void {
  patient.identifier = [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: bsn }]
  if (known === undefined) return
  const { name, gender, birthDate, address, telecom } = known
  Object.assign(patient, { contact: undefined, name, gender, birthDate, address, telecom })
}

function patientIn(bundle: Bundle): Patient | undefined {
  const found = entriesOf(bundle).find(({ resource }) => resource?.resourceType === 'Patient')?.resource
  return found?.resourceType === 'Patient' ? found : undefined
}

function entriesOf({ entry = [] }: Bundle): readonly BundleEntry[] {
  return entry
}
