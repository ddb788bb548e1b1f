import { findProperty, typeOfResource } from '../schema/navigate.ts'
import type { JsonObject, Schema } from '../schema/types.ts'
import { pathOf, SourceNode } from './source-node.ts'

/**
 * Which parts of a source a transform took values from.
 *
 * Kept by the identity of the JSON objects, because one element is met as a node more than once.
 */
export class Coverage {
  private readonly whole = new Set<object>()
  private readonly members = new Map<object, Set<string>>()

  /** The value of a node, with everything below it, was taken. */
  take({ value, partner, parent, property, index }: SourceNode): void {
    if (typeof value === 'object' && value !== null) {
      this.whole.add(value)
      return
    }
    if (partner !== undefined) this.whole.add(partner)
    const holder = parent?.type.kind === 'primitive' ? parent.partner : parent?.value
    if (typeof holder !== 'object' || holder === null) return
    const taken = this.members.get(holder) ?? new Set<string>()
    this.members.set(holder, taken)
    taken.add(index < 0 ? property : `${property}[${String(index)}]`)
  }

  /** Everything that an object holds under a JSON property was taken. */
  takeMember(object: JsonObject, key: string): void {
    const held = object[key]
    const taken = this.members.get(object) ?? new Set<string>()
    this.members.set(object, taken)
    const items: readonly unknown[] = Array.isArray(held) ? held : [held]
    items.forEach((item, index) => {
      if (typeof item === 'object' && item !== null) this.whole.add(item)
      else taken.add(Array.isArray(held) ? `${key}[${String(index)}]` : key)
    })
  }

  /** The value at a path of element names below a node was taken; a choice may be named without its type. */
  takePath(node: SourceNode, path: readonly string[], schema: Schema): void {
    this.descend(node, path, 0, schema)
  }

  private descend(node: SourceNode, path: readonly string[], depth: number, schema: Schema): void {
    const name = path[depth]
    if (name === undefined || (name === 'value' && node.type.kind === 'primitive')) {
      this.take(node)
      return
    }
    const element = node.type.elements.get(name) ?? findProperty(node.type, name)?.element
    const holder = node.type.kind === 'primitive' ? node.partner : node.value
    if (element === undefined || typeof holder !== 'object' || holder === null) return
    for (const { name: key, type } of element.properties) {
      for (const [item, partner, index] of itemsAt(holder as JsonObject, key)) {
        const actual = type.isAbstract ? (typeOfResource(item, schema) ?? type) : type
        this.descend(
          new SourceNode(item, actual, partner, { parent: node, property: key, index }),
          path,
          depth + 1,
          schema
        )
      }
    }
  }

  /**
   * The places that no rule took a value from.
   *
   * @returns FHIRPaths in the order of the source, at most `max`.
   */
  unread(root: SourceNode, max = 50): readonly string[] {
    const found: string[] = []
    const walk = (value: object, path: string): void => {
      if (this.whole.has(value)) return
      for (const [key, held] of Object.entries(value)) {
        if (key === 'resourceType' || found.length >= max) continue
        const name = key.startsWith('_') ? key.slice(1) : key
        const isList = Array.isArray(held)
        const items: readonly unknown[] = isList ? held : [held]
        items.forEach((item, index) => {
          if (item === null || item === undefined || found.length >= max) return
          const own = `${path}.${name}${isList ? `[${String(index)}]` : ''}`
          if (typeof item === 'object') walk(item, own)
          else if (this.members.get(value)?.has(isList ? `${key}[${String(index)}]` : key) !== true) found.push(own)
        })
      }
    }
    if (typeof root.value === 'object' && root.value !== null) walk(root.value, pathOf(root))
    return found
  }
}

/** What stands under a JSON property: each value with its partner and its index, -1 where it stands alone. */
function itemsAt(holder: JsonObject, key: string): readonly (readonly [unknown, JsonObject | undefined, number])[] {
  const held = holder[key]
  const partners = holder[`_${key}`]
  // Of a choice, which has up to fifty properties, one stands there.
  if (held === undefined && partners === undefined) return []
  const isList = Array.isArray(held) || Array.isArray(partners)
  const values: readonly unknown[] = Array.isArray(held) ? held : [held]
  const beside: readonly unknown[] = Array.isArray(partners) ? partners : [partners]
  return Array.from({ length: Math.max(values.length, beside.length) }, (_, index) => {
    const partner = beside[index]
    const object = typeof partner === 'object' && partner !== null ? (partner as JsonObject) : undefined
    return [values[index] ?? undefined, object, isList ? index : -1] as const
  }).filter(([value, partner]) => value !== undefined || partner !== undefined)
}
