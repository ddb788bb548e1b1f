import type { ElementDefinition, ElementDefinitionType, StructureDefinition } from '@medplum/fhirtypes'
import { elementId, primitives, type JsonSchema } from './primitives.ts'

/** The codes of a ValueSet; undefined where they cannot be listed. */
export type CodesOf = (canonical: string) => readonly string[] | undefined

/** What the gate is made from: JSON Schema for ajv with the keywords of `fhir-keyword.ts` and `decimal-keyword.ts`. */
export interface GateSchema {
  readonly $id: string
  /** Where the schema comes from. */
  readonly $comment: string
  /** The resource types that may come in. */
  readonly 'x-types': readonly string[]
  /** Resource types that have a schema and do not come in by themselves. */
  readonly 'x-known': readonly string[]
  /** One for each complex type, under its name, and one for each backbone element, under its path. */
  readonly definitions: Readonly<Record<string, JsonSchema>>
}

/**
 * JSON Schemas of the types that the definitions describe: a pure function, so that what is checked in can be made again.
 *
 * @param definitions - of types, with snapshots and with every data type that they speak of; profiles are passed over.
 * @see https://hl7.org/fhir/R4/json.html
 */
export function schemasOf(definitions: readonly StructureDefinition[], codesOf: CodesOf): GateSchema['definitions'] {
  const resources = new Set(definitions.flatMap(({ kind, type }) => (kind === 'resource' ? [type] : [])))
  const types = definitions.filter(
    ({ kind, type, derivation }) => kind !== 'primitive-type' && type !== 'xhtml' && derivation !== 'constraint'
  )
  return Object.fromEntries(
    types.flatMap((definition) => {
      const below = elementsBelow(definition)
      return [...below].map(([path, elements]) => {
        const isResource = definition.kind === 'resource' && path === definition.type
        return [path, objectSchema(elements, { path, isResource, resources, codesOf })] as const
      })
    })
  )
}

/** The object that is described. */
interface Context {
  /** Path of the object: its type, or the element that holds it. */
  readonly path: string
  readonly isResource: boolean
  readonly resources: ReadonlySet<string>
  readonly codesOf: CodesOf
}

/** What `fhir-keyword.ts` checks, while it is gathered. */
interface Rules {
  readonly needs: string[][]
  readonly choices: Record<string, string[]>
  readonly arrays: string[]
}

/** The elements right below the root and below every element that has children of its own, by that path. */
function elementsBelow({ type, snapshot }: StructureDefinition): ReadonlyMap<string, readonly ElementDefinition[]> {
  const below = new Map<string, ElementDefinition[]>([[type, []]])
  for (const element of snapshot?.element ?? []) {
    const cut = element.path.lastIndexOf('.')
    if (cut === -1) continue
    const parent = element.path.slice(0, cut)
    const siblings = below.get(parent) ?? []
    below.set(parent, siblings)
    siblings.push(element)
  }
  return below
}

function objectSchema(elements: readonly ElementDefinition[], context: Context): JsonSchema {
  const properties: Record<string, JsonSchema> = {}
  if (context.isResource) properties['resourceType'] = { const: context.path }
  const rules: Rules = { needs: [], choices: {}, arrays: [] }
  for (const element of elements) addElement(properties, rules, element, context)
  const { needs, choices, arrays } = rules
  const used = {
    ...(needs.length === 0 ? {} : { needs }),
    ...(Object.keys(choices).length === 0 ? {} : { choices }),
    ...(arrays.length === 0 ? {} : { arrays })
  }
  return {
    type: 'object',
    ...(context.isResource ? { required: ['resourceType'] } : { minProperties: 1 }),
    additionalProperties: false,
    properties,
    ...(Object.keys(used).length === 0 ? {} : { fhir: used })
  }
}

