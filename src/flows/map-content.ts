import type { Bundle, Resource } from '@medplum/fhirtypes'
import { readGraph } from '../fhir/graph.ts'
import type { Located } from '../fhir/located.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { referenceTo } from '../fhir/references.ts'
import { standAlone } from '../fhir/stand-alone.ts'
import { ENTRIES_MAX, readTransaction, type Entry } from '../fhir/transaction.ts'
import { chained, stepsOf, unchained, type Step, type Trace } from '../mapping/lineage-chain.ts'
import type { Direction, Mapped } from '../mapping/port.ts'
import { canonicalOf } from '../referral/canonical-of.ts'
import type { Rules } from '../referral/rules.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION } from '../store/change.ts'

export type { Trace } from '../mapping/lineage-chain.ts'

/** What mapping needs of the rules: no store, no directory, so that it can be done by hand, too. */
export type MapRules = Pick<Rules, 'dialects' | 'maps' | 'validator' | 'base'>

/** Content to map, and by what: one map, or from one dialect to another through the canonical form. */
export interface MapAsked {
  /** JSON as it was given. */
  readonly content: Readonly<Record<string, unknown>>
  readonly by: { readonly map: string } | { readonly from: string; readonly to: string }
  readonly lineage: boolean
}

/** What mapping made. */
export interface MappedContent {
  /** The resource, or a Bundle where several were given or made. */
  readonly resource: Resource
  /** Where each element of it comes from, with paths of targets in `resource`; empty unless asked for. */
  readonly traces: readonly Trace[]
  /** What was not read, and what travelled without a translation. */
  readonly warnings: readonly Issue[]
}

/** The name of the canonical form where a dialect is named. */
export const CANONICAL_FORM = CANONICAL_PROJECTION

/** Elements of a lineage that are told at once: some ten times those of a full referral, about 7 MB of JSON. */
export const LINEAGE_MAX = 10_000

/** What ids are derived from for resources that have none: nothing is kept, so it need not be unique. */
const SEED = ['dry run']

/**
 * Maps content without keeping or sending anything: what a message with it would become.
 *
 * It is taken as a message is: base structure and identifiers are checked, references between entries become `Type/id`,
 * contained resources stand alone. Ids stay; a resource without one gets one. Required content is not asked for.
 * Errors: `content-kind`, `map-unknown` (404), `dialect-unknown`, those of `readGraph`, of the validator's base, and of the maps.
 */
export function mapContent(rules: MapRules, { content, by, lineage }: MapAsked): Result<MappedContent> {
  const entries = entriesOf(content)
  if (!entries.ok) return entries
  const [fault, ...more] = entries.value.flatMap(({ resource, path }) => rules.validator.base(resource, path))
  if (fault !== undefined) return refused(fault, ...more)
  const read = readGraph(entries.value, SEED, rules.base)
  if (!read.ok) return read
  const graph = read.value.entries.map(({ resource, path }) => ({ resource, path }))
  const made = 'map' in by ? byMap(rules, graph, { ...by, lineage }) : through(rules, graph, { ...by, lineage })
  if (!made.ok) return made
  const resources = made.value.located.map(({ resource }) => resource)
  const [only, second] = resources
  const isOne = content.resourceType !== 'Bundle' && only !== undefined && second === undefined
  const traces = made.value.traces.flatMap((trace) => inAnswer(trace, isOne ? undefined : resources))
  return ok({ resource: isOne ? only : bundleOf(resources, rules.base), traces, warnings: made.value.warnings })
}

interface Made {
  readonly located: readonly Located[]
  readonly traces: readonly Trace[]
  readonly warnings: readonly Issue[]
}

function byMap(
  { maps }: MapRules,
  graph: readonly Located[],
  { map, lineage }: { readonly map: string; readonly lineage: boolean }
): Result<Made> {
  const direction = maps.direction(map)
  if (direction === undefined) return refused(issue('map-unknown'))
  const mapped = withSteps(graph, direction(graph, { lineage }))
  return mapped.ok ? ok({ ...mapped.value, traces: unchained(mapped.value.steps) }) : mapped
}

function through(
  rules: MapRules,
  graph: readonly Located[],
  { from, to, lineage }: { readonly from: string; readonly to: string; readonly lineage: boolean }
): Result<Made> {
  const outward = to === CANONICAL_FORM ? undefined : rules.dialects.get(to)?.fromCanonical
  if (outward === undefined && to !== CANONICAL_FORM) return unknownDialect(rules, to)
  if (from !== CANONICAL_FORM && !rules.dialects.has(from)) return unknownDialect(rules, from)
  const alone = standAlone(graph)
  const inward =
    from === CANONICAL_FORM
      ? ok({ located: graph, steps: [], warnings: [] })
      : withSteps(alone, canonicalOf(rules, { dialect: from }, alone, { lineage }))
  if (!inward.ok) return inward
  if (outward === undefined) return ok({ ...inward.value, traces: unchained(inward.value.steps) })
  const second = outwardOf(outward, inward.value.located, lineage)
  if (!second.ok) return second
  const { located, steps, warnings } = second.value
  const traces = from === CANONICAL_FORM ? unchained(steps) : chained(steps, inward.value.steps)
  return ok({ located, traces, warnings: [...inward.value.warnings, ...warnings] })
}

