import type { JsonObject, PropertyDefinition, Typed } from '../schema/types.ts'
import { checkFits, propertyFor } from './fit.ts'
import { listOf, put, setPartner, stand } from './list.ts'
import { own } from './own.ts'
import type { Run } from './run.ts'
import type { TargetNode } from './target-node.ts'

/** Gives a primitive node its own value (`value`, or no name), its id or an extension. */
export function writePrimitive(run: Run, node: TargetNode, name: string, value: Typed): PropertyDefinition | undefined {
  const { parent, property } = node
  const holder = parent?.holder
  if (holder === undefined || property === undefined) return run.fail('wrong-use', 'a primitive cannot be a root')
  if (name !== 'value' && name !== '') {
    const inner = propertyFor(run, node.type, name, value.type)
    checkFits(run, value, inner)
    put(run, partnerOf(run, node), inner, { value: value.value, partner: value.partner })
    return inner
  }
  if (value.value === undefined) return undefined
  checkFits(run, value, property)
  if ((node.value ?? undefined) !== undefined) {
    return run.fail('too-many', `${property.name} holds one value and is given a second`)
  }
  if (!property.element.isList) holder[property.name] = value.value
  else {
    const list = listOf(holder, property.name)
    if (node.index < 0) stand(run, list, node, list.push(value.value) - 1)
    else list[node.index] = value.value
  }
  return undefined
}

/** The partner of a primitive node, made where it has none, and copied where it belongs to the source. Fault: `wrong-use`. */
export function partnerOf(run: Run, node: TargetNode): JsonObject {
  const { parent, property } = node
  const holder = parent?.holder
  if (holder === undefined || property === undefined) return run.fail('wrong-use', 'a primitive cannot be a root')
  const name = `_${property.name}`
  const held = node.partner
  if (held !== undefined) return own(run, holder, name, held)
  const made: JsonObject = {}
  run.own.add(made)
  if (!property.element.isList) {
    holder[name] = made
    return made
  }
  const list = listOf(holder, property.name)
  if (node.index < 0) stand(run, list, node, list.push(null) - 1)
  setPartner(holder, property.name, made, node.index)
  return made
}

/** Gives a primitive node its value. */
export function setPrimitive(run: Run, node: TargetNode, value: Typed): void {
  run.countWrite()
  writePrimitive(run, node, 'value', value)
}
