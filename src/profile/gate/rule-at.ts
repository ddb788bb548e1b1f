import type { BrokenRule } from '../../fhir/outcome.ts'
import type { JsonSchema } from './primitives.ts'
import type { GateSchema } from './schema-of.ts'

const VERSION = '4.0.1'

/**
 * Which element of which base definition a place in a resource is about: `HumanName.given` of HumanName, `Patient.contact`
 * of Patient, `Extension.value[x]` of Extension.
 *
 * @param pointer - JSON pointer into the resource, as ajv gives it.
 * @param property - a JSON property below that place, where the rule is about one.
 * @returns the element nearest to the place: of what is not known here, the object in which it stands.
 */
export function ruleAt(
  { definitions }: GateSchema,
  { type, pointer, property }: { readonly type: string; readonly pointer: string; readonly property: string }
): BrokenRule {
  const segments = [...pointer.split('/').slice(1), ...(property === '' ? [] : [property.replace(/\[\d+\]$/, '')])]
  let holder = type
  let id = type
  for (const segment of segments) {
    if (/^\d+$/.test(segment)) continue
    const schema = definitions[holder]
    const name = segment.replace(/^_/, '')
    const found = propertyOf(schema, name)
    if (found === undefined) break
    id = `${holder}.${choiceNameOf(schema, name) ?? name}`
    holder = targetOf(found) ?? ''
  }
  const base = id.slice(0, id.indexOf('.') === -1 ? id.length : id.indexOf('.'))
  return { canonical: `http://hl7.org/fhir/StructureDefinition/${base}|${VERSION}`, id }
}

function propertyOf(schema: JsonSchema | undefined, name: string): unknown {
  const properties = schema?.['properties']
  return isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined
}

function choiceNameOf(schema: JsonSchema | undefined, name: string): string | undefined {
  const rules = schema?.['fhir']
  const choices = isObject(rules) ? rules['choices'] : undefined
  if (!isObject(choices)) return undefined
  return Object.entries(choices).find(([, keys]) => Array.isArray(keys) && keys.includes(name))?.[0]
}

/** The name of the definition that a property or the items of its list refer to. */
function targetOf(schema: unknown): string | undefined {
  if (!isObject(schema)) return undefined
  const target = schema['$ref'] ?? (isObject(schema['items']) ? schema['items']['$ref'] : undefined)
  return typeof target === 'string' ? target.slice('#/definitions/'.length) : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
