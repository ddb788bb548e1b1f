import type { Communication, Resource, Task } from '@medplum/fhirtypes'
import { unattached } from '../fhir/graph.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { splitReference } from '../fhir/references.ts'
import type { Located } from '../fhir/located.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION } from '../store/change.ts'
import type { FactRow, StoredResource, Write } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { dutiesOf, dutyTasksFor, nameOf, type Duty } from './duties.ts'
import { readFeedback } from './feedback.ts'
import { outboxMessage, rankOf } from './outbound.ts'
import { currentRows, nextRows, readRow, rowKey } from './projection.ts'
import { canonicalOf, renderFor, validIn, type Rendered } from './render.ts'
import type { Arrival, Decision, Rules } from './rules.ts'
import { strangerIn } from './stranger.ts'
import { takeStep, type StepAsked } from './task-step.ts'
import { partOf } from './transition.ts'

/** A message about a referral that is known: feedback, Task steps, or both. */
export interface FollowUp {
  readonly arrival: Arrival
  readonly known: ReferralFacts
  readonly steps: readonly StepAsked[]
  readonly directory: readonly Resource[]
}

interface News {
  /** New canonical resources, and the Task after its step. */
  readonly canonical: readonly Located[]
  readonly facts: readonly FactRow[]
  readonly issues: readonly Issue[]
  readonly communications: readonly Communication[]
  readonly warnings: readonly Issue[]
}

/**
 * Decides a message about a referral that is known: what it changes, which duties it meets, who is told.
 *
 * Errors: those of `takeStep`, `readFeedback` and the maps; `not-found` (404) for one who takes no part in the referral,
 * `subject-mismatch` and `entry-unattached` (422).
 */
export function followUp(rules: Rules, ask: FollowUp): Result<Decision> {
  const news = readNews(rules, ask)
  if (!news.ok) return news
  const { arrival, known } = ask
  const { referral } = known
  const current = currentRows(known.resources)
  const frame = { current, referral, now: arrival.now, cause: { message: arrival.message, isPosted: false } }
  const asPosted = { ...frame, cause: { ...frame.cause, isPosted: true } }
  const rendered = renderAll(rules, ask, news.value.canonical)
  if (!rendered.ok) return rendered
  const question = { referral, obligations: known.obligations, on: arrival.today, patient: patientOf(known) }
  const before = dutiesOf(rules, { ...question, facts: known.facts })
  const duties = dutiesOf(rules, { ...question, facts: [...known.facts, ...news.value.facts] })
  const dutyRows = (projection: string): readonly StoredResource[] =>
    nextRows(projection, dutyTasksFor(projection, duties), frame)
  const sender = arrival.participant.id
  const written = [...arrival.graph.map(({ resource }) => resource), ...ask.steps.map(({ task }) => task.resource)]
  const changed = nextRows(sender, written, asPosted)
  const sent = [...rendered.value].map(([id, { resources }]) => ({ id, rows: nextRows(id, resources, frame) }))
  const internal = nextRows(
    CANONICAL_PROJECTION,
    news.value.canonical.map(({ resource }) => resource),
    frame
  )
  const readers = [CANONICAL_PROJECTION, sender, ...sent.map(({ id }) => id)]
  const rows = [...internal, ...changed, ...sent.flatMap((one) => one.rows), ...readers.flatMap(dutyRows)]
  const [communication] = news.value.communications
  const about = {
    referral: referral.id,
    priority: rankOf(communication?.priority),
    cause: arrival.message,
    now: arrival.now,
    ...(communication?.id === undefined ? {} : { communication: communication.id })
  }
  return ok({
    referral: referral.id,
    writes: [
      ...rows.map((row): Write => ({ kind: 'resource', ...row })),
      ...news.value.facts.map((fact): Write => ({ kind: 'fact', ...fact }))
    ],
    outbox: sent
      .filter(({ rows: message }) => message.length > 0)
      .map(({ id, rows: message }) => outboxMessage(message, { ...about, receiver: id }, rules.base)),
    own: written.flatMap((resource) => rowOf(resource, changed) ?? current.get(rowKey(sender, resource)) ?? []),
    issues: [...news.value.issues, ...told(before, duties), ...gone(rules, ask)],
    warnings: [...news.value.warnings, ...[...rendered.value.values()].flatMap(({ warnings }) => warnings)]
  })
}

