import { isDeepStrictEqual } from 'node:util'
import type { Resource, Task } from '@medplum/fhirtypes'
import { derivedId } from '../fhir/derived-id.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { CodeSystem, ExtensionUrl } from '../fhir/systems.ts'
import type { Located } from '../fhir/located.ts'
import type { EventName } from '../obligations/agreement.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION } from '../store/change.ts'
import type { FactRow, ReferralRow } from '../store/change.ts'
import { readRow, rowKey } from './projection.ts'
import { canonicalOf } from './render.ts'
import type { Arrival, CurrentRows, Rules } from './rules.ts'
import { isTooFar, statedDates } from './stated-dates.ts'
import { allowedSteps, type Part } from './transition.ts'

/** A Task as its sender wants it to be, with the version that it was read at. */
export interface StepAsked {
  readonly task: Located<Task>
  readonly ifMatch?: string
}

/** The coordination Task after a step, in canonical form, and the facts that the step states. */
export interface StepTaken {
  readonly task: Located<Task>
  readonly facts: readonly FactRow[]
}

/** What a step may change; everything else of a Task is fixed when the referral is received. */
export const mutable = [
  'status',
  'statusReason',
  'businessStatus',
  'executionPeriod',
  'lastModified',
  'note',
  'extension',
  'output'
] as const

/**
 * The business statuses with the event that each states, null for none; a Task step with the same meaning as feedback
 * states the same fact. Source: design section 8.
 */
export const businessStatuses: ReadonlyMap<string, EventName | null> = new Map([
  ['registered', 'referral.registered'],
  ['waiting-list', 'intake.expected'],
  ['intake-planned', 'intake.planned'],
  ['no-show', 'patient.no-show'],
  ['intake-done', 'intake.done'],
  ['awaiting-information', null],
  ['in-treatment', 'treatment.started'],
  ['transferred', null],
  ['ended', 'treatment.ended']
])

/** The one business status that may speak of a day to come. */
const PLANNED = 'intake-planned'

/** Events that a status states. */
const eventOfStatus: Partial<Record<NonNullable<Task['status']>, EventName>> = {
  accepted: 'referral.accepted',
  rejected: 'referral.rejected',
  cancelled: 'referral.revoked',
  'entered-in-error': 'referral.revoked',
  completed: 'treatment.ended',
  // Closed after the agreed attempts: whatever began has ended.
  failed: 'treatment.ended'
}

/**
 * Takes a step of the coordination Task.
 *
 * Errors: `not-found` (404), `task-of-gateway` (409) for a duty, `version-conflict` (412), `transition-not-allowed` (409),
 * `unknown-code`, `event-date-ahead`, `rejection-incomplete`, `element-immutable` (422), and those of the dialect's map.
 */
export function takeStep(
  rules: Rules,
  {
    arrival,
    referral,
    part,
    current
  }: { readonly arrival: Arrival; readonly referral: ReferralRow; readonly part: Part; readonly current: CurrentRows },
  { task, ifMatch }: StepAsked
): Result<StepTaken> {
  const { resource, path } = task
  const own = current.get(rowKey(arrival.participant.id, resource))
  const internal = current.get(rowKey(CANONICAL_PROJECTION, resource))
  if (own === undefined) return refused(issue('not-found', {}, path))
  if (resource.id !== referral.task) return refused(issue('task-of-gateway', {}, path))
  if (internal === undefined) return refused(issue('not-found', {}, path))
  if (ifMatch !== undefined && ifMatch !== String(own.version)) {
    return refused(issue('version-conflict', { version: String(own.version) }, path))
  }
  const before = readRow(own)
  const kept = readRow(internal)
  if (!isTask(before) || !isTask(kept)) return refused(issue('not-found', {}, path))
  const allowed = allowedSteps(kept.status, part)
  if (!allowed.includes(resource.status)) {
    const words = { from: kept.status, to: resource.status, allowed: allowed.join(', ') || '-' }
    return refused(issue('transition-not-allowed', words, `${path}.status`))
  }
  const fault = unsaidIn(task, arrival.today) ?? unexplained(task, before.status)
  if (fault !== undefined) return refused(fault)
  const element = changedElement(before, resource)
  if (element !== undefined) return refused(issue('element-immutable', { element }, `${path}.${element}`))
  const mapped = canonicalOf(rules, arrival.participant, [task])
  if (!mapped.ok) return mapped
  const canonical = mapped.value.resources.map((one) => one.resource).find(isTask)
  if (canonical === undefined) return refused(issue('not-found', {}, path))
  // A Task in which some elements are another Task's is a Task.
  const after = { ...without(kept, mutable), ...only(canonical, mutable) } as unknown as Task
  return ok({ task: { resource: after, path }, facts: statedFacts(kept, after, { arrival, referral, part }) })
}

