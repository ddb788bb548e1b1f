import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Bundle, BundleEntry, Reference, Resource, Task } from '@medplum/fhirtypes'
import { reportMessage } from '../samples/intake-report.ts'
import { referralMessage } from '../samples/referral-letter.ts'
import { localDay } from '../../src/clock.ts'
import { directoryOf } from '../../src/directory/load.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { readGraph } from '../../src/fhir/graph.ts'
import { readTransaction } from '../../src/fhir/transaction.ts'
import { loadMappings } from '../../src/mapping/load-dialects.ts'
import { createValidator } from '../../src/profile/create-validator.ts'
import { openReferral } from '../../src/referral/open-referral.ts'
import { readReferral } from '../../src/referral/read-referral.ts'
import { readRow } from '../../src/referral/projection.ts'
import type { Arrival, Decision, Rules } from '../../src/referral/rules.ts'
import type { Result } from '../../src/result.ts'
import type { ReferralFacts } from '../../src/store/port.ts'
import { intakeOnly } from '../obligations/fixtures.ts'

const root = join(import.meta.dirname, '..', '..')

function care(id: string, role: Participant['role'], dialect: string, identifiers: Participant['identifiers']) {
  return { id, name: `${id} of the test`, role, dialect, identifiers, region: 'midden' } as const
}

/** Two practices and two institutions, and those who watch. */
export const hisA: Participant = care('his-a', 'his', 'his', { ura: '90000101', agb: '01054321' })
export const hisB: Participant = care('his-b', 'his', 'his', { ura: '90000102', agb: '01054322' })
export const sA: Participant = care('s-a', 's-ggz', 's-ggz', { ura: '90000301', agb: '06011234' })
export const sB: Participant = care('s-b', 's-ggz', 's-ggz', { ura: '90000302' })
export const auditor: Participant = { id: 'auditor', name: 'Auditor', role: 'auditor', identifiers: {} }
export const auditor2: Participant = { ...auditor, id: 'auditor-2' }
export const operator: Participant = { id: 'operator', name: 'Operator', role: 'operator', identifiers: {} }

const mappings = loadMappings([join(root, 'mappings')], join(root, 'profiles', 'base'))

export const operator2: Participant = { ...operator, id: 'operator-2' }

/** The rules that the product ships, with the directory above. */
export const rules: Rules = {
  directory: directoryOf([hisA, hisB, sA, sB, auditor, auditor2, operator, operator2]),
  dialects: mappings.dialects,
  maps: mappings.catalogue,
  validator: createValidator(join(root, 'profiles')),
  agreements: intakeOnly,
  base: 'http://gateway.test/fhir',
  subjectOf: (bsn) => `subject of ${Array.from(bsn).reverse().join('')}`
}

/** 2 March 2026, ten in the morning in Amsterdam. */
export const start = Date.parse('2026-03-02T09:00:00Z')
/** A day. */
export const dayMs = 86_400_000

/** Test BSNs; no others are used. */
export const bsn = '999999151'
export const otherBsn = '999911120'

/** The referral of practice A to institution A, as its HIS posts it; `ask` is that of the demonstration's letters. */
export function referralBundle(ask: Readonly<Record<string, unknown>> = {}): Bundle {
  const { ura = '' } = hisA.identifiers
  return referralMessage(
    { ura, name: hisA.name },
    { performerUra: sA.identifiers.ura, authoredOn: '2026-03-02', ...ask }
  )
}

/** The report after intake of institution A, for the coordination Task as it reads that. */
export function reportBundle(task: Task, ask: Readonly<Record<string, unknown>> = {}): Bundle {
  const { ura = '' } = sA.identifiers
  return reportMessage({ ura, name: sA.name }, task, { on: '2026-03-16', sent: '2026-03-16T10:00:00Z', ...ask }).bundle
}

