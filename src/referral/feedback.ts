import type { Communication, Resource } from '@medplum/fhirtypes'
import { derivedId } from '../fhir/derived-id.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { follow } from '../fhir/references.ts'
import { CodeSystem } from '../fhir/systems.ts'
import type { Located } from '../fhir/located.ts'
import { GIVEN } from '../obligations/completion.ts'
import { expectations, type Debtor } from '../obligations/agreement.ts'
import { isFeedbackKind, statedEvents, type StatedEvent } from '../obligations/feedback-kinds.ts'
import { ok, refused, type Result } from '../result.ts'
import type { FactRow, ReferralRow } from '../store/change.ts'
import { organisationOf, participantOf } from './parties.ts'
import { within } from './render.ts'
import type { Arrival, Rules } from './rules.ts'
import { isTooFar, statedDates } from './stated-dates.ts'
import { feedbackProfile } from '../profile/forms.ts'
import type { Missing } from '../profile/port.ts'

/** What one feedback says to the duties: its facts, and what it lacks in words. */
export interface FeedbackRead {
  readonly communication: Communication
  readonly facts: readonly FactRow[]
  readonly issues: readonly Issue[]
}

/** What a feedback is read against. */
export interface FeedbackContext {
  readonly arrival: Arrival
  readonly referral: ReferralRow
  /** Whether the performer had accepted the referral: a rejection after that is news, and closes no duty (design section 8). */
  readonly isTaken: boolean
  /** The message's canonical resources with those that it refers to. */
  readonly graph: readonly Resource[]
}

/** Kinds that announce something: their day may lie ahead. */
const mayLieAhead: ReadonlySet<string> = new Set(['appointment-notice', 'status-notice'])

/** What feedback lacks that says that something happened on a day to come: it is delivered, and the day stays owed. */
export const dayThatHasBeen: Missing = {
  code: 'event-date-ahead',
  what: {
    en: 'a day that has been, or for what is planned one within two years',
    nl: 'een dag die geweest is, of voor wat gepland is een dag binnen twee jaar'
  },
  source: 'product choice: what is still to come has not happened',
  expression: 'extension'
}

/**
 * Reads one feedback in canonical form: does it belong to the referral, what does it state, what does it lack.
 *
 * Errors (422): `referral-unknown`, `sender-mismatch`, `unmapped-code` for a Communication without a feedback kind,
 * `kind-ambiguous` for one that says it is two.
 */
export function readFeedback(
  rules: Rules,
  { resource, path }: Located<Communication>,
  { arrival, referral, isTaken, graph }: FeedbackContext
): Result<FeedbackRead> {
  const isOfReferral = resource.basedOn?.some(
    ({ reference }) => reference === `ServiceRequest/${referral.serviceRequest}`
  )
  if (isOfReferral !== true) return refused(issue('referral-unknown', {}, `${path}.basedOn`))
  const sender = organisationOf(graph, resource.sender)
  const isIdentified = sender?.ura !== undefined || sender?.agb !== undefined
  if (isIdentified && participantOf(rules.directory, sender)?.id !== arrival.participant.id) {
    return refused(issue('sender-mismatch', {}, `${path}.sender`))
  }
  const kinds = kindsOf(resource)
  const [kind] = kinds
  if (kinds.size > 1) return refused(issue('kind-ambiguous', {}, `${path}.category`))
  if (kind === undefined || !isFeedbackKind(kind)) {
    const words = { code: '-', system: '-', map: CodeSystem.feedbackKind }
    return refused(issue('unmapped-code', words, `${path}.category`))
  }
  const dates = statedDates(resource.extension)
  const isComing = dates.event !== undefined && dates.event > arrival.today && !mayLieAhead.has(kind)
  const isAhead = isComing || isTooFar(dates.event, arrival.today) || isTooFar(dates.expected, arrival.today)
  const missing = [
    ...rules.validator.lacking(feedbackProfile(kind), resource, graph),
    ...(isAhead ? [dayThatHasBeen] : [])
  ]
  const issues = missing.map(({ what, source, expression }) =>
    issue('feedback-incomplete', { what: what.en, whatNl: what.nl, source }, within(path, resource, expression))
  )
  const isUnread = !hasStructuredContent(resource, graph)
  const base = {
    referral: referral.id,
    heardAt: arrival.now,
    by: arrival.participant.id,
    message: arrival.message,
    communication: resource.id ?? '',
    kindOfFeedback: kind,
    ...(isUnread && missing.length === 0 ? {} : { missing: missing.map(({ code }) => code) }),
    ...(isUnread ? { isUnread: true as const } : {})
  }
  // A feedback that names no day moves no date: the day on which something happened is not guessed.
  const mayState = !isAhead && !(kind === 'rejection' && isTaken)
  const isFullAs = (other: string): boolean =>
    !isUnread && rules.validator.lacking(feedbackProfile(other), resource, graph).length === 0
  const parts = partsOf(referral, arrival.participant.id)
  const events = mayState ? statedEvents(kind, { dates, parts, isFullAs }) : []
  const stated: readonly Statement[] = [{ event: GIVEN, occurredOn: arrival.today }, ...events]
  const facts = stated.map(({ event, occurredOn, at }) => ({
    ...base,
    ...detailOf(resource, event, at === undefined ? undefined : { at, now: arrival.now }),
    event,
    occurredOn,
    id: derivedId(arrival.message, base.communication, event)
  }))
  return ok({ communication: resource, facts, issues })
}

/** An event that feedback states, or that it was given. */
type Statement = Pick<StatedEvent, 'occurredOn' | 'at'> & Pick<FactRow, 'event'>

/** The time of an event, where one was given, and whether it was told by telephone. */
function detailOf(
  communication: Communication,
  event: string,
  time?: { readonly at: number; readonly now: number }
): Pick<FactRow, 'detail'> {
  // What we are told has happened has happened by now, also where its sender's clock is ahead of ours.
  const latest = expectations.has(event) ? Infinity : (time?.now ?? Infinity)
  const detail = {
    ...(time === undefined ? {} : { at: Math.min(time.at, latest) }),
    ...(isByTelephone(communication) ? { medium: 'phone' as const } : {})
  }
  return Object.keys(detail).length === 0 ? {} : { detail }
}

/** Whether a feedback records what was said by telephone. Source: https://terminology.hl7.org/CodeSystem-v3-ParticipationMode.html */
function isByTelephone({ medium }: Communication): boolean {
  const codings = medium?.flatMap(({ coding }) => coding ?? []) ?? []
  return codings.some(({ system, code }) => system === PARTICIPATION_MODE && code === 'PHONE')
}

const PARTICIPATION_MODE = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode'

/** Every part that a participant plays in a referral: a GP who refers is two, one that gives care without a referral as well. */
function partsOf(referral: ReferralRow, participant: string): ReadonlySet<Debtor> {
  const parts = ['requester', 'performer', 'gp'] as const
  return new Set(parts.filter((part) => referral[part] === participant))
}

/** The feedback kinds that a Communication in canonical form says it is: one, or nobody knows what it is. */
function kindsOf({ category }: Communication): ReadonlySet<string> {
  const codings = category?.flatMap(({ coding }) => coding ?? []) ?? []
  return new Set(codings.flatMap(({ system, code }) => (system === CodeSystem.feedbackKind ? (code ?? []) : [])))
}

/** A Composition has coded sections that rules can look into; a letter as text or PDF has none. */
function hasStructuredContent({ payload }: Communication, graph: readonly Resource[]): boolean {
  return (
    payload?.some(({ contentReference }) => follow(graph, contentReference)?.resourceType === 'Composition') ?? false
  )
}
