import type { StructureMapGroup } from '@medplum/fhirtypes'
import { fail } from '../fault.ts'
import type { MapSource } from '../parse/map-source.ts'
import type { CompiledGroup } from './group.ts'
import { type Callable, TypeGroups } from './groups.ts'
import type { VisibleGroups } from './rule.ts'
import { lineWith, type MapContext, Scope } from './scope.ts'

/** A map with its groups, while maps are compiled together. */
export interface Unit {
  readonly source: MapSource
  readonly context: MapContext
  readonly groups: readonly CompiledGroup[]
}

type Units = ReadonlyMap<string, Unit>

/** Imports of imports count; more than these is a map that imports the world. */
const IMPORTS_MAX = 200

/**
 * The groups that a map sees: its own, then those of its imports, then those of theirs; the nearest of a name is meant.
 *
 * Faults: `unknown-name` for an import that names no map, `limit`, and `wrong-use` where two groups that are equally near
 * are declared for the same types. Two of one name that are equally near are a fault only for who calls them.
 */
export function groupsOf(unit: Unit, units: Units): VisibleGroups {
  const byName = new Map<string, Callable>()
  const ambiguous = new Set<string>()
  const entries = new Map<string, Callable>()
  const types = new TypeGroups()
  for (const level of levelsOf(unit, units)) {
    const near = new Set(byName.keys())
    const declared = new Set<Callable>()
    for (const { groups, source } of level) {
      for (const [index, group] of groups.entries()) {
        if (!byName.has(group.name)) byName.set(group.name, group)
        else if (!near.has(group.name)) ambiguous.add(group.name)
        const part = source.structureMap.group[index] as StructureMapGroup
        if (part.typeMode === 'none') continue
        const other = types.declare(group, part.typeMode)
        if (other !== undefined && declared.has(other)) refuseTwice(unit, [other, group], part)
        declared.add(group)
        const type = entryType(group)
        if (type !== undefined && !entries.has(type)) entries.set(type, group)
      }
    }
  }
  return { named: (name) => byName.get(name), isAmbiguous: (name) => ambiguous.has(name), types, entries }
}

function refuseTwice({ context }: Unit, groups: readonly Callable[], part: StructureMapGroup): never {
  const message = `two groups are declared for the same types: ${groups.map(({ name }) => name).join(' and ')}`
  if (context.positionOf(part) !== undefined) new Scope(context, part.name).fail('wrong-use', message, part)
  return fail({ code: 'wrong-use', message, ...lineWith(context, 'imports') })
}

/** The map itself, then what it imports, then what those import; each map once, where it is nearest. */
function levelsOf(unit: Unit, units: Units): readonly (readonly Unit[])[] {
  const levels: (readonly Unit[])[] = []
  const seen = new Set<Unit>([unit])
  let level: readonly Unit[] = [unit]
  while (level.length > 0) {
    levels.push(level)
    const next = new Set(level.flatMap((one) => importsOf(one, units)).filter((other) => !seen.has(other)))
    for (const other of next) seen.add(other)
    if (seen.size > IMPORTS_MAX)
      fail({ code: 'limit', message: 'too many imports', ...lineWith(unit.context, 'imports') })
    level = [...next]
  }
  return levels
}

function importsOf({ source, context }: Unit, units: Units): readonly Unit[] {
  return (source.structureMap.import ?? []).flatMap((pattern) => {
    const found = matching(pattern, units)
    if (found.length > 0) return found
    return fail({ code: 'unknown-name', message: `no map is called ${pattern}`, ...lineWith(context, pattern) })
  })
}

function matching(pattern: string, units: Units): readonly Unit[] {
  const exact = units.get(pattern)
  if (exact !== undefined) return [exact]
  const [before, after, more] = pattern.split('*')
  if (before === undefined || after === undefined || more !== undefined) return []
  return [...units].flatMap(([url, unit]) =>
    url.length >= before.length + after.length && url.startsWith(before) && url.endsWith(after) ? [unit] : []
  )
}

/** The resource type that a group makes out of one of the same type; undefined where it does not. */
function entryType({ inputs }: Callable): string | undefined {
  const [source] = inputs.filter(({ side }) => side === 'source')
  const [target] = inputs.filter(({ side }) => side === 'target')
  return source?.type?.kind === 'resource' && source.type === target?.type ? source.type.name : undefined
}
