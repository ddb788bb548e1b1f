import { asOrganization } from '../directory/as-resources.ts'
import type { Participant } from '../directory/participant.ts'
import { issue } from '../fhir/outcome.ts'
import { referenceTo } from '../fhir/references.ts'
import { chained, stepsOf, type Step, type Trace } from '../mapping/lineage-chain.ts'
import { readRow, readsTheSame } from '../referral/projection.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION, type StoredResource } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { isDuty, listedIn } from './ask.ts'
import type { Deps } from './deps.ts'
import { LINEAGE_MAX } from './map-content.ts'
import type { MappingRecord } from './mapping-record.ts'
import { recordOf, tracedInward, withoutVersion } from './trace-inward.ts'

/**
 * Where a resource of a projection comes from.
 *
 * - `posted`: its reader sent it just so. `directory`: it is an entry of the directory. `gateway`: the gateway wrote it.
 * - `unknown`: it, or something that it was made of, was stored before the gateway kept what it came from.
 * - `mapped`: maps made it. `isMade` where the gateway itself made what they began with, as a Task that nobody sent.
 */
export type Origin =
  | { readonly kind: 'posted' | 'directory' | 'gateway' | 'unknown' }
  | {
      readonly kind: 'mapped'
      readonly isMade: boolean
      /** Whether today's maps are those of the message, and still make the same of it; only then there are traces. */
      readonly isCurrent: boolean
      readonly dialects: readonly DialectUsed[]
      readonly traces: readonly Trace[]
    }

/** A dialect that took part, with its version then and now. */
export interface DialectUsed {
  readonly name: string
  /** Undefined where it was not kept. */
  readonly version: string | undefined
  readonly current: string | undefined
  readonly isSame: boolean
}

/**
 * Works out where each element of a resource in its reader's own projection comes from.
 *
 * Maps are deterministic, so they are run again on what is stored: the sender's resources to the canonical form, and that
 * to the reader's dialect. It counts only where the maps are the same as then, by fingerprint, and what they make is what
 * is stored; paths and rules are told, and no values.
 * Errors: `not-found` (404), also for what somebody else may see; `lineage-too-long` (422).
 */
export async function originOf(
  deps: Deps,
  reader: Participant,
  { type, id }: { readonly type: string; readonly id: string }
): Promise<Result<Origin>> {
  if (listedIn(deps, type, id) !== undefined) return ok({ kind: 'directory' })
  const { facts: row } = await deps.store.read({ kind: 'resource', projection: reader.id, type, id })
  if (row === undefined) return refused(issue('not-found'))
  if (type === 'CommunicationRequest' || isDuty(readRow(row))) return ok({ kind: 'gateway' })
  if (row.cause === undefined) return ok({ kind: 'unknown' })
  if (row.cause.isPosted) return ok({ kind: 'posted' })
  const { facts } = await deps.store.read({ kind: 'referral', id: row.referral })
  if (facts === undefined) return refused(issue('not-found'))
  const origin = await mappedOrigin(deps, reader, { row, facts, message: row.cause.message })
  const isTooLong = origin.kind === 'mapped' && origin.traces.length > LINEAGE_MAX
  return isTooLong ? refused(issue('lineage-too-long', { max: String(LINEAGE_MAX) })) : ok(origin)
}

interface Seen {
  readonly row: StoredResource
  readonly facts: ReferralFacts
  readonly message: string
}

async function mappedOrigin(deps: Deps, reader: Participant, seen: Seen): Promise<Origin> {
  const record = await recordOf(deps, seen.message)
  const outward = await tracedOutward(deps, reader, seen)
  const sources = outward === undefined ? [] : canonicalSources(outward)
  const inward = await tracedInward(deps, sources)
  // Of a Task that was stepped since, the message that opened the referral may be of before.
  if (record === undefined || inward.some((one) => one.record === undefined)) return { kind: 'unknown' }
  const used = [
    ...dialectsUsed(deps, record, reader.dialect ?? ''),
    ...inward.flatMap((one) => dialectsUsed(deps, one.record, one.record?.from ?? ''))
  ]
  const dialects = [...new Map(used.map((one) => [JSON.stringify(one), one])).values()]
  const isCurrent =
    outward !== undefined && inward.every(({ isSame }) => isSame) && dialects.every(({ isSame }) => isSame)
  const steps = inward.flatMap((one) => one.steps)
  const own = inward.filter(({ resource }) => resource === `${seen.row.type}/${seen.row.id}`)
  const isMade = own.length > 0 && own.every((one) => one.steps.length === 0)
  const traces = isCurrent ? chained(outward.steps, steps) : []
  return { kind: 'mapped', isMade, isCurrent, dialects, traces }
}

