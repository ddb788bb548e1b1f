import type { Task } from '@medplum/fhirtypes'
import { derivedId } from '../../fhir/derived-id.ts'
import type { Located } from '../../fhir/located.ts'
import { issue } from '../../fhir/outcome.ts'
import type { EventName } from '../../obligations/agreement.ts'
import { ok, refused, type Result } from '../../result.ts'
import { CANONICAL_PROJECTION, type FactRow } from '../../store/change.ts'
import { isFinal, type TaskStatus } from '../lifecycle/lifecycle.ts'
import { negotiations, repliesFrom, roleIn, taskKindOf, type TaskKind } from './negotiations.ts'
import { readRow } from '../projection.ts'
import type { Rules } from '../rules.ts'
import { isReasoned, unsaidIn } from '../lifecycle/step-content.ts'
import { datesIn } from '../lifecycle/step-facts.ts'
import { appliedTo, notAllowed, type StepContext, type StepTaken, type StepTarget } from '../lifecycle/step.ts'
import { allowedSteps, standingOf } from '../lifecycle/transition.ts'

/**
 * Answers a negotiated Task, or takes it back. An abort that is agreed to ends the coordination Task in the same commit.
 *
 * Errors: `transition-not-allowed` (409) with what the caller may do, also where the referral has ended by itself before an abort
 * was agreed to; `answer-incomplete` (422) for a refusal without a reason, `event-date-ahead`, `element-immutable` (422).
 */
export function answerTaken(
  rules: Rules,
  context: StepContext,
  { task, before, kept }: StepTarget & { readonly task: Located<Task> }
): Result<StepTaken> {
  const { arrival, referral, known } = context
  const { resource, path } = task
  const role = roleIn(kept, { referral, facts: known }, arrival.participant.id)
  const open = repliesFrom(kept.status, role)
  const reply = open.find(({ to }) => to === resource.status)
  const kind = taskKindOf(kept)
  if (reply === undefined || kind === undefined)
    return refused(
      notAllowed(
        task,
        kept,
        open.map(({ to }) => to)
      )
    )
  if (reply.requires?.includes('reason') === true && !isReasoned(resource)) {
    return refused(issue('answer-incomplete', {}, `${path}.statusReason`))
  }
  const fault = unsaidIn(task, arrival.today)
  if (fault !== undefined) return refused(fault)
  const after = appliedTo(rules, arrival, { before, kept }, task)
  if (!after.ok) return after
  const answered = { tasks: [{ resource: after.value, path }], own: resource, made: [] }
  const facts = factsOf(context, { before: kept, after: after.value }, kind)
  if (kind !== 'abort' || reply.to !== 'accepted') return ok({ ...answered, facts })
  const ended = endedBy(context)
  if (ended === undefined) return refused(notAllowed(task, kept, ['rejected']))
  const tasks = [...answered.tasks, { resource: ended.canonical, path }]
  return ok({ ...answered, tasks, made: ended.own === undefined ? [] : [ended.own], facts })
}

function eventsOf(status: TaskStatus, kind: TaskKind): readonly EventName[] {
  const { accepted, refused: no, withdrawn } = negotiations[kind]
  if (status === 'accepted') return accepted
  if (status === 'rejected') return [no]
  return status === 'cancelled' && withdrawn !== undefined ? [withdrawn] : []
}

/** What the answer states; that it was seen states nothing. */
function factsOf({ arrival, referral }: StepContext, step: Parameters<typeof datesIn>[0], kind: TaskKind): FactRow[] {
  const { status, id = '' } = step.after
  const events = eventsOf(status, kind)
  const { event: day = arrival.today, eventAt } = datesIn(step)
  return events.map((event) => ({
    id: derivedId(arrival.message, id, event),
    referral: referral.id,
    event,
    occurredOn: day,
    heardAt: arrival.now,
    by: arrival.participant.id,
    message: arrival.message,
    detail: { of: id, ...(eventAt === undefined ? {} : { at: eventAt }) }
  }))
}

/** The coordination Task as the agreed abort ends it; undefined where it has ended by itself. */
function endedBy(context: StepContext): { readonly canonical: Task; readonly own: Task | undefined } | undefined {
  const { arrival, known } = context
  const canonical = coordinationIn(context, CANONICAL_PROJECTION)
  if (canonical === undefined || isFinal(canonical.status)) return undefined
  if (!allowedSteps(standingOf(canonical, known), 'gateway').includes('cancelled')) return undefined
  const own = coordinationIn(context, arrival.participant.id)
  return { canonical: cancelled(canonical), own: own === undefined ? undefined : cancelled(own) }
}

function coordinationIn({ current, referral }: StepContext, projection: string): Task | undefined {
  const row = current.get(`${projection}/Task/${referral.task}`)
  const task = row === undefined ? undefined : readRow(row)
  return task?.resourceType === 'Task' ? task : undefined
}

function cancelled(task: Task): Task {
  const ended: Task = { ...task, status: 'cancelled', statusReason: { text: 'In overleg afgebroken na de start' } }
  delete ended.businessStatus
  return ended
}
