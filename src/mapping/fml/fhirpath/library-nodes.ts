import { compile, types, util, type Compile } from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4'
import { fail } from '../fault.ts'
import { isStructure, settled } from '../schema/decimal.ts'
import type { JsonObject, PropertyDefinition, Schema, Typed, TypeDefinition } from '../schema/types.ts'
import { isObject } from './native-member.ts'
import { fhirTypeOf } from './standard-names.ts'

/** The library keeps its own nodes, so that the content is neither copied nor written to. */
export const NODES = { async: false, resolveInternalTypes: false } as const

/** An element as the library holds it. */
export interface LibraryNode {
  readonly data: unknown
  _data: unknown
  readonly path: string | null
  readonly propName?: string | null
  readonly fhirNodeDataType: string | null
  readonly parentResNode: LibraryNode | null
}

/** By type name; there are no more than types of FHIR and of the map's own models. */
const makers = new Map<string, Compile<typeof NODES>>()

/** The element as a node of the library with its type and its partner; undefined for one without a value. */
export function nodeOf({ value, type, partner }: Typed): LibraryNode | undefined {
  let make = makers.get(type.name)
  if (make === undefined) {
    make = compile({ base: type.name, expression: '$this' }, r4, NODES)
    makers.set(type.name, make)
  }
  const made: readonly unknown[] = make(value)
  const [node] = made
  if (!isLibraryNode(node)) return undefined
  if (partner !== undefined) node._data = partner
  return node
}

/** Whether a value is a node of the library and not a value of its own. */
export function isLibraryNode(value: unknown): value is LibraryNode {
  return typeof value === 'object' && value !== null && 'parentResNode' in value && 'fhirNodeDataType' in value
}

/** A result of the library with its FHIR type; undefined for an element that has no value. */
export function typedResult(result: unknown, schema: Schema): Typed | undefined {
  if (!isLibraryNode(result)) return systemValue(result, schema)
  const { data, _data } = result
  const value = settled(data)
  const partner = isObject(_data) ? _data : undefined
  if ((value === undefined || value === null) && partner === undefined) return undefined
  const type = typeOfNode(result, schema) ?? typeOfUnknown(value, schema)
  if (type === undefined) return systemValue(value, schema)
  return { value, type, partner }
}

/** A resource of a type that nobody defined is still a resource. */
function typeOfUnknown(value: unknown, schema: Schema): TypeDefinition | undefined {
  return isObject(value) && typeof value.resourceType === 'string' ? schema.type('Resource') : undefined
}

/** An element of a known parent has the type that the schema gives it; the library knows less of `id` and `url`. */
function typeOfNode(node: LibraryNode, schema: Schema): TypeDefinition | undefined {
  const { fhirNodeDataType, path, parentResNode, propName } = node
  const name = fhirNodeDataType?.replace(/^System\./, '') ?? ''
  if (name !== fhirNodeDataType) {
    const parent = parentResNode?.path === undefined ? undefined : schema.type(parentResNode.path ?? '')
    const property: PropertyDefinition | undefined = parent?.elements.get(propName ?? '')?.properties[0]
    return property?.type ?? schema.type(fhirTypeOf(name) ?? '')
  }
  const isBackbone = name === 'BackboneElement' || name === 'Element'
  return (isBackbone ? undefined : schema.type(name)) ?? schema.type(path ?? '')
}

function systemValue(value: unknown, schema: Schema): Typed | undefined {
  if (value === undefined || value === null) return undefined
  const [full = ''] = types([value])
  const name = fhirTypeOf(full.slice(full.indexOf('.') + 1))
  const type = name === undefined ? undefined : schema.type(name)
  if (type === undefined) {
    return fail({ code: 'wrong-value', message: 'FHIRPath: the result is of no type that FHIR has' })
  }
  return { value: type.name === 'Quantity' ? quantityOf(value) : plainValue(value), type }
}

function plainValue(value: unknown): unknown {
  const plain = settled(value)
  if (!isStructure(plain) || !('toJSON' in plain)) return plain
  return typeof plain.toJSON === 'function' ? (Reflect.apply(plain.toJSON, plain, []) as unknown) : plain
}

/** UCUM's codes for FHIRPath's calendar units: http://hl7.org/fhirpath/#time-valued-quantities */
const CALENDAR: ReadonlyMap<string, string> = new Map([
  ['year', 'a'],
  ['month', 'mo'],
  ['week', 'wk'],
  ['day', 'd'],
  ['hour', 'h'],
  ['minute', 'min'],
  ['second', 's'],
  ['millisecond', 'ms']
])

/** http://hl7.org/fhir/R4/fhirpath.html#quantity, in the other direction. */
function quantityOf(value: unknown): JsonObject {
  if (!isObject(value) || typeof value.unit !== 'string')
    return fail({ code: 'wrong-value', message: 'FHIRPath: no quantity' })
  const { value: amount, unit } = value
  const code = unit.startsWith("'") ? unit.slice(1, -1) : CALENDAR.get(unit.replace(/s$/, ''))
  if (code === undefined) return fail({ code: 'wrong-value', message: 'FHIRPath: a quantity with an unknown unit' })
  return { value: settled(amount), unit: code, system: 'http://unitsofmeasure.org', code }
}

/** What the library has under a name below nodes: its own step to an element, with choices and types. */
export function childrenOf(context: unknown, node: unknown, name: string): readonly unknown[] {
  const make: unknown = util.makeChildResNodes
  if (typeof make !== 'function' || !isLibraryNode(node)) return []
  const made: unknown = Reflect.apply(make, util, [context, node, name, r4])
  return Array.isArray(made) ? made : []
}
