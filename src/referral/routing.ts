import type { Patient, Resource, ServiceRequest, Task } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import { bsnOf, isBsn } from '../fhir/identifiers.ts'
import { issue } from '../fhir/outcome.ts'
import { follow } from '../fhir/references.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Located } from '../fhir/located.ts'
import { organisationOf, organisationReached, participantOf, shown } from './parties.ts'
import { takesReferrals, type Rules } from './rules.ts'
import { strangerIn } from './stranger.ts'

/** The resources that a referral turns on, each with the path at which its sender has it. */
export interface Core {
  readonly request: Located<ServiceRequest>
  /** Absent when the sender posted no coordination Task; the gateway then makes one. */
  readonly task: Located<Task> | undefined
  readonly patient: Located<Patient>
  readonly bsn: string
}

/** Who takes part in a referral. `gp` is null when the patient's GP is an organisation that the directory does not know. */
export interface Parties {
  readonly requester: Participant
  readonly performer: Participant
  readonly gp: Participant | null
}

/**
 * Finds the one ServiceRequest, its Task and its one Patient in a canonical graph.
 *
 * Errors (422): `transaction-mixed`, `subject-mismatch`, `bsn-missing`, `bsn-invalid`.
 */
export function coreOf(graph: readonly Located[]): Result<Core> {
  const requests = graph.filter(isOf('ServiceRequest'))
  const [request, second] = requests
  if (request === undefined) return refused(issue('transaction-empty', {}, 'Bundle.entry'))
  if (second !== undefined) return refused(issue('transaction-mixed', {}, second.path))
  const [task, otherTask] = graph.filter(isOf('Task'))
  if (otherTask !== undefined) return refused(issue('transaction-mixed', {}, otherTask.path))
  if (task !== undefined && follow([request.resource], task.resource.focus) === undefined) {
    return refused(issue('transaction-mixed', {}, `${task.path}.focus`))
  }
  // One referral speaks of one patient: a second one in the same graph is a mix-up that could put a letter in a wrong file.
  const [patient, stranger] = graph.filter(isOf('Patient'))
  if (stranger !== undefined) return refused(issue('subject-mismatch', {}, stranger.path))
  const subject = follow(patient === undefined ? [] : [patient.resource], request.resource.subject)
  if (patient === undefined || subject === undefined) {
    return refused(issue('bsn-missing', {}, `${request.path}.subject`))
  }
  const bsn = bsnOf(patient.resource)
  if (bsn === undefined) return refused(issue('bsn-missing', {}, `${patient.path}.identifier`))
  if (!isBsn(bsn)) return refused(issue('bsn-invalid', {}, `${patient.path}.identifier`))
  const patients = new Set([patient.resource.id ?? ''])
  const mixUp = strangerIn(graph, { isOwn: (value) => value === bsn, patients })
  if (mixUp !== undefined) return refused(mixUp)
  return ok({ request, task, patient, bsn })
}

/** What the references of a referral lead to, and what is known of its patient from before. */
export interface Surroundings {
  readonly graph: readonly Resource[]
  /** The practice of the patient's first referral. */
  readonly firstPractice?: Participant
}

/**
 * Who the referral is from, for whom, and whose patient it is about (design section 5, routing).
 *
 * Errors (422): `performer-missing`, `-unidentified`, `-unknown`, `-ambiguous`, `owner-mismatch`, `requester-mismatch`.
 */
export function partiesOf(rules: Rules, sender: Participant, core: Core, known: Surroundings): Result<Parties> {
  const { graph } = known
  const performer = performerOf(rules, core.request, graph)
  if (!performer.ok) return performer
  const { task, request } = core
  if (task !== undefined && !ownerAgrees(rules, task.resource, core, { graph, performer: performer.value })) {
    return refused(issue('owner-mismatch', {}, `${task.path}.owner`))
  }
  const requester = organisationOf(graph, request.resource.requester)
  if (isIdentified(requester) && participantOf(rules.directory, requester)?.id !== sender.id) {
    return refused(issue('requester-mismatch', {}, `${request.path}.requester`))
  }
  const asker = organisationOf(graph, task?.resource.requester)
  if (task !== undefined && isIdentified(asker) && participantOf(rules.directory, asker)?.id !== sender.id) {
    return refused(issue('requester-mismatch', {}, `${task.path}.requester`))
  }
  return ok({ requester: sender, performer: performer.value, gp: gpOf(rules, sender, core, known) })
}

function performerOf(
  rules: Rules,
  { resource, path }: Located<ServiceRequest>,
  graph: readonly Resource[]
): Result<Participant> {
  const at = `${path}.performer`
  const performers = resource.performer ?? []
  if (performers.length === 0) return refused(issue('performer-missing', {}, at))
  const found = new Map<string, Participant>()
  for (const [index, reference] of performers.entries()) {
    const numbers = organisationOf(graph, reference)
    if (!isIdentified(numbers)) return refused(issue('performer-unidentified', {}, `${at}[${index}]`))
    const participant = participantOf(rules.directory, numbers)
    if (participant === undefined || !takesReferrals.has(participant.role)) {
      return refused(issue('performer-unknown', { identifier: shown(numbers) }, `${at}[${index}]`))
    }
    found.set(participant.id, participant)
  }
  const [one, other] = found.values()
  if (one === undefined || other !== undefined) return refused(issue('performer-ambiguous', {}, at))
  return ok(one)
}

function ownerAgrees(
  rules: Rules,
  task: Task,
  core: Core,
  { graph, performer }: { readonly graph: readonly Resource[]; readonly performer: Participant }
): boolean {
  const numbers = organisationOf(graph, task.owner)
  if (isIdentified(numbers)) return participantOf(rules.directory, numbers)?.id === performer.id
  // Without numbers, the owner agrees only when it is the very resource that the performer is.
  return (core.request.resource.performer ?? []).some(({ reference }) => reference === task.owner?.reference)
}

/** Roles that can be somebody's GP: naming another organisation as GP must not open the file to it. */
const isPractice: ReadonlySet<Participant['role']> = new Set(['his'])

/**
 * The patient's GP: the registered one, else the practice of the first referral.
 *
 * @returns null for a GP of whom only a name is known, or a number that no practice here has: that shows as `blocked`.
 */
function gpOf(rules: Rules, sender: Participant, core: Core, known: Surroundings): Participant | null {
  const { graph } = known
  const registered = core.patient.resource.generalPractitioner ?? []
  const identified = registered.map((reference) => organisationOf(graph, reference)).find(isIdentified)
  if (identified !== undefined) {
    const practice = participantOf(rules.directory, identified)
    return practice !== undefined && isPractice.has(practice.role) ? practice : null
  }
  if (registered.length === 0 && known.firstPractice !== undefined) return known.firstPractice
  const own = organisationReached(graph, core.request.resource.requester)
  const isOwn = registered.every((reference) => organisationReached(graph, reference) === own)
  return isOwn && isPractice.has(sender.role) ? sender : null
}

/** Whether a referral says nothing of the patient's GP, not even a name. */
export function namesNoPractice({ patient }: Core): boolean {
  return (patient.resource.generalPractitioner ?? []).length === 0
}

function isIdentified(numbers: ReturnType<typeof organisationOf>): numbers is NonNullable<typeof numbers> {
  return numbers?.ura !== undefined || numbers?.agb !== undefined
}

function isOf<T extends Resource['resourceType']>(type: T) {
  return (located: Located): located is Located<Extract<Resource, { resourceType: T }>> =>
    located.resource.resourceType === type
}
