import type { Resource } from '@medplum/fhirtypes'
import type { Located } from '../fhir/located.ts'
import { referenceTo } from '../fhir/references.ts'
import type { LineageEntry } from './fml/lineage.ts'
import type { ResourceLineage } from './port.ts'

/** An element of one of several resources. */
export interface Place {
  /** `Type/id`. */
  readonly resource: string
  /** FHIRPath from the type on: `ServiceRequest.status`. */
  readonly path: string
  /** The same as the map was given it: with the path of the resource in its message. */
  readonly told: string
}

/** One element that a map wrote, and what it was made of. */
export interface Step {
  readonly target: Place
  readonly sources: readonly Place[]
  readonly entry: LineageEntry
}

/** An element with where it comes from in the end, which is two maps back where the first one made the canonical form. */
export interface Trace extends Step {
  readonly origins: readonly Place[]
  /** What the earlier map did for it, in the order of the sources; empty where there was none. */
  readonly via: readonly Step[]
}

/** What was given to a direction. */
export interface Given {
  readonly graph: readonly Located[]
  readonly context?: readonly Resource[]
}

/** Steps of the earlier map that one element names: a text made of a whole letter has hundreds below it. */
const VIA_MAX = 20

/**
 * The lineage of a direction with each path tied to the resource that it is in.
 *
 * Elements of the Bundles that hold what a map makes beside its target are no content and are left out.
 */
export function stepsOf(lineage: readonly ResourceLineage[], { graph, context = [] }: Given): readonly Step[] {
  const paths = new Map(graph.map(({ resource, path }) => [referenceTo(resource), path]))
  const all = [...context, ...graph.map(({ resource }) => resource)].map(referenceTo)
  return lineage.flatMap(({ source, targets, entries }) =>
    entries.flatMap((entry) => {
      const target = targetOf(entry.target, targets)
      if (target === undefined) return []
      const sources = entry.sources.map((told) => sourceOf(told, { source, path: paths.get(source) ?? '', all }))
      return [{ target, sources, entry }]
    })
  )
}

/** Ties the steps of a later direction to those of the one that made its sources. */
export function chained(later: readonly Step[], earlier: readonly Step[]): readonly Trace[] {
  const written = new Map(
    [...Map.groupBy(earlier, ({ target }) => target.resource)].map(([resource, steps]) => [resource, writtenOf(steps)])
  )
  return later.map((step) => {
    const found = step.sources.map((place) => {
      const of = written.get(place.resource)
      return { place, steps: of === undefined ? [] : makersOf(place, of) }
    })
    const via = [...new Set(found.flatMap(({ steps }) => steps))].slice(0, VIA_MAX)
    const origins = found.flatMap(({ place, steps }) => steps.flatMap((maker) => originsOf(place, maker)))
    return { ...step, via, origins: distinct(origins) }
  })
}

/** A look-up of what an element was made from: the first of its sources, undefined for what no step wrote. */
export function originFinder(steps: readonly Step[]): (target: Pick<Place, 'resource' | 'path'>) => Place | undefined {
  const written = new Map(
    [...Map.groupBy(steps, ({ target }) => target.resource)].map(([resource, own]) => [resource, writtenOf(own)])
  )
  return ({ resource, path }) => {
    const of = written.get(resource)
    const place = { resource, path, told: `${resource}${path}` }
    const makers = of === undefined ? [] : makersOf(place, of)
    return makers.flatMap((maker) => originsOf(place, maker))[0]
  }
}

/** The steps of a single direction, as traces. */
export function unchained(steps: readonly Step[]): readonly Trace[] {
  return steps.map((step) => ({ ...step, via: [], origins: step.sources }))
}

/** What was written into one resource. */
interface Written {
  /** By the path of the target. */
  readonly sorted: readonly Step[]
  readonly byPath: ReadonlyMap<string, readonly Step[]>
}

/** What a map created is a place for what it wrote after that, and comes from nothing itself. */
function writtenOf(steps: readonly Step[]): Written {
  const made = steps.filter(({ entry }) => entry.transform !== 'create')
  const sorted = made.sort(({ target: one }, { target: other }) =>
    one.path < other.path ? -1 : Number(one.path > other.path)
  )
  return { sorted, byPath: Map.groupBy(sorted, ({ target }) => target.path) }
}

/**
 * What made a place: the steps that wrote just it, and those that wrote parts of it; where there are none, the nearest
 * one that wrote what holds it whole.
 */
function makersOf({ path }: Place, { sorted, byPath }: Written): readonly Step[] {
  const inside: Step[] = []
  for (let at = firstFrom(path, sorted); inside.length < VIA_MAX; at++) {
    const step = sorted[at]
    if (step?.target.path.startsWith(path) !== true) break
    if (step.target.path === path || isWithin(step.target.path, path)) inside.push(step)
  }
  if (inside.length > 0) return inside
  for (let cut = path.search(LAST_PART); cut > 0;) {
    const around = byPath.get(path.slice(0, cut))
    if (around !== undefined) return around
    cut = path.slice(0, cut).search(LAST_PART)
  }
  return []
}

/** Where the last name or index of a path begins. */
const LAST_PART = /(?:\.\w+|\[\d+\])$/

/** The place of the first step whose target does not come before a path. */
function firstFrom(path: string, sorted: readonly Step[]): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle]?.target.path ?? '') < path) low = middle + 1
    else high = middle
  }
  return low
}

/** Of what was copied whole, the same part in the source. */
function originsOf({ path }: Place, { target, sources, entry }: Step): readonly Place[] {
  if (entry.transform !== 'copy' || !isWithin(path, target.path)) return sources
  const rest = path.slice(target.path.length)
  return sources.map(({ resource, path: from, told }) => ({ resource, path: from + rest, told: told + rest }))
}

function isWithin(path: string, whole: string): boolean {
  return path.startsWith(whole) && /^[.[]/.test(path.slice(whole.length))
}

function distinct(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [place.told, place])).values()].slice(0, VIA_MAX)
}

function targetOf(path: string, targets: readonly string[]): Place | undefined {
  const [, index, rest] = /^Bundle\.entry\[(\d+)\]\.resource(.*)$/.exec(path) ?? []
  // A Bundle that is mapped itself is no resource of a message, so this one can only be the one beside.
  if (index === undefined) return path.startsWith('Bundle') ? undefined : placeIn(targets[0], rootless(path))
  return placeIn(targets[Number(index) + 1], rest ?? '')
}

interface Sources {
  readonly source: string
  readonly path: string
  /** `Type/id` of the entries of the Bundle that is called `graph` in paths. */
  readonly all: readonly string[]
}

function sourceOf(told: string, { source, path, all }: Sources): Place {
  if (told === path || isWithin(told, path)) return { ...placeOf(source, told.slice(path.length)), told }
  const [, index, rest] = /^graph\.entry\[(\d+)\]\.resource(.*)$/.exec(told) ?? []
  const resource = all[Number(index)]
  // Anything else that is read is named as the map names it.
  return resource === undefined ? { resource: '', path: told, told } : { ...placeOf(resource, rest ?? ''), told }
}

function placeIn(resource: string | undefined, rest: string): Place | undefined {
  return resource === undefined || resource === '' ? undefined : placeOf(resource, rest)
}

function placeOf(resource: string, rest: string): Place {
  const path = `${resource.split('/')[0] ?? ''}${rest}`
  return { resource, path, told: `${resource}${rest}` }
}

/** A path without the type that it begins with. */
function rootless(path: string): string {
  return path.slice(/^\w+/.exec(path)?.[0].length ?? 0)
}
