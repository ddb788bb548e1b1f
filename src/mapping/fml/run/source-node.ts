import type { JsonObject, Typed, TypeDefinition } from '../schema/types.ts'

/** A value of the source with the way to it; its path is put together only when somebody asks. */
export class SourceNode implements Typed {
  readonly value: unknown
  readonly type: TypeDefinition
  readonly partner: JsonObject | undefined
  readonly parent: SourceNode | undefined
  /** The JSON property in the parent, or for a root the name that stands for it in paths. */
  readonly property: string
  /** Position in a list, or -1. */
  readonly index: number
  constructor(value: unknown, type: TypeDefinition, partner: JsonObject | undefined, place: Place) {
    this.value = value
    this.type = type
    this.partner = partner
    this.parent = place.parent
    this.property = place.property
    this.index = place.index
  }
}

/** Where a node hangs. */
export interface Place {
  readonly parent: SourceNode | undefined
  readonly property: string
  readonly index: number
}

/** The value of a primitive without its partner. */
export function valueOf(node: SourceNode): SourceNode {
  return new SourceNode(node.value, node.type, undefined, node)
}

/** FHIRPath of a node from its root, with the JSON names that its sender wrote: `Patient.name[0].given[1]`. */
export function pathOf({ parent, property, index }: SourceNode): string {
  const own = index < 0 ? property : `${property}[${index}]`
  return parent === undefined ? own : `${pathOf(parent)}.${own}`
}

/** The property of a node that is a constant of the map and no part of the source. */
export const CONSTANT = 'constant'
