import { findProperty } from '../schema/navigate.ts'
import type { JsonObject, PropertyDefinition, TypeDefinition } from '../schema/types.ts'
import { checkChoice, mayHold, propertyFor } from './fit.ts'
import type { ListPlace } from './ends.ts'
import { insert, listOf, stand } from './list.ts'
import { own } from './own.ts'
import { partnerOf } from './primitive-node.ts'
import type { Run } from './run.ts'
import { emptyObject, TargetNode } from './target-node.ts'

/** How an element is created. */
export interface CreateOptions {
  readonly type?: TypeDefinition | undefined
  readonly place?: ListPlace | undefined
  /** What may stand there already: the one value of an element, or also the first item of a list, is gone on with. */
  readonly reuse: 'none' | 'single' | 'first'
}

/**
 * A new, empty value at an element, as a node to write into.
 *
 * Faults: `unknown-element`; `wrong-value` for a type that cannot stand there; `wrong-use` where the type must be said;
 * `too-many` where another value stands there that is not to be gone on with.
 */
export function createAt(run: Run, parent: TargetNode, name: string, options: CreateOptions): TargetNode {
  run.countWrite()
  const { type, place, reuse } = options
  const property = createProperty(run, parent, name, type)
  const made = type?.kind === 'resource' ? type : property.type
  // The value of a primitive is the primitive itself.
  if (parent.object === undefined && property.element.name === 'value') return parent
  const holder = parent.object ?? partnerOf(run, parent)
  if (property.element.isChoice) checkChoice(run, parent.type, holder, property)
  if (made.kind === 'primitive') return createPrimitive(run, { parent, property }, options)
  const held = holder[property.name]
  const existing: unknown = Array.isArray(held) && reuse === 'first' ? (held as readonly unknown[])[0] : held
  if (typeof existing === 'object' && existing !== null && !Array.isArray(existing)) {
    const standing = existing as JsonObject
    const isOther = made.kind === 'resource' && standing['resourceType'] !== made.name
    if (reuse === 'none' || isOther) run.fail('too-many', `${property.name} holds one value and is given a second`)
    return new TargetNode(made, { parent, property }, own(run, holder, property.name, standing))
  }
  const object = emptyObject(made)
  if (property.element.isList) insert(run, listOf(holder, property.name), object, place)
  else holder[property.name] = object
  const node = new TargetNode(made, { parent, property }, object)
  run.created.push(node)
  return node
}

interface Place {
  readonly parent: TargetNode
  readonly property: PropertyDefinition
}

/** A primitive has no object to stand in a list before its value is known, so it cannot be put at an end. */
function createPrimitive(run: Run, { parent, property }: Place, { place, reuse }: CreateOptions): TargetNode {
  const node = new TargetNode(property.type, { parent, property })
  if (!property.element.isList) return node
  if (place !== undefined) run.fail('wrong-use', `${property.name} goes ${place.end} only with its value`)
  const held = parent.holder?.[property.name]
  if (reuse === 'first' && Array.isArray(held) && held.length > 0) stand(run, held as readonly unknown[], node, 0)
  return node
}

function createProperty(
  run: Run,
  parent: TargetNode,
  name: string,
  type: TypeDefinition | undefined
): PropertyDefinition {
  const element = parent.type.elements.get(name)
  if (type !== undefined) {
    const property = propertyFor(run, parent.type, name, type)
    if (mayHold(run, property.type, type)) return property
    return run.fail('wrong-value', `${property.name} takes a ${property.type.name} and ${type.name} is created`)
  }
  const only = element === undefined ? findProperty(parent.type, name) : element.properties[0]
  if (only === undefined) return run.fail('unknown-element', `${parent.type.name} has no element ${name}`)
  if (element?.isChoice === true && element.properties.length > 1) {
    return run.fail('wrong-use', `${name}[x] may be of several types; say which by create`)
  }
  if (only.type.isAbstract) return run.fail('wrong-use', `${name} may be any resource; say which by create`)
  return only
}
