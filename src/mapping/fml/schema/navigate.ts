import type { ElementDefinition, JsonObject, PropertyDefinition, Schema, TypeDefinition } from './types.ts'

/**
 * The JSON property of an element for a value of the type: of a choice `value` and `Quantity`, `valueQuantity`.
 *
 * The type is the property's own; that a `code` would do where a `string` may stand is the caller's to decide.
 */
export function propertyOf({ properties }: ElementDefinition, typeName: string): PropertyDefinition | undefined {
  return properties.find(({ type }) => type.name === typeName)
}

/** Types descend at most four deep in FHIR; definitions that go in a circle must not hang a transform. */
const ANCESTORS_MAX = 16

/** Whether the type is the ancestor or descends from it: a Patient is a DomainResource, a code is a string. */
export function isKindOf(type: TypeDefinition, ancestorName: string, schema: Schema): boolean {
  let current: TypeDefinition | undefined = type
  for (let depth = 0; current !== undefined && depth < ANCESTORS_MAX; depth += 1) {
    if (current.name === ancestorName || current.base === ancestorName) return true
    current = current.base === undefined ? undefined : schema.type(current.base)
  }
  return false
}

/** The type that a JSON value names in `resourceType`; undefined where that is no type that a resource can have. */
export function typeOfResource(value: unknown, schema: Schema): TypeDefinition | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { resourceType } = value as JsonObject
  if (typeof resourceType !== 'string') return undefined
  const type = schema.type(resourceType)
  const isResource = type?.kind === 'resource' && !type.isAbstract
  // The schema knows canonicals too, and those are not what content may say here.
  return isResource && type.name === resourceType ? type : undefined
}

const propertiesByType = new WeakMap<TypeDefinition, ReadonlyMap<string, PropertyDefinition>>()

/** The property of a type by its name in JSON: `valueString` is one of the properties of `value`. */
export function findProperty(type: TypeDefinition, jsonProperty: string): PropertyDefinition | undefined {
  return propertiesOf(type).get(jsonProperty)
}

/** Every JSON property of a type by its name, in the order of the definition; `_x` partners are not listed. */
export function propertiesOf(type: TypeDefinition): ReadonlyMap<string, PropertyDefinition> {
  const known = propertiesByType.get(type)
  if (known !== undefined) return known
  const properties = [...type.elements.values()].flatMap((element) => element.properties)
  const made = new Map(properties.map((property) => [property.name, property]))
  propertiesByType.set(type, made)
  return made
}

/** The one property of a choice that the object has; objects have few keys, and a choice may have fifty types. */
export function present(
  element: ElementDefinition,
  type: TypeDefinition,
  object: JsonObject
): PropertyDefinition | undefined {
  for (const key in object) {
    const property = findProperty(type, key.startsWith('_') ? key.slice(1) : key)
    if (property?.element === element) return property
  }
  return undefined
}
