import type { Communication, Resource, Task } from '@medplum/fhirtypes'
import { unattached } from '../fhir/graph.ts'
import type { Located } from '../fhir/located.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { passedOnBy } from '../obligations/passing-on.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION, type FactRow } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { readFeedback } from './feedback.ts'
import { patientOf, resourcesIn } from './known.ts'
import { currentRows } from './projection.ts'
import { canonicalOf, validIn } from './render.ts'
import type { Arrival, Rules } from './rules.ts'
import { standingFacts } from './standing.ts'
import { strangerIn } from './stranger.ts'
import { takeStep, type StepAsked } from './task-step.ts'
import { partOf } from './transition.ts'

/** A message about a referral that is known: feedback, Task steps, what holds until further notice, or all of it. */
export interface FollowUp {
  readonly arrival: Arrival
  readonly known: ReferralFacts
  readonly steps: readonly StepAsked[]
  readonly directory: readonly Resource[]
  /** The message names no referral; this one was found by its patient and performer. */
  readonly isMatched: boolean
}

/** What a message about a known referral says. */
export interface News {
  /** New canonical resources, and the Task after its step. */
  readonly canonical: readonly Located[]
  readonly facts: readonly FactRow[]
  readonly issues: readonly Issue[]
  readonly communication: Communication | undefined
  readonly warnings: readonly Issue[]
}

/**
 * Reads a message about a known referral.
 *
 * Errors: those of `takeStep`, `readFeedback`, `standingFacts` and the maps; `not-found` (404) for one who takes no part in the
 * referral, `subject-mismatch`, `entry-unattached`, `task-not-taken`, `one-feedback` (422).
 */
export function readNews(rules: Rules, ask: FollowUp): Result<News> {
  const { arrival, known, directory, isMatched } = ask
  const { referral } = known
  const part = partOf(referral, arrival.participant.id)
  if (part === undefined) return refused(issue('not-found'))
  const mapped = canonicalOf(rules, arrival.participant, arrival.graph)
  if (!mapped.ok) return mapped
  const { warnings } = mapped.value
  const resources = isMatched ? mapped.value.resources.map((one) => named(one, referral)) : mapped.value.resources
  const stray = strayIn(rules, resources, known) ?? surplusIn(resources)
  if (stray !== undefined) return refused(stray)
  const taken = takeSteps(rules, ask, part)
  if (!taken.ok) return taken
  const canonical = [...taken.value.tasks, ...resources]
  const old = resourcesIn(known, CANONICAL_PROJECTION)
  const graph = [...resources.map(({ resource }) => resource), ...old, ...directory]
  const [problem, ...more] = validIn(rules.validator, 'canonical', canonical, graph)
  if (problem !== undefined) return refused(problem, ...more)
  const late = passedOn(resources, known)
  if (late !== undefined) return refused(late)
  const standing = standingFacts(rules, resources, { arrival, referral, facts: known.facts, graph })
  if (!standing.ok) return standing
  const facts = [...taken.value.facts, ...standing.value]
  const feedback = resources.find(isCommunication)
  if (feedback === undefined) return ok({ canonical, facts, issues: [], communication: undefined, warnings })
  const isTaken = hasAccepted(known, taken.value.tasks)
  const read = readFeedback(rules, feedback, { arrival, referral, part, isTaken, graph })
  if (!read.ok) return read
  const { communication, issues } = read.value
  return ok({ canonical, facts: [...facts, ...read.value.facts], issues, communication, warnings })
}

/** Feedback with the referral that it turned out to answer, so that its receivers need not look for it. */
function named(located: Located, { serviceRequest }: ReferralFacts['referral']): Located {
  const { resource, path } = located
  if (resource.resourceType !== 'Communication') return located
  const basedOn = [{ reference: `ServiceRequest/${serviceRequest}` }, ...(resource.basedOn ?? [])]
  return { resource: { ...resource, basedOn }, path }
}

function takeSteps(
  rules: Rules,
  { arrival, known, steps }: FollowUp,
  part: NonNullable<ReturnType<typeof partOf>>
): Result<{ readonly tasks: readonly Located<Task>[]; readonly facts: readonly FactRow[] }> {
  const current = currentRows(known.resources)
  const tasks: Located<Task>[] = []
  const facts: FactRow[] = []
  for (const step of steps) {
    const taken = takeStep(rules, { arrival, referral: known.referral, part, current }, step)
    if (!taken.ok) return taken
    tasks.push(taken.value.task)
    facts.push(...taken.value.facts)
  }
  return ok({ tasks, facts })
}

/**
 * What a message about a known referral does not bring: a Task of its own, which would pass for one of the gateway's, and
 * a second feedback, of which nobody could say that it was heard.
 */
function surplusIn(graph: readonly Located[]): Issue | undefined {
  const task = graph.find(({ resource }) => resource.resourceType === 'Task')
  if (task !== undefined) return issue('task-not-taken', {}, task.path)
  const [, second] = graph.filter(isCommunication)
  return second === undefined ? undefined : issue('one-feedback', {}, second.path)
}

/**
 * A new Flag or Consent about a referral that was passed on: its new performer would not hear of it, so that no plan would be
 * owed, and what the patient objects to would be sent. A Consent that stands here may be withdrawn here.
 */
function passedOn(graph: readonly Located[], { facts, resources }: ReferralFacts): Issue | undefined {
  const successor = passedOnBy(facts)?.successor
  const late = graph.find(({ resource: { resourceType, id } }) => {
    const isStanding = resourceType === 'Flag' || resourceType === 'Consent'
    return isStanding && !resources.some((row) => row.type === resourceType && row.id === id)
  })
  if (successor === undefined || late === undefined) return undefined
  return issue('referral-passed-on', { location: `ServiceRequest/${successor}` }, late.path)
}

/** Whether the performer has accepted, before this message or in it. */
function hasAccepted(known: ReferralFacts, steps: readonly Located<Task>[]): boolean {
  const task = resourcesIn(known, CANONICAL_PROJECTION).find(({ id }) => id === known.referral.task)
  const statuses = [
    task?.resourceType === 'Task' ? task.status : undefined,
    ...steps.map(({ resource }) => resource.status)
  ]
  return statuses.some((status) => status !== undefined && accepted.has(status))
}

const accepted: ReadonlySet<string> = new Set(['accepted', 'in-progress', 'on-hold', 'completed', 'failed'])

/** What may be sent by itself, because it says by itself what it is about. */
const anchors: ReadonlySet<string> = new Set(['Communication', 'Flag', 'Consent'])

/** What does not belong to this referral: another patient, or an entry that hangs on nothing that is sent on. */
function strayIn(rules: Rules, graph: readonly Located[], known: ReferralFacts): Issue | undefined {
  const posted = graph.flatMap(({ resource }) => (resource.resourceType === 'Patient' ? [resource.id ?? ''] : []))
  const isOwn = (bsn: string): boolean => rules.subjectOf(bsn) === known.referral.subject
  const stranger = strangerIn(graph, { isOwn, patients: new Set([patientOf(known), ...posted]) })
  if (stranger !== undefined) return stranger
  const [loose] = unattached(graph, ({ resource }) => anchors.has(resource.resourceType))
  return loose === undefined ? undefined : issue('entry-unattached', {}, loose.path)
}

function isCommunication(located: Located): located is Located<Communication> {
  return located.resource.resourceType === 'Communication'
}
