import type { Communication, Consent, Flag, Reference, Resource, Task } from '@medplum/fhirtypes'
import { bsnOf, isBsn, isBsnSystem } from '../fhir/identifiers.ts'
import type { Located } from '../fhir/located.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { splitReference } from '../fhir/references.ts'
import { ExtensionUrl } from '../fhir/systems.ts'
import { match, type Match, type Matching } from '../referral/matching.ts'
import { readRow } from '../referral/projection.ts'
import type { Arrival } from '../referral/rules.ts'
import { ok, refused, type Result } from '../result.ts'
import type { ReferralRow, UnmatchedMessage } from '../store/change.ts'
import type { Deps } from './deps.ts'
import type { Gathered } from './gather.ts'

/** What a message says that it is about: the referral, or that nobody can tell which. */
export type About =
  /** `isMatched`: by patient and performer, because the message names none. */
  | { readonly referral: string; readonly isMatched: boolean }
  | { readonly referral?: undefined; readonly unmatched: UnmatchedMessage['reason'] }

/** A resource that can be sent by itself, and how it names its referral. */
type Anchor = Communication | Flag | Consent | Task

interface Named {
  readonly type: string
  readonly id: string
  readonly otherwise: Issue
}

/**
 * The referral that a message is about: the one that it names, else that of the patient where there is only one.
 *
 * Feedback that names none or two and fits none or several is no reason to refuse: it is kept and shown as unmatched, and
 * never assigned by guess (design section 7). What the sender cannot see is answered like what does not exist.
 * Errors: `not-found` (404) for a Task of somebody else; `referral-unknown`, `referral-unclear`, `transaction-empty`,
 * `transaction-mixed` (422).
 */
export async function aboutWhich(deps: Deps, arrival: Arrival, { steps }: Gathered): Promise<Result<About>> {
  const anchors = arrival.graph.filter(isAnchor)
  const named: readonly Named[] = [
    ...steps.map(({ task }) => ({
      type: 'Task',
      id: task.resource.id ?? '',
      otherwise: issue('not-found', {}, task.path)
    })),
    ...anchors.flatMap(namedBy)
  ]
  const referrals = new Set<string>()
  for (const { type, id, otherwise } of named) {
    const { facts } = await deps.store.read({ kind: 'resource', projection: arrival.participant.id, type, id })
    if (facts === undefined) return refused(otherwise)
    referrals.add(facts.referral)
  }
  // One that stands here already is about the referral in which it was recorded, however many the patient has by now.
  for (const { resource } of anchors) {
    if (resource.resourceType === 'Communication') continue
    const { resourceType: type, id = '' } = resource
    const ask = { kind: 'resource', projection: arrival.participant.id, type, id } as const
    const { facts } = await deps.store.read(ask)
    if (facts !== undefined) referrals.add(facts.referral)
  }
  const feedback = anchors.find(({ resource }) => resource.resourceType === 'Communication')
  const [anchor] = anchors
  const isFeedback = feedback !== undefined
  const matching = { sender: arrival.participant.id, named: [...referrals], ofPatient: [], isFeedback }
  if (referrals.size > 0) {
    const isFeedbackAlone = steps.length === 0 && isFeedback
    return referrals.size === 1 || isFeedbackAlone
      ? ok(aboutOf(match(matching)))
      : refused(issue('transaction-mixed', {}, 'Bundle.entry'))
  }
  if (anchor === undefined) return refused(issue('transaction-empty', {}, 'Bundle.entry'))
  return byPatient(deps, arrival, { anchor: feedback ?? anchor, matching })
}

async function byPatient(
  deps: Deps,
  arrival: Arrival,
  { anchor: { resource, path }, matching }: { readonly anchor: Located<Anchor>; readonly matching: Matching }
): Promise<Result<About>> {
  if (resource.resourceType === 'Task') return refused(issue('negotiation-unattached', {}, `${path}.focus`))
  const subject = await subjectBehind(
    deps,
    arrival,
    resource.resourceType === 'Consent' ? resource.patient : resource.subject
  )
  const ofPatient = subject === undefined ? [] : await referralsOf(deps, subject)
  const found = match({ ...matching, ofPatient })
  if (found.kind === 'unmatched' && !matching.isFeedback) return refused(issue('referral-unclear', {}, path))
  return ok(aboutOf(found))
}

