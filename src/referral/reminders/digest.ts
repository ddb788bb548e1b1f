import { isFetching } from '../../directory/fetching.ts'
import type { Participant } from '../../directory/participant.ts'
import { derivedId } from '../../fhir/derived-id.ts'
import type { AuditEntry, Change, StoredResource, Write } from '../../store/change.ts'
import type { WaitingReminder } from '../../store/port.ts'
import { digestLane } from '../../store/reminder-row.ts'
import { outboxMessage } from '../outbound.ts'
import { currentRows, nextRows } from '../projection.ts'
import { asRegionDuty, asRegionRequest, type RegionDuty } from './region-digest.ts'
import type { Reminding } from './reminder.ts'
import { asCommunicationRequest, type Told } from './reminder-request.ts'
import type { Rules } from '../rules.ts'
import { fatesOf, type Dropped } from './waiting-reminders.ts'

/** For whom reminders are put in messages. */
export interface Addressee {
  readonly id: string
  /** Undefined for one that left the directory. */
  readonly receiver: Participant | undefined
  /** A duty's id as this receiver alone is told it, where it watches a region. */
  readonly pseudonymOf: (id: string) => string
}

/** What one referral brings to the messages of one receiver: rows and lines, and nothing else of the referral is kept. */
export interface Part {
  readonly told: readonly Entry[]
  readonly dropped: readonly { readonly reminder: WaitingReminder; readonly reason: Dropped }[]
  /** Reminders whose day has not come yet. */
  readonly waits: readonly WaitingReminder[]
}

/** A reminder that is told: as a resource of its own, or to a region as a line. */
type Entry =
  | { readonly reminder: WaitingReminder; readonly row: StoredResource }
  | { readonly reminder: WaitingReminder; readonly regional: RegionDuty }

/** What becomes of the reminders about one referral that wait for a receiver (`fatesOf`), and what it is told. */
export function partOf(
  rules: Rules,
  { receiver, pseudonymOf }: Addressee,
  reminding: Reminding & { readonly reminders: readonly WaitingReminder[] }
): Part {
  const fates = fatesOf(rules, receiver, reminding)
  const entryOf = (told: Told): readonly Entry[] => {
    const { reminder } = told
    if (receiver === undefined) return []
    if (receiver.role === 'region') return [{ reminder, regional: asRegionDuty(told, pseudonymOf) }]
    return rowsOf(rules, receiver, { ...reminding, told }).map((row) => ({ reminder, row }))
  }
  return {
    told: fates.flatMap((fate) => (fate.kind === 'told' ? entryOf(fate) : [])),
    dropped: fates.flatMap((fate) => (fate.kind === 'dropped' ? [fate] : [])),
    waits: fates.flatMap((fate) => (fate.kind === 'waits' ? [fate.reminder] : []))
  }
}

function rowsOf(
  rules: Rules,
  receiver: Participant,
  { told, ...reminding }: Reminding & { readonly told: Told }
): readonly StoredResource[] {
  const { known, now } = reminding
  const request = asCommunicationRequest(rules, receiver, { ...reminding, told })
  const cause = { message: told.duty.obligation.id, isPosted: false }
  return nextRows(receiver.id, [request], {
    ...{ current: currentRows(known.resources), referral: known.referral, now, cause }
  })
}

/** The messages for a receiver and what they settle; `reminded` counts the reminders in them. */
export interface Digest extends Pick<Change, 'writes' | 'outbox' | 'audit'> {
  readonly reminded: number
}

/**
 * Puts the reminders of several referrals in one message to their receiver, and settles them with it.
 *
 * A referral of which earlier messages still wait for the receiver has its reminders in a message behind those, so that
 * nobody reads of a Task before it has it. For a receiver that fetches, each referral has its own message: what it reads
 * proves what it heard, and nothing is sent. A region gets one resource with counts. Pure.
 * Source: `docs/adr/0014-digests.md`.
 */
export function digestOf(
  { base }: Pick<Rules, 'base'>,
  { id, receiver }: Addressee,
  { parts, now, today }: { readonly parts: readonly Part[]; readonly now: number; readonly today: string }
): Digest {
  const own = digestLane(id)
  const fetches = isFetching(receiver) && receiver?.role !== 'region'
  const entries = parts.flatMap(({ told }) => told)
  const lanes = Map.groupBy(entries, ({ reminder }) => (fetches || reminder.isBehind ? reminder.referral : own))
  const made = [...lanes].map(([lane, all]) => messageIn(lane, all, { receiver, base, now, today }))
  const line = { at: now, participant: 'gateway', action: 'remind' } as const
  const dropped = parts.flatMap((part) => part.dropped)
  return {
    writes: [
      ...made.flatMap(({ writes }) => writes),
      ...dropped.map(({ reminder }) => settled(reminder, { settledOn: today, message: null }))
    ],
    outbox: made.map(({ message }) => message),
    audit: [
      ...made.flatMap(({ message, told }) =>
        told.map(({ referral }): AuditEntry => ({ ...line, outcome: 'sent', referral, message: message.id }))
      ),
      ...dropped.map(({ reminder: { referral }, reason }): AuditEntry => ({
        ...line,
        outcome: 'dropped',
        referral,
        reason
      }))
    ],
    reminded: entries.length
  }
}

interface Sending extends Pick<Rules, 'base'> {
  readonly receiver: Participant | undefined
  readonly now: number
  readonly today: string
}

function messageIn(lane: string, entries: readonly Entry[], { receiver, base, now, today }: Sending) {
  const told = entries.map(({ reminder }) => reminder)
  const to = told[0]?.receiver ?? ''
  // No second message can be about the same reminders, and the id tells nothing of any of them.
  const cause = derivedId('digest', to, ...told.map(({ obligation, rung }) => `${obligation}/${rung}`))
  const duties = entries.flatMap((entry) => ('regional' in entry ? [entry.regional] : []))
  const isRegional = receiver !== undefined && duties.length > 0
  const rows = [
    ...entries.flatMap((entry) => ('row' in entry ? [entry.row] : [])),
    ...(isRegional ? regionRows(receiver, { lane, cause, duties, now, today }) : [])
  ]
  const priority = told.some(({ isUrgent }) => isUrgent) ? 1 : 2
  const message = outboxMessage(rows, { receiver: to, referral: lane, priority, cause, now }, base)
  const writes = [
    ...rows.map((row): Write => ({ kind: 'resource', ...row })),
    ...told.map((reminder) => settled(reminder, { settledOn: today, message: message.id }))
  ]
  return { message, writes, told }
}

function regionRows(
  region: Participant,
  about: { readonly lane: string; readonly cause: string } & Parameters<typeof asRegionRequest>[2]
): readonly StoredResource[] {
  const request = asRegionRequest(derivedId('region-digest', about.cause), region, about)
  // It belongs to no referral: it stands under the name of the lane.
  const referral = { id: about.lane, task: '', performer: '' }
  const cause = { message: about.cause, isPosted: false }
  return nextRows(region.id, [request], { current: new Map(), referral, now: about.now, cause })
}

function settled(
  { obligation, rung, receiver, referral, isUrgent, claimedAt }: WaitingReminder,
  as: Pick<WaitingReminder, 'settledOn' | 'message'>
): Write {
  return { kind: 'reminder', obligation, rung, receiver, referral, isUrgent, claimedAt, ...as }
}
