import { type Maker, StraightWritten, type Written } from './run/run.ts'
import { pathOf, SourceNode } from './run/source-node.ts'
import type { TargetNode } from './run/target-node.ts'
import type { ConceptTranslation, JsonObject, Typed } from './schema/types.ts'

/** Where one element of a target comes from. */
export interface LineageEntry {
  /** FHIRPath of the element in the target, with everything below it. */
  readonly target: string
  /** FHIRPaths in the source; empty for a constant. */
  readonly sources: readonly string[]
  /** The transform that made it: `copy`, `translate`, `create` ... */
  readonly transform: string
  /** True where nothing of the source went into it. */
  readonly isConstant: boolean
  readonly map: string
  readonly mapVersion?: string
  readonly group: string
  readonly rule: string
  /** In the text of the map. */
  readonly line?: number
  readonly conceptMap?: string
  readonly conceptMapVersion?: string
  readonly equivalence?: string
}

/**
 * Turns what was written into words; paths are those of the finished target, without what was taken out as empty.
 *
 * @param roots - the sources of the transform; what was made on the way is no source.
 */
export function lineageOf(
  written: readonly (Written | StraightWritten)[],
  roots: readonly SourceNode[]
): readonly LineageEntry[] {
  const places = new Places()
  return written.flatMap((one) => {
    if (one instanceof StraightWritten) return straightEntries(one, places)
    const target = places.pathOf(one)
    if (target === undefined) return []
    const { maker, from, translation } = one
    const sources = [from].flat().flatMap((node) => (isOfSource(node, roots) ? [pathOf(node)] : []))
    return [entryOf(maker, target, { sources: [...new Set(sources)], translation })]
  })
}

interface Origin {
  readonly sources: readonly string[]
  readonly translation?: ConceptTranslation | undefined
}

function entryOf({ rule, how }: Maker, target: string, { sources, translation }: Origin): LineageEntry {
  return {
    target,
    sources,
    transform: how,
    isConstant: how !== 'create' && sources.length === 0,
    map: rule.map,
    ...(rule.mapVersion === undefined ? {} : { mapVersion: rule.mapVersion }),
    group: rule.group,
    rule: rule.rule,
    ...(rule.line === undefined ? {} : { line: rule.line }),
    ...(translation === undefined ? {} : { conceptMap: translation.conceptMap, equivalence: translation.equivalence }),
    ...(translation?.conceptMapVersion === undefined ? {} : { conceptMapVersion: translation.conceptMapVersion })
  }
}

/** A list that was taken over whole is told item by item, as it would be by the long way. */
function straightEntries({ parent, source, ways, except }: StraightWritten, places: Places): readonly LineageEntry[] {
  const from = source.value as JsonObject
  const path = pathOf(source)
  return ways.flatMap((way) => {
    const held = from[way.from]
    if (held === undefined || except?.includes(way) === true) return []
    const items: readonly unknown[] = Array.isArray(held) ? held : [held]
    return items.flatMap((value, index) => {
      const target = places.pathOf({ parent, property: way.to, value })
      if (target === undefined) return []
      const own = `${path}.${way.from}`
      return [entryOf(way.maker, target, { sources: [Array.isArray(held) ? `${own}[${String(index)}]` : own] })]
    })
  })
}

/** Constants and what was made on the way have other roots. */
function isOfSource(node: Typed | undefined, roots: readonly SourceNode[]): node is SourceNode {
  if (!(node instanceof SourceNode)) return false
  let root = node
  while (root.parent !== undefined) root = root.parent
  return roots.includes(root)
}

/** Finds written values in the finished target. */
class Places {
  /** Of every list, the places of each item; most stand at one. */
  private readonly lists = new Map<readonly unknown[], Map<unknown, number[]>>()
  /** How often a value was looked for in its list. */
  private readonly asked = new Map<readonly number[], number>()

  /** Undefined where the element, or something above it, stayed empty and was taken out. */
  pathOf({ parent, property, value }: Pick<Written, 'parent' | 'property' | 'value'>): string | undefined {
    const above = this.pathOfNode(parent)
    if (above === undefined || property === undefined) return above
    const name = property.startsWith('_') ? property.slice(1) : property
    const held = heldIn(parent, property)
    if (held === undefined) return undefined
    if (!Array.isArray(held) || held === value) return `${above}.${name}`
    const at = this.next(held as readonly unknown[], value ?? null)
    return at === undefined ? `${above}.${name}` : `${above}.${name}[${String(at)}]`
  }

  private pathOfNode(node: TargetNode): string | undefined {
    const { parent, property, object } = node
    if (parent === undefined || property === undefined) return node.isFree ? undefined : node.type.name
    const above = this.pathOfNode(parent)
    if (above === undefined) return undefined
    const held = heldIn(parent, property.name)
    if (!Array.isArray(held)) return held === undefined ? undefined : `${above}.${property.name}`
    const at = object === undefined ? node.index : (this.placesIn(held as readonly unknown[]).get(object)?.[0] ?? -1)
    return at < 0 ? undefined : `${above}.${property.name}[${String(at)}]`
  }

  /** The place of the n-th of equal items for who asks the n-th time; a shared one is asked for more often. */
  private next(list: readonly unknown[], value: unknown): number | undefined {
    const places = this.placesIn(list).get(value)
    if (places === undefined) return undefined
    const times = this.asked.get(places) ?? 0
    this.asked.set(places, times + 1)
    return places[Math.min(times, places.length - 1)]
  }

  private placesIn(list: readonly unknown[]): ReadonlyMap<unknown, readonly number[]> {
    const known = this.lists.get(list)
    if (known !== undefined) return known
    const places = new Map<unknown, number[]>()
    list.forEach((item, index) => {
      const own = places.get(item)
      if (own === undefined) places.set(item, [index])
      else own.push(index)
    })
    this.lists.set(list, places)
    return places
  }
}

/** What stands under a name; of a primitive without a value, its partner. */
function heldIn({ holder }: TargetNode, name: string): unknown {
  return holder?.[name] ?? holder?.[`_${name}`]
}
