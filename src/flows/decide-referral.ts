import { issue } from '../fhir/outcome.ts'
import { openReferral, readReferral, type ReadReferral } from '../referral/open-referral.ts'
import { currentRows } from '../referral/projection.ts'
import type { Arrival, CurrentRows } from '../referral/rules.ts'
import type { Located } from '../fhir/located.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION, type StreamVersion } from '../store/change.ts'
import type { Deps } from './deps.ts'
import { carriedWith, type Carried } from './carried.ts'
import type { Gathered } from './gather.ts'
import { twinOf } from './twin.ts'

import type { Decided } from './decided.ts'

/**
 * Decides a new referral: read and route it, look up what is known of its patient, open it.
 *
 * Errors: those of `readReferral`; `transaction-mixed` (422) beside a Task step; `subject-mismatch` (422) for what is carried
 * from another patient's referral; `business-identifier-known` (409).
 */
export async function decideReferral(deps: Deps, arrival: Arrival, gathered: Gathered): Promise<Result<Decided>> {
  const [step] = gathered.steps
  if (step !== undefined) return refused(issue('transaction-mixed', {}, step.task.path))
  const carried = await carriedWith(deps, gathered.asked)
  const read = readReferral(deps.rules, arrival, { carried: carried.located, directory: gathered.directory })
  if (!read.ok) return read
  const shared = await ownersOf(deps, carried.owners)
  const stranger = shared.find(({ isPersonal, subject }) => isPersonal && subject !== read.value.referral.subject)
  // Also a letter without a subject belongs to the patient of the referral that it came with.
  if (stranger !== undefined) return refused(issue('subject-mismatch', {}, read.value.core.request.path))
  // The subject's stream is read first: two first referrals of one patient are then decided one after the other.
  const subject = await deps.store.read({ kind: 'subject', subject: read.value.referral.subject })
  const twin = await twinOf(deps, arrival)
  if (twin !== undefined) return refused(twin)
  const current = await currentOf(deps, read.value, carried.located)
  const decision = openReferral(deps.rules, arrival, read.value, current)
  const stream = { stream: `referral/${read.value.referral.id}`, version: 0 } as const
  return ok({ decision, expect: [...subject.versions, ...shared.flatMap(({ versions }) => versions), stream] })
}

/** A referral from which something is carried into another. */
interface Owner {
  /** Whether what is carried is about its patient. */
  readonly isPersonal: boolean
  readonly subject: string | undefined
  /** Expected, so that two referrals which carry the same doctor to the same receiver are decided one after the other. */
  readonly versions: readonly StreamVersion[]
}

async function ownersOf(deps: Deps, owners: Carried['owners']): Promise<readonly Owner[]> {
  return Promise.all(
    [...owners].map(async ([id, isPersonal]) => {
      const { facts, versions } = await deps.store.read({ kind: 'referral', id })
      return { isPersonal, subject: facts?.referral.subject, versions }
    })
  )
}

/** Rows that exist already: only resources carried over from earlier messages can have any. */
async function currentOf(deps: Deps, { rendered }: ReadReferral, carried: readonly Located[]): Promise<CurrentRows> {
  if (carried.length === 0) return new Map()
  const refs = carried.map(({ resource }) => ({ type: resource.resourceType, id: resource.id ?? '' }))
  const projections = [...rendered.keys(), CANONICAL_PROJECTION]
  const reads = projections.map(async (projection) => deps.store.read({ kind: 'resources', projection, refs }))
  const found = await Promise.all(reads)
  return currentRows(found.flatMap(({ facts }) => facts))
}
