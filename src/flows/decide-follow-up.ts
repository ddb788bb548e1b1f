import type { Resource } from '@medplum/fhirtypes'
import { issue, type Issue } from '../fhir/outcome.ts'
import { referencesIn, splitReference } from '../fhir/references.ts'
import { followUp } from '../referral/follow-up.ts'
import { readRow } from '../referral/projection.ts'
import type { Arrival } from '../referral/rules.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Deps } from './deps.ts'
import { impersonal } from './carried.ts'
import type { Gathered } from './gather.ts'
import { twinOf } from './twin.ts'
import type { Decided } from './decided.ts'

/**
 * Decides a message about a known referral: find the one that it is about in what the sender can see, then decide it on
 * that referral's facts.
 *
 * Errors: those of `followUp`; `transaction-empty`, `transaction-mixed`, `referral-unknown`, `reference-unresolved` (422);
 * `business-identifier-known` (409).
 */
export async function decideFollowUp(deps: Deps, arrival: Arrival, gathered: Gathered): Promise<Result<Decided>> {
  const about = await referralOf(deps, arrival, gathered)
  if (!about.ok) return about
  const { facts: known, versions } = await deps.store.read({ kind: 'referral', id: about.value })
  if (known === undefined) return refused(issue('not-found'))
  const own = known.resources.filter(({ projection }) => projection === arrival.participant.id)
  // With the patient or practice that this referral took over from an earlier one.
  const belonging = new Set(own.flatMap((row) => [`${row.type}/${row.id}`, ...namedIn(readRow(row))]))
  // What belongs to another referral is refused, even one that the sender can see: it could be another patient's.
  const stray = gathered.asked.find(({ type, id }) => !impersonal.has(type) && !belonging.has(`${type}/${id}`))
  if (stray !== undefined) return refused(issue('reference-unresolved', {}, stray.path))
  const twin = await twinOf(deps, arrival)
  if (twin !== undefined) return refused(twin)
  const { steps, directory } = gathered
  const decision = followUp(deps.rules, { arrival, known, steps, directory })
  return decision.ok ? ok({ decision: decision.value, expect: versions }) : decision
}

async function referralOf(deps: Deps, arrival: Arrival, { steps }: Gathered): Promise<Result<string>> {
  const named: { readonly type: string; readonly id: string; readonly otherwise: Issue }[] = steps.map(({ task }) => ({
    type: 'Task',
    id: task.resource.id ?? '',
    otherwise: issue('not-found', {}, task.path)
  }))
  for (const { resource, path } of arrival.graph) {
    if (resource.resourceType !== 'Communication') continue
    const otherwise = issue('referral-unknown', {}, `${path}.basedOn`)
    const requests = (resource.basedOn ?? []).map(({ reference }) => splitReference(reference))
    const request = requests.find((target) => target?.type === 'ServiceRequest')
    if (request === undefined) return refused(otherwise)
    named.push({ ...request, otherwise })
  }
  const referrals = new Set<string>()
  for (const { type, id, otherwise } of named) {
    const { facts } = await deps.store.read({ kind: 'resource', projection: arrival.participant.id, type, id })
    if (facts === undefined) return refused(otherwise)
    referrals.add(facts.referral)
  }
  const [first, second] = referrals
  if (first === undefined) return refused(issue('transaction-empty', {}, 'Bundle.entry'))
  return second === undefined ? ok(first) : refused(issue('transaction-mixed', {}, 'Bundle.entry'))
}

function namedIn(resource: Resource): readonly string[] {
  return referencesIn(resource, '').map(({ reference }) => reference)
}
