import type { Resource } from '@medplum/fhirtypes'
import { localDay } from '../clock.ts'
import { issue } from '../fhir/outcome.ts'
import { referencesIn } from '../fhir/references.ts'
import { partyOf } from '../referral/duties.ts'
import { followUp } from '../referral/follow-up.ts'
import { patientOf } from '../referral/known.ts'
import { readRow } from '../referral/projection.ts'
import type { Arrival } from '../referral/rules.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION, type StreamVersion, type UnmatchedMessage } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { aboutWhich } from './about.ts'
import type { Deps } from './deps.ts'
import { elsewhereOf } from './elsewhere.ts'
import { impersonal } from './carried.ts'
import type { Gathered } from './gather.ts'
import { twinOf } from './twin.ts'
import type { Decided } from './decided.ts'

/**
 * Decides a message about a known referral: find the one that it is about in what the sender can see, then decide it on
 * that referral's facts.
 *
 * Errors: those of `aboutWhich` and `followUp`; `reference-unresolved` (422), `business-identifier-known` (409).
 */
export async function decideFollowUp(deps: Deps, arrival: Arrival, gathered: Gathered): Promise<Result<Decided>> {
  const about = await aboutWhich(deps, arrival, gathered)
  if (!about.ok) return about
  const twin = await twinOf(deps, arrival)
  if (twin !== undefined) return refused(twin)
  if (about.value.referral === undefined) return ok(unmatched(about.value.unmatched))
  return decideOn(deps, arrival, gathered, about.value)
}

/** Decides a message on the referral that it is about. Errors: those of `followUp`; `reference-unresolved` (422). */
export async function decideOn(
  deps: Deps,
  arrival: Arrival,
  gathered: Gathered,
  { referral, isMatched }: { readonly referral: string; readonly isMatched: boolean }
): Promise<Result<Decided>> {
  const { facts, versions } = await deps.store.read({ kind: 'referral', id: referral })
  if (facts === undefined) return refused(issue('not-found'))
  const { known, owner } = await withPatient(deps, facts)
  const own = known.resources.filter(({ projection }) => projection === arrival.participant.id)
  // With the patient or practice that this referral took over from an earlier one.
  const belonging = new Set(own.flatMap((row) => [`${row.type}/${row.id}`, ...namedIn(readRow(row))]))
  // What belongs to another referral is refused, even one that the sender can see: it could be another patient's.
  const stray = gathered.asked.find(({ type, id }) => !impersonal.has(type) && !belonging.has(`${type}/${id}`))
  if (stray !== undefined) return refused(issue('reference-unresolved', {}, stray.path))
  const { steps, directory } = gathered
  const heard = notBefore(arrival, known)
  const decision = followUp(deps.rules, { arrival: heard, known, steps, directory, isMatched })
  if (!decision.ok) return decision
  const elsewhere = await elsewhereOf(deps, heard, { known, decision: decision.value })
  const writes = [...decision.value.writes, ...elsewhere.writes]
  // What is to be sent is sent by the clock as it is, and waits for none.
  const outbox = decision.value.outbox.map((one) => ({ ...one, enqueuedAt: Math.min(one.enqueuedAt, arrival.now) }))
  return ok({
    decision: { ...decision.value, writes, outbox },
    expect: distinct([...versions, ...owner, ...elsewhere.expect])
  })
}

/**
 * What is known of a referral with its Patient, where that came with an earlier referral: one who is owed a letter and takes
 * no part in the referral may have to be sent it.
 *
 * @returns also the stream of that earlier referral, whose next version of the Patient would be ours, too.
 */
async function withPatient(
  deps: Deps,
  known: ReferralFacts
): Promise<{ readonly known: ReferralFacts; readonly owner: readonly StreamVersion[] }> {
  const id = patientOf(known)
  const isOwn = known.resources.some((row) => row.projection === CANONICAL_PROJECTION && row.id === id)
  if (isOwn) return { known, owner: [] }
  const post = partyOf(deps.rules.directory, known.referral, 'hap')
  const refs = [{ type: 'Patient', id }]
  const projections = [CANONICAL_PROJECTION, ...(post === null ? [] : [post])]
  const reads = projections.map(async (projection) => deps.store.read({ kind: 'resources', projection, refs }))
  const rows = (await Promise.all(reads)).flatMap(({ facts }) => facts)
  const [row] = rows
  if (row === undefined) return { known, owner: [] }
  const { versions } = await deps.store.read({ kind: 'referral', id: row.referral })
  return { known: { ...known, resources: [...known.resources, ...rows] }, owner: versions }
}

/**
 * The message as heard no earlier than what is known of its referral: a clock that went back stands still until it has caught
 * up, as the store stamps it. Else what is told now would be older than the duty that it meets.
 */
function notBefore(arrival: Arrival, { facts, obligations }: ReferralFacts): Arrival {
  const last = [...facts.map(({ heardAt }) => heardAt), ...obligations.map(({ openedAt }) => openedAt)]
  const now = last.reduce((latest, one) => Math.max(latest, one), arrival.now)
  return now === arrival.now ? arrival : { ...arrival, now, today: localDay(now) }
}

/** Each stream once: a decision may have read one on two ways, and then the older version counts. */
function distinct(versions: readonly StreamVersion[]): readonly StreamVersion[] {
  return [...new Map(versions.toReversed().map((one) => [one.stream, one])).values()].toReversed()
}

/** What unmatched feedback fits, in words: only what concerns the sender, who may not hear of referrals to others. */
const fits = {
  'no-referral': { fit: 'no referral of this patient to you', fitNl: 'geen verwijzing van deze patiënt naar u' },
  'several-referrals': { fit: 'more than one referral', fitNl: 'meer dan één verwijzing' }
} as const satisfies Record<UnmatchedMessage['reason'], Readonly<Record<string, string>>>

/** Kept as it came, told to its sender and to the operator, and passed on to nobody. */
function unmatched(reason: UnmatchedMessage['reason']): Decided {
  const issues = [issue('feedback-unmatched', fits[reason])]
  const decision = { referral: '', writes: [], outbox: [], own: [], issues, warnings: [], unmatched: reason }
  return { decision, expect: [] }
}

function namedIn(resource: Resource): readonly string[] {
  return referencesIn(resource, '').map(({ reference }) => reference)
}