function outwardOf(direction: Direction, graph: readonly Located[], lineage: boolean): Result<Stepped> {
  return withSteps(graph, direction(graph, { lineage }))
}

interface Stepped {
  readonly located: readonly Located[]
  readonly steps: readonly Step[]
  readonly warnings: readonly Issue[]
}

function withSteps(graph: readonly Located[], mapped: Result<Mapped>): Result<Stepped> {
  if (!mapped.ok) return mapped
  const { resources, warnings, lineage } = mapped.value
  const count = lineage.reduce((sum, { entries }) => sum + entries.length, 0)
  if (count > LINEAGE_MAX) return refused(issue('lineage-too-long', { max: String(LINEAGE_MAX) }))
  return ok({ located: resources, steps: stepsOf(lineage, { graph }), warnings })
}

function unknownDialect({ dialects }: MapRules, dialect: string): Result<never> {
  const known = [...dialects.keys(), CANONICAL_FORM].sort().join(', ')
  const told = /^[a-z][a-z0-9-]{0,39}$/.test(dialect) ? dialect : '?'
  return refused(issue('dialect-unknown', { dialect: told, dialects: known }))
}

/** The resources of the content with the paths at which its owner finds them. */
function entriesOf(content: MapAsked['content']): Result<readonly Entry[]> {
  const { resourceType, type } = content
  if (resourceType !== 'Bundle') return ok([entryOf(content, String(resourceType))])
  if (type === 'transaction') {
    const message = readTransaction({ ...content })
    return message.ok ? ok(withOwnIds(message.value.entries)) : message
  }
  const items: unknown = content.entry
  if (type !== 'collection' || !Array.isArray(items) || items.length === 0 || items.length > ENTRIES_MAX) {
    return refused(issue('content-kind', {}, type === 'collection' ? 'Bundle.entry' : 'Bundle.type'))
  }
  const entries: Entry[] = []
  const known = new Set<string>()
  for (const [index, item] of items.entries()) {
    const path = `Bundle.entry[${String(index)}]`
    if (!isObject(item) || !isObject(item.resource)) return refused(issue('content-kind', {}, path))
    const { fullUrl } = item
    const entry = entryOf(item.resource, `${path}.resource`)
    const names = [fullUrl, entry.putId === undefined ? undefined : `${entry.resource.resourceType}/${entry.putId}`]
    for (const name of names) {
      if (typeof name !== 'string') continue
      if (known.has(name)) return refused(issue('duplicate-full-url', {}, path))
      known.add(name)
    }
    entries.push(typeof fullUrl === 'string' ? { ...entry, fullUrl } : entry)
  }
  return ok(entries)
}

function entryOf(value: Readonly<Record<string, unknown>>, path: string): Entry {
  // Whether it is a resource, the validator says; nothing is done with it before.
  return withOwnId({ resource: value as unknown as Resource, path, method: 'POST' })
}

/** Entries that are posted may have one id, which each loses as a message; here the first keeps it. */
function withOwnIds(entries: readonly Entry[]): readonly Entry[] {
  const known = new Set<string>()
  return entries.map((entry) => {
    const name = referenceTo(entry.resource)
    const isKnown = known.has(name)
    known.add(name)
    return isKnown ? entry : withOwnId(entry)
  })
}

/** An id that is there stays, so that the result can be laid beside what was given. */
function withOwnId(entry: Entry): Entry {
  const { id } = entry.resource
  return entry.putId === undefined && typeof id === 'string' ? { ...entry, putId: id } : entry
}

function bundleOf(resources: readonly Resource[], base: string): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ fullUrl: `${base}/${referenceTo(resource)}`, resource }))
  }
}

/** The trace with its target's path in the answer; nothing for what is not part of the answer. */
function inAnswer(trace: Trace, resources: readonly Resource[] | undefined): readonly Trace[] {
  const { target } = trace
  if (resources === undefined) return [{ ...trace, target: { ...target, told: target.path } }]
  const index = resources.findIndex((resource) => referenceTo(resource) === target.resource)
  const rest = target.path.slice(target.resource.indexOf('/'))
  const told = `Bundle.entry[${String(index)}].resource${rest}`
  return index === -1 ? [] : [{ ...trace, target: { ...target, told } }]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
