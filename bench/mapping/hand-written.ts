import type { Identifier, ServiceRequest } from '@medplum/fhirtypes'
import { codes } from './codes.ts'

/** What `referral.map` says, as somebody would write it who has no maps. */
export function mapByHand(from: ServiceRequest): ServiceRequest {
  const to = common(from)
  const { id, status, priority, category, authoredOn, reasonCode, note } = from
  if (id !== undefined) to.id = id
  to.status = translated(status) as ServiceRequest['status']
  if (priority !== undefined) to.priority = translated(priority) as NonNullable<ServiceRequest['priority']>
  if (category !== undefined) to.category = [...category]
  if (authoredOn !== undefined) to.authoredOn = authoredOn
  if (reasonCode !== undefined) to.reasonCode = [...reasonCode]
  if (note !== undefined) to.note = [...note]
  if (from.identifier !== undefined) to.identifier = from.identifier.map(identifier)
  return to
}

/** What `referral-conditions.map` says. */
export function mapByHandWithConditions(from: ServiceRequest): ServiceRequest {
  const to = common(from)
  const { id, priority, authoredOn } = from
  const status: string | undefined = from.status
  if (id !== undefined) to.id = id
  if (status !== 'draft') to.status = translated(status) as ServiceRequest['status']
  if (priority === 'urgent' || priority === 'asap') to.priority = translated(priority) as typeof priority
  const category = from.category?.filter(({ coding }) => coding !== undefined)
  if (category !== undefined && category.length > 0) to.category = category
  if (authoredOn !== undefined && /^20[0-9]{2}-/.test(authoredOn)) to.authoredOn = authoredOn
  const reasonCode = from.reasonCode?.filter(({ coding }) => (coding?.length ?? 0) > 0)
  if (reasonCode !== undefined && reasonCode.length > 0) to.reasonCode = reasonCode
  const note = from.note?.filter(({ text }) => !text.includes('crisis'))
  if (note !== undefined && note.length > 0) to.note = note
  const identifiers = from.identifier?.filter(({ system }) => system?.startsWith('https://') === true)
  if (identifiers !== undefined && identifiers.length > 0) to.identifier = identifiers.map(identifierWithConditions)
  return to
}

/** The rules that have no condition in either map. */
function common(from: ServiceRequest): ServiceRequest {
  const to = { resourceType: 'ServiceRequest', intent: 'order', doNotPerform: false } as ServiceRequest
  if (from.language !== undefined) to.language = from.language
  if (from.code !== undefined) to.code = from.code
  if (from.encounter !== undefined) to.encounter = from.encounter
  if (from.performerType !== undefined) to.performerType = from.performerType
  if (from.performer !== undefined) to.performer = [...from.performer]
  if (from.reasonReference !== undefined) to.reasonReference = [...from.reasonReference]
  if (from.supportingInfo !== undefined) to.supportingInfo = [...from.supportingInfo]
  if (from.patientInstruction !== undefined) to.patientInstruction = from.patientInstruction
  if (from.relevantHistory !== undefined) to.relevantHistory = [...from.relevantHistory]
  if (from.requester !== undefined) to.requester = requester(from.requester)
  to.subject = from.subject
  return to
}

type Requester = NonNullable<ServiceRequest['requester']>

function requester(from: Requester): Requester {
  const to: Requester = { type: 'PractitionerRole' }
  if (from.reference !== undefined) to.reference = from.reference
  if (from.display !== undefined) to.display = from.display
  if (from.identifier !== undefined) to.identifier = from.identifier
  return to
}

function identifier(from: Identifier): Identifier {
  const to: Identifier = {}
  if (from.use !== undefined) to.use = translated(from.use) as NonNullable<Identifier['use']>
  if (from.value !== undefined) to.value = from.value
  return withOthers(to, from)
}

function identifierWithConditions(from: Identifier): Identifier {
  const to: Identifier = {}
  if (from.use !== undefined && from.use !== 'old') to.use = translated(from.use) as typeof from.use
  if (from.value !== undefined && from.value.length < 64) to.value = from.value
  return withOthers(to, from)
}

function withOthers(to: Identifier, from: Identifier): Identifier {
  if (from.system !== undefined) to.system = from.system
  if (from.type !== undefined) to.type = from.type
  if (from.period !== undefined) to.period = from.period
  return to
}

/** Like the engine, it refuses a code that the table lacks. */
function translated(code: string): string {
  const target = codes.get(code)
  if (target === undefined) throw new Error('the code has no translation')
  return target
}
