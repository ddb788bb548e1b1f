import type { Resource } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import { unattached } from '../fhir/graph.ts'
import type { Located } from '../fhir/located.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { referenceTo } from '../fhir/references.ts'
import { choose } from '../obligations/agreements/choose.ts'
import { CANONICAL } from '../profile/forms.ts'
import { ok, refused, type Result } from '../result.ts'
import type { FactRow, ReferralRow } from '../store/change.ts'
import { beginningFacts, beginningOf } from './form.ts'
import { coordinationTask } from './lifecycle/coordination-task.ts'
import { withParties } from './parties.ts'
import { originsInMessage, type Origins } from './origins.ts'
import { withoutPermission } from './permission.ts'
import { canonicalOf } from './canonical-of.ts'
import { renderFor, validIn } from './render.ts'
import { coreOf, partiesOf, type Core, type Parties } from './routing.ts'
import type { Arrival, Rules } from './rules.ts'
import { standingCarried, standingFacts } from './standing.ts'
import { readableBy } from './withheld.ts'

/** A referral that was read and routed, before anything was looked up about its patient. */
export interface ReadReferral {
  readonly referral: ReferralRow
  readonly core: Core
  readonly parties: Parties
  /** Canonical form, coordination Task included. */
  readonly canonical: readonly Located[]
  /** Each receiver's resources in its own dialect; the sender's made Task, where it posted none. */
  readonly rendered: ReadonlyMap<string, readonly Resource[]>
  /** Readers who get the referral without something that it carries, which the patient keeps from them. */
  readonly curtailed: readonly string[]
  /** What begins with it: that it was received, a consultation asked, care started. */
  readonly begins: readonly FactRow[]
  /** What holds until further notice and came with the referral: a crisis flag, an objection. */
  readonly standing: readonly FactRow[]
  /** What of that it carries on from an earlier referral; one that is passed on has a history of its own. */
  readonly carried: readonly FactRow[]
  readonly warnings: readonly Issue[]
}

/** What a message refers to beyond itself. */
export interface Outside {
  /** Canonical resources of the sender's earlier messages; a receiver that has not read them gets them, too. */
  readonly carried: readonly Located[]
  /** Organizations of the directory, which everybody can read. */
  readonly directory: readonly Resource[]
  /** `Type/id` of what a patient's objection keeps from a reader, of all that is carried along. */
  readonly keptFrom?: (reader: string, performer: string) => ReadonlySet<string>
  /** The practice of the patient's first referral, for one that says nothing of a GP. */
  readonly firstPractice?: Participant
}

/**
 * Reads and routes a new referral: canonical form, parties, and what each receiver will read. Needs nothing of the store.
 *
 * @param outside - what the message refers to beyond itself.
 * Errors: those of the maps (422), of routing (422), of `beginningOf` (422), `entry-unattached` (422), `transition-not-allowed` (409).
 */
export function readReferral(rules: Rules, arrival: Arrival, outside: Outside): Result<ReadReferral> {
  const mapped = canonicalOf(rules, arrival.participant, arrival.graph)
  if (!mapped.ok) return mapped
  const graph = [...mapped.value.resources, ...outside.carried]
  // Feedback has a referral of its own to be read against; in the message that opens one it would be stored unread.
  const feedback = graph.find(({ resource }) => resource.resourceType === 'Communication')
  if (feedback !== undefined) return refused(issue('transaction-mixed', {}, feedback.path))
  const core = coreOf(graph)
  if (!core.ok) return core
  const [loose, ...moreLoose] = unattached(graph, ({ resource }) => resource === core.value.request.resource)
  if (loose !== undefined) {
    return refused(
      issue('entry-unattached', {}, loose.path),
      ...moreLoose.map(({ path }) => issue('entry-unattached', {}, path))
    )
  }
  const all = [...graph.map(({ resource }) => resource), ...outside.directory]
  const parties = partiesOf(rules, arrival.participant, core.value, { graph: all, ...practiceIn(outside) })
  if (!parties.ok) return parties
  const begins = beginningOf(arrival, core.value.request, { parties: parties.value, graph: all })
  if (!begins.ok) return begins
  const task = coordinationTask(core.value, parties.value)
  if (!task.ok) return task
  const others = graph.filter(({ resource }) => resource !== core.value.task?.resource)
  const canonical = [task.value, ...others]
  const origins = originsInMessage(rules, arrival.participant, arrival.graph)
  const [problem, ...more] = validIn(rules.validator, CANONICAL, canonical, { context: outside.directory, origins })
  if (problem !== undefined) return refused(problem, ...more)
  const rendered = renderAll(rules, parties.value, {
    canonical,
    directory: withParties(outside.directory, readersOf(parties.value)),
    known: new Set([...arrival.graph, ...outside.carried].map(({ resource }) => referenceTo(resource))),
    keptFrom: outside.keptFrom ?? (() => new Set<string>()),
    origins
  })
  if (!rendered.ok) return rendered
  const referral = referralRow(rules, arrival, { core: core.value, parties: parties.value, task: task.value })
  const context = { arrival, referral, facts: [], graph: all }
  const standing = standingFacts(rules, mapped.value.resources, context)
  if (!standing.ok) return standing
  const carried = standingCarried(rules, outside.carried, context)
  if (!carried.ok) return carried
  const lacking = withoutPermission(rules, context, { news: [...standing.value, ...carried.value], isNew: true })
  const { rows, curtailed, warnings } = rendered.value
  const read = {
    referral,
    core: core.value,
    parties: parties.value,
    canonical,
    rendered: rows,
    curtailed,
    begins: beginningFacts(arrival, referral, begins.value),
    standing: [...standing.value, ...lacking],
    carried: carried.value
  }
  return ok({ ...read, warnings: [...mapped.value.warnings, ...warnings] })
}

