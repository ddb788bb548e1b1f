import type { StructureMapGroup, StructureMapGroupInput, StructureMapGroupRule } from '@medplum/fhirtypes'
import type { LibraryOptions } from '../compile/library.ts'
import { constantsOf } from '../parse/constants.ts'
import type { MapSource } from '../parse/map-source.ts'
import type { TypeDefinition } from '../schema/types.ts'
import { Making } from './making.ts'
import { Reading } from './reading.ts'
import { NO_TYPES, OPEN, type TypeSet, typeSet, union } from './type-set.ts'

/** A map among the others of its library, as the linter looks at it. */
export class LintedMap {
  readonly source: MapSource
  readonly options: LibraryOptions
  readonly groups: readonly LintedGroup[]
  readonly constants: ReadonlyMap<string, string>
  readonly conceptMaps: ReadonlySet<string>
  /** All groups that it sees: its own, then those of its imports. */
  visible: readonly LintedGroup[] = []
  private readonly types: ReadonlyMap<string, TypeDefinition>

  constructor(source: MapSource, sources: readonly MapSource[], options: LibraryOptions) {
    const { structureMap } = source
    this.source = source
    this.options = options
    this.types = new Map(
      (structureMap.structure ?? []).flatMap(({ url, alias = url }) => {
        const type = options.schema.type(url)
        return type === undefined ? [] : ([[url, type] as const, [alias, type] as const] as const)
      })
    )
    this.constants = new Map(constantsOf(structureMap).map(({ name, expression }) => [name, expression]))
    const given = (options.conceptMaps ?? []).flatMap(({ url, version }) => [url, `${url}|${version ?? ''}`])
    const own = (structureMap.contained ?? []).map(({ id = '' }) => `#${id}`)
    this.conceptMaps = new Set([...given, ...own, ...sources.flatMap(containedMaps)])
    this.groups = structureMap.group.map((definition) => new LintedGroup(definition, this))
  }

  type(name: string): TypeDefinition | undefined {
    return this.types.get(name) ?? this.options.schema.type(name)
  }

  group(name: string): LintedGroup | undefined {
    return this.visible.find(({ definition }) => definition.name === name)
  }

  /** The first group that stands for a pair of types. */
  groupFor(source: TypeDefinition, target: TypeDefinition): LintedGroup | undefined {
    return this.visible.find(({ typePair }) => typePair?.[0] === source && typePair[1] === target)
  }

  /** The only type that the map's `uses` lines name for a side. */
  onlyType(mode: 'source' | 'target'): TypeDefinition | undefined {
    const [only, other] = (this.source.structureMap.structure ?? []).filter((one) => one.mode === mode)
    return only === undefined || other !== undefined ? undefined : this.type(only.url)
  }
}

/** A group and what is known of what it takes. */
export class LintedGroup {
  readonly definition: StructureMapGroup
  readonly map: LintedMap
  readonly inputs: readonly LintedInput[]
  /** Whether a rule or another group names it. */
  isNamed = false
  constructor(definition: StructureMapGroup, map: LintedMap) {
    this.definition = definition
    this.map = map
    this.inputs = definition.input.map((input) => new LintedInput(input, map))
  }

  /** Source and target type, where it is declared to stand for them. */
  get typePair(): readonly [TypeDefinition, TypeDefinition] | undefined {
    const [source, target] = this.inputs
    if (this.definition.typeMode === 'none' || source?.declared === undefined || target?.declared === undefined) {
      return undefined
    }
    return [source.declared, target.declared]
  }

  get isFirst(): boolean {
    return this.map.groups[0] === this
  }

  /** Whether content comes here from outside: nothing names it, or it stands for a type. */
  get isEntry(): boolean {
    return !this.isNamed || this.typePair !== undefined
  }
}

/** One input of a group. */
export class LintedInput {
  readonly definition: StructureMapGroupInput
  readonly declared: TypeDefinition | undefined
  types: TypeSet
  reading = new Reading()
  making: Making
  constructor(definition: StructureMapGroupInput, map: LintedMap) {
    this.definition = definition
    this.declared = definition.type === undefined ? undefined : map.type(definition.type)
    this.types = definition.type === undefined ? NO_TYPES : typeSet(this.declared)
    this.making = new Making(this.types, { conditions: 0, lists: 0 })
  }

  /** Takes what a call gives; true where that is new. */
  give(types: TypeSet): boolean {
    if (this.definition.type !== undefined) return false
    const before = this.types
    this.types = union(before, types)
    return this.types.known.size > before.known.size || this.types.isOpen !== before.isOpen
  }

  /** Nobody calls the group: the first one gets what the map says that it is about, and any other whatever comes. */
  giveOwn(map: LintedMap, isFirst: boolean): void {
    const type = isFirst ? map.onlyType(this.definition.mode) : undefined
    this.give(type === undefined ? OPEN : typeSet(type))
  }

  /** Forgets what rules did, before they are followed again with more types. */
  reset(): void {
    this.reading = new Reading()
    this.making = new Making(this.types, { conditions: 0, lists: 0 })
  }
}

/** The maps of a library, each with the groups that it sees and with what names what. */
export function lintedMaps(sources: readonly MapSource[], options: LibraryOptions): readonly LintedMap[] {
  const maps = sources.map((source) => new LintedMap(source, sources, options))
  for (const map of maps) map.visible = [...withImports(map, maps)].flatMap(({ groups }) => groups)
  for (const group of maps.flatMap(({ groups }) => groups)) {
    const names = [...called(group.definition.rule), group.definition.extends ?? []].flat()
    for (const name of names) {
      const other = group.map.group(name)
      if (other !== undefined) other.isNamed = true
    }
  }
  for (const group of maps.flatMap(({ groups }) => groups)) {
    if (!group.isNamed) for (const input of group.inputs) input.giveOwn(group.map, group.isFirst)
  }
  return maps
}

/** What a map holds itself may be named by any other, by the canonical of the map with `#id`. */
function containedMaps({ structureMap }: MapSource): readonly string[] {
  return (structureMap.contained ?? []).map(({ id = '' }) => `${structureMap.url}#${id}`)
}

function called(rules: readonly StructureMapGroupRule[]): readonly string[] {
  return rules.flatMap(({ rule, dependent }) => [...(dependent ?? []).map(({ name }) => name), ...called(rule ?? [])])
}

function withImports(map: LintedMap, maps: readonly LintedMap[]): ReadonlySet<LintedMap> {
  const found = new Set([map])
  for (const one of found) {
    for (const pattern of one.source.structureMap.import ?? []) {
      for (const other of maps) if (isImported(other.source.structureMap.url, pattern)) found.add(other)
    }
  }
  return found
}

function isImported(url: string, pattern: string): boolean {
  const [before = '', after, more] = pattern.split('*')
  if (after === undefined || more !== undefined) return url === pattern
  return url.length >= before.length + after.length && url.startsWith(before) && url.endsWith(after)
}
