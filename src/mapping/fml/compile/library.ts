import type { StructureMap } from '@medplum/fhirtypes'
import { attempt, fail, type Outcome, type Position } from '../fault.ts'
import type { HostFunctions } from '../fhirpath/expression.ts'
import { constantUrl } from '../parse/codes.ts'
import type { MapSource } from '../parse/map-source.ts'
import type { Schema, TypeDefinition } from '../schema/types.ts'
import { indexConceptMap, type IndexedConceptMap } from '../terminology/index-concept-map.ts'
import { CompiledMap } from './compiled-map.ts'
import { refuseEndless } from './endless.ts'
import { CompiledGroup } from './group.ts'
import { groupsOf, type Unit } from './imports.ts'
import { lineWith, type MapContext, Scope } from './scope.ts'

/** What maps are compiled with. */
export interface LibraryOptions {
  readonly schema: Schema
  readonly conceptMaps?: readonly IndexedConceptMap[]
  /** FHIRPath functions of the host. */
  readonly functions?: HostFunctions
  /** The extension that says of a Coding that its translation does not mean the same. */
  readonly approximate?: string
}

/** Maps that may import each other, compiled once and used as often as wanted; nothing in it changes after that. */
export interface MapLibrary {
  /** By canonical, in the order of their compilation. */
  readonly maps: ReadonlyMap<string, CompiledMap>
}

/**
 * Compiles maps together: imports are exact, or have one `*` that stands for anything.
 *
 * The first fault ends it: `unknown-type`, `unknown-name`, `unknown-concept-map`, `wrong-use`, `syntax` of an
 * expression, `recursion` for groups that can only ever call each other.
 */
export function compileLibrary(sources: readonly MapSource[], options: LibraryOptions): Outcome<MapLibrary> {
  return attempt(() => {
    const units = new Map<string, Unit>()
    const contained = new Map(sources.flatMap(containedMaps))
    for (const source of sources) {
      const unit = declare(source, contained, options)
      if (units.has(unit.context.url)) {
        const message = `two maps are called ${unit.context.url}`
        fail({ code: 'wrong-use', message, ...lineWith(unit.context, unit.context.url) })
      }
      units.set(unit.context.url, unit)
    }
    const visible = new Map(Array.from(units.values(), (unit) => [unit, groupsOf(unit, units)] as const))
    for (const [unit, groups] of visible) for (const group of unit.groups) group.fill(groups)
    for (const unit of units.values()) refuseEndless(unit.source, unit.context)
    return {
      maps: new Map(
        Array.from(visible, ([unit, groups]) => [unit.context.url, new CompiledMap(unit.source, unit.context, groups)])
      )
    }
  })
}

function declare(source: MapSource, contained: ContainedMaps, options: LibraryOptions): Unit {
  const context = contextOf(source, contained, options)
  const seen = new Set<string>()
  const groups = source.structureMap.group.map((group) => {
    if (seen.has(group.name)) {
      new Scope(context, group.name).fail('wrong-use', `group ${group.name} stands twice`, group)
    }
    seen.add(group.name)
    return new CompiledGroup(group, context)
  })
  return { source, context, groups }
}

/** The ConceptMaps that maps hold themselves, by the canonical of the map with `#id`: any map may name them so. */
type ContainedMaps = ReadonlyMap<string, IndexedConceptMap>

function containedMaps({ structureMap, file, lines }: MapSource): readonly (readonly [string, IndexedConceptMap])[] {
  const { url, contained = [] } = structureMap
  return contained.flatMap((held) => {
    if (held.resourceType !== 'ConceptMap' || held.id === undefined) return []
    const own = indexConceptMap({ ...held, url: `${url}#${held.id}` }, file)
    if (own.ok) return [[own.value.url, own.value] as const]
    return fail({ ...lineWith({ file, lines, url }, `#${held.id}`), ...own.fault })
  })
}

function contextOf(source: MapSource, contained: ContainedMaps, options: LibraryOptions): MapContext {
  const { structureMap, positions, file, lines } = source
  const { url, version } = structureMap
  const conceptMaps = new Map<string, IndexedConceptMap>()
  for (const conceptMap of options.conceptMaps ?? []) {
    conceptMaps.set(conceptMap.url, conceptMap)
    if (conceptMap.version !== undefined) conceptMaps.set(`${conceptMap.url}|${conceptMap.version}`, conceptMap)
  }
  const find = (name: string): IndexedConceptMap | undefined =>
    contained.get(name.startsWith('#') ? `${url}${name}` : name) ?? conceptMaps.get(name)
  return {
    url,
    version,
    file,
    lines,
    schema: options.schema,
    functions: options.functions ?? {},
    constants: constantsOf(structureMap),
    translator: { find, approximate: options.approximate },
    types: typesOf(structureMap, { file, lines, positions }, options.schema),
    positionOf: (part): Position | undefined => positions.get(part)
  }
}

/** `let` lines, which R4 keeps as extensions. */
function constantsOf({ extension }: StructureMap): ReadonlyMap<string, string> {
  const constants = (extension ?? []).filter(({ url }) => url === constantUrl)
  return new Map(
    constants.map(({ extension: parts }) => {
      const part = (name: string): string => parts?.find(({ url }) => url === name)?.valueString ?? ''
      return [part('name'), part('value')]
    })
  )
}

type Placed = Pick<MapSource, 'file' | 'lines' | 'positions'>

function typesOf(
  map: StructureMap,
  { file, lines, positions }: Placed,
  schema: Schema
): ReadonlyMap<string, TypeDefinition> {
  const types = new Map<string, TypeDefinition>()
  for (const structure of map.structure ?? []) {
    const type = schema.type(structure.url)
    if (type === undefined) {
      const position = positions.get(structure)
      const text = position === undefined ? undefined : lines[position.line - 1]
      const message = `${structure.url} is not a type that is known here`
      return fail({
        code: 'unknown-type',
        message,
        file,
        map: map.url,
        ...position,
        ...(text === undefined ? {} : { text })
      })
    }
    types.set(structure.url, type)
    if (structure.alias !== undefined) types.set(structure.alias, type)
  }
  return types
}
