import { copyOf, isStructure } from '../schema/decimal.ts'
import type { JsonObject, PropertyDefinition, Typed, TypeDefinition } from '../schema/types.ts'
import { checkChoice, checkFits, propertyFor } from './fit.ts'
import type { ListPlace } from './ends.ts'
import { put } from './list.ts'
import { writePrimitive } from './primitive-node.ts'
import type { Run } from './run.ts'
import { CONSTANT, SourceNode } from './source-node.ts'
import { freeTarget, TargetNode, type TargetPlace } from './target-node.ts'

/** Writes values to one element by name; what is known of the types is remembered from call to call. */
export class Writer {
  private readonly name: string
  private readonly place: ListPlace | undefined
  private parentType: TypeDefinition | undefined
  private valueType: TypeDefinition | undefined
  private property: PropertyDefinition | undefined
  private isSame = false
  /** The last constant or translation that was found to fit: it comes again. */
  private proved: Typed | undefined
  /** Where in its list the last value went; -1 where it stands alone. */
  index = -1
  constructor(name: string, place?: ListPlace) {
    this.name = name
    this.place = place
  }

  /**
   * Gives the element the value: appended to a list, set where one may stand.
   *
   * What hangs nowhere yet is hung up there; what has its place in a target already is copied as it is now.
   *
   * Faults: `unknown-element`; `wrong-value` where the value is not of a type that may stand there; `too-many` where
   * another value stands there already, because to overwrite is to lose.
   */
  write(run: Run, parent: TargetNode, value: Typed): PropertyDefinition | undefined {
    run.countWrite()
    const object = parent.object
    if (object === undefined) return writePrimitive(run, parent, this.name, value)
    if (parent.type !== this.parentType || value.type !== this.valueType) {
      this.proved = undefined
      this.property = propertyFor(run, parent.type, this.name, value.type)
      this.isSame = this.property.type === value.type
      this.parentType = parent.type
      this.valueType = value.type
    }
    const { property } = this
    if (property === undefined) return undefined
    // What the source has of the very type is taken as it is; that nothing is written as an empty text holds for all.
    const isTaken = this.isSame && value.value !== '' && value instanceof SourceNode
    if (!isTaken && value !== this.proved) {
      checkFits(run, value, property)
      // Only what is the map's own is kept: content must not outlive its message.
      if (isOfMap(value)) this.proved = value
    }
    if (property.element.isChoice) checkChoice(run, parent.type, object, property)
    if (value instanceof TargetNode && value.object !== undefined) hang(run, value, { parent, property })
    this.index = put(run, object, property, { value: value.value, partner: value.partner, place: this.place })
    return property
  }
}

/** Constants and translations of single codes are the map's, and not a message's. */
function isOfMap(value: Typed): boolean {
  if (value instanceof SourceNode) return value.property === CONSTANT && value.parent === undefined
  return value.translation !== undefined && typeof value.value === 'string'
}

/** A value for an element of its own: what is made already, and not placed, or else a copy that may be written into. */
export function ownValue(made: Typed): Typed {
  const { value, type } = made
  if (!isStructure(value)) return made
  if (made instanceof TargetNode && made.isFree) return made
  return freeTarget(type, copyOf(value) as JsonObject)
}

function hang(run: Run, node: TargetNode, place: TargetPlace): void {
  for (let above: TargetNode | undefined = place.parent; above !== undefined; above = above.parent) {
    if (above === node) run.fail('wrong-use', `a ${node.type.name} is to hold itself`)
  }
  node.parent = place.parent
  node.property = place.property
  node.isFree = false
  run.created.push(node)
}