function readNews(rules: Rules, { arrival, known, steps, directory }: FollowUp): Result<News> {
  const { referral } = known
  const part = partOf(referral, arrival.participant.id)
  if (part === undefined) return refused(issue('not-found'))
  const mapped = canonicalOf(rules, arrival.participant, arrival.graph)
  if (!mapped.ok) return mapped
  const stray = strayIn(rules, mapped.value.resources, known) ?? surplusIn(mapped.value.resources)
  if (stray !== undefined) return refused(stray)
  const facts: FactRow[] = []
  const tasks: Located<Task>[] = []
  const current = currentRows(known.resources)
  for (const step of steps) {
    const taken = takeStep(rules, { arrival, referral, part, current }, step)
    if (!taken.ok) return taken
    tasks.push(taken.value.task)
    facts.push(...taken.value.facts)
  }
  const canonical = [...tasks, ...mapped.value.resources]
  const old = resourcesIn(known, CANONICAL_PROJECTION)
  const graph = [...mapped.value.resources.map(({ resource }) => resource), ...old, ...directory]
  const [problem, ...more] = validIn(rules.validator, 'canonical', canonical, graph)
  if (problem !== undefined) return refused(problem, ...more)
  const issues: Issue[] = []
  const communications: Communication[] = []
  for (const located of mapped.value.resources.filter(isCommunication)) {
    const read = readFeedback(rules, located, { arrival, referral, part, isTaken: isTaken(known, tasks), graph })
    if (!read.ok) return read
    facts.push(...read.value.facts)
    issues.push(...read.value.issues)
    communications.push(read.value.communication)
  }
  return ok({ canonical, facts, issues, communications, warnings: mapped.value.warnings })
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

/** Whether the performer has accepted, before this message or in it. */
function isTaken(known: ReferralFacts, steps: readonly Located<Task>[]): boolean {
  const task = resourcesIn(known, CANONICAL_PROJECTION).find(({ id }) => id === known.referral.task)
  const statuses = [
    task?.resourceType === 'Task' ? task.status : undefined,
    ...steps.map(({ resource }) => resource.status)
  ]
  return statuses.some((status) => status !== undefined && taken.has(status))
}

const taken: ReadonlySet<string> = new Set(['accepted', 'in-progress', 'on-hold', 'completed', 'failed'])

function rowOf({ resourceType, id }: Resource, rows: readonly StoredResource[]): StoredResource | undefined {
  return rows.find((row) => row.type === resourceType && row.id === id)
}

/** What does not belong to this referral: another patient, or an entry that hangs on nothing that is sent on. */
function strayIn(rules: Rules, graph: readonly Located[], known: ReferralFacts): Issue | undefined {
  const posted = graph.flatMap(({ resource }) => (resource.resourceType === 'Patient' ? [resource.id ?? ''] : []))
  const isOwn = (bsn: string): boolean => rules.subjectOf(bsn) === known.referral.subject
  const stranger = strangerIn(graph, { isOwn, patients: new Set([patientOf(known), ...posted]) })
  if (stranger !== undefined) return stranger
  const [loose] = unattached(graph, isCommunication)
  return loose === undefined ? undefined : issue('entry-unattached', {}, loose.path)
}

/** Everyone who takes part and did not send this reads it. */
function renderAll(
  rules: Rules,
  { arrival, known, directory }: FollowUp,
  canonical: readonly Located[]
): Result<ReadonlyMap<string, Rendered>> {
  const rendered = new Map<string, Rendered>()
  for (const id of partiesOf(known)) {
    const receiver = rules.directory.byId(id)
    if (id === arrival.participant.id || receiver === undefined) continue
    const result = renderFor(rules, receiver, canonical, {
      canonical: [...resourcesIn(known, CANONICAL_PROJECTION), ...directory],
      own: [...resourcesIn(known, id), ...directory]
    })
    if (!result.ok) return result
    rendered.set(id, result.value)
  }
  return ok(rendered)
}

/** Parties that left the directory: nobody knows where they receive, and who sends to them must hear that. */
function gone(rules: Rules, { arrival, known }: FollowUp): readonly Issue[] {
  return partiesOf(known)
    .filter((id) => id !== arrival.participant.id && rules.directory.byId(id) === undefined)
    .map((participant) => issue('receiver-gone', { participant }))
}

function partiesOf({ referral: { requester, performer, gp } }: ReferralFacts): readonly string[] {
  return [...new Set([requester, performer, ...(gp === null ? [] : [gp])])]
}

/** What the sender is told about the duties that this message moved. */
function told(before: readonly Duty[], after: readonly Duty[]): readonly Issue[] {
  return after.flatMap((duty, index) => {
    const { state } = duty
    const was = before[index]?.state
    const obligation = nameOf(duty.obligation)
    if (was?.metBy.length === 0 && state.metBy.length > 0) return [issue('obligation-met', { obligation })]
    const isTouched = JSON.stringify(was) !== JSON.stringify(state)
    return isTouched && state.metBy.length === 0 ? [issue('obligation-open', { obligation, due: state.dueOn })] : []
  })
}

/** The id of the Patient that the referral is about; the Patient itself may have come with an earlier referral. */
function patientOf(known: ReferralFacts): string {
  const request = resourcesIn(known, CANONICAL_PROJECTION).find(({ id }) => id === known.referral.serviceRequest)
  const subject = request?.resourceType === 'ServiceRequest' ? request.subject : undefined
  return splitReference(subject?.reference)?.id ?? ''
}

function resourcesIn(known: ReferralFacts, projection: string): readonly Resource[] {
  return known.resources.filter((row) => row.projection === projection).map(readRow)
}

function isCommunication(located: Located): located is Located<Communication> {
  return located.resource.resourceType === 'Communication'
}
