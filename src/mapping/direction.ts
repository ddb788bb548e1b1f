import { isDeepStrictEqual } from 'node:util'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import { issue, type Issue } from '../fhir/outcome.ts'
import { referenceTo } from '../fhir/references.ts'
import type { Located } from '../fhir/located.ts'
import { ok, refused } from '../result.ts'
import type { CompiledMap, TransformResult } from './fml/compile/compiled-map.ts'
import { Effort, EFFORT_MAX } from './fml/effort.ts'
import type { Outcome } from './fml/fault.ts'
import type { GraphHolder } from './functions/graph.ts'
import { issueOf } from './map-issue.ts'
import type { Direction, ResourceLineage } from './port.ts'

/** What a direction is made of. */
export interface DirectionParts {
  readonly dialect: string
  readonly map: CompiledMap
  readonly holder: GraphHolder
}

/** Issues told of one message: enough to correct it in one go. */
const ISSUES_MAX = 20

/**
 * Makes one direction of a dialect out of its map.
 *
 * Each resource goes through the group that the map declares for its type. Beside the resource and its target such a
 * group may ask for a Bundle to read from (the whole graph) and a Bundle to write to (what it makes beside).
 */
export function direction({ dialect, map, holder }: DirectionParts): Direction {
  return (graph, { context = [], lineage = false } = {}) => {
    const surroundings = surroundingsOf(graph, context)
    const findings: Findings = { made: [], beside: new Map(), issues: [], warnings: [], lineages: [] }
    // One account for all resources of a message, because they all look at the same graph.
    const effort = new Effort(EFFORT_MAX)
    for (const { resource, path } of graph) {
      const type = resource.resourceType
      if (!map.entries.has(type)) {
        findings.issues.push(issue('type-not-in-dialect', { dialect, type }, path))
        continue
      }
      findings.issues.push(...containedIssues({ resource, path }, map))
      const result = mappedIn({ map, holder, effort }, { resource, path }, surroundings, lineage)
      if (!result.ok) {
        findings.issues.push(issueOf(result.fault, dialect, path))
        continue
      }
      addUnread(findings, result.value, map.url)
      findings.warnings.push(...logged(result.value))
      const [target, ...others] = resourcesOf(result.value)
      if (target !== undefined) findings.made.push({ resource: target, path })
      addBeside(findings, surroundings.own, others, { dialect, map: map.url, path })
      if (lineage) {
        const targets = targetsOf(result.value)
        findings.lineages.push({ source: referenceTo(resource), targets, entries: result.value.lineage() })
      }
    }
    const [first, ...more] = findings.issues.slice(0, ISSUES_MAX)
    if (first !== undefined) return refused(first, ...more)
    const { made, beside, warnings, lineages } = findings
    return ok({ resources: [...made, ...beside.values()], warnings, lineage: lineages })
  }
}

/** What comes together while the resources of a message are mapped. */
interface Findings {
  readonly made: Located[]
  /** What was made beside, by `Type/id`. */
  readonly beside: Map<string, Located>
  readonly issues: Issue[]
  readonly warnings: Issue[]
  readonly lineages: ResourceLineage[]
}

/** What a map may look at beside the resource that it maps. */
interface Surroundings {
  /** Each resource of the message and its context once, by `Type/id`; the message's own win. */
  readonly byReference: ReadonlyMap<string, Resource>
  readonly bundle: Bundle
  /** `Type/id` of what is in the message itself. */
  readonly own: ReadonlySet<string>
}

function surroundingsOf(graph: readonly Located[], context: readonly Resource[]): Surroundings {
  const all = [...context, ...graph.map(({ resource }) => resource)]
  const byReference = new Map(all.map((resource) => [referenceTo(resource), resource]))
  const entry = all
    .filter((resource) => resource.id === undefined || byReference.get(referenceTo(resource)) === resource)
    .map((resource) => ({ resource }))
  const own = new Set(graph.map(({ resource }) => referenceTo(resource)))
  return { byReference, bundle: { resourceType: 'Bundle', type: 'collection', entry }, own }
}

