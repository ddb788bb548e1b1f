import type { Communication, Resource } from '@medplum/fhirtypes'
import { organisationReference } from '../directory/as-resources.ts'
import type { Participant } from '../directory/participant.ts'
import type { Located } from '../fhir/located.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { CodeSystem } from '../fhir/systems.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION, type Write } from '../store/change.ts'
import { outboxMessage, rankOf } from './outbound.ts'
import { organisationOf, participantOf } from './parties.ts'
import { nextRows } from './projection.ts'
import { CANONICAL, feedbackProfile } from '../profile/forms.ts'
import { originsInMessage } from './origins.ts'
import { canonicalOf } from './canonical-of.ts'
import { renderFor, validIn, within } from './render.ts'
import type { Arrival, Decision, Rules } from './rules.ts'
import { tellsWhom } from './telling.ts'

/** A word of a thread between two who consult each other about nobody whom they name. */
export interface Anonymised {
  readonly arrival: Arrival
  readonly directory: readonly Resource[]
  /** The thread that it goes on with, and what it answers there in canonical form; absent for a first question. */
  readonly answered?: { readonly thread: string; readonly question: Communication }
}

/** The Communication of a message that names no patient. */
export function anonymisedIn(graph: readonly Located[]): Located<Communication> | undefined {
  return graph.find((one): one is Located<Communication> => {
    return one.resource.resourceType === 'Communication' && one.resource.subject === undefined
  })
}

/**
 * Decides a consultation that is anonymised: words alone, to one participant, or back to who asked.
 *
 * It is of no referral, and no duty follows from it: nobody could be held to an answer about nobody. A short question among
 * colleagues needs no consent as long as nobody can tell the patient. Source: design section 8, domain section 1.1.
 *
 * Errors (422): those of the maps, `question-not-anonymous`, `question-recipient`, `sender-mismatch`.
 */
export function anonymised(rules: Rules, { arrival, directory, answered }: Anonymised): Result<Decision> {
  const mapped = canonicalOf(rules, arrival.participant, arrival.graph)
  if (!mapped.ok) return mapped
  const [letter, other] = mapped.value.resources
  if (letter?.resource.resourceType !== 'Communication' || other !== undefined)
    return refused(issue('question-not-anonymous', {}, other?.path ?? 'Bundle.entry'))
  const { resource, path } = letter
  const told = telling(resource, path, arrival)
  if (told !== undefined) return refused(told)
  const sender = organisationOf(directory, resource.sender)
  const isOther = sender !== undefined && participantOf(rules.directory, sender)?.id !== arrival.participant.id
  if (isOther) return refused(issue('sender-mismatch', {}, `${path}.sender`))
  const receiver = receiverOf(rules, resource, { arrival, directory, ...(answered === undefined ? {} : { answered }) })
  if (receiver === undefined) return refused(issue('question-recipient', {}, `${path}.recipient`))
  const from = { sender: organisationReference(arrival.participant), recipient: [organisationReference(receiver)] }
  const canonical = { path, resource: { ...resource, ...from } }
  const origins = originsInMessage(rules, arrival.participant, arrival.graph)
  const [problem, ...more] = validIn(rules.validator, CANONICAL, [canonical], { context: directory, origins })
  if (problem !== undefined) return refused(problem, ...more)
  const rendered = renderFor(rules, receiver, [canonical], { canonical: directory, own: directory, origins })
  if (!rendered.ok) return rendered
  const thread = answered?.thread ?? resource.id ?? ''
  const frame = {
    ...{ current: new Map(), referral: { id: thread, task: '', performer: '' }, now: arrival.now },
    cause: { message: arrival.message, isPosted: false }
  }
  const posted = { ...frame, cause: { ...frame.cause, isPosted: true } }
  const own = nextRows(
    arrival.participant.id,
    arrival.graph.map((one) => one.resource),
    posted
  )
  const sent = nextRows(receiver.id, rendered.value.resources, frame)
  const internal = nextRows(CANONICAL_PROJECTION, [canonical.resource], frame)
  const about = { referral: thread, receiver: receiver.id, cause: arrival.message, now: arrival.now }
  const carried = { communication: resource.id ?? '', priority: rankOf(resource.priority) }
  return ok({
    referral: thread,
    writes: [...internal, ...own, ...sent].map((row): Write => ({ kind: 'resource', ...row })),
    outbox: [outboxMessage(sent, { ...about, ...carried }, rules.base)],
    own,
    issues: lacking(rules, canonical),
    warnings: [...mapped.value.warnings, ...rendered.value.warnings]
  })
}

/** What the question or answer lacks, in words; nothing of it refuses. */
function lacking(rules: Rules, { resource, path }: Located<Communication>): readonly Issue[] {
  const codings = resource.category?.flatMap(({ coding }) => coding ?? []) ?? []
  const kind = codings.find(({ system }) => system === CodeSystem.feedbackKind)?.code ?? ''
  return rules.validator.lacking(feedbackProfile(kind), resource, [resource]).map(({ what, source, expression }) => {
    return issue('feedback-incomplete', { what: what.en, whatNl: what.nl, source }, within(path, resource, expression))
  })
}

/** Whoever is asked, one participant that gives or asks for care; or the other of the thread. */
function receiverOf(
  { directory }: Rules,
  { recipient = [] }: Communication,
  { arrival, directory: graph, answered }: Anonymised
): Participant | undefined {
  const me = arrival.participant.id
  const named = (answered?.question ?? { recipient }).recipient ?? []
  const sides = [...named, ...(answered?.question.sender === undefined ? [] : [answered.question.sender])]
  const found = sides.map((reference) => participantOf(directory, organisationOf(graph, reference)))
  const others = new Map(found.flatMap((one) => (one === undefined || one.id === me ? [] : [[one.id, one] as const])))
  const [one, other] = others.values()
  const isKnown = found.every((side) => side !== undefined)
  return isKnown && other === undefined && one?.dialect !== undefined ? one : undefined
}

/** The first place that tells whom it is about, or may: a letter in a file is one that nobody here can read. */
function telling(resource: Communication, path: string, { today }: Arrival): Issue | undefined {
  const isWords = resource.payload?.every(({ contentString }) => contentString !== undefined) ?? true
  if (!isWords) return issue('question-not-anonymous', {}, `${path}.payload`)
  return tellsWhom(resource, Number(today.slice(0, 4))) ? issue('question-not-anonymous', {}, path) : undefined
}
