import { issue } from '../../fhir/outcome.ts'
import type { Scope } from '../scope.ts'
import { ruleAt, typeCodeOf, type Compiler, type Item, type ItemCheck, type ListCheck, type Spot } from './compiler.ts'
import { countCheck, type CountCheck } from './cardinality.ts'
import { capital } from './discriminator-path.ts'
import { elementItemCheck } from './element-item.ts'
import { slicingCheck } from './slicing.ts'

/** An element below another, as it is looked for in JSON. */
interface Property {
  /** As in FHIRPath, behind a path: `.value` for `value[x]`. */
  readonly step: string
  /** Its names in JSON: one for each type of a choice, also for those that the profile does not allow. */
  readonly jsonNames: readonly string[]
  readonly count: CountCheck | undefined
  readonly slicing: ListCheck | undefined
  /** Whether something must be there, or be missed by a slice. */
  readonly isAwaited: boolean
}

/** A property under one of its names. */
interface Variant {
  readonly property: Property
  readonly type: string | undefined
  readonly check: ItemCheck | undefined
  /** The name under which the companion of a primitive stands. */
  readonly beside: string
}

/**
 * The check of what stands below an element: how often, of which types, in which slices, and each item by its own check.
 *
 * Base structure is relied on: which elements exist and which are lists was seen by the gate.
 * Errors: `required-missing`, `too-few`, `too-many`, `type-not-allowed`, and those of items and slices.
 */
export function objectCheck(spot: Spot, compiler: Compiler): ItemCheck {
  const variants = new Map<string, Variant>()
  const awaited: Property[] = []
  for (const node of spot.node.children) addProperty({ ...spot, node }, compiler, variants, awaited)
  return (value, path, scope, companion) => {
    // What is below a primitive stands in its companion: an extension or an id.
    const object = isObject(value) ? value : companion
    if (isObject(object)) {
      const keys = Object.keys(object)
      const hasCompanions = holdsCompanion(keys)
      for (const key of keys) {
        const isCompanion = hasCompanions && isOfCompanion(key)
        const name = isCompanion ? key.slice(1) : key
        // Beside a value its companion is looked at together with it.
        if (isCompanion && object[name] !== undefined) continue
        const variant = variants.get(name)
        if (variant === undefined) continue
        const place = path + variant.property.step
        runVariant(variant, object[name], hasCompanions ? object[variant.beside] : undefined, { place, scope })
      }
    }
    for (const property of awaited) {
      if (isObject(object) && isAnyThere(object, property.jsonNames)) continue
      const place = path + property.step
      property.count?.(0, place, scope)
      property.slicing?.([], place, scope)
    }
  }
}

const UNDERSCORE = 0x5f

function holdsCompanion(keys: readonly string[]): boolean {
  for (const key of keys) if (isOfCompanion(key)) return true
  return false
}

function isOfCompanion(key: string): boolean {
  return key.charCodeAt(0) === UNDERSCORE
}

/** Where a property stands. */
interface Standing {
  readonly place: string
  readonly scope: Scope
}

function runVariant(variant: Variant, value: unknown, companion: unknown, { place, scope }: Standing): void {
  const { property, check, type } = variant
  if (!Array.isArray(value) && !Array.isArray(companion)) {
    property.count?.(1, place, scope)
    check?.(value, place, scope, companion)
    property.slicing?.([{ value, companion, type, path: place }], place, scope)
    return
  }
  const [values, companions] = [listOf(value), listOf(companion)]
  const length = Math.max(values.length, companions.length)
  property.count?.(length, place, scope)
  const items: Item[] | undefined = property.slicing === undefined ? undefined : []
  for (let index = 0; index < length; index++) {
    const at = `${place}[${index}]`
    const [item, beside] = [values[index] ?? undefined, companions[index] ?? undefined]
    check?.(item, at, scope, beside)
    items?.push({ value: item, companion: beside, type, path: at })
  }
  if (items !== undefined) property.slicing?.(items, place, scope)
}

function addProperty(spot: Spot, compiler: Compiler, variants: Map<string, Variant>, awaited: Property[]): void {
  const { element, name: written } = spot.node
  const isChoice = written.endsWith('[x]')
  const name = isChoice ? written.slice(0, -'[x]'.length) : written
  const types = element.type ?? []
  const codes = isChoice ? new Set([...types.map(typeCodeOf), ...baseTypesOf(spot, compiler)]) : []
  const jsonNames = isChoice ? [...codes].map((code) => name + capital(code)) : [name]
  const count = countCheck(spot)
  const slicing = spot.node.slices.length === 0 ? undefined : slicingCheck(spot, compiler)
  const isAwaited = (element.min ?? 0) > 0 || spot.node.slices.some((slice) => (slice.element.min ?? 0) > 0)
  const property: Property = { step: `.${name}`, jsonNames, count, slicing, isAwaited }
  if (isAwaited) awaited.push(property)
  if (!isChoice) {
    const [type] = types
    const code = type === undefined ? undefined : typeCodeOf(type)
    variants.set(name, { property, type: code, check: elementItemCheck(spot, compiler), beside: `_${name}` })
    return
  }
  for (const code of codes) {
    const type = types.find((one) => typeCodeOf(one) === code)
    const check = type === undefined ? forbidden(spot, code) : compiler.item(spot, type)
    variants.set(name + capital(code), { property, type: code, check, beside: `_${name}${capital(code)}` })
  }
}

/** The types that the base definition has for a choice, of which a profile may allow fewer. */
function baseTypesOf({ node }: Spot, compiler: Compiler): readonly string[] {
  const path = node.element.base?.path ?? node.element.path
  const base = compiler.definitions.type(path.slice(0, path.indexOf('.')))
  const element = base?.snapshot?.element.find((one) => one.path === path)
  return element?.type?.map(typeCodeOf) ?? []
}

function forbidden(spot: Spot, type: string): ItemCheck {
  const { element } = spot.node
  const words = { element: element.path, type, allowed: (element.type ?? []).map(typeCodeOf).join(', ') }
  const rule = ruleAt(spot)
  return (_value, path, { tell }) => tell({ ...issue('type-not-allowed', words, path), rule })
}

function isAnyThere(object: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  for (const name of names) if (object[name] !== undefined || object[`_${name}`] !== undefined) return true
  return false
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
