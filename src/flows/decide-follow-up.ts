import type { Resource } from '@medplum/fhirtypes'
import { issue } from '../fhir/outcome.ts'
import { referencesIn } from '../fhir/references.ts'
import { followUp } from '../referral/follow-up.ts'
import { readRow } from '../referral/projection.ts'
import type { Arrival } from '../referral/rules.ts'
import { ok, refused, type Result } from '../result.ts'
import type { UnmatchedMessage } from '../store/change.ts'
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
  const { referral, isMatched } = about.value
  const { facts: known, versions } = await deps.store.read({ kind: 'referral', id: referral })
  if (known === undefined) return refused(issue('not-found'))
  const own = known.resources.filter(({ projection }) => projection === arrival.participant.id)
  // With the patient or practice that this referral took over from an earlier one.
  const belonging = new Set(own.flatMap((row) => [`${row.type}/${row.id}`, ...namedIn(readRow(row))]))
  // What belongs to another referral is refused, even one that the sender can see: it could be another patient's.
  const stray = gathered.asked.find(({ type, id }) => !impersonal.has(type) && !belonging.has(`${type}/${id}`))
  if (stray !== undefined) return refused(issue('reference-unresolved', {}, stray.path))
  const { steps, directory } = gathered
  const decision = followUp(deps.rules, { arrival, known, steps, directory, isMatched })
  if (!decision.ok) return decision
  const elsewhere = await elsewhereOf(deps, arrival, { known, decision: decision.value })
  const writes = [...decision.value.writes, ...elsewhere.writes]
  return ok({ decision: { ...decision.value, writes }, expect: [...versions, ...elsewhere.expect] })
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
