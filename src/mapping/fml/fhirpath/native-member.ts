import { isKindOf, findProperty, typeOfResource } from '../schema/navigate.ts'
import type { JsonObject, PropertyDefinition, Schema, Typed, TypeDefinition } from '../schema/types.ts'
import { spend } from '../effort.ts'
import { NOTHING, type Item, type Native } from './items.ts'

/** What a name leads to from a type. */
interface Route {
  /** True where the name is that of the type itself: `Patient.name` of a Patient. */
  readonly isSelf: boolean
  readonly property: Place | undefined
  /** Of a choice the properties, and those of their partners, by the names that content may have. */
  readonly choice: ReadonlyMap<string, Place> | undefined
}

/** Where in JSON an element stands. */
interface Place {
  readonly name: string
  /** The property of its id and extensions; undefined where the element itself has them. */
  readonly partner: string | undefined
  readonly type: TypeDefinition
}

/** A step to an element by its name, or by its name in JSON where it is one of a choice (`valueString`). */
export function nativeMember(base: Native | undefined, name: string, isAtRoot: boolean, schema: Schema): Native {
  const routes = new Map<TypeDefinition, Route>()
  const routeOf = (type: TypeDefinition): Route => {
    const known = routes.get(type)
    if (known !== undefined) return known
    const route = routeFrom(type, name, isAtRoot && isKindOf(type, name, schema))
    routes.set(type, route)
    return route
  }
  return (self, frame) => {
    const input = base === undefined ? self : base(self, frame)
    if (input.length === 0) return NOTHING
    const found: Item[] = []
    spend(input.length)
    for (const item of input) {
      if (typeof item !== 'object') {
        if (name === 'value') found.push(item)
        continue
      }
      const route = routeOf(item.type)
      if (route.isSelf) found.push(item)
      else step(item, { name, route, schema }, found)
    }
    return found
  }
}

function routeFrom(type: TypeDefinition, name: string, isSelf: boolean): Route {
  const element = type.elements.get(name)
  if (element?.isChoice !== true) {
    const property = element?.properties[0] ?? findProperty(type, name)
    return { isSelf, property: property === undefined ? undefined : placeOf(property), choice: undefined }
  }
  const choice = new Map<string, Place>()
  for (const place of element.properties.map(placeOf)) {
    choice.set(place.name, place)
    if (place.partner !== undefined) choice.set(place.partner, place)
  }
  return { isSelf, property: undefined, choice }
}

function placeOf({ name, type }: PropertyDefinition): Place {
  return { name, partner: type.kind === 'primitive' ? `_${name}` : undefined, type }
}

interface Step {
  readonly name: string
  readonly route: Route
  readonly schema: Schema
}

function step(item: Typed, { name, route, schema }: Step, found: Item[]): void {
  const { value, type } = item
  if (type.kind === 'primitive' && name === 'value') {
    if (value !== undefined && value !== null) found.push(item)
    return
  }
  const holder = type.kind === 'primitive' ? item.partner : value
  if (!isObject(holder)) return
  const place = route.property ?? chosen(holder, route.choice)
  if (place === undefined) return
  const content = holder[place.name]
  const partner = place.partner === undefined ? undefined : holder[place.partner]
  if (!isAbsent(content) || !isAbsent(partner)) collect({ content, partner, type: place.type, schema }, found)
}

/** Content has far fewer properties than a choice has types. */
function chosen(holder: JsonObject, choice: Route['choice']): Place | undefined {
  if (choice === undefined) return undefined
  for (const key of Object.keys(holder)) {
    const place = choice.get(key)
    if (place !== undefined) return place
  }
  return undefined
}

interface Content {
  readonly content: unknown
  readonly partner: unknown
  readonly type: TypeDefinition
  readonly schema: Schema
}

function collect({ content, partner, type, schema }: Content, found: Item[]): void {
  if (!Array.isArray(content) && !Array.isArray(partner)) {
    found.push(typed(content, { type, partner, schema }))
    return
  }
  const values: readonly unknown[] = Array.isArray(content) ? content : []
  const partners: readonly unknown[] = Array.isArray(partner) ? partner : []
  const count = Math.max(values.length, partners.length)
  spend(count)
  for (let index = 0; index < count; index += 1) {
    found.push(typed(values[index], { type, partner: partners[index], schema }))
  }
}

interface Kind {
  readonly type: TypeDefinition
  readonly partner: unknown
  readonly schema: Schema
}

function typed(value: unknown, { type, partner, schema }: Kind): Typed {
  if (isObject(partner)) return { value, type, partner }
  if (type.isAbstract) return { value, type: typeOfResource(value, schema) ?? type, partner: undefined }
  return { value, type, partner: undefined }
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}

/** Whether the value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
