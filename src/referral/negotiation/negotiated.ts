import type { Resource, Task } from '@medplum/fhirtypes'
import { organisationReference } from '../../directory/as-resources.ts'
import type { Participant } from '../../directory/participant.ts'
import { derivedId } from '../../fhir/derived-id.ts'
import type { Located } from '../../fhir/located.ts'
import { issue, type Issue } from '../../fhir/outcome.ts'
import { referenceTo } from '../../fhir/references.ts'
import { ok, refused, type Result } from '../../result.ts'
import { CANONICAL_PROJECTION, type FactRow } from '../../store/change.ts'
import type { ReferralFacts } from '../../store/port.ts'
import { partiesIn, patientOf, resourcesIn } from '../known.ts'
import type { Part } from '../lifecycle/lifecycle.ts'
import { barrierTo } from './negotiable.ts'
import { askerOf, isUnanswered, negotiations, ownerOf, taskKindOf, type TaskKind } from './negotiations.ts'
import { organisationOf, participantOf, withParties } from '../parties.ts'
import { PROFILE_BASE } from '../../profile/forms.ts'
import { renderFor, within } from '../render.ts'
import type { Arrival, Rules } from '../rules.ts'
import { isTask } from '../lifecycle/step.ts'
import { unsaidIn } from '../lifecycle/step-content.ts'
import { statedDates } from '../stated-dates.ts'

/** What one party asks of the other about a known referral. */
export interface Proposal {
  readonly kind: TaskKind
  /** The message with the Task that its sender left incomplete made whole, in the sender's own dialect. */
  readonly arrival: Arrival
  readonly facts: readonly FactRow[]
}

/** What a proposal is read against. */
export interface ProposalContext {
  readonly arrival: Arrival
  readonly known: ReferralFacts
  readonly part: Part
  /** Organizations of the directory that the message refers to. */
  readonly directory: readonly Resource[]
}

/**
 * Reads the negotiated Task of a message: whether it may be asked now, of whom, and what asking states. What its sender leaves
 * out and the gateway knows is filled in: the referral, the patient, who asks, who is asked.
 *
 * Errors: `negotiation-not-allowed`, `negotiation-open`, `transition-not-allowed` (409), `negotiation-unattached`,
 * `negotiation-owner`, `requester-mismatch`, `event-date-ahead` (422).
 * @returns undefined for a message without one.
 */
export function proposalIn(rules: Rules, context: ProposalContext): Result<Proposal | undefined> {
  const { arrival, known, part } = context
  const task = arrival.graph.find(isNegotiated)
  const kind = task === undefined ? undefined : taskKindOf(task.resource)
  if (task === undefined || kind === undefined) return ok(undefined)
  const { resource, path } = task
  if (resource.status !== 'requested') {
    const words = { from: 'new', to: resource.status, allowed: 'requested' }
    return refused(issue('transition-not-allowed', words, `${path}.status`))
  }
  const barrier = barrierTo(kind, { known, part, today: arrival.today })
  if (barrier !== undefined) return refused(issue('negotiation-not-allowed', barrier, `${path}.code`))
  const open = openOf(kind, known, arrival.participant.id)
  if (open !== undefined) {
    return refused(issue('negotiation-open', { location: `${rules.base}/Task/${open.id ?? ''}` }, `${path}.code`))
  }
  const owner = rules.directory.byId(ownerOf(kind, known.referral, arrival.participant.id) ?? '')
  if (owner === undefined) return refused(issue('negotiation-not-allowed', nobody, `${path}.owner`))
  const fault = misnamed(rules, context, { task, owner }) ?? unsaidIn(task, arrival.today)
  if (fault !== undefined) return refused(fault)
  const whole = completed(rules, context, { task, owner })
  if (!whole.ok) return whole
  const graph = arrival.graph.map((one) => (one === task ? { resource: whole.value, path } : one))
  return ok({ kind, arrival: { ...arrival, graph }, facts: [askedFact(context, whole.value, kind)] })
}

/** What is missing from a substitution that is asked for: told to its sender, and no reason to keep it from the GP. */
export function lackedBy(
  rules: Rules,
  { resource, path }: Located<Task>,
  graph: readonly Resource[]
): readonly Issue[] {
  if (taskKindOf(resource) !== 'substitution') return []
  return rules.validator
    .lacking(`${PROFILE_BASE}substitution`, resource, graph)
    .map(({ what, source, expression }) =>
      issue('proposal-incomplete', { what: what.en, whatNl: what.nl, source }, within(path, resource, expression))
    )
}

/** Whether a resource is a Task that asks to negotiate. */
export function isNegotiated(located: Located): located is Located<Task> {
  return isTask(located.resource) && taskKindOf(located.resource) !== undefined
}