function practiceIn({ firstPractice }: Outside): Pick<Outside, 'firstPractice'> {
  return firstPractice === undefined ? {} : { firstPractice }
}

/** The parties that read a referral, each once, with the part that counts first. */
export function readersOf({ requester, performer, gp }: Parties): readonly Participant[] {
  return [...new Map([requester, performer, ...(gp === null ? [] : [gp])].map((one) => [one.id, one])).values()]
}

interface Rendering extends Pick<ReadReferral, 'curtailed' | 'warnings'> {
  readonly rows: ReadReferral['rendered']
}

function renderAll(
  rules: Rules,
  parties: Parties,
  graph: {
    readonly canonical: readonly Located[]
    readonly directory: readonly Resource[]
    readonly known: ReadonlySet<string>
    readonly keptFrom: NonNullable<Outside['keptFrom']>
    readonly origins: Origins
  }
): Result<Rendering> {
  const rendered = new Map<string, readonly Resource[]>()
  const curtailed: string[] = []
  const warnings: Issue[] = []
  for (const reader of readersOf(parties)) {
    const isSender = reader.id === parties.requester.id
    // The sender keeps what it wrote, word for word; it is shown only what was made of that: a Task, a contained patient.
    const isMade = ({ resource }: Located): boolean => !graph.known.has(referenceTo(resource))
    const performer = parties.performer.id
    const kept = graph.keptFrom(reader.id, performer)
    const readable = readableBy(graph.canonical, { receiver: reader.id, performer, known: [], kept })
    const context = isSender ? graph.canonical : readable
    const isCurtailed = graph.canonical.some(({ resource }) => kept.has(referenceTo(resource)))
    if (isCurtailed && !isSender) curtailed.push(reader.id)
    const part = isSender ? graph.canonical.filter(isMade) : readable
    const result = renderFor(rules, reader, part, {
      canonical: [...context.map(({ resource }) => resource), ...graph.directory],
      own: graph.directory,
      origins: graph.origins
    })
    if (!result.ok) return result
    rendered.set(reader.id, result.value.resources)
    warnings.push(...result.value.warnings)
  }
  return ok({ rows: rendered, curtailed, warnings })
}

function referralRow(
  rules: Rules,
  arrival: Arrival,
  { core, parties, task }: { readonly core: Core; readonly parties: Parties; readonly task: Located }
): ReferralRow {
  const request = core.request.resource.id ?? ''
  return {
    id: request,
    requester: parties.requester.id,
    performer: parties.performer.id,
    gp: parties.gp?.id ?? null,
    subject: rules.subjectOf(core.bsn),
    serviceRequest: request,
    task: task.resource.id ?? '',
    agreement: chosen(rules, arrival, { core, parties }),
    receivedAt: arrival.now
  }
}

/** Which agreement holds is decided here, once: at receipt, by those who take part and the patient's age on that day. */
function chosen(
  { agreements }: Rules,
  { today }: Arrival,
  { core, parties: { requester, performer } }: Pick<ReadReferral, 'core' | 'parties'>
): string {
  return choose(agreements, {
    ...{ requester: requester.id, performer: performer.id, on: today },
    ...{ region: performer.region, directoryAgreement: performer.agreement },
    birthDate: core.patient.resource.birthDate
  })
}
