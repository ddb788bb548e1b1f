import { isDeepStrictEqual } from 'node:util'
import type { Resource } from '@medplum/fhirtypes'
import type { Located } from '../fhir/located.ts'
import { referenceTo } from '../fhir/references.ts'
import { standAlone } from '../fhir/stand-alone.ts'
import { stepsOf, type Step } from '../mapping/lineage-chain.ts'
import { readRow, readsTheSame } from '../referral/projection.ts'
import { canonicalOf } from '../referral/canonical-of.ts'
import { mutable } from '../referral/lifecycle/step.ts'
import { CANONICAL_PROJECTION, type StoredResource } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import type { Deps } from './deps.ts'
import { readMappingRecord, type MappingRecord } from './mapping-record.ts'

/** How a canonical resource, or a part of one, came of a message. */
export interface Inward {
  /** `Type/id`. */
  readonly resource: string
  /** With which maps the message was read; undefined where that was not kept. */
  readonly record: MappingRecord | undefined
  /** Those of the resource; none where nobody posted what it was made of. */
  readonly steps: readonly Step[]
  /** Whether the message still gives what is stored. */
  readonly isSame: boolean
}

/** Versions that are looked through for the one of a message: a Task has about ten in its life. */
const VERSIONS_MAX = 100

/** How each of the canonical rows came of the message that made it; a Task that was stepped, of two. */
export async function tracedInward(deps: Deps, rows: readonly StoredResource[]): Promise<readonly Inward[]> {
  const referrals = new Map<string, ReferralFacts | undefined>()
  const found: Inward[] = []
  for (const row of rows) {
    if (!referrals.has(row.referral)) {
      referrals.set(row.referral, (await deps.store.read({ kind: 'referral', id: row.referral })).facts)
    }
    const facts = referrals.get(row.referral)
    const isStepped = row.type === 'Task' && row.version > 1
    if (facts === undefined || row.cause === undefined) found.push(untold(row))
    else if (isStepped) found.push(...(await ofSteppedTask(deps, facts, row)))
    else found.push(await ofMessage(deps, facts, { row, wanted: () => true }))
  }
  return found
}

/** The record that was kept beside a message. */
export async function recordOf(deps: Deps, message: string): Promise<MappingRecord | undefined> {
  const { facts } = await deps.store.read({ kind: 'received', id: message })
  return readMappingRecord(facts?.mapping)
}

/** A stored resource as it was when it was mapped: without what the gateway writes into `meta`. */
export function withoutVersion(row: StoredResource): Resource {
  const { meta, ...resource } = readRow(row)
  const kept = Object.entries(meta ?? {}).filter(([key]) => key !== 'versionId' && key !== 'lastUpdated')
  return kept.length === 0 ? resource : { ...resource, meta: Object.fromEntries(kept) }
}

/** A step changes some elements, and everything else stays as the message has it that opened the referral. */
async function ofSteppedTask(deps: Deps, facts: ReferralFacts, row: StoredResource): Promise<readonly Inward[]> {
  const { type, id } = row
  const first = await deps.store.read({ kind: 'resource', projection: CANONICAL_PROJECTION, type, id, version: 1 })
  const steps = await ofMessage(deps, facts, { row, wanted: (name) => isMutable(name) })
  const opening = first.facts
  if (opening?.cause === undefined) return [steps, untold(row)]
  return [steps, await ofMessage(deps, facts, { row: opening, wanted: (name) => !isMutable(name) })]
}

function untold({ type, id }: StoredResource, record?: MappingRecord): Inward {
  return { resource: `${type}/${id}`, record, steps: [], isSame: false }
}

interface Part {
  readonly row: StoredResource
  /** Which elements of the resource the message is asked about. */
  readonly wanted: (element: string) => boolean
}

async function ofMessage(deps: Deps, facts: ReferralFacts, { row, wanted }: Part): Promise<Inward> {
  const { facts: received } = await deps.store.read({ kind: 'received', id: row.cause?.message ?? '' })
  const record = readMappingRecord(received?.mapping)
  if (received === undefined || record === undefined) return untold(row)
  const posted = await postedWith(deps, facts, { row, sender: received.participant, message: received.id })
  // A step is mapped on its own, everything else of a message together.
  const isStep = row.type === 'Task' && row.version > 1
  const isTask = ({ resource }: Located): boolean => resource.resourceType === 'Task' && resource.id === row.id
  const graph = standAlone(isStep ? posted.filter(isTask) : posted)
  const mapped = canonicalOf(deps.rules, { dialect: record.from }, graph, { lineage: true })
  if (!mapped.ok) return untold(row, record)
  const name = `${row.type}/${row.id}`
  const again = mapped.value.resources.find(({ resource }) => referenceTo(resource) === name)?.resource
  // Nobody posted it: the gateway made it when it took the message in.
  if (again === undefined) return { resource: name, record, steps: [], isSame: true }
  const stored = withoutVersion(row)
  const isSame = isStep ? isDeepStrictEqual(only(again, wanted), only(stored, wanted)) : readsTheSame(again, stored)
  const steps = stepsOf(mapped.value.lineage, { graph }).filter(({ target }) => {
    return target.resource === name && wanted(/\.(\w+)/.exec(target.path)?.[1] ?? '')
  })
  return { resource: name, record, steps, isSame }
}

/** What a sender posted with a message, as its projection has it, at the version of that message. */
async function postedWith(
  deps: Deps,
  { resources }: ReferralFacts,
  { row, sender, message }: { readonly row: StoredResource; readonly sender: string; readonly message: string }
): Promise<readonly Located[]> {
  const isOfMessage = ({ cause }: StoredResource): boolean => cause?.message === message && cause.isPosted
  const own = resources.filter(({ projection }) => projection === sender)
  const posted = own.filter(isOfMessage)
  // The one resource that moves on is the Task.
  for (const moved of own.filter(({ type, cause }) => type === 'Task' && cause?.message !== message)) {
    const oldest = Math.max(1, moved.version - VERSIONS_MAX)
    for (let version = moved.version - 1; version >= oldest && moved.id === row.id; version--) {
      const ask = { kind: 'resource', projection: sender, type: moved.type, id: moved.id, version } as const
      const { facts: earlier } = await deps.store.read(ask)
      if (earlier === undefined || !isOfMessage(earlier)) continue
      posted.push(earlier)
      break
    }
  }
  return posted.map((one) => ({ resource: withoutVersion(one), path: `${one.type}/${one.id}` }))
}

function isMutable(element: string): boolean {
  const names: readonly string[] = mutable
  return names.includes(element)
}

function only(resource: Resource, wanted: Part['wanted']): object {
  return Object.fromEntries(Object.entries(resource).filter(([key]) => wanted(key.replace(/^_/, ''))))
}