function addElement(
  properties: Record<string, JsonSchema>,
  rules: Rules,
  element: ElementDefinition,
  context: Context
): void {
  const name = element.path.slice(element.path.lastIndexOf('.') + 1)
  const isChoice = name.endsWith('[x]')
  const variants = isChoice
    ? (element.type ?? []).map((type) => ({ key: `${name.slice(0, -3)}${capital(type.code)}`, type }))
    : [{ key: name, type: element.type?.[0] }]
  const isList = element.max !== '0' && element.max !== '1'
  const names: string[] = []
  for (const { key, type } of variants) {
    const schema = valueSchema(element, type, context)
    properties[key] = isList ? listOf(schema) : schema
    names.push(key)
    if (!takesExtension(element, type)) continue
    names.push(`_${key}`)
    properties[`_${key}`] = isList ? listOf({ anyOf: [{ type: 'null' }, ref('Element')] }) : ref('Element')
    if (isList) rules.arrays.push(key)
  }
  if (isChoice) rules.choices[name] = variants.map(({ key }) => key)
  // Without its value a code of a required set, as a status, says nothing, whatever its extension says.
  if ((element.min ?? 0) > 0) rules.needs.push(isRequiredCode(element) ? [name] : names)
}

/** Primitives have a `_x` beside them; `id`, `Extension.url` and the value of a primitive are attributes and have none. */
function takesExtension(element: ElementDefinition, type: ElementDefinitionType | undefined): boolean {
  return type !== undefined && !isAttribute(element) && primitives.has(type.code) && type.code !== 'xhtml'
}

function isAttribute({ path, base }: ElementDefinition): boolean {
  const origin = base?.path ?? path
  return origin === 'Element.id' || origin === 'Resource.id' || origin === 'Extension.url'
}

function valueSchema(
  element: ElementDefinition,
  type: ElementDefinitionType | undefined,
  { isResource, resources, codesOf }: Context
): JsonSchema {
  const reference = element.contentReference
  if (reference !== undefined) return ref(reference.slice(reference.indexOf('#') + 1))
  if (type === undefined) return {}
  // Any resource: the gate looks into it by the schema of its own type, so that an error in it is told once.
  if (type.code === 'Resource' || resources.has(type.code)) return {}
  if (type.code === 'BackboneElement' || type.code === 'Element') return ref(element.path)
  if (!isResource && element.path.endsWith('.id')) return elementId
  const code = primitiveName(element, type)
  const primitive = primitives.get(code)
  if (primitive === undefined) return ref(code)
  const codes = isRequiredCode(element) ? codesOf(element.binding?.valueSet ?? '') : undefined
  // Without a type of its own, so that what is no string is one error and not two.
  return codes === undefined ? primitive : { enum: codes }
}

const FHIRPATH = 'http://hl7.org/fhirpath/'

/** R4 gives `id` and `Extension.url` a type of FHIRPath, with FHIR's own in an extension; for the id of a resource it says `string`. */
function primitiveName({ base }: ElementDefinition, { code, extension }: ElementDefinitionType): string {
  if (base?.path === 'Resource.id') return 'id'
  if (!code.startsWith(FHIRPATH)) return code
  return extension?.find(({ url }) => url.endsWith('/structuredefinition-fhir-type'))?.valueUrl ?? 'string'
}

function isRequiredCode({ type, binding }: ElementDefinition): boolean {
  return binding?.strength === 'required' && type?.length === 1 && type[0]?.code === 'code'
}

/** At least one item; in arrays of primitives null holds the place of an item that has an extension only. */
function listOf(schema: JsonSchema): JsonSchema {
  const { enum: codes, type } = schema
  if (Array.isArray(codes)) return { type: 'array', minItems: 1, items: { enum: [...(codes as unknown[]), null] } }
  if ('decimal' in schema) return { type: 'array', minItems: 1, items: { anyOf: [{ type: 'null' }, schema] } }
  const items = typeof type === 'string' ? { ...schema, type: [type, 'null'] } : schema
  return { type: 'array', minItems: 1, items }
}

function ref(name: string): JsonSchema {
  return { $ref: `#/definitions/${name}` }
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
