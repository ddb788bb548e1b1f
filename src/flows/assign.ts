import type { Communication } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import { parseBounded } from '../fhir/bounded-json.ts'
import { derivedId } from '../fhir/derived-id.ts'
import type { Located } from '../fhir/located.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { splitReference } from '../fhir/references.ts'
import { unassignable, type Unassignable } from '../referral/matching.ts'
import type { Arrival } from '../referral/rules.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Answer, ReferralRow, UnmatchedMessage, Write } from '../store/change.ts'
import { subjectBehind } from './about.ts'
import { decideOn } from './decide-follow-up.ts'
import type { Decided } from './decided.ts'
import type { Deps } from './deps.ts'
import { gather, type Gathered } from './gather.ts'
import { mappingRecord } from './mapping-record.ts'
import { operate, type Operating } from './operate.ts'
import { graphOf, missingIn, readMessage, type Inbound } from './read-message.ts'
import type { Received } from './receive.ts'
import { twinOf } from './twin.ts'

/** Which unmatched feedback is to belong to which referral. */
export interface AssignAsked {
  /** Its id in `GET /reports/unmatched`. */
  readonly message: string
  /** The id of the ServiceRequest. */
  readonly referral: string
}

/** What became of it. */
export interface Assigned {
  readonly communication: string
  /** What its sender would have been told. */
  readonly issues: readonly Issue[]
}

/**
 * Assigns unmatched feedback to a referral: its bytes are read again as its sender's message, decided as if that had named
 * the referral, and delivered. Its patient and performer are those of the referral, whatever the operator says; it counts as
 * heard now, so that no report of an earlier day changes.
 *
 * Errors: those of `operate`, of reading a message and deciding on it; `unmatched-unknown`, `not-found` (404) for a referral
 * that is not here, `unmatched-settled` (409), `assignment-refused` (422).
 */
export async function assign(
  deps: Deps,
  operating: Operating,
  { asked, answer }: { readonly asked: AssignAsked; readonly answer: (assigned: Assigned) => Answer }
): Promise<Result<Received>> {
  return operate(deps, operating, async ({ now, today }) => {
    const { facts: chosen } = await deps.store.read({ kind: 'duties', id: asked.referral })
    // Two operators who assign one message to two referrals of a patient are decided one after the other: the version is read
    // before what it guards.
    const subject = await deps.store.read({ kind: 'subject', subject: chosen?.referral.subject ?? '' })
    const { facts: kept } = await deps.store.read({ kind: 'unmatchedMessage', id: asked.message })
    if (kept === undefined) return refused(issue('unmatched-unknown'))
    if (kept.assignedTo !== undefined) return refused(issue('unmatched-settled', { referral: kept.assignedTo }))
    const participant = deps.rules.directory.byId(kept.participant)
    if (participant === undefined) return refused(refusal('sender-gone'))
    if (chosen === undefined) return refused(issue('not-found'))
    const arrival = { participant, message: kept.id, now, today, graph: [] }
    const read = await readAgain(deps, kept, arrival)
    if (!read.ok) return read
    const decided = await decideAs(deps, read.value, chosen.referral)
    if (!decided.ok) return decided
    const { decision, expect } = decided.value
    const communication = read.value.feedback.resource.id ?? ''
    return ok({
      referral: asked.referral,
      expect: [...expect.filter(({ stream }) => !stream.startsWith('subject/')), ...subject.versions],
      writes: [...settling(deps, kept, { participant, referral: asked.referral }), ...decision.writes],
      outbox: decision.outbox,
      audit: { outcome: 'assigned', ...whyNotSent(decision) },
      answer: answer({ communication, issues: decision.issues })
    })
  })
}

/** A kept message read again: as it arrives now. */
interface ReadAgain {
  readonly arrival: Arrival
  readonly gathered: Gathered
  readonly feedback: Located<Communication>
}

async function readAgain(deps: Deps, kept: UnmatchedMessage, arrival: Arrival): Promise<Result<ReadAgain>> {
  const { rules } = deps
  const inbound = inboundOf(kept, arrival.participant)
  if (!inbound.ok) return inbound
  const message = readMessage(rules, inbound.value)
  if (!message.ok) return message
  // Its ids follow from the kept message, so that they are the same each time that this is decided.
  const graph = graphOf(rules, inbound.value, message.value, derivedId(kept.id, 'assigned'))
  if (!graph.ok) return graph
  const [missing, ...more] = missingIn(rules, arrival.participant.dialect ?? '', graph.value)
  if (missing !== undefined) return refused(missing, ...more)
  const gathered = await gather(deps, arrival.participant, message.value, graph.value)
  if (!gathered.ok) return gathered
  const feedback = gathered.value.fresh.find(isCommunication)
  if (feedback === undefined || gathered.value.steps.length > 0) return refused(refusal('no-feedback'))
  return ok({ arrival: { ...arrival, graph: gathered.value.fresh }, gathered: gathered.value, feedback })
}

