import { agesOn, mayHold, type PossibleAges } from './ages.ts'
import type { Agreement } from '../agreement.ts'
import { BASE_AGREEMENT } from './catalogue.ts'
import { inForce, versionKey } from './version.ts'

/** What decides which agreement holds for a referral. */
export interface Choice {
  /** Participant ids. */
  readonly requester: string
  readonly performer: string
  /** The region of the performer. */
  readonly region?: string | undefined
  /** The agreement that the directory names for the performer. */
  readonly directoryAgreement?: string | undefined
  /** The patient's, as FHIR has it. */
  readonly birthDate?: string | undefined
  /** The local day of receipt, `YYYY-MM-DD`. */
  readonly on: string
}

/** Agreements for other ages that are gone through; the loader refuses those that cover the ages in more steps. */
export const OTHER_AGES_MAX = 5

/**
 * The agreement that holds for a referral, as `id|version`: decided once, at receipt, of those in force then.
 *
 * The first of: that of the pair of requester and performer, the one that the directory names for the performer, that of
 * the performer's region, and the base. Where the patient's age lies outside its range, the one that it names for other
 * ages. An agreement holds as long as the patient could be of its ages: where the birth date is missing or a year alone,
 * a reminder too many does no harm, and a letter that nobody asks for does.
 *
 * Total: what is not loaded is passed over, because the start refuses a directory or an agreement that names such. Source:
 * design section 7; contract of the obligations.
 */
export function choose(agreements: ReadonlyMap<string, Agreement>, choice: Choice): string {
  const named = choice.directoryAgreement === undefined ? undefined : agreements.get(choice.directoryAgreement)
  const first = ofPair(agreements, choice) ?? named ?? ofRegion(agreements, choice) ?? agreements.get(BASE_AGREEMENT)
  return first === undefined
    ? BASE_AGREEMENT
    : versionKey(forAges(agreements, first, agesOn(choice.birthDate, choice.on)))
}

/** An agreement and those that hold in its place for other ages, one after the other. */
export function otherAgesOf(agreements: ReadonlyMap<string, Agreement>, first: Agreement): readonly Agreement[] {
  const found = [first]
  for (let next = first.otherAges; next !== undefined && found.length <= OTHER_AGES_MAX;) {
    const agreement = agreements.get(next)
    if (agreement === undefined || found.includes(agreement)) return found
    found.push(agreement)
    next = agreement.otherAges
  }
  return found
}

function forAges(
  agreements: ReadonlyMap<string, Agreement>,
  first: Agreement,
  ages: PossibleAges | undefined
): Agreement {
  return otherAgesOf(agreements, first).find((one) => mayHold(one.ages, ages)) ?? first
}

function ofPair(agreements: ReadonlyMap<string, Agreement>, { requester, performer }: Choice): Agreement | undefined {
  return inForce(agreements).find(({ holdsFor }) => {
    if (holdsFor === undefined || !('pair' in holdsFor)) return false
    const [asking, asked] = holdsFor.pair
    return asking === requester && asked === performer
  })
}

function ofRegion(agreements: ReadonlyMap<string, Agreement>, { region }: Choice): Agreement | undefined {
  if (region === undefined) return undefined
  return inForce(agreements).find(({ holdsFor }) => {
    return holdsFor !== undefined && 'region' in holdsFor && holdsFor.region === region
  })
}
