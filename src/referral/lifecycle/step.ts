import { isDeepStrictEqual } from 'node:util'
import type { Resource, Task } from '@medplum/fhirtypes'
import { issue, type Issue } from '../../fhir/outcome.ts'
import type { Located } from '../../fhir/located.ts'
import { ok, refused, type Result } from '../../result.ts'
import type { FactRow, ReferralRow } from '../../store/change.ts'
import type { Part } from './lifecycle.ts'
import { canonicalOf } from '../canonical-of.ts'
import type { Arrival, CurrentRows, Rules } from '../rules.ts'

/** A Task after a step, and the facts that the step states. */
export interface StepTaken {
  /** In canonical form: the Task, and where it was an agreed abort the coordination Task that this ends. */
  readonly tasks: readonly Located<Task>[]
  /** As the sender's own projection keeps the Task: without what had gone stale. */
  readonly own: Task
  /** What the gateway changes in the sender's own projection beside it. */
  readonly made: readonly Task[]
  readonly facts: readonly FactRow[]
}

/** What a step may change; everything else of a Task is fixed when the referral is received. */
export const mutable = [
  'status',
  'statusReason',
  'businessStatus',
  'executionPeriod',
  'lastModified',
  'note',
  'extension',
  'output'
] as const

/** Where a step is made: by whom, about which referral, and what is known of it. */
export interface StepContext {
  readonly arrival: Arrival
  readonly referral: ReferralRow
  readonly part: Part
  readonly current: CurrentRows
  readonly known: readonly FactRow[]
}

/** A Task that a step is about, as its sender read it and in canonical form. */
export interface StepTarget {
  readonly before: Task
  readonly kept: Task
}

/** A step that the table does not have, with those that it has. */
export function notAllowed({ resource, path }: Located<Task>, { status }: Task, allowed: readonly string[]): Issue {
  const words = { from: status, to: resource.status, allowed: allowed.join(', ') || '-' }
  return issue('transition-not-allowed', words, `${path}.status`)
}

/** The canonical Task with what the step changes. Errors: `element-immutable` (422), those of the dialect's map. */
export function appliedTo(
  rules: Rules,
  { participant }: Arrival,
  { before, kept }: StepTarget,
  task: Located<Task>
): Result<Task> {
  const element = changedElement(before, task.resource)
  if (element !== undefined) return refused(issue('element-immutable', { element }, `${task.path}.${element}`))
  const mapped = canonicalOf(rules, participant, [task])
  if (!mapped.ok) return mapped
  const canonical = mapped.value.resources.map((one) => one.resource).find(isTask)
  if (canonical === undefined) return refused(issue('not-found', {}, task.path))
  // A Task in which some elements are another Task's is a Task.
  return ok({ ...without(kept, mutable), ...only(canonical, mutable) } as unknown as Task)
}

function changedElement(before: Task, after: Task): string | undefined {
  const ignored = [...mutable, 'meta', 'text', 'id'] as const
  const [was, is] = [without(before, ignored), without(after, ignored)]
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].find((key) => !isDeepStrictEqual(was[key], is[key]))
}

function without(task: Task, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(task).filter(([key]) => !names.includes(key.replace(/^_/, ''))))
}

function only(task: Task, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(task).filter(([key]) => names.includes(key.replace(/^_/, ''))))
}

/** Whether a resource is a Task. */
export function isTask(resource: Resource): resource is Task {
  return resource.resourceType === 'Task'
}
