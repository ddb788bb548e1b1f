import type { JsonObject, PropertyDefinition, Typed, TypeDefinition } from '../schema/types.ts'

/**
 * A value of the target that is being made.
 *
 * A complex one has its own object from the start. A primitive has none: it lives in its parent's property, alone or at
 * a place of a list, and may stay without a value.
 */
export class TargetNode implements Typed {
  readonly type: TypeDefinition
  parent: TargetNode | undefined
  /** Undefined for a root. */
  property: PropertyDefinition | undefined
  readonly object: JsonObject | undefined
  /** The place of a primitive in its list; -1 where there is none yet, or where it stands alone. */
  index = -1
  /** True of what was made and hangs nowhere yet: the first element that gets it holds it, and not a copy. */
  isFree = false
  constructor(type: TypeDefinition, place?: TargetPlace, object?: JsonObject) {
    this.type = type
    this.parent = place?.parent
    this.property = place?.property
    this.object = object
  }

  get value(): unknown {
    if (this.object !== undefined) return this.object
    return this.held(this.property?.name)
  }

  /** The object that holds the elements of the value: for a primitive, its partner, once it has one. */
  get holder(): JsonObject | undefined {
    return this.object ?? this.partner
  }

  get partner(): JsonObject | undefined {
    if (this.object !== undefined || this.property === undefined) return undefined
    const held = this.held(this.property.partner)
    return typeof held === 'object' && held !== null ? (held as JsonObject) : undefined
  }

  private held(name: string | undefined): unknown {
    const held = name === undefined ? undefined : this.parent?.object?.[name]
    return Array.isArray(held) ? (held as readonly unknown[])[this.index] : held
  }
}

/** Where a node hangs. */
export interface TargetPlace {
  readonly parent: TargetNode
  readonly property: PropertyDefinition
}

/** A root of the target: a resource says its type, a data type does not. */
export function rootTarget(type: TypeDefinition): TargetNode {
  return new TargetNode(type, undefined, emptyObject(type))
}

/** A value that hangs nowhere yet. */
export function freeTarget(type: TypeDefinition, object = emptyObject(type)): TargetNode {
  const node = new TargetNode(type, undefined, object)
  node.isFree = true
  return node
}

/** What a new value of a complex type begins as. */
export function emptyObject(type: TypeDefinition): JsonObject {
  const object = new Blank()
  if (type.kind === 'resource' && !type.isAbstract) object['resourceType'] = type.name
  return object
}

/**
 * Makes plain objects like `{}`, with room for the properties of a resource from the start: V8 sizes what a constructor
 * makes by what its first objects grow to. Measured: a fifth of the time of a transform.
 */
const Blank = function () {
  return undefined
} as unknown as new () => JsonObject
Blank.prototype = Object.prototype
