import { isDecimal } from '../../../../src/fhir/decimal.ts'
import type { TransformResult } from '../../../../src/mapping/fml/compile/compiled-map.ts'
import type { LineageEntry } from '../../../../src/mapping/fml/lineage.ts'
import type { Json } from './probe.ts'

/** The FHIRPath of each leaf of a value; a partner stands where its primitive stands. */
export function leavesOf(value: unknown, path: string): readonly string[] {
  if (value === null) return []
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, `${path}[${index}]`))
  if (typeof value !== 'object' || isDecimal(value)) return [path]
  return Object.entries(value as Json).flatMap(([key, held]) =>
    key === 'resourceType' ? [] : leavesOf(held, `${path}.${key.replace(/^_/, '')}`)
  )
}

/** The entry that stands nearest to a path, at it or above it; an entry for a list stands above each of its items. */
export function entryFor(entries: readonly LineageEntry[], path: string): LineageEntry | undefined {
  const above = entries.filter(
    ({ target }) => path === target || path.startsWith(`${target}.`) || path.startsWith(`${target}[`)
  )
  return above.toSorted((a, b) => b.target.length - a.target.length)[0]
}

/** Leaves of the first target that no entry stands for; entries that only create a place stand for nothing. */
export function unexplained({ targets, lineage }: TransformResult): readonly string[] {
  const entries = lineage().filter(({ transform }) => transform !== 'create')
  return leavesOf(targets[0], String(targets[0]!['resourceType'])).filter(
    (leaf) => entryFor(entries, leaf) === undefined
  )
}
