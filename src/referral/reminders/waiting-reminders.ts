import type { Participant } from '../../directory/participant.ts'
import { isReminded, rungOn } from '../../obligations/rung.ts'
import type { WaitingReminder } from '../../store/port.ts'
import { dutiesOf, type Duty } from '../duties.ts'
import { patientOf } from '../known.ts'
import { keptFromBy, regionsOf } from './reminder-receivers.ts'
import type { Reminding } from './reminder.ts'
import type { Rules } from '../rules.ts'

/** Why a reminder that was claimed goes to nobody; codes of the audit. */
export type Dropped = 'receiver-gone' | 'not-owed' | 'overtaken' | 'withheld' | 'unknown-to-receiver'

/** What becomes of a reminder that waits: it is told, dropped for a reason, or waits on. */
export type Fate =
  | { readonly kind: 'told'; readonly reminder: WaitingReminder; readonly duty: Duty; readonly on: string }
  | { readonly kind: 'dropped'; readonly reminder: WaitingReminder; readonly reason: Dropped }
  | { readonly kind: 'waits'; readonly reminder: WaitingReminder }

/**
 * Decides upon the reminders about one referral that wait for one receiver, by what is known now and not by what was known
 * when they were claimed.
 *
 * One whose duty was moved or whose clock stands still waits until its day has come again; one whose duty is met or ended is
 * dropped, and so is one that a later rung of the same duty has overtaken. What an objection keeps from the receiver is not
 * told. Pure.
 *
 * @param receiver - undefined for one that left the directory.
 */
export function fatesOf(
  rules: Rules,
  receiver: Participant | undefined,
  { known, now, today, reminders }: Reminding & { readonly reminders: readonly WaitingReminder[] }
): readonly Fate[] {
  const { referral, obligations, facts } = known
  const asked = new Set(reminders.map(({ obligation }) => obligation))
  const duties = dutiesOf(rules, {
    ...{ referral, facts, on: today, patient: patientOf(known) },
    obligations: obligations.filter(({ id }) => asked.has(id))
  })
  const dutyOf = new Map(duties.map((duty) => [duty.obligation.id, duty]))
  const fates = reminders.map((reminder): Fate => {
    const duty = dutyOf.get(reminder.obligation)
    const drop = (reason: Dropped): Fate => ({ kind: 'dropped', reminder, reason })
    if (receiver === undefined) return drop('receiver-gone')
    if (duty === undefined) return drop('not-owed')
    const { rule, state } = duty
    if (state.state === 'suspended') return { kind: 'waits', reminder }
    if (!isReminded(rule, state)) return drop('not-owed')
    const on = rungOn(rule, state.dueOn, reminder.rung) ?? today
    if (on > today) return { kind: 'waits', reminder }
    const reason = notToldBecause(rules, receiver, { known, duty, now })
    return reason === undefined ? { kind: 'told', reminder, duty, on } : drop(reason)
  })
  return fates.map((fate) => (isOvertaken(fate, fates) ? { ...fate, kind: 'dropped', reason: 'overtaken' } : fate))
}

function notToldBecause(
  rules: Rules,
  { id, role }: Participant,
  about: Parameters<typeof keptFromBy>[2]
): Dropped | undefined {
  const { owner } = about.duty.obligation
  // One that watches a region sees no referral, so that there is nothing of it to keep from it.
  if (role === 'region') return regionsOf(rules.directory, owner).includes(id) ? undefined : 'receiver-gone'
  return keptFromBy(rules, id, about)
}

function isOvertaken(fate: Fate, all: readonly Fate[]): boolean {
  const { obligation, rung } = fate.reminder
  const isLater = (other: Fate): boolean =>
    other.kind === 'told' && other.reminder.obligation === obligation && other.reminder.rung > rung
  return fate.kind === 'told' && all.some(isLater)
}