/** Who is asked by each negotiated Task of a referral: participants by the id of the Task. */
export function ownersIn(
  known: ReferralFacts,
  news: { readonly facts: readonly FactRow[]; readonly canonical: readonly Located[] }
): ReadonlyMap<string, string> {
  const before = resourcesIn(known, CANONICAL_PROJECTION)
  const facts = [...known.facts, ...news.facts]
  const owners = [...before, ...news.canonical.map(({ resource }) => resource)].filter(isTask).flatMap((task) => {
    const [kind, asker] = [taskKindOf(task), askerOf(task.id ?? '', facts)]
    const owner = kind === undefined || asker === undefined ? undefined : ownerOf(kind, known.referral, asker)
    return owner === undefined ? [] : [[task.id ?? '', owner] as const]
  })
  return new Map(owners)
}

const nobody = {
  why: 'nobody that can be reached here would have to answer',
  whyNl: 'er is hier niemand bereikbaar die zou moeten antwoorden',
  advice: 'Ask outside the gateway, and send what was agreed as feedback.'
}

/** The Task of a kind that nobody has answered yet, of those that a reader knows of: one that is kept from it is none to name. */
function openOf(kind: TaskKind, known: ReferralFacts, reader: string): Task | undefined {
  const own = new Set(resourcesIn(known, reader).map(referenceTo))
  return resourcesIn(known, CANONICAL_PROJECTION).find((one): one is Task => {
    return isTask(one) && own.has(referenceTo(one)) && taskKindOf(one) === kind && isUnanswered(one)
  })
}

/** What a Task names that is not what it asks about: another referral, another owner, another sender. */
function misnamed(
  rules: Rules,
  { arrival, known, directory }: ProposalContext,
  { task: { resource, path }, owner }: { readonly task: Located<Task>; readonly owner: Participant }
): Issue | undefined {
  const { referral } = known
  const { focus, partOf = [], requester } = resource
  const request = `ServiceRequest/${referral.serviceRequest}`
  if (focus?.reference !== undefined && focus.reference !== request) {
    return issue('negotiation-unattached', {}, `${path}.focus`)
  }
  if (partOf.some(({ reference }) => reference !== `Task/${referral.task}`)) {
    return issue('negotiation-unattached', {}, `${path}.partOf`)
  }
  const graph = [
    ...arrival.graph.map((one) => one.resource),
    ...resourcesIn(known, arrival.participant.id),
    ...directory
  ]
  const named = organisationOf(graph, resource.owner)
  if (resource.owner !== undefined && participantOf(rules.directory, named)?.id !== owner.id) {
    return issue('negotiation-owner', { owner: owner.name }, `${path}.owner`)
  }
  const asker = organisationOf(graph, requester)
  const isIdentified = asker?.ura !== undefined || asker?.agb !== undefined
  if (isIdentified && participantOf(rules.directory, asker)?.id !== arrival.participant.id) {
    return issue('requester-mismatch', {}, `${path}.requester`)
  }
  return undefined
}

/** The Task as its sender has it, with what it left out as its own dialect says that. */
function completed(
  rules: Rules,
  { arrival, known, directory }: ProposalContext,
  { task: { resource, path }, owner }: { readonly task: Located<Task>; readonly owner: Participant }
): Result<Task> {
  const { referral } = known
  const made: Task = {
    ...{ resourceType: 'Task', id: resource.id ?? '', status: resource.status, intent: resource.intent },
    ...(resource.code === undefined ? {} : { code: resource.code }),
    partOf: [{ reference: `Task/${referral.task}` }],
    focus: { reference: `ServiceRequest/${referral.serviceRequest}` },
    for: { reference: `Patient/${patientOf(known)}` },
    requester: organisationReference(arrival.participant),
    owner: organisationReference(owner)
  }
  const parties = partiesIn(known).map((id) => rules.directory.byId(id))
  const listed = withParties(directory, parties)
  const rendered = renderFor(rules, arrival.participant, [{ resource: made, path }], {
    canonical: [...resourcesIn(known, CANONICAL_PROJECTION), ...listed],
    own: [...resourcesIn(known, arrival.participant.id), ...listed]
  })
  if (!rendered.ok) return rendered
  const own = rendered.value.resources.find(isTask) ?? made
  const { focus, owner: stated, ...given } = resource
  return ok({
    ...own,
    ...given,
    owner: named(stated ?? own.owner, owner),
    ...(own.focus === undefined ? {} : { focus: { ...focus, ...own.focus } })
  })
}

/**
 * An owner with its directory entry beside its number: another dialect knows organisations by another number, and finds that
 * there. One that its sender wrote as a service stays what it is.
 */
function named(stated: Task['owner'], { id }: Participant): NonNullable<Task['owner']> {
  if (stated?.reference !== undefined || (stated?.type !== undefined && stated.type !== 'Organization')) return stated
  return { ...stated, reference: `Organization/${id}` }
}

function askedFact({ arrival, known }: ProposalContext, task: Task, kind: TaskKind): FactRow {
  const { event, eventAt } = statedDates(task.extension)
  const of = task.id ?? ''
  return {
    id: derivedId(arrival.message, of, negotiations[kind].asked),
    referral: known.referral.id,
    event: negotiations[kind].asked,
    occurredOn: event ?? arrival.today,
    heardAt: arrival.now,
    by: arrival.participant.id,
    message: arrival.message,
    detail: { of, ...(eventAt === undefined ? {} : { at: eventAt }) }
  }
}
