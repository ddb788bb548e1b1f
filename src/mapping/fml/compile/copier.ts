import { Writer } from '../run/assign.ts'
import { createAt, type CreateOptions } from '../run/create.ts'
import type { ListPlace } from '../run/ends.ts'
import { partnerOf, setPrimitive } from '../run/primitive-node.ts'
import { type Maker, type Run, type RuleInfo, type TargetPlaceName, Written } from '../run/run.ts'
import { asSource } from '../run/read.ts'
import { SourceNode } from '../run/source-node.ts'
import type { TargetNode } from '../run/target-node.ts'
import { findProperty, isKindOf, typeOfResource } from '../schema/navigate.ts'
import type { JsonObject, PropertyDefinition, Typed, TypeDefinition } from '../schema/types.ts'
import type { Callable, TypeGroups } from './groups.ts'

/**
 * Copies a value to an element as the types ask: by the group that is declared for them, or as it is.
 *
 * A type without a group is copied element by element where one of the types below it has a group, and whole otherwise;
 * whole means by reference, and what is written into later is copied first.
 * Source: http://hl7.org/fhir/R4/mapping-language.html#7.8.0.8 (default mapping groups).
 */
export class Copier {
  private readonly groups: TypeGroups
  private readonly rule: RuleInfo
  private readonly maker: Maker
  private readonly name: string
  private readonly place: ListPlace | undefined
  private readonly writer: Writer
  constructor(groups: TypeGroups, { name, place }: CopyPlace, rule: RuleInfo) {
    this.groups = groups
    this.rule = rule
    this.maker = { rule, how: 'copy' }
    this.name = name
    this.place = place
    this.writer = new Writer(name, place)
  }

  copy(run: Run, item: Typed, parent: TargetNode): void {
    const wanted = this.wanted(parent, item)
    const group = this.groupFor(parent, item, wanted)
    if (group !== undefined) {
      const node = createAt(run, parent, this.name, this.options(wanted ?? group.targetType))
      if (run.lineage !== undefined && node.object !== undefined) this.rememberPlace(run, parent, node)
      group.call(run, [item, node])
      run.rule = this.rule
      return
    }
    if (wanted !== undefined && this.groups.reaches(item.type) && this.isDeep(run, item, wanted)) {
      const node = createAt(run, parent, this.name, this.options(wanted))
      if (node.object === undefined && item.value !== undefined) {
        setPrimitive(run, node, item)
        if (run.lineage !== undefined) this.remember(run, { parent: node, property: undefined }, item)
      }
      const source = asSource(item)
      if (node.object === undefined) run.coverage?.take(new SourceNode(item.value, item.type, undefined, source))
      this.members(run, source, node)
      return
    }
    const property = this.writer.write(run, parent, item)
    if (item instanceof SourceNode) run.coverage?.take(item)
    if (run.lineage !== undefined) this.remember(run, { parent, property: property?.name }, item)
  }

  /** The group for the types; the value of a primitive has the type of the primitive, and would go round in its group. */
  private groupFor(parent: TargetNode, { type }: Typed, wanted: TypeDefinition | undefined): Callable | undefined {
    if (parent.object === undefined && this.name === 'value') return undefined
    return wanted === undefined ? this.groups.forSource(type) : this.groups.forTypes(type, wanted)
  }

  private options(type: TypeDefinition | undefined): CreateOptions {
    return { type, place: this.place, reuse: 'none' }
  }

  /** Whether a value is copied by its members: then groups apply below it, of a primitive in its extensions. */
  private isDeep(run: Run, { type, partner }: Typed, wanted: TypeDefinition): boolean {
    if (type.kind === 'primitive') return wanted.kind === 'primitive' && partner?.['extension'] !== undefined
    // A resource of a type that is not known is taken as it is.
    if (type.isAbstract) return false
    return type === wanted || isKindOf(type, wanted.name, run.schema) || isKindOf(wanted, type.name, run.schema)
  }

