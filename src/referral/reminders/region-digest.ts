import type { CommunicationRequest, CommunicationRequestPayload, Extension } from '@medplum/fhirtypes'
import { organisationReference } from '../../directory/as-resources.ts'
import type { Participant } from '../../directory/participant.ts'
import { CANONICAL, CodeSystem } from '../../fhir/systems.ts'
import { COMMUNICATION_CATEGORY, type Told } from './reminder-request.ts'
import { regionDutyText, regionLineText, regionText, type RegionLine } from './reminder-text.ts'

/** A line of a region's digest: parts `performer`, `code`, `count`, `days-overdue-max` (0: none is late). */
export const REGION_LINE = `${CANONICAL}/StructureDefinition/region-digest-line`

/** A duty in a region's digest: parts `performer`, `code`, `pseudonym` (another one for each region), `due-on`. */
export const REGION_DUTY = `${CANONICAL}/StructureDefinition/region-digest-duty`

/** A duty of which a region is told, and nothing of its referral. Days `YYYY-MM-DD`. */
export interface RegionDuty {
  readonly pseudonym: string
  readonly owner: string
  readonly code: string
  /** The rule's, in Dutch: the same for every referral. */
  readonly title: string
  readonly dueOn: string
  readonly daysOverdue: number
}

/**
 * What a region is told of a duty.
 *
 * @param pseudonymOf - a duty's id under another name, always the same for one region and another one for each.
 */
export function asRegionDuty(
  { duty: { obligation, rule, state } }: Pick<Told, 'duty'>,
  pseudonymOf: (id: string) => string
): RegionDuty {
  const { dueOn, daysOverdue } = state
  const pseudonym = pseudonymOf(obligation.id)
  return { pseudonym, owner: obligation.owner, code: rule.code, title: rule.title.nl, dueOn, daysOverdue }
}

/**
 * A region's digest: how many duties wait at each performer under each code, the worst delay of each, and each duty under a
 * pseudonym with its due day. It refers to no referral, no patient and no Task, and names nobody: performers stand under
 * their ids of the directory. Source: design section 7; https://hl7.org/fhir/R4/communicationrequest.html
 *
 * @param now - epoch ms, `today` its local day.
 */
export function asRegionRequest(
  id: string,
  region: Participant,
  { duties, now, today }: { readonly duties: readonly RegionDuty[]; readonly now: number; readonly today: string }
): CommunicationRequest {
  const lines = linesOf(duties)
  return {
    resourceType: 'CommunicationRequest',
    id,
    status: 'active',
    category: [{ coding: [{ system: COMMUNICATION_CATEGORY, code: 'notification', display: 'Notification' }] }],
    priority: 'routine',
    payload: [{ contentString: regionText(lines, today) }, ...lines.map(linePayload), ...duties.map(dutyPayload)],
    occurrenceDateTime: today,
    authoredOn: new Date(now).toISOString(),
    recipient: [organisationReference(region)]
  }
}

/** By performer, then by code, so that two digests can be laid side by side. */
function linesOf(duties: readonly RegionDuty[]): readonly RegionLine[] {
  const groups = Map.groupBy(duties, ({ owner, code }) => JSON.stringify([owner, code]))
  const lines = [...groups.values()].flatMap(([first, ...rest]): readonly RegionLine[] => {
    if (first === undefined) return []
    const { owner, code, title } = first
    const daysOverdueMax = Math.max(first.daysOverdue, ...rest.map(({ daysOverdue }) => daysOverdue))
    return [{ owner, code, title, count: 1 + rest.length, daysOverdueMax }]
  })
  return lines.toSorted((a, b) => order(a.owner, b.owner) || order(a.code, b.code))
}

function linePayload(line: RegionLine): CommunicationRequestPayload {
  const extension = [
    ...common(line),
    { url: 'count', valueInteger: line.count },
    { url: 'days-overdue-max', valueInteger: line.daysOverdueMax }
  ]
  return { extension: [{ url: REGION_LINE, extension }], contentString: regionLineText(line) }
}

function dutyPayload(duty: RegionDuty): CommunicationRequestPayload {
  const extension = [
    ...common(duty),
    { url: 'pseudonym', valueString: duty.pseudonym },
    { url: 'due-on', valueDate: duty.dueOn }
  ]
  return { extension: [{ url: REGION_DUTY, extension }], contentString: regionDutyText(duty) }
}

function common({ owner, code }: Pick<RegionLine, 'owner' | 'code'>): Extension[] {
  return [
    { url: 'performer', valueReference: { reference: `Organization/${owner}` } },
    { url: 'code', valueCoding: { system: CodeSystem.obligation, code } }
  ]
}

function order(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