/** A copy of a Bundle in which each resource of a type is what `change` makes of it; undefined takes it out. */
export function changed<T extends Resource['resourceType']>(
  bundle: Bundle,
  type: T,
  change: (resource: Extract<Resource, { resourceType: T }>) => unknown
): Bundle {
  const copy = structuredClone(bundle)
  const entry = (copy.entry ?? []).flatMap((one): BundleEntry[] => {
    if (one.resource?.resourceType !== type) return [one]
    const made = change(one.resource as Extract<Resource, { resourceType: T }>)
    return made === undefined ? [] : [{ ...one, resource: made as Resource }]
  })
  return { ...copy, entry }
}

/** A copy of a Bundle with one more resource, posted under a fullUrl. */
export function withEntry(bundle: Bundle, fullUrl: string, resource: Resource): Bundle {
  const request = { method: 'POST', url: resource.resourceType } as const
  return { ...bundle, entry: [...(bundle.entry ?? []), { fullUrl, resource, request }] }
}

/** The reference that a Bundle's entries have to its resource of a type. */
export function refIn(bundle: Bundle, type: Resource['resourceType']): Reference<never> {
  const entry = (bundle.entry ?? []).find(({ resource }) => resource?.resourceType === type)
  return { reference: entry?.fullUrl ?? '' }
}

/** A message as it arrives at the referral's rules: ids given out, references resolved. */
export function arrivalOf(from: Participant, bundle: Bundle, { at = start, message = 'message-1' } = {}): Arrival {
  const read = readTransaction(JSON.parse(JSON.stringify(bundle)) as Record<string, unknown>)
  const graph = valueOf(readGraph(valueOf(read).entries, [from.id, message], rules.base)).entries
  const located = graph.map(({ resource, path }) => ({ resource, path }))
  return { participant: from, message, now: at, today: localDay(at), graph: located }
}

/** The value of a result; throws with the issues where there is none. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.outcome.issues))
  return result.value
}

/** The codes and places of a refusal, `code at`; empty for a success. */
export function refusals(result: Result<unknown>): readonly string[] {
  if (result.ok) return []
  return result.outcome.issues.map(({ code, expression }) => `${code} ${expression ?? ''}`.trim())
}

/** Opens a referral that nothing is known of. */
export function open(
  bundle: Bundle,
  from: Participant = hisA
): { readonly arrival: Arrival; readonly decision: Decision } {
  const arrival = arrivalOf(from, bundle)
  const read = valueOf(readReferral(rules, arrival, { carried: [], directory: [] }))
  return { arrival, decision: openReferral(rules, arrival, read, { current: new Map() }) }
}

/** What is known of a referral after a decision: the writes of it, put over what was known before. */
export function knownAfter({ writes }: Decision, before?: ReferralFacts): ReferralFacts {
  const resources = new Map(before?.resources.map((row) => [`${row.projection}/${row.type}/${row.id}`, row]))
  let referral = before?.referral
  const rungs = new Map(before?.rungs.map((row) => [row.obligation, row]))
  const [facts, obligations] = [[...(before?.facts ?? [])], [...(before?.obligations ?? [])]]
  for (const write of writes) {
    if (write.kind === 'referral') referral = write
    if (write.kind === 'fact') facts.push(write)
    if (write.kind === 'obligation') obligations.push(write)
    if (write.kind === 'rung') rungs.set(write.obligation, write)
    if (write.kind !== 'resource') continue
    const key = `${write.projection}/${write.type}/${write.id}`
    assert.equal(write.version, (resources.get(key)?.version ?? 0) + 1, `the next version of ${key}`)
    resources.set(key, write)
  }
  assert(referral !== undefined)
  return { referral, facts, obligations, rungs: [...rungs.values()], resources: [...resources.values()] }
}

/** The resources of a type that a projection shows. */
export function seenBy<T extends Resource['resourceType']>(
  { resources }: ReferralFacts,
  projection: string,
  type: T
): readonly Extract<Resource, { resourceType: T }>[] {
  return resources
    .filter((row) => row.projection === projection && row.type === type)
    .map((row) => readRow(row) as Extract<Resource, { resourceType: T }>)
}

/** The coordination Task as a participant reads it. */
export function taskOf(known: ReferralFacts, projection: string): Task {
  const task = seenBy(known, projection, 'Task').find(({ id }) => id === known.referral.task)
  assert(task !== undefined, `${projection} has no coordination Task`)
  return task
}
