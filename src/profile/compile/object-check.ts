import { issue } from '../../fhir/outcome.ts'
import type { Scope } from '../scope.ts'
import { ruleAt, typeCodeOf, type Compiler, type Item, type ItemCheck, type ListCheck, type Spot } from './compiler.ts'
import { countCheck, type CountCheck } from './cardinality.ts'
import { capital } from './discriminator-path.ts'
import { elementItemCheck } from './element-item.ts'
import { extensionsOfPrimitive } from './extension-check.ts'
import { slicingCheck } from './slicing.ts'

/** An element below another, as it is looked for in JSON. */
interface Property {
  /** As in FHIRPath, behind a path: `.value` for `value[x]`. */
  readonly step: string
  /** Its names in JSON: one for each type of a choice, also for those that the profile does not allow; and of companions. */
  readonly jsonNames: readonly string[]
  readonly count: CountCheck | undefined
  readonly slicing: ListCheck | undefined
  /** Whether something must be there, or be missed by a slice. */
  readonly isAwaited: boolean
}

/** What is asked of a property under one of its names. */
interface VariantParts {
  readonly property: Property
  readonly type: string | undefined
  readonly check: ItemCheck | undefined
  /** Of a primitive, the check of the extensions that stand beside it. */
  readonly extensions: ItemCheck | undefined
  /** The name under which the companion of a primitive stands. */
  readonly beside: string
}

/** A property under one of its names. A class, because this is where most of the time goes: a call of it allocates nothing. */
class Variant {
  readonly beside: string
  /** Whether something is asked of it also where nothing stands beside it. */
  readonly isAsked: boolean
  private readonly parts: VariantParts

  constructor(parts: VariantParts) {
    const { property, check, beside } = parts
    this.parts = parts
    this.beside = beside
    this.isAsked = check !== undefined || property.count !== undefined || property.slicing !== undefined
  }

  /** Checks the one item, or each item of a list; the path is that of the object that has the property. */
  run(value: unknown, path: string, scope: Scope, companion: unknown): void {
    const { property, check, extensions, type } = this.parts
    const place = path + property.step
    if (Array.isArray(value) || Array.isArray(companion)) {
      this.runList(listOf(value), place, scope, listOf(companion))
      return
    }
    property.count?.(1, place, scope)
    check?.(value, place, scope, companion)
    if (companion !== undefined) extensions?.(value, place, scope, companion)
    property.slicing?.([{ value, companion, type, path: place }], place, scope)
  }

  private runList(values: readonly unknown[], place: string, scope: Scope, companions: readonly unknown[]): void {
    const { property, check, extensions, type } = this.parts
    const length = Math.max(values.length, companions.length)
    property.count?.(length, place, scope)
    const items: Item[] | undefined = property.slicing === undefined ? undefined : []
    for (let index = 0; index < length; index++) {
      const at = place + indexStep(index)
      const [item, beside] = [values[index] ?? undefined, companions[index] ?? undefined]
      check?.(item, at, scope, beside)
      if (beside !== undefined) extensions?.(item, at, scope, beside)
      items?.push({ value: item, companion: beside, type, path: at })
    }
    if (items !== undefined) property.slicing?.(items, place, scope)
  }
}

/** Nearly all lists are short, and their paths are made again and again. */
const INDEX_STEPS = Array.from({ length: 64 }, (_, index) => `[${index}]`)

function indexStep(index: number): string {
  return INDEX_STEPS[index] ?? `[${index}]`
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
  return (object, path, scope) => {
    if (isObject(object)) {
      if (holdsCompanion(object)) withCompanions(object, variants, path, scope)
      else {
        for (const key in object) {
          const variant = variants.get(key)
          if (variant?.isAsked === true) variant.run(object[key], path, scope, undefined)
        }
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

/** Beside a value its companion is looked at together with it. */
function withCompanions(object: JsonObject, variants: ReadonlyMap<string, Variant>, path: string, scope: Scope): void {
  for (const key of Object.keys(object)) {
    const isCompanion = isOfCompanion(key)
    const name = isCompanion ? key.slice(1) : key
    const variant = variants.get(name)
    const value = object[name]
    if (variant === undefined || (isCompanion && value !== undefined)) continue
    const companion = object[variant.beside]
    if (variant.isAsked || companion !== undefined) variant.run(value, path, scope, companion)
  }
}

function holdsCompanion(object: JsonObject): boolean {
  for (const key in object) if (isOfCompanion(key)) return true
  return false
}

const UNDERSCORE = 0x5f

function isOfCompanion(key: string): boolean {
  return key.charCodeAt(0) === UNDERSCORE
}

function addProperty(spot: Spot, compiler: Compiler, variants: Map<string, Variant>, awaited: Property[]): void {
  const { element, name: written } = spot.node
  const isChoice = written.endsWith('[x]')
  const name = isChoice ? written.slice(0, -'[x]'.length) : written
  const types = element.type ?? []
  const codes = isChoice ? new Set([...types.map(typeCodeOf), ...baseTypesOf(spot, compiler)]) : []
  const valueNames = isChoice ? [...codes].map((code) => name + capital(code)) : [name]
  const jsonNames = [...valueNames, ...valueNames.map((one) => `_${one}`)]
  const count = countCheck(spot)
  const slicing = spot.node.slices.length === 0 ? undefined : slicingCheck(spot, compiler)
  const isAwaited = (element.min ?? 0) > 0 || spot.node.slices.some((slice) => (slice.element.min ?? 0) > 0)
  const property: Property = { step: `.${name}`, jsonNames, count, slicing, isAwaited }
  if (isAwaited) awaited.push(property)
  const add = (jsonName: string, type: string | undefined, check: ItemCheck | undefined): void => {
    const isPrimitive = type !== undefined && compiler.isPrimitive(type)
    const extensions = isPrimitive ? extensionsOfPrimitive(spot, compiler, type) : undefined
    variants.set(jsonName, new Variant({ property, type, check, extensions, beside: `_${jsonName}` }))
  }
  if (!isChoice) {
    const [type] = types
    add(name, type === undefined ? undefined : typeCodeOf(type), elementItemCheck(spot, compiler))
    return
  }
  for (const code of codes) {
    const type = types.find((one) => typeCodeOf(one) === code)
    add(name + capital(code), code, type === undefined ? forbidden(spot, code) : compiler.item(spot, type))
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

function isAnyThere(object: JsonObject, names: readonly string[]): boolean {
  for (const name of names) if (object[name] !== undefined) return true
  return false
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null
}

type JsonObject = Readonly<Record<string, unknown>>
