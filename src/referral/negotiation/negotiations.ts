import type { Task } from '@medplum/fhirtypes'
import { CodeSystem } from '../../fhir/systems.ts'
import type { EventName } from '../../obligations/agreement.ts'
import type { FeedbackKind } from '../../obligations/feedback-kinds.ts'
import type { FactRow, ReferralRow } from '../../store/change.ts'
import type { Part, Requirement, TaskStatus } from '../lifecycle/lifecycle.ts'

/** What one party can ask of the other, which accepts or refuses: codes of the CodeSystem task-kind. */
export const taskKinds = ['back-referral', 'substitution', 'abort'] as const

/** A code of the CodeSystem task-kind. */
export type TaskKind = (typeof taskKinds)[number]

/** What is asked, by whom, and what asking and answering state. */
export interface Negotiation {
  readonly title: { readonly nl: string; readonly en: string }
  readonly askedBy: readonly Part[]
  readonly asked: EventName
  readonly accepted: readonly EventName[]
  readonly refused: EventName
  readonly withdrawn?: EventName
  /** The feedback whose content it has: an objection against that keeps it back, too. */
  readonly contentOf?: FeedbackKind
}

/**
 * The three things that are negotiated by a Task of their own. The GP may always refuse to take a patient over; what waits for
 * the yes is the hand-over of responsibility, and the end of treatment is a fact without it. Source: design section 8.
 */
export const negotiations: Readonly<Record<TaskKind, Negotiation>> = {
  'back-referral': {
    title: { nl: 'Terugverwijzing', en: 'Back-referral' },
    askedBy: ['performer'],
    asked: 'handover.proposed',
    accepted: ['handover.accepted'],
    refused: 'handover.refused',
    withdrawn: 'handover.withdrawn',
    contentOf: 'handover-proposal'
  },
  substitution: {
    title: { nl: 'Overname van een stabiele chronische patiënt', en: 'Substitution of a stable chronic patient' },
    askedBy: ['performer'],
    asked: 'handover.proposed',
    accepted: ['handover.accepted', 'substitution.started'],
    refused: 'handover.refused',
    withdrawn: 'handover.withdrawn',
    contentOf: 'handover-proposal'
  },
  abort: {
    title: { nl: 'Afbreken na de start', en: 'Abort after the start' },
    askedBy: ['requester', 'performer'],
    asked: 'abort.asked',
    accepted: ['referral.revoked'],
    refused: 'abort.refused'
  }
}

/** One row of the table of a negotiated Task: `owner` is who was asked, `asker` who asked. */
export interface Reply {
  readonly from: readonly TaskStatus[]
  readonly to: TaskStatus
  readonly by: 'owner' | 'asker'
  readonly requires?: readonly Requirement[]
}

/** Which status of a negotiated Task may follow which. Asked again after a refusal is a new Task. */
export const replies: readonly Reply[] = [
  { from: ['requested', 'received'], to: 'received', by: 'owner' },
  { from: ['requested', 'received'], to: 'accepted', by: 'owner' },
  { from: ['requested', 'received'], to: 'rejected', by: 'owner', requires: ['reason'] },
  { from: ['requested', 'received'], to: 'cancelled', by: 'asker' }
]

/** What a Task asks to negotiate; undefined for any other Task. */
export function taskKindOf({ code }: Pick<Task, 'code'>): TaskKind | undefined {
  const codes = code?.coding?.flatMap(({ system, code: value }) =>
    system === CodeSystem.taskKind ? (value ?? []) : []
  )
  return taskKinds.find((kind) => codes?.includes(kind) === true)
}

/** Whether nobody has answered a negotiated Task yet. */
export function isUnanswered({ status }: Pick<Task, 'status'>): boolean {
  return replies.some(({ from }) => from.includes(status))
}

/**
 * The participant that is asked: the GP about a hand-over, the other of requester and performer about an abort.
 *
 * @param asker - the participant that asks.
 * @returns undefined where nobody is there to answer: a GP whom the directory does not know, or the asker itself.
 */
export function ownerOf(kind: TaskKind, referral: ReferralRow, asker: string): string | undefined {
  const { requester, performer, gp } = referral
  const other = asker === performer ? requester : performer
  const owner = kind === 'abort' ? other : (gp ?? undefined)
  return owner === asker ? undefined : owner
}

/** Who asked with a negotiated Task: the participant whose fact says so. */
export function askerOf(task: string, facts: readonly FactRow[]): string | undefined {
  const events: ReadonlySet<string> = new Set(taskKinds.map((kind) => negotiations[kind].asked))
  return facts.find(({ event, detail }) => events.has(event) && detail?.of === task)?.by
}

/** The role of a participant in a negotiated Task; undefined for a reader who is neither. */
export function roleIn(
  task: Pick<Task, 'id' | 'code'>,
  { referral, facts }: { readonly referral: ReferralRow; readonly facts: readonly FactRow[] },
  participant: string
): Reply['by'] | undefined {
  const kind = taskKindOf(task)
  const asker = askerOf(task.id ?? '', facts)
  if (kind === undefined || asker === undefined) return undefined
  if (asker === participant) return 'asker'
  return ownerOf(kind, referral, asker) === participant ? 'owner' : undefined
}

/** The rows of the table that a role may take now; none for a reader. */
export function repliesFrom(status: TaskStatus, by: Reply['by'] | undefined): readonly Reply[] {
  return replies.filter((reply) => reply.by === by && reply.from.includes(status))
}
