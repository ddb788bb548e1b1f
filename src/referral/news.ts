import type { Communication, Resource, Task } from '@medplum/fhirtypes'
import { unattached } from '../fhir/graph.ts'
import type { Located } from '../fhir/located.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import type { FeedbackKind } from '../obligations/feedback-kinds.ts'
import { passedOnBy } from '../obligations/passing-on.ts'
import { CANONICAL } from '../profile/forms.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION, type FactRow } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { readFeedback } from './feedback.ts'
import { patientOf, resourcesIn } from './known.ts'
import { isNegotiated, lackedBy, proposalIn } from './negotiation/negotiated.ts'
import { standingIn } from './negotiation/negotiable.ts'
import { negotiations } from './negotiation/negotiations.ts'
import { originsInMessage } from './origins.ts'
import { currentRows } from './projection.ts'
import { withoutPermission } from './permission.ts'
import { canonicalOf } from './canonical-of.ts'
import { validIn } from './render.ts'
import type { Arrival, Rules } from './rules.ts'
import { standingFacts } from './standing.ts'
import { strangerIn } from './stranger.ts'
import type { StepTaken } from './lifecycle/step.ts'
import { takeStep, type StepAsked } from './lifecycle/task-step.ts'
import { partOf } from './lifecycle/transition.ts'

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
  /** What the sender's own projection has of it: as it was posted, a Task without what had gone stale or with what was left out. */
  readonly posted: readonly Resource[]
  /** What the gateway changes beside it in the sender's own projection. */
  readonly made: readonly Resource[]
  /** The feedback kind as which an objection judges it, where it brings no feedback. */
  readonly contentOf?: FeedbackKind
}

/**
 * Events of one referral, some thousand letters: a letter a week for twenty years. Deciding looks at each for each duty, and a
 * system that sends the same again and again must not hold up the others.
 */
const FACTS_MAX = 2_000

/**
 * Reads a message about a known referral.
 *
 * Errors: those of `takeStep`, `proposalIn`, `readFeedback`, `standingFacts` and the maps; `not-found` (404) for one who takes
 * no part in the referral, `referral-full` (409), `subject-mismatch`, `entry-unattached`, `task-not-taken`, `one-feedback` (422).
 */
export function readNews(rules: Rules, ask: FollowUp): Result<News> {
  const { known, directory, isMatched } = ask
  const { referral } = known
  const part = partOf(referral, ask.arrival.participant.id)
  if (part === undefined) return refused(issue('not-found'))
  if (known.facts.length >= FACTS_MAX) return refused(issue('referral-full', { count: String(FACTS_MAX) }))
  const proposal = proposalIn(rules, { arrival: ask.arrival, known, part, directory })
  if (!proposal.ok) return proposal
  const arrival = proposal.value?.arrival ?? ask.arrival
  const mapped = canonicalOf(rules, arrival.participant, arrival.graph)
  if (!mapped.ok) return mapped
  const { warnings } = mapped.value
  const resources = isMatched ? mapped.value.resources.map((one) => named(one, referral)) : mapped.value.resources
  const stray = strayIn(rules, resources, known) ?? surplusIn(resources)
  if (stray !== undefined) return refused(stray)
  const taken = takeSteps(rules, ask, part)
  if (!taken.ok) return taken
  const { own, made } = taken.value
  const canonical = [...taken.value.tasks, ...resources]
  const old = resourcesIn(known, CANONICAL_PROJECTION)
  const graph = [...resources.map(({ resource }) => resource), ...old, ...directory]
  const origins = originsInMessage(rules, arrival.participant, arrival.graph)
  const [problem, ...more] = validIn(rules.validator, CANONICAL, canonical, { context: graph, origins })
  if (problem !== undefined) return refused(problem, ...more)
  const late = passedOn(resources, known)
  if (late !== undefined) return refused(late)
  const context = { arrival, referral, facts: known.facts, graph }
  const standing = standingFacts(rules, resources, context)
  if (!standing.ok) return standing
  const asked = proposal.value?.facts ?? []
  const lacking = withoutPermission(rules, context, { news: standing.value, isNew: false })
  const facts = [...taken.value.facts, ...standing.value, ...lacking, ...asked]
  const lacked = resources.filter(isNegotiated).flatMap((task) => lackedBy(rules, task, graph))
  const contentOf = proposal.value === undefined ? undefined : negotiations[proposal.value.kind].contentOf
  const news = {
    ...{ canonical, facts, issues: lacked, communication: undefined, warnings, made },
    posted: [...arrival.graph.map(({ resource }) => resource), ...own],
    ...(contentOf === undefined ? {} : { contentOf })
  }
  const feedback = resources.find(isCommunication)
  if (feedback === undefined) return ok(news)
  const isTaken = hasAccepted(known, taken.value.tasks)
  const read = readFeedback(rules, feedback, { arrival, referral, isTaken, graph })
  if (!read.ok) return read
  const { communication, issues } = read.value
  // A proposal that comes with its letter is one proposal.
  const told = read.value.facts.filter(({ event }) => !asked.some((one) => one.event === event))
  return ok({ ...news, facts: [...facts, ...told], issues: [...lacked, ...issues], communication })
}