function mappedIn(
  { map, holder, effort }: Pick<DirectionParts, 'map' | 'holder'> & { readonly effort: Effort },
  { resource, path }: Located,
  { byReference, bundle }: Surroundings,
  lineage: boolean
): Outcome<TransformResult> {
  holder.current = { byReference, root: resource }
  try {
    return map.transform({
      entry: resource.resourceType,
      sources: [resource, bundle],
      sourceNames: [path, 'graph'],
      seed: referenceTo(resource),
      coverage: 'first',
      effort,
      lineage
    })
  } finally {
    // Also after a bug: the next message must never find this patient's resources.
    holder.current = undefined
  }
}

/**
 * Adds what was made beside. The same resource may be made several times, as of one letter that two messages are about;
 * what the message brings itself is not made again.
 */
function addBeside(
  { beside, issues }: Findings,
  own: ReadonlySet<string>,
  resources: readonly Resource[],
  { dialect, map, path }: { readonly dialect: string; readonly map: string; readonly path: string }
): void {
  for (const resource of resources) {
    const reference = referenceTo(resource)
    if (own.has(reference)) continue
    const other = beside.get(reference)
    if (other === undefined) beside.set(reference, { resource, path })
    else if (!isDeepStrictEqual(other.resource, resource)) {
      // One of the two would get lost.
      const reason = `two different resources beside are called ${reference}`
      issues.push(issue('map-failed', { dialect, map, rule: '', reason, value: '' }, path))
    }
  }
}

/** What the map made of a resource, and what it put into the Bundle beside. */
function resourcesOf({ targets: [target, bundle] }: TransformResult): readonly Resource[] {
  // The engine makes a target of the type that the group names, so the shapes are known.
  const beside = (bundle as Bundle | undefined)?.entry?.flatMap(({ resource }) => resource ?? []) ?? []
  return target === undefined ? beside : [target as unknown as Resource, ...beside]
}

/** `Type/id` of the target and of each entry of the Bundle beside, empty for an entry without a resource. */
function targetsOf({ targets: [target, bundle] }: TransformResult): readonly string[] {
  const entries = (bundle as Bundle | undefined)?.entry ?? []
  const beside = entries.map(({ resource }) => (resource === undefined ? '' : referenceTo(resource)))
  return [target === undefined ? '' : referenceTo(target as unknown as Resource), ...beside]
}

/**
 * What no rule read. An element that may change the meaning of the rest refuses the message; anything else travels no
 * further and is recorded.
 */
function addUnread({ issues, warnings }: Findings, result: TransformResult, map: string): void {
  for (const place of result.unread()) {
    if (/\.(?:modifierExtension|implicitRules)\b/.test(place)) issues.push(issue('content-not-carried', { map }, place))
    else warnings.push(issue('content-unread', { map }, place))
  }
}

/**
 * What a dialect says in its own way, in place of what the sender said: the status of a referral, the owner of a Task.
 * Contained, these would reach the receiver in the sender's terms, because a map is asked for each resource of the message
 * and not for what stands inside them.
 */
const SAID_IN_PLACE: ReadonlySet<string> = new Set(['ServiceRequest', 'Task', 'Communication'])

/** Contained resources that no group could take over; those that have one tell themselves what they do not read. */
function containedIssues({ resource, path }: Located, { entries, url }: CompiledMap): readonly Issue[] {
  const contained = 'contained' in resource ? (resource.contained ?? []) : []
  return contained.flatMap((inner, index) => {
    const place = `${path}.contained[${String(index)}]`
    if (SAID_IN_PLACE.has(inner.resourceType)) return [issue('content-not-carried', { map: url }, place)]
    if (entries.has(inner.resourceType)) return []
    const changing = ['modifierExtension', 'implicitRules'].filter((name) => name in inner)
    return changing.map((name) => issue('content-not-carried', { map: url }, `${place}.${name}`))
  })
}

/** What a map's `log` tells: where, not what, because the text may be content. */
function logged({ logs }: TransformResult): readonly Issue[] {
  return logs.map(({ rule, sourcePath }) =>
    issue('carried-untranslated', { map: rule.map, rule: rule.rule }, sourcePath)
  )
}