interface Outward {
  /** Those of the resource that was asked about. */
  readonly steps: readonly Step[]
  /** The canonical rows that were mapped or looked at. */
  readonly canonical: ReadonlyMap<string, StoredResource>
}

/** Undefined where today's maps make something else of the canonical form than what is stored. */
async function tracedOutward(
  deps: Deps,
  reader: Participant,
  { row, facts, message }: Seen
): Promise<Outward | undefined> {
  const dialect = deps.rules.dialects.get(reader.dialect ?? '')
  if (dialect === undefined) return undefined
  const { type, id } = row
  const name = `${type}/${id}`
  const own = canonicalIn(facts)
  // What was carried over from an earlier referral has its canonical row there.
  const { facts: carried } = await deps.store.read({ kind: 'resource', projection: CANONICAL_PROJECTION, type, id })
  const elsewhere = carried === undefined || own.has(name) ? undefined : await carriedWith(deps, carried)
  const canonical = new Map([...(elsewhere ?? []), ...own])
  const asked = canonical.get(name)
  // What a map made beside has no canonical row; then it came of one of the same message.
  const mapped = asked === undefined ? [...own.values()].filter((one) => isOf(message, one)) : [asked]
  const context = [...canonical.values()].filter((one) => !mapped.includes(one)).map(withoutVersion)
  const organisations = deps.rules.directory.all.map(asOrganization)
  const given = {
    graph: mapped.map((one) => ({ resource: withoutVersion(one), path: `${one.type}/${one.id}` })),
    context: [...context, ...organisations]
  }
  const made = dialect.fromCanonical(given.graph, { context: given.context, lineage: true })
  if (!made.ok) return undefined
  const again = made.value.resources.find(({ resource }) => referenceTo(resource) === name)?.resource
  if (again === undefined || !readsTheSame(again, readRow(row))) return undefined
  const steps = stepsOf(made.value.lineage, given).flatMap((step) => {
    const { target } = step
    return target.resource === name ? [{ ...step, target: { ...target, told: target.path } }] : []
  })
  return { steps, canonical }
}

function isOf(message: string, row: StoredResource): boolean {
  return row.cause?.message === message && !isDuty(readRow(row))
}

async function carriedWith(deps: Deps, { referral }: StoredResource): Promise<ReadonlyMap<string, StoredResource>> {
  const { facts } = await deps.store.read({ kind: 'referral', id: referral })
  return facts === undefined ? new Map() : canonicalIn(facts)
}

function canonicalIn({ resources }: ReferralFacts): ReadonlyMap<string, StoredResource> {
  const rows = resources.filter(({ projection }) => projection === CANONICAL_PROJECTION)
  return new Map(rows.map((row) => [`${row.type}/${row.id}`, row]))
}

/** The canonical rows from which something of the resource was read. */
function canonicalSources({ steps, canonical }: Outward): readonly StoredResource[] {
  const named = new Set(steps.flatMap(({ sources }) => sources.map(({ resource }) => resource)))
  return [...named].flatMap((name) => canonical.get(name) ?? [])
}

function dialectsUsed({ rules }: Deps, record: MappingRecord | undefined, name: string): readonly DialectUsed[] {
  const [then, now] = [record?.dialects[name], rules.dialects.get(name)]
  const isSame = then !== undefined && then.fingerprint === now?.fingerprint
  return [{ name, version: then?.version, current: now?.version, isSame }]
}