/** Feedback with the referral that it turned out to answer, so that its receivers need not look for it. */
function named(located: Located, { serviceRequest }: ReferralFacts['referral']): Located {
  const { resource, path } = located
  if (resource.resourceType !== 'Communication') return located
  const basedOn = [{ reference: `ServiceRequest/${serviceRequest}` }, ...(resource.basedOn ?? [])]
  return { resource: { ...resource, basedOn }, path }
}

interface StepsTaken {
  readonly tasks: readonly Located<Task>[]
  readonly own: readonly Task[]
  readonly made: readonly Task[]
  readonly facts: readonly FactRow[]
}

/** Takes every step of a message. Two that move one Task are refused, for nobody could tell which was meant to be the last. */
function takeSteps(
  rules: Rules,
  { arrival, known, steps }: FollowUp,
  part: NonNullable<ReturnType<typeof partOf>>
): Result<StepsTaken> {
  const context = { arrival, referral: known.referral, part, current: currentRows(known.resources), known: known.facts }
  const taken: StepTaken[] = []
  for (const step of steps) {
    const one = takeStep(rules, context, step)
    if (!one.ok) return one
    taken.push(one.value)
  }
  const tasks = taken.flatMap((one) => one.tasks)
  const twice = tasks.find(({ resource }, at) => tasks.findIndex((one) => one.resource.id === resource.id) < at)
  if (twice !== undefined) return refused(issue('transaction-mixed', {}, twice.path))
  return ok({
    tasks,
    own: taken.map((one) => one.own),
    made: taken.flatMap((one) => one.made),
    facts: taken.flatMap((one) => one.facts)
  })
}

/**
 * What a message about a known referral does not bring: a Task of its own that asks nothing, which would pass for one of the
 * gateway's, a second one that asks something, and a second feedback, of which nobody could say that it was heard.
 */
function surplusIn(graph: readonly Located[]): Issue | undefined {
  const [first, ...more] = graph.filter(({ resource }) => resource.resourceType === 'Task')
  const task = first !== undefined && isNegotiated(first) ? more[0] : first
  if (task !== undefined) return issue('task-not-taken', {}, task.path)
  const [, second] = graph.filter(isCommunication)
  return second === undefined ? undefined : issue('one-feedback', {}, second.path)
}

/**
 * A new Flag, Consent or negotiated Task about a referral that was passed on: its new performer would not hear of it, so that no
 * plan would be owed, what the patient objects to would be sent, and one who has nobody in care would hand them over. A Consent
 * that stands here may be withdrawn here.
 */
function passedOn(graph: readonly Located[], { facts, resources }: ReferralFacts): Issue | undefined {
  const successor = passedOnBy(facts)?.successor
  const late = graph.find(({ resource: { resourceType, id } }) => {
    const isStanding = resourceType === 'Flag' || resourceType === 'Consent' || resourceType === 'Task'
    return isStanding && !resources.some((row) => row.type === resourceType && row.id === id)
  })
  if (successor === undefined || late === undefined) return undefined
  return issue('referral-passed-on', { location: `ServiceRequest/${successor}` }, late.path)
}

/** Whether the performer has accepted, before this message or in it. */
function hasAccepted(known: ReferralFacts, steps: readonly Located<Task>[]): boolean {
  const { status, heldFrom = status } = standingIn(known)
  const moved = steps
    .filter(({ resource }) => resource.id === known.referral.task)
    .map(({ resource }) => resource.status)
  return [heldFrom, ...moved].some((one) => accepted.has(one))
}

const accepted: ReadonlySet<string> = new Set(['accepted', 'in-progress', 'completed', 'failed'])

/** What may be sent by itself, because it says by itself what it is about. */
const anchors: ReadonlySet<string> = new Set(['Communication', 'Flag', 'Consent', 'Task'])

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