/** The request by which it came; what its sender was allowed then was looked at then. */
function inboundOf({ body, contentType }: UnmatchedMessage, participant: Participant): Result<Inbound> {
  const parsed = parseBounded(body)
  if (!parsed.ok) return parsed
  const isBundle = parsed.value.resourceType === 'Bundle'
  const interaction = isBundle ? { name: 'transaction' as const } : { name: 'create' as const, type: 'Communication' }
  return ok({ participant, allows: () => true, interaction, body, contentType, language: 'en' })
}

async function decideAs(
  deps: Deps,
  { arrival, gathered, feedback }: ReadAgain,
  chosen: ReferralRow
): Promise<Result<Decided>> {
  const named = await namedBy(deps, arrival, feedback)
  const subject = await subjectBehind(deps, arrival, feedback.resource.subject)
  const matching = { sender: arrival.participant.id, named: named.map(({ id }) => id), ofPatient: [], isFeedback: true }
  const why = unassignable(matching, chosen, { subject, namedSubjects: named.map((one) => one.subject) })
  if (why !== undefined) return refused(refusal(why))
  const twin = await twinOf(deps, arrival)
  if (twin !== undefined) return refused(twin)
  // As if it had named this one alone: who reads it may not see the others.
  const others = new Set(named.filter(({ id }) => id !== chosen.id).map((one) => one.serviceRequest))
  const isOther = (type: string | undefined, id: string | undefined): boolean =>
    type === 'ServiceRequest' && id !== undefined && others.has(id)
  const graph = arrival.graph.map((one) => {
    if (!isCommunication(one)) return one
    const basedOn = (one.resource.basedOn ?? []).filter(({ reference }) => {
      const target = splitReference(reference)
      return !isOther(target?.type, target?.id)
    })
    return { ...one, resource: { ...one.resource, basedOn } }
  })
  const asked = gathered.asked.filter(({ type, id }) => !isOther(type, id))
  const about = { referral: chosen.id, isMatched: named.length === 0 }
  return decideOn(deps, { ...arrival, graph }, { ...gathered, asked }, about)
}

/** The referrals that it names: its sender could see them all, else it would not have been kept. */
async function namedBy(
  { store }: Deps,
  { participant }: Arrival,
  { resource: { basedOn = [] } }: Located<Communication>
): Promise<readonly ReferralRow[]> {
  const found = new Map<string, ReferralRow>()
  for (const { reference } of basedOn) {
    const target = splitReference(reference)
    if (target?.type !== 'ServiceRequest') continue
    const { facts: row } = await store.read({ kind: 'resource', projection: participant.id, ...target })
    const { facts } = row === undefined ? {} : await store.read({ kind: 'duties', id: row.referral })
    if (facts !== undefined) found.set(facts.referral.id, facts.referral)
  }
  return [...found.values()]
}

/** It is settled, and stands among the messages that were taken in, for the proof and for its lineage. */
function settling(
  { rules }: Deps,
  { id, contentType, receivedAt, body }: UnmatchedMessage,
  { participant, referral }: { readonly participant: Participant; readonly referral: string }
): readonly Write[] {
  const mapping = mappingRecord(rules, participant)
  return [
    { kind: 'received', id, participant: participant.id, referral, contentType, receivedAt, body, mapping },
    { kind: 'assigned', message: id, referral }
  ]
}

function whyNotSent({ issues, outbox }: Decided['decision']): { readonly reason?: string } {
  const reason = issues.find(({ code }) => code === 'feedback-withheld' || code === 'receiver-gone')?.code
  if (reason !== undefined) return { reason }
  return outbox.length > 0 ? {} : { reason: 'nothing-to-tell' }
}

const reasons = {
  'other-performer': ['its sender is not the one to whom that referral was made', 'de afzender voert die niet uit'],
  'other-patient': ['it is about another patient', 'zij gaat over een andere patiënt'],
  'no-patient': ['it names no patient by which that could be told', 'zij noemt geen patiënt waaraan dit te zien is'],
  'names-others': ['it names other referrals', 'zij noemt andere verwijzingen'],
  'sender-gone': ['its sender is no participant any more', 'de afzender is geen deelnemer meer'],
  'no-feedback': ['it is not feedback alone', 'zij is niet enkel terugkoppeling']
} as const satisfies Record<Unassignable | 'sender-gone' | 'no-feedback', readonly [en: string, nl: string]>

function refusal(why: keyof typeof reasons): Issue {
  const [reason, reasonNl] = reasons[why]
  return issue('assignment-refused', { reason, reasonNl })
}

function isCommunication(located: Located): located is Located<Communication> {
  return located.resource.resourceType === 'Communication'
}