  /** The one type that the element takes a value of this type as; undefined where that is open. */
  private wanted(parent: TargetNode, item: Typed): TypeDefinition | undefined {
    const element = parent.type.elements.get(this.name) ?? findProperty(parent.type, this.name)?.element
    const properties = element?.properties ?? []
    if (properties.some(({ type }) => type === item.type)) return item.type
    const [only, other] = properties
    if (only === undefined || other !== undefined) return undefined
    return only.type.isAbstract && item.type.kind === 'resource' ? item.type : only.type
  }

  /** Copies what stands in an object, or in the partner of a primitive, in its order. */
  private members(run: Run, source: SourceNode, target: TargetNode): void {
    run.enter()
    const from = membersOf(source)
    for (const key of Object.keys(from)) {
      if (key === 'resourceType') continue
      const property = findProperty(source.type, key.startsWith('_') ? key.slice(1) : key)
      // What no definition knows is not copied, and so is told as unread.
      if (property === undefined) continue
      const { type } = property
      if (this.groups.forTypes(type, type) === undefined && !this.groups.reaches(type)) {
        this.whole(run, source, target, key)
      } else if (!key.startsWith('_') || from[property.name] === undefined) {
        this.each(run, source, target, property)
      }
    }
    run.leave()
  }

  private whole(run: Run, source: SourceNode, target: TargetNode, key: string): void {
    const from = membersOf(source)
    const held = from[key]
    const items: readonly unknown[] = Array.isArray(held) ? held : [held]
    run.countWrites(items.length)
    const copied = Array.isArray(held) ? [...items] : held
    const into = target.object ?? partnerOf(run, target)
    into[key] = copied
    run.coverage?.takeMember(from, key)
    if (run.lineage === undefined) return
    const property = key.startsWith('_') ? key.slice(1) : key
    const type = findProperty(source.type, property)?.type ?? source.type
    const node = new SourceNode(held, type, undefined, { parent: source, property, index: -1 })
    this.remember(run, { parent: target, property: key }, node, { type, value: copied })
  }

  private each(run: Run, source: SourceNode, target: TargetNode, property: PropertyDefinition): void {
    const from = membersOf(source)
    const held = from[property.name]
    const partners = property.partner === undefined ? undefined : from[property.partner]
    const values: readonly unknown[] = Array.isArray(held) ? held : [held]
    const beside: readonly unknown[] = Array.isArray(partners) ? partners : [partners]
    const inner = new Copier(this.groups, { name: property.name, place: undefined }, this.rule)
    for (let index = 0; index < Math.max(values.length, beside.length); index++) {
      const value = values[index] ?? undefined
      const partner = beside[index]
      const extra = typeof partner === 'object' && partner !== null ? (partner as JsonObject) : undefined
      if (value === undefined && extra === undefined) continue
      const type = property.type.isAbstract ? (typeOfResource(value, run.schema) ?? property.type) : property.type
      const place = { parent: source, property: property.name, index: Array.isArray(held ?? partners) ? index : -1 }
      inner.copy(run, new SourceNode(value, type, extra, place), target)
    }
  }

  /** A place that a group fills is a place that is created. */
  private rememberPlace(run: Run, parent: TargetNode, node: TargetNode): void {
    const place = { parent, property: node.property?.name }
    run.lineage?.push(new Written(place, node, { rule: this.rule, how: 'create' }, undefined))
  }

  private remember(run: Run, place: TargetPlaceName, item: Typed, value: Typed = item): void {
    run.lineage?.push(new Written(place, value, this.maker, item))
  }
}

/** Where a value is copied to. */
export interface CopyPlace {
  /** The name of the element. */
  readonly name: string
  readonly place: ListPlace | undefined
}

/** The object that the elements of a value stand in. */
function membersOf({ value, type, partner }: SourceNode): JsonObject {
  if (type.kind === 'primitive') return partner ?? {}
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {}
}
