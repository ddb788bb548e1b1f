import type { Resource } from '@medplum/fhirtypes'
import type { Located } from '../fhir/located.ts'
import { referenceTo } from '../fhir/references.ts'
import { beginnings } from '../obligations/agreement.ts'
import { CANONICAL_PROJECTION, type FactRow } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { agreementOf } from './duties.ts'
import { partiesIn } from './known.ts'
import { readRow } from './projection.ts'
import type { Rules } from './rules.ts'
import { isWithheld } from './withheld.ts'

/** A message about a referral, and what is known with it. */
export interface Telling {
  readonly known: ReferralFacts
  /** Everything known of the referral, the message included. */
  readonly facts: readonly FactRow[]
  /** Epoch milliseconds. */
  readonly now: number
  /** What the message itself brings: news that nobody missed. */
  readonly news: readonly Located[]
}

/**
 * What each party missed of the referral itself while an objection against everything stood that now no longer does.
 *
 * One that never got the referral gets it as it was sent, else the letters to come would be about a patient whom it cannot
 * see; one that has it gets, with the withdrawal, the coordination Task if that moved on. Letters of that time stay back:
 * they were written under the objection, and their sender was told.
 *
 * @returns canonical resources by participant, of those who missed something.
 */
export function missedBy(rules: Rules, { known, facts, now, news }: Telling): ReadonlyMap<string, readonly Located[]> {
  const { referral } = known
  const agreement = agreementOf(rules, referral.agreement)
  const isBarred = (receiver: string, by: readonly FactRow[]): boolean =>
    isWithheld({ agreement, referral, facts: by, now }, { receiver, sender: 'gateway', kind: undefined })
  const brought = new Set(news.map(({ resource }) => referenceTo(resource)))
  const path = news[0]?.path ?? ''
  const readers = readersIn(known)
  const missed = partiesIn(known)
    .filter((id) => !isBarred(id, facts))
    .map((id): readonly [string, readonly Located[]] => {
      const lacked = readers.includes(id) ? stepsSince(known, isBarred(id, known.facts)) : opening(known)
      const added = lacked.filter((resource) => !brought.has(referenceTo(resource)))
      return [id, added.map((resource) => ({ resource, path }))]
    })
  return new Map(missed.filter(([, lacked]) => lacked.length > 0))
}

/** The participants that read the referral; one whom an objection has kept from it from the start has none of it. */
export function readersIn(known: ReferralFacts): readonly string[] {
  const { serviceRequest } = known.referral
  const holders = known.resources.filter(({ type, id }) => type === 'ServiceRequest' && id === serviceRequest)
  return partiesIn(known).filter((party) => holders.some(({ projection }) => projection === party))
}

/** The coordination Task of one that was barred until now, where it has moved. */
function stepsSince(known: ReferralFacts, wasBarred: boolean): readonly Resource[] {
  return canonicalIn(known)
    .filter(({ type, id, version }) => wasBarred && type === 'Task' && id === known.referral.task && version > 1)
    .map(readRow)
}

/** The referral as it was sent, with its Task as it stands; without the duties' Tasks and without what came later. */
function opening(known: ReferralFacts): readonly Resource[] {
  const { serviceRequest, task } = known.referral
  const begun = known.facts.filter(({ event }) => beginnings.has(event))
  const message = begun.toSorted((a, b) => a.heardAt - b.heardAt)[0]?.message
  return canonicalIn(known)
    .filter(({ type, id, cause }) => {
      const isOfIt = id === serviceRequest || id === task
      return isOfIt || (type !== 'Task' && cause !== undefined && cause.message === message)
    })
    .map(readRow)
}

function canonicalIn({ resources }: ReferralFacts): ReferralFacts['resources'] {
  return resources.filter(({ projection }) => projection === CANONICAL_PROJECTION)
}
