import { copyOf } from '../schema/decimal.ts'
import { findProperty, present, typeOfResource } from '../schema/navigate.ts'
import type {
  ElementDefinition,
  JsonObject,
  PropertyDefinition,
  Schema,
  Typed,
  TypeDefinition
} from '../schema/types.ts'
import type { Run } from './run.ts'
import { SourceNode } from './source-node.ts'
import { TargetNode } from './target-node.ts'

/** The items of an element of a value. */
export type Reader = (node: Typed, run: Run) => readonly SourceNode[]

const NONE: readonly SourceNode[] = []

/**
 * Reads an element by name, at any depth of dots; the definition is looked up once for each type that comes by.
 *
 * Fault: `unknown-element` when the type of the value has no such element.
 */
export function reader(path: string): Reader {
  const [first = '', ...rest] = path.split('.')
  const own = step(first)
  if (rest.length === 0) return own
  const further = reader(rest.join('.'))
  return (node, run) => own(node, run).flatMap((item) => further(item, run))
}

function step(name: string): Reader {
  let cachedType: TypeDefinition | undefined
  let found: Found
  return (node, run) => {
    if (node.type !== cachedType) {
      found = find(name, node.type)
      cachedType = node.type
    }
    if (found === undefined) return run.fail('unknown-element', `${node.type.name} has no element ${name}`)
    const parent = asSource(node)
    const { value, type } = parent
    if (type.kind === 'primitive') return ofPrimitive(parent, found)
    if (typeof value !== 'object' || value === null) return NONE
    const property = found.property ?? present(found.element, type, value as JsonObject)
    return property === undefined ? NONE : itemsOf(parent, value as JsonObject, property, run)
  }
}

/** An element, and its property where there is only one. */
type Found = { readonly element: ElementDefinition; readonly property: PropertyDefinition | undefined } | undefined

function find(name: string, type: TypeDefinition): Found {
  const element = type.elements.get(name)
  if (element !== undefined) return { element, property: element.isChoice ? undefined : element.properties[0] }
  // A choice may be asked for by its JSON name, as upstream engines allow.
  const property = findProperty(type, name)
  return property === undefined ? undefined : { element: property.element, property }
}

function itemsOf(
  parent: SourceNode,
  object: JsonObject,
  property: PropertyDefinition,
  run: Run
): readonly SourceNode[] {
  const held = object[property.name]
  const partners = property.partner === undefined ? undefined : object[property.partner]
  if (held === undefined && partners === undefined) return NONE
  if (!Array.isArray(held) && !Array.isArray(partners)) {
    run.countItems(1)
    const place = { parent, property: property.name, index: -1 }
    return [new SourceNode(held, actualType(held, property.type, run.schema), asObject(partners), place)]
  }
  const values: readonly unknown[] = Array.isArray(held) ? held : []
  const beside: readonly unknown[] = Array.isArray(partners) ? partners : []
  const items: SourceNode[] = []
  const count = Math.max(values.length, beside.length)
  run.countItems(count)
  for (let index = 0; index < count; index++) {
    const value = values[index] ?? undefined
    const partner = asObject(beside[index])
    if (value === undefined && partner === undefined) continue
    const place = { parent, property: property.name, index }
    items.push(new SourceNode(value, actualType(value, property.type, run.schema), partner, place))
  }
  return items
}

/** `value` of a primitive is the primitive itself; its id and extensions stand in the partner. */
function ofPrimitive(node: SourceNode, { element }: NonNullable<Found>): readonly SourceNode[] {
  const [property] = element.properties
  if (property === undefined) return NONE
  if (element.name === 'value') {
    // It stands in JSON where the primitive itself stands.
    return node.value === undefined ? NONE : [new SourceNode(node.value, node.type, undefined, node)]
  }
  const held = node.partner?.[element.name]
  if (held === undefined) return NONE
  const items: readonly unknown[] = Array.isArray(held) ? held : [held]
  return items.map((value, index) => {
    const place = { parent: node, property: element.name, index: element.isList ? index : -1 }
    return new SourceNode(value, property.type, undefined, place)
  })
}

/** What stands where any resource may says its own type. */
function actualType(value: unknown, type: TypeDefinition, schema: Schema): TypeDefinition {
  return type.isAbstract ? (typeOfResource(value, schema) ?? type) : type
}

/**
 * A node to hang others on; what is no part of the source becomes a root of its own.
 *
 * A target that is read from is read as it is now: what is copied out of it does not change with it later.
 */
export function asSource(node: Typed): SourceNode {
  if (node instanceof SourceNode) return node
  const { type, partner } = node
  const value: unknown = node instanceof TargetNode ? copyOf(node.value) : node.value
  return new SourceNode(value, type, partner, { parent: undefined, property: type.name, index: -1 })
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined
}
