import type { Resource } from '@medplum/fhirtypes'
import { normalised } from '../../src/fhir/identifiers.ts'
import type { Located } from '../../src/fhir/located.ts'
import { referenceTo } from '../../src/fhir/references.ts'
import type { Issue } from '../../src/fhir/outcome.ts'
import type { Dialect } from '../../src/mapping/port.ts'
import { lostLeaves } from './lost-leaves.ts'
import { additionsOf } from './survival-additions.ts'
import { type Chain, excusesOf } from './survival-excuses.ts'
import type { Addition } from './survival-follows.ts'
import { isObject, textOf } from './survival-nodes.ts'
import { brokenPromises } from './survival-promises.ts'
import { type Fact, rows } from './survival-rows.ts'

/** What came of a message on its way through two dialects. */
export interface Sent {
  readonly chain: Chain
  readonly canonical: readonly Located[]
  readonly got: readonly Located[]
  readonly warnings: readonly Issue[]
}

/** A message from one dialect to another; the issues where a map refuses it. */
export function send(
  from: Dialect,
  to: Dialect,
  graph: readonly Located[]
): Sent | { readonly issues: readonly Issue[] } {
  const inward = from.toCanonical(graph)
  if (!inward.ok) return { issues: inward.outcome.issues }
  const outward = to.fromCanonical(inward.value.resources)
  if (!outward.ok) return { issues: outward.outcome.issues }
  const resourcesOf = (located: readonly Located[]): readonly Resource[] => located.map(({ resource }) => resource)
  return {
    chain: {
      from: from.name,
      to: to.name,
      sent: normalised(resourcesOf(graph)),
      got: resourcesOf(outward.value.resources)
    },
    canonical: inward.value.resources,
    got: outward.value.resources,
    warnings: [...inward.value.warnings, ...outward.value.warnings]
  }
}

/**
 * What a message lost and what was invented on its way, by the rows of the table and then by each single value.
 *
 * @returns one line for each; none for a message that came through.
 */
export function complaintsAbout(chain: Chain): readonly string[] {
  return [...lostFacts(chain), ...lostValues(chain), ...invented(chain), ...brokenPromises(chain)]
}

function lostFacts(chain: Chain): readonly string[] {
  return rows.flatMap(({ name, collect }) => {
    const left = new Map<string, number>()
    for (const { key } of collect(chain.got)) left.set(key, (left.get(key) ?? 0) + 1)
    return collect(chain.sent).flatMap((fact) => {
      const count = left.get(fact.key) ?? 0
      left.set(fact.key, count - 1)
      return count > 0 || isExcused(fact, chain) ? [] : [`lost ${name}: ${fact.path}: ${fact.key}`]
    })
  })
}

function lostValues(chain: Chain): readonly string[] {
  const got = new Map(chain.got.map((resource) => [referenceTo(resource), resource]))
  return chain.sent.flatMap((resource) => {
    const holder = referenceTo(resource)
    return lostLeaves(resource, got.get(holder), resource.resourceType).flatMap(({ path, value }) => {
      const at = withoutIndexes(path).replace(/\._/, '.')
      return isExcused({ path: at, holder }, chain) ? [] : [`lost value: ${holder}: ${path}: ${textOf(value)}`]
    })
  })
}

function isExcused({ path, holder }: Pick<Fact, 'path' | 'holder'>, chain: Chain): boolean {
  const isHolder = (resource: Resource): boolean => referenceTo(resource) === holder
  const [sent, got] = [chain.sent.find(isHolder), chain.got.find(isHolder)]
  if (sent === undefined || got === undefined) return false
  // A reference as a whole is said otherwise where a part of it is, and the reason where its resource is.
  const concerns = (at: string): boolean => path === at || path.startsWith(`${at}.`) || at.startsWith(`${path}.`)
  return excusesOf(chain).some(({ at, instead }) => concerns(at) && instead(sent, got, chain))
}

function invented(chain: Chain): readonly string[] {
  const table = additionsOf(chain)
  return addedIn(chain).flatMap((addition) => {
    const { at, value, got } = addition
    const isKnown = table.some((entry) => entry.at.test(at) && entry.follows(addition, chain))
    return isKnown ? [] : [`invented: ${referenceTo(got)}: ${at}: ${textOf(value)}`]
  })
}

/** Everything that stands in what was got and not in what was sent. */
export function addedIn(chain: Chain): readonly Addition[] {
  const sent = new Map(chain.sent.map((resource) => [referenceTo(resource), resource]))
  return chain.got.flatMap((resource) => {
    const before = sent.get(referenceTo(resource))
    const at = resource.resourceType
    const all =
      before === undefined ? [{ at, value: resource, within: chain.got }] : gained(resource, before, at, undefined)
    return all.map((one) => ({ ...one, got: resource }))
  })
}

/** The values of `after` that have none in `before` at the same place; of a list, items that have no item there. */
function gained(after: unknown, before: unknown, at: string, within: unknown): readonly Omit<Addition, 'got'>[] {
  if (Array.isArray(after)) return gainedItems(after, Array.isArray(before) ? before : [], at)
  if (before === undefined) return [{ at, value: after, within }]
  if (isObject(after) && isObject(before)) {
    return Object.entries(after).flatMap(([name, value]) =>
      gained(value, before[name], `${at}.${name.replace(/^_/, '')}`, after)
    )
  }
  return after === before ? [] : [{ at, value: after, within }]
}

function gainedItems(
  after: readonly unknown[],
  before: readonly unknown[],
  at: string
): readonly Omit<Addition, 'got'>[] {
  const taken = new Set<number>()
  const partners = before.map((item) => {
    const place = after.findIndex((other, index) => !taken.has(index) && lostLeaves(item, other, '').length === 0)
    if (place !== -1) taken.add(place)
    return place
  })
  // An item that is nowhere as a whole is compared with what stands in its place.
  before.forEach((_, index) => {
    if (partners[index] !== -1 || taken.has(index) || index >= after.length) return
    partners[index] = index
    taken.add(index)
  })
  return after.flatMap((value, index) => {
    const partner = partners.indexOf(index)
    return gained(value, partner === -1 ? undefined : before[partner], at, after)
  })
}

function withoutIndexes(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '')
}
