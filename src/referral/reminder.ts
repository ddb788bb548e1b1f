import type { CommunicationRequest } from '@medplum/fhirtypes'
import { organisationReference } from '../directory/as-resources.ts'
import type { Participant } from '../directory/participant.ts'
import { derivedId } from '../fhir/derived-id.ts'
import { CodeSystem } from '../fhir/systems.ts'
import { nextRungOn, rungsReached } from '../obligations/rung.ts'
import type { AuditEntry, Change, OutboxMessage, RungRow, StoredResource, Write } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { dutiesOf, type Duty } from './duties.ts'
import { patientOf } from './known.ts'
import { outboxMessage } from './outbound.ts'
import { currentRows, nextRows } from './projection.ts'
import { reminderText } from './reminder-text.ts'
import type { Rules } from './rules.ts'

/** Standard codes for what a communication is: http://terminology.hl7.org/CodeSystem/communication-category */
const COMMUNICATION_CATEGORY = 'http://terminology.hl7.org/CodeSystem/communication-category'

/** A referral whose duties are looked at. `now` is an instant (epoch ms), `today` its local day. */
export interface Reminding {
  readonly known: ReferralFacts
  readonly now: number
  readonly today: string
}

/** What the reminders of a referral change; `reminded` counts those that are sent. Nothing to write: nothing is due. */
export interface Reminded extends Pick<Change, 'writes' | 'outbox' | 'audit'> {
  readonly reminded: number
}

/** A rung that is given now: the duty, the place of the rung in its rule (from 1), and its day. */
interface Reminder {
  readonly duty: Duty
  readonly rung: number
  readonly on: string
}

/**
 * The reminders of a referral that are due, each rung once: what is sent to the debtors, and where the sweep looks next.
 *
 * Of rungs that were missed only the latest is given, and all count as given: nobody gets three letters for one silence.
 * A rung that was given stays given, also when the due day moves to a later day afterwards. A debtor that left the
 * directory is sent nothing, and the audit says so. Facts and obligations are left alone, so that no report changes.
 * Source: design section 3 (way of data: clock), `docs/adr/0010-sweep.md`.
 */
export function remind(rules: Rules, { known, now, today }: Reminding): Reminded {
  const { referral, obligations, facts, rungs } = known
  const duties = dutiesOf(rules, { referral, obligations, facts, on: today, patient: patientOf(known) })
  const claimed = new Map(rungs.map((rung) => [rung.obligation, rung.claimed]))
  const reminders = duties.flatMap((duty) => reminderAbout(duty, claimed.get(duty.obligation.id) ?? 0, today))
  const given = new Map(reminders.map(({ duty, rung }) => [duty.obligation.id, rung]))
  const letters = Map.groupBy(reminders, ({ duty }) => duty.obligation.owner)
  const sent = [...letters].map(([owner, all]) => letterTo(rules, { known, now, today }, { owner, reminders: all }))
  return {
    writes: [
      ...sent.flatMap(({ rows }) => rows).map((row): Write => ({ kind: 'resource', ...row })),
      ...rungsAfter(duties, rungs, given).map((rung): Write => ({ kind: 'rung', ...rung }))
    ],
    outbox: sent.flatMap(({ message }) => message ?? []),
    audit: sent.flatMap(({ audit }) => audit),
    reminded: sent.reduce((sum, { message, audit }) => sum + (message === undefined ? 0 : audit.length), 0)
  }
}

/** The reminder that is due about a duty: that of the latest rung which was reached and not given. */
function reminderAbout(duty: Duty, claimed: number, today: string): readonly Reminder[] {
  const { rule, state } = duty
  const next = nextRungOn(rule, state, claimed)
  if (next === null || next > today) return []
  const rung = rungsReached(rule, state.dueOn, today)
  return [{ duty, rung, on: nextRungOn(rule, state, rung - 1) ?? today }]
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

interface Letter {
  readonly rows: readonly StoredResource[]
  /** Absent where the debtor left the directory. */
  readonly message?: OutboxMessage
  /** One line for each reminder. */
  readonly audit: readonly AuditEntry[]
}

/** All reminders about one referral in one message to the debtor. */
function letterTo(
  rules: Rules,
  reminding: Reminding,
  { owner, reminders }: { readonly owner: string; readonly reminders: readonly Reminder[] }
): Letter {
  const { known, now } = reminding
  const referral = known.referral.id
  const line: AuditEntry = { at: now, participant: 'gateway', action: 'remind', outcome: 'claimed', referral }
  const receiver = rules.directory.byId(owner)
  const [first] = reminders
  if (receiver === undefined || first === undefined) {
    return { rows: [], audit: reminders.map(() => ({ ...line, reason: 'receiver-gone' })) }
  }
  const requests = reminders.map((reminder) => ({
    cause: reminder.duty.obligation.id,
    resource: asCommunicationRequest(rules, reminding, { reminder, receiver })
  }))
  const frame = { current: currentRows(known.resources), referral: known.referral, now }
  const rowsIn = (projection: string): readonly StoredResource[] =>
    requests.flatMap(({ resource, cause }) =>
      nextRows(projection, [resource], { ...frame, cause: { message: cause, isPosted: false } })
    )
  const own = rowsIn(owner)
  const about = { receiver: owner, referral, priority: 2, cause: reminderId(first), now } as const
  // Its id follows from duty and rung, for a duty is the cause of a message at each of its rungs.
  const message = { ...outboxMessage(own, about, rules.base), cause: first.duty.obligation.id }
  return {
    rows: own,
    message,
    audit: reminders.map(() => ({ ...line, message: message.id }))
  }
}

function reminderId({ duty, rung }: Reminder): string {
  return derivedId(duty.obligation.id, 'reminder', String(rung))
}

/**
 * A reminder as its debtor reads it, in the words of no dialect.
 *
 * `requester` and `sender` are left out: the gateway is no organisation of the directory, and the one to whom the
 * feedback is owed did not ask. Source: https://hl7.org/fhir/R4/communicationrequest.html
 */
function asCommunicationRequest(
  { directory }: Pick<Rules, 'directory'>,
  { known, now, today }: Reminding,
  { reminder, receiver }: { readonly reminder: Reminder; readonly receiver: Participant }
): CommunicationRequest {
  const { duty, on } = reminder
  const { obligation, rule } = duty
  const coding = { system: CodeSystem.obligation, code: rule.code, display: rule.title.en }
  const creditor = obligation.creditor === null ? undefined : directory.byId(obligation.creditor)
  return {
    resourceType: 'CommunicationRequest',
    id: reminderId(reminder),
    basedOn: [{ reference: `ServiceRequest/${known.referral.serviceRequest}` }],
    status: 'active',
    category: [{ coding: [{ system: COMMUNICATION_CATEGORY, code: 'reminder', display: 'Reminder' }] }],
    priority: 'routine',
    subject: { reference: `Patient/${patientOf(known)}` },
    about: [{ reference: `Task/${obligation.id}` }],
    payload: [{ contentString: reminderText({ duty, receivedAt: known.referral.receivedAt, creditor, today }) }],
    occurrenceDateTime: on,
    authoredOn: new Date(now).toISOString(),
    recipient: [organisationReference(receiver)],
    reasonCode: [{ coding: [coding], text: rule.title.nl }]
  }
}
