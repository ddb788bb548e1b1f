import type { Task } from '@medplum/fhirtypes'
import type { ReferralRow } from '../store/change.ts'

/** The part that a participant plays in one referral. */
export type Part = 'requester' | 'performer' | 'gp'

/** A status that the coordination Task can have here. */
export type TaskStatus = NonNullable<Task['status']>

interface Step {
  readonly from: readonly TaskStatus[]
  readonly to: TaskStatus
  readonly by: Part
}

/**
 * Which status may follow which, and who may make the step; a step that is not listed is refused with the ones that are.
 *
 * A Task may stay as it is, so that its performer can give a business status or a note between two steps.
 * Source: design section 8. `on-hold` is left out as long as no duty can be suspended.
 */
export const steps: readonly Step[] = [
  { from: ['requested', 'received'], to: 'received', by: 'performer' },
  { from: ['requested', 'received', 'accepted'], to: 'accepted', by: 'performer' },
  { from: ['requested', 'received'], to: 'rejected', by: 'performer' },
  { from: ['accepted', 'in-progress'], to: 'in-progress', by: 'performer' },
  { from: ['in-progress'], to: 'completed', by: 'performer' },
  { from: ['in-progress'], to: 'failed', by: 'performer' },
  { from: ['requested', 'received', 'accepted'], to: 'cancelled', by: 'requester' },
  { from: ['requested', 'received', 'accepted', 'in-progress'], to: 'entered-in-error', by: 'requester' }
]

/** The statuses that this part may move a Task to, itself included where it may be given news. */
export function allowedSteps(from: TaskStatus, part: Part): readonly TaskStatus[] {
  return steps.filter((step) => step.from.includes(from) && step.by === part).map(({ to }) => to)
}

/**
 * The part of a participant in a referral; a GP who referred is its requester. One that refers to itself is its performer: as
 * the requester alone it could take no step of what it owes to the GP.
 */
export function partOf(referral: ReferralRow, participant: string): Part | undefined {
  if (referral.performer === participant) return 'performer'
  if (referral.requester === participant) return 'requester'
  return referral.gp === participant ? 'gp' : undefined
}
