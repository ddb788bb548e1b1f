import type { Day } from '../diary/days.ts'
import type { Duty, Referral, Stands } from './record.ts'
import { standsOn } from './stands.ts'

/** How a duty stands, kept for as long as nothing can change it: nothing more was heard, and no day that was told lies ahead. */
export function lookedAt(referral: Referral, duty: Duty, asOf: Day): Stands {
  const { found } = duty
  if (found?.version === referral.version && asOf <= found.until) return found.stands
  const stands = standsOn(referral, duty, asOf)
  // The due day of what ended unmet still moves with a clock that stands still, or with the end of a waiver.
  const isStill = stands.metOn !== undefined || (duty.rule.leaves.length === 0 && duty.waivers === undefined)
  const isSettled = SETTLED.has(stands.state) && isStill && referral.ahead <= asOf
  duty.found = { version: referral.version, until: isSettled ? Infinity : asOf, stands }
  return stands
}

/** States that the mere passing of days does not change. */
const SETTLED = new Set(['met', 'met-late', 'met-unchecked', 'not-applicable', 'superseded', 'blocked'])

/** Whether what met a duty was read by the one to whom it is owed, by the end of a day. */
export function isHeard({ letters, isByStep, metOn }: Stands, { creditor }: Duty, asOf: Day): boolean {
  if (isByStep) return metOn !== undefined
  if (letters.length === 0 || creditor === null) return false
  return letters.every(({ readOn }) => (readOn.get(creditor) ?? Infinity) <= asOf)
}
