import type { Task } from '@medplum/fhirtypes'
import { issue } from '../../fhir/outcome.ts'
import type { Located } from '../../fhir/located.ts'
import { ok, refused, type Result } from '../../result.ts'
import { CANONICAL_PROJECTION } from '../../store/change.ts'
import { answerTaken } from '../negotiation/negotiated-answer.ts'
import { taskKindOf } from '../negotiation/negotiations.ts'
import { readRow, rowKey } from '../projection.ts'
import type { Rules } from '../rules.ts'
import { appliedTo, isTask, notAllowed, type StepContext, type StepTaken } from './step.ts'
import { lackingIn, unsaidIn, withoutStale } from './step-content.ts'
import { statedFacts } from './step-facts.ts'
import { allowedSteps, standingOf, stepTo } from './transition.ts'

/** A Task as its sender wants it to be, with the version that it was read at. */
export interface StepAsked {
  readonly task: Located<Task>
  readonly ifMatch?: string
}

/**
 * Takes a step of the coordination Task, or answers a negotiated one.
 *
 * Errors: `not-found` (404), `task-of-gateway` (409) for a duty, `version-conflict` (412), `transition-not-allowed` (409),
 * `unknown-code`, `event-date-ahead`, `rejection-incomplete`, `suspension-incomplete`, `element-immutable` (422), those of
 * `answerTaken` and of the dialect's map.
 */
export function takeStep(rules: Rules, context: StepContext, { task, ifMatch }: StepAsked): Result<StepTaken> {
  const { arrival, referral, part, current, known } = context
  const { resource, path } = task
  const own = current.get(rowKey(arrival.participant.id, resource))
  const internal = current.get(rowKey(CANONICAL_PROJECTION, resource))
  if (own === undefined) return refused(issue('not-found', {}, path))
  const [before, kept] = [readRow(own), internal === undefined ? undefined : readRow(internal)]
  const isNegotiated = kept !== undefined && isTask(kept) && taskKindOf(kept) !== undefined
  if (resource.id !== referral.task && !isNegotiated) return refused(issue('task-of-gateway', {}, path))
  if (kept === undefined || !isTask(before) || !isTask(kept)) return refused(issue('not-found', {}, path))
  if (ifMatch !== undefined && ifMatch !== String(own.version)) {
    return refused(issue('version-conflict', { version: String(own.version) }, path))
  }
  if (isNegotiated) return answerTaken(rules, context, { task, before, kept })
  const standing = standingOf(kept, known)
  const row = stepTo(standing, part, resource.status)
  if (row === undefined) return refused(notAllowed(task, kept, allowedSteps(standing, part)))
  const settled = { resource: withoutStale(before, resource), path }
  const isStaying = resource.status === before.status && resource.status !== 'on-hold'
  const fault = unsaidIn(settled, arrival.today) ?? lackingIn(settled, isStaying ? [] : row.requires)
  if (fault !== undefined) return refused(fault)
  const after = appliedTo(rules, arrival, { before, kept }, settled)
  if (!after.ok) return after
  const facts = statedFacts({ before: kept, after: after.value, standing, arrival, referral, part })
  return ok({ tasks: [{ resource: after.value, path }], own: settled.resource, made: [], facts })
}
