import type { Task } from '@medplum/fhirtypes'
import type { EventName } from '../../obligations/agreement.ts'

/** The part that a participant plays in one referral. */
export type Part = 'requester' | 'performer' | 'gp'

/** A status that the coordination Task can have here. */
export type TaskStatus = NonNullable<Task['status']>

/** What a step must bring, else it is refused: a reason, an alternative, a code of suspension-reason. */
export type Requirement = 'reason' | 'alternative' | 'suspension-reason'

/** Events of a referral, and those of its clock, which open no duty. */
export type StatedEvent = EventName | 'clock.suspended' | 'clock.resumed'

/** One row of the table: from which statuses to which, who makes the step, what it must bring and what it states. */
export interface Step {
  readonly from: readonly TaskStatus[]
  readonly to: TaskStatus
  /** `gateway`: it follows from something else, and nobody can ask for it. */
  readonly by: Part | 'gateway'
  /** Only where the Task was put on hold in one of these. */
  readonly heldFrom?: readonly TaskStatus[]
  readonly requires?: readonly Requirement[]
  readonly states?: StatedEvent
}

/** The statuses from which a Task may be put on hold, and to which it goes back: each to the one that it came from. */
const holdable = ['received', 'accepted', 'in-progress'] as const satisfies readonly TaskStatus[]

/**
 * The life of a referral's coordination Task: which status may follow which, and who may make the step. A step that is not
 * listed is refused with the ones that are.
 *
 * A Task may stay as it is, so that its performer can give a business status or a note between two steps. The one who asked may
 * cancel before the start, also where the Task is on hold since then. `received` is the performer's own step: a version that
 * the gateway made when it delivered the Task would lie between what the performer was sent and its first step, and refuse that
 * (`docs/lifecycle.md`). Source: design section 8.
 */
export const steps: readonly Step[] = [
  { from: ['requested', 'received'], to: 'received', by: 'performer' },
  { from: ['requested', 'received', 'accepted'], to: 'accepted', by: 'performer', states: 'referral.accepted' },
  {
    ...{ from: ['requested', 'received'], to: 'rejected', by: 'performer' },
    ...{ requires: ['reason', 'alternative'], states: 'referral.rejected' }
  },
  { from: ['accepted', 'in-progress'], to: 'in-progress', by: 'performer' },
  { from: ['in-progress'], to: 'completed', by: 'performer', states: 'treatment.ended' },
  // Closed after the agreed attempts: whatever began has ended.
  { from: ['in-progress'], to: 'failed', by: 'performer', states: 'treatment.ended' },
  {
    ...{ from: [...holdable, 'on-hold'], to: 'on-hold', by: 'performer' },
    ...{ requires: ['suspension-reason'], states: 'clock.suspended' }
  },
  ...holdable.map((to): Step => {
    return { from: ['on-hold'], heldFrom: [to], to, by: 'performer', states: 'clock.resumed' }
  }),
  { from: ['requested', 'received', 'accepted'], to: 'cancelled', by: 'requester', states: 'referral.revoked' },
  {
    ...{ from: ['on-hold'], heldFrom: ['received', 'accepted'], to: 'cancelled', by: 'requester' },
    states: 'referral.revoked'
  },
  {
    ...{ from: ['requested', 'received', 'accepted', 'in-progress', 'on-hold'], to: 'entered-in-error' },
    ...{ by: 'requester', states: 'referral.revoked' }
  },
  // The other side has agreed to an abort; that Task states the event. Feedback may have said that a Task nobody moved has begun.
  { from: ['requested', 'received', 'accepted', 'in-progress', 'on-hold'], to: 'cancelled', by: 'gateway' }
]

/** A status as it stands; of one that is on hold also where it came from. */
export interface Standing {
  readonly status: TaskStatus
  readonly heldFrom?: TaskStatus
}

/** The rows of the table that a part may take now. */
export function stepsFrom({ status, heldFrom }: Standing, by: Step['by']): readonly Step[] {
  return steps.filter((step) => {
    const isHeldThere = step.heldFrom === undefined || heldFrom === undefined || step.heldFrom.includes(heldFrom)
    return step.by === by && step.from.includes(status) && isHeldThere
  })
}

/** Every status of the table, in its order. */
export const statuses: readonly TaskStatus[] = [...new Set(steps.flatMap(({ from, to }) => [...from, to]))]

/** Whether no step leads on from a status. */
export function isFinal(status: TaskStatus): boolean {
  return !steps.some(({ from }) => from.includes(status))
}

/** What a business status says happened, and in which statuses it still says how things stand. */
export interface BusinessStatus {
  /** Null where it states nothing. */
  readonly states: EventName | null
  /** In any other status it is stale, and goes with the step that leads there unless that step gives it anew. */
  readonly during: readonly TaskStatus[]
}

const waiting = ['requested', 'received', 'accepted', 'on-hold'] as const
const working = ['in-progress', 'on-hold'] as const

/**
 * The business statuses of the coordination Task; a Task step with the same meaning as feedback states the same fact.
 * Source: design section 8.
 */
export const businessStatuses: ReadonlyMap<string, BusinessStatus> = new Map<string, BusinessStatus>([
  ['registered', { states: 'referral.registered', during: waiting }],
  ['waiting-list', { states: 'intake.expected', during: waiting }],
  ['intake-planned', { states: 'intake.planned', during: waiting }],
  ['no-show', { states: 'patient.no-show', during: [...waiting, 'in-progress', 'failed'] }],
  ['intake-done', { states: 'intake.done', during: ['accepted', ...working] }],
  ['awaiting-information', { states: null, during: [...waiting, 'in-progress'] }],
  ['in-treatment', { states: 'treatment.started', during: working }],
  ['transferred', { states: null, during: [...waiting, 'in-progress', 'completed', 'failed'] }],
  ['ended', { states: 'treatment.ended', during: ['in-progress', 'completed', 'failed'] }]
])
