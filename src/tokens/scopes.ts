import type { Role } from '../directory/participant.ts'

/** What a scope lets its bearer do with a type: create, read, update, delete, search. */
export type Interaction = 'c' | 'r' | 'u' | 'd' | 's'

/** SMART's letters in the only order in which a scope may have them. */
const LETTERS: readonly Interaction[] = ['c', 'r', 'u', 'd', 's']

type Scopes = Readonly<Record<string, string>>

/**
 * What a care system may do with each type. Nothing is deleted: a mistake is an update to `entered-in-error`.
 * Whose resources these are is not a matter of scopes: each participant sees its own projection only.
 */
const care: Scopes = {
  ServiceRequest: 'crus',
  Task: 'crus',
  Communication: 'crs',
  CarePlan: 'crus',
  Composition: 'crus',
  DocumentReference: 'crus',
  Consent: 'crus',
  Flag: 'crus',
  Condition: 'crus',
  Patient: 'crs',
  RelatedPerson: 'crs',
  Practitioner: 'crs',
  PractitionerRole: 'crs',
  Organization: 'crs',
  HealthcareService: 'crs',
  Location: 'crs',
  Observation: 'crs',
  AllergyIntolerance: 'crs',
  MedicationStatement: 'crs',
  Procedure: 'crs',
  CommunicationRequest: 'rs',
  Endpoint: 'rs',
  PlanDefinition: 'rs',
  MeasureReport: 'rs'
}

/** The report on obligations is a MeasureReport, also in its other faces (JSON, CSV). */
const watching: Scopes = { MeasureReport: 'rs', Measure: 'rs', PlanDefinition: 'rs', Organization: 'rs' }

/** A region waives feedback that is owed in it and reads its digests of what is late there, and sees no Task. */
const overseeing: Scopes = { ...watching, CommunicationRequest: 'rs', Task: 'u' }

/**
 * `Task` and `Communication` are there to be updated by the operations on duties (docs/operations.md) and by nothing else: an
 * operator reads neither. `Organization` and `PlanDefinition` are updated by operations alone, too. `Clock` is no FHIR type: it
 * is the manual clock of demonstrations, which only an operator may set. No report on duties: an operator owes and is owed
 * nothing, and an empty report would read as if all were well.
 */
const operating: Scopes = {
  AuditEvent: 'rs',
  Clock: 'ru',
  Communication: 'u',
  Endpoint: 'rs',
  Organization: 'rus',
  PlanDefinition: 'rus',
  Task: 'u'
}

const byRole: Readonly<Record<Role, Scopes>> = {
  his: care,
  'gb-ggz': care,
  's-ggz': care,
  crisis: care,
  hap: care,
  region: overseeing,
  auditor: watching,
  operator: operating
}

/** Every scope that some role can have, for the discovery document. */
export const scopesSupported: readonly string[] = [
  ...new Set(Object.values(byRole).flatMap((scopes) => Object.entries(scopes).map(written)))
]

/**
 * The scope that a token gets: what was asked for and the role has, or all that the role has where nothing was asked.
 *
 * A wildcard or a wider set is narrowed; what is not understood, also a scope with a query, is left out, because
 * granting it would give more than was asked.
 * @returns undefined when asked and role have nothing in common (`invalid_scope`, RFC 6749 section 5.2).
 * Source: https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
 */
export function granted(role: Role, requested?: string): string | undefined {
  const own = byRole[role]
  if (requested === undefined || requested.trim() === '') return Object.entries(own).map(written).join(' ')
  const asked = requested.split(' ').flatMap(parsed)
  const both = Object.entries(own).flatMap(([type, letters]) => {
    const wanted = asked.filter((scope) => scope.type === '*' || scope.type === type).map((scope) => scope.letters)
    const common = LETTERS.filter((letter) => letters.includes(letter) && wanted.some((set) => set.includes(letter)))
    return common.length === 0 ? [] : [written([type, common.join('')])]
  })
  return both.length === 0 ? undefined : both.join(' ')
}

/** Whether a token's scope allows an interaction with a type. */
export function allows(scope: string, type: string, interaction: Interaction): boolean {
  return lettersIn(scope).get(type)?.includes(interaction) ?? false
}

/** Scopes that are kept as they were read: there is one for each role, and those of tokens that asked for less. */
const READ_MAX = 100

const read = new Map<string, ReadonlyMap<string, string>>()

/** The letters that a token's scope has for each type; it is read once, for a token comes with every request. */
function lettersIn(scope: string): ReadonlyMap<string, string> {
  const before = read.get(scope)
  if (before !== undefined) return before
  const letters = new Map<string, string>()
  for (const one of scope.split(' ').flatMap(parsed)) {
    letters.set(one.type, (letters.get(one.type) ?? '') + one.letters)
  }
  if (read.size >= READ_MAX) read.clear()
  read.set(scope, letters)
  return letters
}

function written([type, letters]: readonly [string, string]): string {
  return `system/${type}.${letters}`
}

/** One scope in SMART's version 2 form; an empty list for anything else. */
function parsed(scope: string): readonly { readonly type: string; readonly letters: string }[] {
  const match = /^system\/(\*|[A-Za-z]+)\.(?=[cruds])(c?r?u?d?s?)$/.exec(scope)
  return match === null ? [] : [{ type: match[1] ?? '', letters: match[2] ?? '' }]
}
