import type { Resource } from '@medplum/fhirtypes'
import { isReminded, nextRungOn, rungsReached } from '../../obligations/rung.ts'
import { CANONICAL_PROJECTION, type AuditEntry, type Change, type RungRow, type Write } from '../../store/change.ts'
import type { ReferralFacts } from '../../store/port.ts'
import type { ReminderRow } from '../../store/reminder-row.ts'
import { dutiesOf, type Duty } from '../duties.ts'
import { patientOf, resourcesIn } from '../known.ts'
import { receiversOf } from './reminder-receivers.ts'
import type { Rules } from '../rules.ts'

/** A referral whose duties are looked at. `now` is an instant (epoch ms), `today` its local day. */
export interface Reminding {
  readonly known: ReferralFacts
  readonly now: number
  readonly today: string
}

/** What the rungs that have come change. Nothing to write: nothing is due. */
export interface Claimed extends Pick<Change, 'writes' | 'audit'> {
  /** Reminders that wait from now on for the next message to their receivers. */
  readonly claimed: number
}

/**
 * Claims the rungs of a referral that have come, each once: which reminders are to go to whom, and where the sweep looks next.
 *
 * Of rungs that were missed only the latest is given, and all count as given: nobody gets three letters for one silence.
 * A rung that was given stays given, also when the due day moves to a later day afterwards. What the reminders say is
 * decided when they are put in a message (`digest.ts`), which may be a day later. Facts and obligations are left alone, so
 * that no report changes. Source: design section 3 (way of data: clock), `docs/adr/0014-digests.md`.
 */
export function remind(rules: Rules, { known, now, today }: Reminding): Claimed {
  const { referral, obligations, facts, rungs } = known
  const duties = dutiesOf(rules, { referral, obligations, facts, on: today, patient: patientOf(known) })
  const before = new Map(rungs.map((rung) => [rung.obligation, rung.claimed]))
  const reached = new Map(
    duties.flatMap((duty) => {
      const rung = rungReached(duty, before.get(duty.obligation.id) ?? 0, today)
      return rung === undefined ? [] : [[duty.obligation.id, rung] as const]
    })
  )
  const isStat = isStatReferral(known)
  const reminders = duties.flatMap((duty): readonly ReminderRow[] => {
    const rung = reached.get(duty.obligation.id)
    if (rung === undefined) return []
    // A term in hours has run out long before tomorrow's message.
    const isUrgent = isStat || duty.state.due.at !== undefined
    const row = { obligation: duty.obligation.id, rung, referral: referral.id, isUrgent, claimedAt: now }
    return receiversOf(rules.directory, duty, rung).map((receiver) => {
      return { ...row, receiver, settledOn: null, message: null }
    })
  })
  const line: AuditEntry = {
    ...{ at: now, participant: 'gateway', action: 'remind', outcome: 'claimed', referral: referral.id }
  }
  return {
    writes: [
      ...rungsAfter(duties, rungs, reached).map((rung): Write => ({ kind: 'rung', ...rung })),
      ...reminders.map((reminder): Write => ({ kind: 'reminder', ...reminder }))
    ],
    audit: reminders.map(() => line),
    claimed: reminders.length
  }
}

/** The latest rung of a duty that was reached and not given. */
function rungReached({ rule, state }: Duty, claimed: number, today: string): number | undefined {
  const next = nextRungOn(rule, state, claimed)
  if (!isReminded(rule, state) || next === null || next > today) return undefined
  return rungsReached(rule, state.dueOn, today)
}

/** The rungs that stand otherwise than before: given now, or on another day because a mere date moved the duty. */
function rungsAfter(
  duties: readonly Duty[],
  before: readonly RungRow[],
  given: ReadonlyMap<string, number>
): readonly RungRow[] {
  const known = new Map(before.map((rung) => [rung.obligation, rung]))
  return duties.flatMap(({ obligation, rule, state }) => {
    const was = known.get(obligation.id)
    const claimed = given.get(obligation.id) ?? was?.claimed ?? 0
    const nextOn = nextRungOn(rule, state, claimed)
    if (claimed === (was?.claimed ?? 0) && nextOn === (was?.nextOn ?? null)) return []
    return [{ obligation: obligation.id, referral: obligation.referral, claimed, nextOn }]
  })
}

/** Whether a referral is one that cannot wait a day. */
function isStatReferral(known: ReferralFacts): boolean {
  const isAsked = (resource: Resource): boolean =>
    resource.resourceType === 'ServiceRequest' &&
    resource.id === known.referral.serviceRequest &&
    resource.priority === 'stat'
  return resourcesIn(known, CANONICAL_PROJECTION).some(isAsked)
}
