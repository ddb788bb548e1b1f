import type { Organization, Reference, Task } from '@medplum/fhirtypes'
import { organisationReference } from '../directory/as-resources.ts'
import type { Directory } from '../directory/participant.ts'
import { CANONICAL, CodeSystem } from '../fhir/systems.ts'
import type { ObligationRow, ReferralRow } from '../store/change.ts'
import type { ObligationRule } from './agreement.ts'
import type { ObligationState, ObligationStateCode } from './state.ts'

/**
 * What a duty rests on, beside the words of its source in `note`: parts `strength` (must, should, monitor: the source's
 * own word), `agreement` and `version`. A reader must be able to tell an agreement's default from law.
 */
export const OBLIGATION_BASIS = `${CANONICAL}/StructureDefinition/obligation-basis`

/** What a duty's Task is made of. */
export interface TaskParts {
  readonly obligation: ObligationRow
  readonly rule: ObligationRule
  /** The version of the agreement that the rule is of. */
  readonly version: string
  readonly referral: ReferralRow
  readonly state: ObligationState
  /** The id of the Patient in the projections. */
  readonly patient: string
  readonly directory: Pick<Directory, 'byId'>
}

const taskStatus: Readonly<Record<ObligationStateCode, Task['status']>> = {
  prospective: 'requested',
  'due-soon': 'requested',
  overdue: 'requested',
  blocked: 'requested',
  met: 'completed',
  'met-late': 'completed',
  'met-unchecked': 'completed',
  suspended: 'on-hold',
  waived: 'cancelled',
  superseded: 'cancelled',
  'not-applicable': 'cancelled'
}

const display: Readonly<Record<ObligationStateCode, { readonly en: string; readonly nl: string }>> = {
  prospective: { en: 'Open', nl: 'Open' },
  'due-soon': { en: 'Due soon', nl: 'Termijn verloopt binnenkort' },
  overdue: { en: 'Overdue', nl: 'Te laat, nog niet ontvangen' },
  blocked: { en: 'Receiver unknown', nl: 'Ontvanger onbekend' },
  met: { en: 'Met', nl: 'Voldaan' },
  'met-late': { en: 'Met late', nl: 'Te laat voldaan' },
  'met-unchecked': { en: 'Met, content not checked', nl: 'Voldaan, inhoud niet te controleren' },
  waived: { en: 'Waived', nl: 'Vervallen: hoeft niet meer' },
  suspended: { en: 'Suspended: the clock stands still', nl: 'Opgeschort: de klok staat stil' },
  superseded: { en: 'Taken over', nl: 'Overgegaan' },
  'not-applicable': { en: 'Not applicable', nl: 'Niet van toepassing' }
}

/**
 * A duty as the Task that every projection holds, the same in each.
 *
 * A version is stored when an event changes it; what a mere date changes is not in it, see `withState`.
 * Source: design section 7, https://hl7.org/fhir/R4/task.html
 */
export function asTask({ obligation, rule, version, referral, state, patient, directory }: TaskParts): Task {
  return {
    resourceType: 'Task',
    id: obligation.id,
    extension: [
      {
        url: OBLIGATION_BASIS,
        extension: [
          { url: 'strength', valueCode: rule.strength },
          { url: 'agreement', valueString: obligation.agreement },
          { url: 'version', valueString: version }
        ]
      }
    ],
    partOf: [{ reference: `Task/${referral.task}` }],
    status: taskStatus[state.state],
    intent: 'order',
    code: { coding: [{ system: CodeSystem.obligation, code: rule.code, display: rule.title.en }], text: rule.title.nl },
    description: rule.title.nl,
    focus: { reference: `ServiceRequest/${referral.serviceRequest}` },
    for: { reference: `Patient/${patient}` },
    // The day, because the instant is the store's to stamp when this is decided already: it would make a version of its own.
    authoredOn: obligation.openedOn,
    ...(obligation.creditor === null ? {} : { requester: organisation(obligation.creditor, directory) }),
    owner: organisation(obligation.owner, directory),
    note: [{ text: rule.source }],
    restriction: { period: { end: state.dueOn } },
    ...(state.metBy.length === 0 ? {} : { output: outputs(state) })
  }
}

/**
 * The Task as its duty stands, for an answer to a read or search; never for storing: its derived state as `businessStatus`, and
 * the status and due day that follow from it, because a hold or a waiver that runs out moves both by a mere date.
 */
export function withState(task: Task, { state, dueOn }: Pick<ObligationState, 'state' | 'dueOn'>): Task {
  const coding = { system: CodeSystem.obligationState, code: state, display: display[state].en }
  const businessStatus = { coding: [coding], text: display[state].nl }
  return { ...task, status: taskStatus[state], restriction: { period: { end: dueOn } }, businessStatus }
}

function outputs({ metBy, metAs }: ObligationState): NonNullable<Task['output']> {
  const type = { coding: [{ system: CodeSystem.feedbackKind, ...(metAs === undefined ? {} : { code: metAs }) }] }
  return metBy.map((id) => ({ type, valueReference: { reference: `Communication/${id}` } }))
}

/** One who left the directory is still named by the id under which the duty was opened. */
function organisation(id: string, directory: TaskParts['directory']): Reference<Organization> {
  const participant = directory.byId(id)
  return participant === undefined ? { reference: `Organization/${id}` } : organisationReference(participant)
}
