import type { CommunicationRequest } from '@medplum/fhirtypes'
import { organisationReference } from '../../directory/as-resources.ts'
import type { Participant } from '../../directory/participant.ts'
import { derivedId } from '../../fhir/derived-id.ts'
import { CodeSystem } from '../../fhir/systems.ts'
import { partiesIn, patientOf } from '../known.ts'
import type { Reminding } from './reminder.ts'
import { reminderText } from './reminder-text.ts'
import type { Rules } from '../rules.ts'
import type { Fate } from './waiting-reminders.ts'

/** Standard codes for what a communication is: http://terminology.hl7.org/CodeSystem/communication-category */
export const COMMUNICATION_CATEGORY = 'http://terminology.hl7.org/CodeSystem/communication-category'

/** A reminder that is told. */
export type Told = Extract<Fate, { kind: 'told' }>

/**
 * A reminder as its receiver reads it, in the words of no dialect: who owes a report, or the one to whom it is owed.
 *
 * `requester` and `sender` are left out: the gateway is no organisation of the directory, and neither of the two asked.
 * Source: https://hl7.org/fhir/R4/communicationrequest.html
 */
export function asCommunicationRequest(
  { directory }: Pick<Rules, 'directory'>,
  receiver: Participant,
  { known, now, today, told }: Reminding & { readonly told: Told }
): CommunicationRequest {
  const { duty, reminder, on } = told
  const { obligation, rule } = duty
  const coding = { system: CodeSystem.obligation, code: rule.code, display: rule.title.en }
  const to = receiver.id === obligation.owner ? 'debtor' : 'creditor'
  const otherId = to === 'debtor' ? obligation.creditor : obligation.owner
  const other = otherId === null ? undefined : directory.byId(otherId)
  // One who takes no part in the referral was sent a letter of it, and sees nothing else.
  const takesPart = partiesIn(known).includes(receiver.id)
  const received = takesPart ? { receivedAt: known.referral.receivedAt } : {}
  const text = reminderText({ ...received, duty, to, other, today })
  return {
    resourceType: 'CommunicationRequest',
    id: derivedId(obligation.id, 'reminder', String(reminder.rung), receiver.id),
    ...(takesPart ? { basedOn: [{ reference: `ServiceRequest/${known.referral.serviceRequest}` }] } : {}),
    status: 'active',
    category: [{ coding: [{ system: COMMUNICATION_CATEGORY, code: 'reminder', display: 'Reminder' }] }],
    priority: reminder.isUrgent ? 'urgent' : 'routine',
    subject: { reference: `Patient/${patientOf(known)}` },
    about: [{ reference: `Task/${obligation.id}` }],
    payload: [{ contentString: text }],
    occurrenceDateTime: on,
    authoredOn: new Date(now).toISOString(),
    recipient: [organisationReference(receiver)],
    reasonCode: [{ coding: [coding], text: rule.title.nl }]
  }
}
