import type { ServiceRequest } from '@medplum/fhirtypes'
import { issue } from '../fhir/outcome.ts'
import { agreementOf } from '../referral/duties.ts'
import { formOf } from '../referral/form.ts'
import { basedOn, forwardOf } from '../referral/forward.ts'
import { openReferral } from '../referral/open-referral.ts'
import { readReferral, type Outside, type ReadReferral } from '../referral/read-referral.ts'
import { currentRows } from '../referral/projection.ts'
import { replacedBy } from '../referral/replaced.ts'
import { namesNoPractice } from '../referral/routing.ts'
import type { Arrival, CurrentRows } from '../referral/rules.ts'
import type { Located } from '../fhir/located.ts'
import { keptFrom } from '../referral/withheld.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION, type StreamVersion } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import type { Deps } from './deps.ts'
import { carriedWith, type Carried } from './carried.ts'
import { earlierCare } from './earlier-care.ts'
import type { Gathered } from './gather.ts'
import { twinOf } from './twin.ts'

import type { Decided } from './decided.ts'

/**
 * Decides a new referral: read and route it, look up what is known of its patient, open it.
 *
 * Errors: those of `carriedWith` and `readReferral`; `transaction-mixed` (422) beside a Task step; `subject-mismatch` (422) for what is carried
 * from another patient's referral; `business-identifier-known`, `forward-not-allowed` (409).
 */
export async function decideReferral(deps: Deps, arrival: Arrival, gathered: Gathered): Promise<Result<Decided>> {
  const [step] = gathered.steps
  if (step !== undefined) return refused(issue('transaction-mixed', {}, step.task.path))
  const carrying = await carriedWith(deps, arrival.participant, gathered.asked)
  if (!carrying.ok) return carrying
  const carried = carrying.value
  const shared = await ownersOf(deps, carried.owners)
  const outside = {
    carried: carried.located,
    directory: gathered.directory,
    keptFrom: keptIn(deps, arrival, shared)
  }
  const first = readReferral(deps.rules, arrival, outside)
  if (!first.ok) return first
  const { request } = first.value.core
  const stranger = shared.find(({ isPersonal, known }) => {
    return isPersonal && known?.referral.subject !== first.value.referral.subject
  })
  // Also a letter without a subject belongs to the patient of the referral that it came with.
  if (stranger !== undefined) return refused(issue('subject-mismatch', {}, request.path))
  // The subject's stream is read first: two first referrals of one patient are then decided one after the other.
  const subject = await deps.store.read({ kind: 'subject', subject: first.value.referral.subject })
  const read = await withPractice(deps, arrival, { outside, read: first.value, earlier: subject.facts.referrals })
  if (!read.ok) return read
  const twin = await twinOf(deps, arrival)
  if (twin !== undefined) return refused(twin)
  const current = await currentOf(deps, read.value, carried.located)
  const { referral } = read.value
  const earlier = shared.find(({ known }) => isPassedOn(known, request, arrival.participant.id))?.known
  const forward = earlier === undefined ? undefined : forwardOf(deps.rules, arrival, { earlier, referral, request })
  if (forward?.ok === false) return forward
  const asked = { referrals: subject.facts.referrals, sender: arrival.participant.id, today: arrival.today }
  const again = await earlierCare(deps, referral, asked)
  const beside = {
    current,
    ...(forward === undefined ? {} : { forward: forward.value }),
    ...(again === undefined ? {} : { again })
  }
  const decision = openReferral(deps.rules, arrival, read.value, beside)
  const replaced = replacedBy(deps.rules, arrival, {
    ...{ request: request.resource, referral, passedOn: earlier?.referral.id },
    earlier: shared.flatMap(({ known }) => known ?? [])
  })
  const writes = [...decision.writes, ...replaced]
  const stream = { stream: `referral/${referral.id}`, version: 0 } as const
  return ok({
    decision: { ...decision, writes },
    expect: [...subject.versions, ...shared.flatMap(({ versions }) => versions), stream]
  })
}

/**
 * Whether the sender is the performer of a referral on which the new one is based: then it passes that one on. One who asks for
 * a second opinion or a consultation about its patient keeps the care.
 */
function isPassedOn(known: ReferralFacts | undefined, request: Located<ServiceRequest>, sender: string): boolean {
  const form = formOf(request)
  const isReferral = form.ok && form.value === undefined
  const isBased = known !== undefined && basedOn(request.resource).includes(known.referral.serviceRequest)
  return isReferral && isBased && known.referral.performer === sender
}

/**
 * The referral with the practice of the patient's first referral as GP, where it says nothing of one and its sender is none,
 * as with an out-of-hours post (design section 5, routing).
 */
async function withPractice(
  deps: Deps,
  arrival: Arrival,
  {
    outside,
    read,
    earlier
  }: {
    readonly outside: Omit<Outside, 'firstPractice'>
    readonly read: ReadReferral
    readonly earlier: readonly string[]
  }
): Promise<Result<ReadReferral>> {
  const [firstReferral] = earlier
  if (read.parties.gp !== null || firstReferral === undefined || !namesNoPractice(read.core)) return ok(read)
  const { facts } = await deps.store.read({ kind: 'duties', id: firstReferral })
  const firstPractice = deps.rules.directory.byId(facts?.referral.gp ?? '')
  return firstPractice === undefined ? ok(read) : readReferral(deps.rules, arrival, { ...outside, firstPractice })
}

/** A referral from which something is carried into another. */
interface Owner {
  /** Whether what is carried is about its patient. */
  readonly isPersonal: boolean
  readonly known: ReferralFacts | undefined
  /** Expected, so that two referrals which carry the same doctor to the same receiver are decided one after the other. */
  readonly versions: readonly StreamVersion[]
}

/**
 * What a reader of the new referral may not get of the earlier ones that something is carried from: a letter that the
 * patient kept from the practice does not reach it as an attachment. The new performer is no other receiver but the one
 * who is to give the care, as its predecessor was.
 */
function keptIn({ rules }: Deps, { now }: Arrival, shared: readonly Owner[]): NonNullable<Outside['keptFrom']> {
  return (reader, performer) => {
    const kept = shared.flatMap(({ known }) => {
      if (known === undefined) return []
      const { referral, facts, resources } = known
      const agreement = agreementOf(rules, referral.agreement)
      const asOf = { performer: reader === performer ? performer : referral.performer }
      return [...keptFrom(reader, { agreement, referral: asOf, facts, resources, now })]
    })
    return new Set(kept)
  }
}

async function ownersOf(deps: Deps, owners: Carried['owners']): Promise<readonly Owner[]> {
  return Promise.all(
    [...owners].map(async ([id, isPersonal]) => {
      const { facts, versions } = await deps.store.read({ kind: 'referral', id })
      return { isPersonal, known: facts, versions }
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