function aboutOf(found: Match): About {
  if (found.kind === 'unmatched') return { unmatched: found.reason }
  return { referral: found.referral, isMatched: found.by === 'patient' }
}

/** The referrals of a patient that are looked through. @param subject - pseudonym of the patient. */
export async function referralsOf({ store }: Pick<Deps, 'store'>, subject: string): Promise<readonly ReferralRow[]> {
  const { facts } = await store.read({ kind: 'subject', subject })
  const ids = facts.referrals.slice(-REFERRALS_MAX)
  const found = await Promise.all(ids.map(async (id) => store.read({ kind: 'duties', id })))
  return found.flatMap(({ facts: known }) => known?.referral ?? [])
}

/** Referrals of one patient that are looked through, the latest; two that fit are as unclear as a hundred. */
const REFERRALS_MAX = 100

/** The pseudonym of a patient whose BSN the message or the sender's own resources know; undefined where they do not. */
export async function subjectBehind(
  deps: Deps,
  arrival: Arrival,
  reference: Reference | undefined
): Promise<string | undefined> {
  const bsn = await bsnBehind(deps, arrival, reference)
  return bsn === undefined ? undefined : deps.rules.subjectOf(bsn)
}

async function bsnBehind(deps: Deps, arrival: Arrival, subject: Reference | undefined): Promise<string | undefined> {
  const { identifier, reference } = subject ?? {}
  const stated = isBsnSystem(identifier?.system) ? identifier?.value : undefined
  const target = splitReference(reference)
  if (stated !== undefined || target?.type !== 'Patient')
    return stated !== undefined && isBsn(stated) ? stated : undefined
  const posted = arrival.graph.find(({ resource }) => resource.resourceType === 'Patient' && resource.id === target.id)
  const projection = arrival.participant.id
  const row =
    posted === undefined ? (await deps.store.read({ kind: 'resource', projection, ...target })).facts : undefined
  const patient: Resource | undefined = posted?.resource ?? (row === undefined ? undefined : readRow(row))
  return patient?.resourceType === 'Patient' ? bsnOf(patient) : undefined
}

/**
 * How each kind of anchor names its referral; a Communication may name two, which is for nobody to choose between.
 *
 * One that is named by a number, in words or at another address is named all the same, and cannot be looked up: it is not
 * taken for the only one of its patient, which may be another.
 */
function namedBy({ resource, path }: Located<Anchor>): readonly Named[] {
  const otherwise = unnamed(resource.resourceType, path)
  const targets = referencesOf(resource).map(({ reference }) => splitReference(reference))
  const requests = targets.flatMap((target) => (isNaming(resource, target?.type) ? (target ?? []) : []))
  const isElsewhere = requests.length === 0 && targets.includes(undefined)
  const named = isElsewhere ? [{ type: 'ServiceRequest', id: '' }] : requests
  return named.map((target) => ({ ...target, otherwise }))
}

/** What is answered where a referral is named that the sender cannot see. */
function unnamed(type: Anchor['resourceType'], path: string): Issue {
  if (type === 'Communication') return issue('referral-unknown', {}, `${path}.basedOn`)
  return type === 'Task' ? issue('negotiation-unattached', {}, path) : issue('referral-unclear', {}, path)
}

/** A Task that asks something may name the coordination Task in place of the ServiceRequest. */
function isNaming({ resourceType }: Anchor, target: string | undefined): boolean {
  return target === 'ServiceRequest' || (resourceType === 'Task' && target === 'Task')
}

function referencesOf(resource: Anchor): readonly Reference[] {
  if (resource.resourceType === 'Communication') return resource.basedOn ?? []
  if (resource.resourceType === 'Task') return [resource.focus ?? [], resource.partOf ?? []].flat()
  if (resource.resourceType === 'Consent') return (resource.provision?.data ?? []).map(({ reference }) => reference)
  const details = (resource.extension ?? []).filter(({ url }) => url === ExtensionUrl.flagDetail)
  return details.flatMap(({ valueReference }) => valueReference ?? [])
}

function isAnchor(located: Located): located is Located<Anchor> {
  return ['Communication', 'Flag', 'Consent', 'Task'].includes(located.resource.resourceType)
}