/**
 * What a step states. A day counts only when this step brings it: one that was there before belongs to an earlier event,
 * and would date a cancellation to the day of an intake. What happened with the patient only the performer can say.
 */
function statedFacts(
  before: Task,
  after: Task,
  { arrival, referral, part }: { readonly arrival: Arrival; readonly referral: ReferralRow; readonly part: Part }
): readonly FactRow[] {
  const [was, is] = [statedDates(before.extension), statedDates(after.extension)]
  const dates = isDeepStrictEqual(was, is) ? {} : is
  const business = businessStatusOf(after)
  const isNews = business !== businessStatusOf(before) || dates.event !== undefined || dates.expected !== undefined
  const happened = business !== undefined && isNews && part === 'performer' ? businessStatuses.get(business) : undefined
  const moved = before.status === after.status ? undefined : eventOfStatus[after.status]
  // An appointment lies on the day that it is expected; a step that brings no day speaks of the day on which it was made.
  const dayOf = (event: EventName): string =>
    (event.startsWith('intake.') && event !== 'intake.done' ? dates.expected : undefined) ??
    dates.event ??
    arrival.today
  const stated = new Map<EventName, string>()
  if (moved !== undefined) stated.set(moved, part === 'performer' ? dayOf(moved) : arrival.today)
  // Waiting without an expected day moves no date.
  const isSaid = happened !== 'intake.expected' || dates.expected !== undefined
  if (happened != null && isSaid) stated.set(happened, dayOf(happened))
  return Array.from(stated, ([event, occurredOn]) => ({
    id: derivedId(arrival.message, after.id ?? '', event),
    referral: referral.id,
    event,
    occurredOn,
    heardAt: arrival.now,
    by: arrival.participant.id,
    message: arrival.message
  }))
}

/** Who is rejected must know why and where to go instead; a patient who is sent back without either is lost. Design section 8. */
function unexplained({ resource, path }: Located<Task>, before: Task['status']): Issue | undefined {
  if (resource.status !== 'rejected' || before === 'rejected') return undefined
  const { statusReason, extension } = resource
  const isReasoned = statusReason?.text !== undefined || (statusReason?.coding?.length ?? 0) > 0
  if (!isReasoned) return issue('rejection-incomplete', {}, `${path}.statusReason`)
  const concept = extension?.find(({ url }) => url === ExtensionUrl.alternative)?.valueCodeableConcept
  const isNone = concept?.coding?.some(
    ({ system, code }) => system === CodeSystem.rejectionAlternative && code === 'none'
  )
  const isSaid = isNone === true || (concept?.text ?? '').trim() !== ''
  return isSaid ? undefined : issue('rejection-incomplete', {}, `${path}.extension`)
}

/** A code that nobody knows starts no clock, and a day to come has not been: a typo in either would pass for silence. */
function unsaidIn({ resource, path }: Located<Task>, today: string): Issue | undefined {
  const codings = resource.businessStatus?.coding ?? []
  const unknown = codings.findIndex(
    ({ system, code }) => system === CodeSystem.businessStatus && !businessStatuses.has(code ?? '')
  )
  if (unknown !== -1) {
    const words = { code: 'given', system: CodeSystem.businessStatus, map: [...businessStatuses.keys()].join(', ') }
    return issue('unknown-code', words, `${path}.businessStatus.coding[${unknown}].code`)
  }
  const { event, expected } = statedDates(resource.extension)
  const isAhead = event !== undefined && event > today && businessStatusOf(resource) !== PLANNED
  return isAhead || isTooFar(event, today) || isTooFar(expected, today)
    ? issue('event-date-ahead', { today }, `${path}.extension`)
    : undefined
}

function businessStatusOf({ businessStatus }: Task): string | undefined {
  return businessStatus?.coding?.find(({ system }) => system === CodeSystem.businessStatus)?.code
}

function changedElement(before: Task, after: Task): string | undefined {
  const ignored = [...mutable, 'meta', 'text', 'id'] as const
  const [was, is] = [without(before, ignored), without(after, ignored)]
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].find((key) => !isDeepStrictEqual(was[key], is[key]))
}

function without(task: Task, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(task).filter(([key]) => !names.includes(key.replace(/^_/, ''))))
}

function only(task: Task, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(task).filter(([key]) => names.includes(key.replace(/^_/, ''))))
}

function isTask(resource: Resource): resource is Task {
  return resource.resourceType === 'Task'
}
