import { CodeSystem } from '../../fhir/systems.ts'
import { suspensionReasons, type SuspensionReason } from '../../obligations/agreement.ts'
import type { FactRow, ReferralRow } from '../../store/change.ts'
import { statuses, stepsFrom, type Part, type Standing, type Step, type TaskStatus } from './lifecycle.ts'
import type { Task } from '@medplum/fhirtypes'

export type { Part, TaskStatus } from './lifecycle.ts'

/** The statuses that this part may move a Task to, itself included where it may be given news; each once. */
export function allowedSteps(standing: Standing, by: Step['by']): readonly TaskStatus[] {
  return [...new Set(stepsFrom(standing, by).map(({ to }) => to))]
}

/** The row of the table for a step, where there is one. */
export function stepTo(standing: Standing, by: Step['by'], to: TaskStatus): Step | undefined {
  return stepsFrom(standing, by).find((step) => step.to === to)
}

/**
 * Where a coordination Task stands: its status, and for one on hold the status that it came from, which the fact says by which
 * it was put on hold. The Task itself keeps one status only, and a sender may leave any other element out.
 */
export function standingOf({ status }: Pick<Task, 'status'>, facts: readonly FactRow[]): Standing {
  if (status !== 'on-hold') return { status }
  const heldFrom = lastHeard(facts.filter(({ event, detail }) => event === 'clock.suspended' && detail?.heldFrom))
    ?.detail?.heldFrom
  const known = statuses.find((one) => one === heldFrom)
  return known === undefined ? { status } : { status, heldFrom: known }
}

function lastHeard(facts: readonly FactRow[]): FactRow | undefined {
  return facts.toSorted((a, b) => a.heardAt - b.heardAt).at(-1)
}

/** The coded reason for which a Task is put on hold; undefined for none, or one that the CodeSystem does not have. */
export function suspensionReasonOf({ statusReason }: Task): SuspensionReason | undefined {
  const codes = statusReason?.coding?.flatMap(({ system, code }) => {
    return system === CodeSystem.suspensionReason ? (code ?? []) : []
  })
  return suspensionReasons.find((reason) => codes?.includes(reason) === true)
}

/**
 * The part of a participant in a referral; a GP who referred is its requester. One that refers to itself is its performer: as
 * the requester alone it could take no step of what it owes to the GP.
 */
export function partOf(
  referral: Pick<ReferralRow, 'requester' | 'performer' | 'gp'>,
  participant: string
): Part | undefined {
  if (referral.performer === participant) return 'performer'
  if (referral.requester === participant) return 'requester'
  return referral.gp === participant ? 'gp' : undefined
}
