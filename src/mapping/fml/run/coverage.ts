import { spend } from '../effort.ts'
import { findProperty, present, typeOfResource } from '../schema/navigate.ts'
import type { Frame } from '../fhirpath/expression-context.ts'
import type { ReadStep } from '../fhirpath/read-steps.ts'
import type { Read } from '../fhirpath/reads.ts'
import { isStructure } from '../schema/decimal.ts'
import type { JsonObject, PropertyDefinition, Schema } from '../schema/types.ts'
import { pathOf, SourceNode } from './source-node.ts'

/**
 * Which parts of a source a transform took values from.
 *
 * Kept by the identity of the JSON objects, because one element is met as a node more than once.
 */
export class Coverage {
  private readonly whole = new Set<object>()
  private readonly members = new Map<object, Set<string>>()
  private readonly done = new Map<object, Set<Read>>()
  private roots: readonly SourceNode[] = []

  /** The value of a node, with everything below it, was taken. */
  take({ value, partner, parent, property, index }: SourceNode): void {
    if (isStructure(value)) {
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
      if (isStructure(item)) this.whole.add(item)
      else taken.add(Array.isArray(held) ? `${key}[${String(index)}]` : key)
    })
  }

  /** Only what is below these sources is told of, so that nothing else need be remembered. */
  begin(roots: readonly SourceNode[]): void {
    this.roots = roots
  }

  /** The value at a path of element names below a node was taken; a choice may be named without its type. */
  takePath(node: SourceNode, path: readonly string[], schema: Schema): void {
    if (this.isCovered(node)) this.takeAll(node, path, { schema, frame: [] })
  }

  /** What an expression read, from the node on. */
  takeRead(node: SourceNode, read: Read, context: ReadContext): void {
    if (!this.isCovered(node)) return
    const { value } = node
    // Conditions on each item of a list look at the same things beside it again and again.
    if (typeof value === 'object' && value !== null && read.steps.every(isFixed)) {
      const done = this.done.get(value) ?? new Set<Read>()
      this.done.set(value, done)
      if (done.has(read)) return
      done.add(read)
    }
    this.takeAll(node, read.steps, context)
  }

  private takeAll(node: SourceNode, steps: readonly ReadStep[], { schema, frame }: ReadContext): void {
    let nodes: readonly SourceNode[] = [node]
    for (const step of steps) {
      spend(nodes.length)
      nodes = typeof step === 'string' ? nodes.flatMap((one) => below(one, step, schema)) : step.choose(nodes, frame)
    }
    for (const one of nodes) this.take(one)
  }

  private isCovered(node: SourceNode): boolean {
    let root = node
    while (root.parent !== undefined) root = root.parent
    return this.roots.includes(root)
  }

  /**
   * The places that no rule took a value from.
   *
   * @returns FHIRPaths in the order of the source: at most `max`, and beside them at most as many of elements that may
   *   change the meaning of the rest, which must not hide behind others.
   */
  unread(root: SourceNode, max = 50): readonly string[] {
    const found: string[] = []
    const left = { plain: max, changing: max }
    const tell = (place: string, isChanging: boolean): void => {
      const kind = isChanging ? 'changing' : 'plain'
      if (left[kind]-- > 0) found.push(place)
    }
    const walk = (value: object, at: Place): void => {
      if (this.whole.has(value) || left.changing <= 0) return
      for (const [key, held] of Object.entries(value)) {
        if (key === 'resourceType') continue
        const name = /^_[a-z]/.test(key) ? key.slice(1) : key
        const isChanging = at.isChanging || CHANGING.has(name)
        const isList = Array.isArray(held)
        const items: readonly unknown[] = isList ? held : [held]
        items.forEach((item, index) => {
          if (item === null || item === undefined) return
          const path = `${at.path}.${name}${isList ? `[${String(index)}]` : ''}`
          if (!isStructure(item)) {
            if (this.members.get(value)?.has(isList ? `${key}[${String(index)}]` : key) !== true) tell(path, isChanging)
          } else if (at.depth < DEPTH_MAX) walk(item, { path, depth: at.depth + 1, isChanging })
          else tell(path, isChanging)
        })
      }
    }
    const isObject = typeof root.value === 'object' && root.value !== null
    if (isObject) walk(root.value, { path: pathOf(root), depth: 0, isChanging: false })
    return found
  }
}

/** Where a walk through a source is. */
interface Place {
  readonly path: string
  readonly depth: number
  readonly isChanging: boolean
}

/** Elements that may change the meaning of what they stand in: http://hl7.org/fhir/R4/extensibility.html#modifierExtension */
const CHANGING: ReadonlySet<string> = new Set(['modifierExtension', 'implicitRules'])

/** What stands deeper is told by the place at this depth. */
const DEPTH_MAX = 500

/** What a read is followed with. */
export interface ReadContext {
  readonly schema: Schema
  readonly frame: Frame
}

function isFixed(step: ReadStep): boolean {
  return typeof step === 'string' || step.isFixed
}

/** The values of an element below a node. */
function below(node: SourceNode, name: string, schema: Schema): readonly SourceNode[] {
  const { type, value } = node
  if (name === 'value' && type.kind === 'primitive') return [node]
  const element = type.elements.get(name)
  const holder = type.kind === 'primitive' ? node.partner : value
  if (typeof holder !== 'object' || holder === null) return NONE
  const only = element === undefined ? findProperty(type, name) : element.properties[0]
  const property = element?.isChoice === true ? present(element, type, holder as JsonObject) : only
  return property === undefined ? NONE : itemsAt(node, holder as JsonObject, property, schema)
}

const NONE: readonly SourceNode[] = []

/** What stands under a JSON property: each value with its partner. */
function itemsAt(
  parent: SourceNode,
  holder: JsonObject,
  { name: property, type }: PropertyDefinition,
  schema: Schema
): readonly SourceNode[] {
  const held = holder[property]
  const partners = holder[`_${property}`]
  if (held === undefined && partners === undefined) return NONE
  const isList = Array.isArray(held) || Array.isArray(partners)
  const values: readonly unknown[] = Array.isArray(held) ? held : [held]
  const beside: readonly unknown[] = Array.isArray(partners) ? partners : [partners]
  const items: SourceNode[] = []
  for (let index = 0; index < Math.max(values.length, beside.length); index++) {
    const value = values[index] ?? undefined
    const partner = beside[index] ?? undefined
    if (value === undefined && partner === undefined) continue
    const actual = type.isAbstract ? (typeOfResource(value, schema) ?? type) : type
    const place = { parent, property, index: isList ? index : -1 }
    items.push(new SourceNode(value, actual, typeof partner === 'object' ? (partner as JsonObject) : undefined, place))
  }
  return items
}
