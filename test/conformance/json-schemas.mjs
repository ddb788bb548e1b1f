// StructureDefinitions as JSON Schema for ajv, with one keyword of our own (`fhir`, see src/profile/fhir-keyword.ts)
// for what JSON Schema says badly: one of a choice, a value or its extension, nulls in arrays of primitives.

/** Primitive types; the formats are those of src/profile/formats.ts. */
const PRIMITIVES = {
  base64Binary: { type: 'string', format: 'fhir-base64' },
  boolean: { type: 'boolean' },
  canonical: { type: 'string', pattern: '^\\S+$' },
  code: { type: 'string', pattern: '^[^\\s]+(\\s[^\\s]+)*$' },
  date: { type: 'string', format: 'fhir-date' },
  dateTime: { type: 'string', format: 'fhir-datetime' },
  decimal: { type: 'number' },
  id: { type: 'string', pattern: '^[A-Za-z0-9\\-.]{1,64}$' },
  instant: { type: 'string', format: 'fhir-instant' },
  integer: { type: 'integer', minimum: -2147483648, maximum: 2147483647 },
  markdown: { type: 'string', minLength: 1 },
  oid: { type: 'string', pattern: '^urn:oid:[0-2](\\.(0|[1-9][0-9]*))+$' },
  positiveInt: { type: 'integer', minimum: 1, maximum: 2147483647 },
  string: { type: 'string', minLength: 1 },
  time: { type: 'string', format: 'fhir-time' },
  unsignedInt: { type: 'integer', minimum: 0, maximum: 2147483647 },
  uri: { type: 'string', pattern: '^\\S+$' },
  url: { type: 'string', pattern: '^\\S+$' },
  uuid: {
    type: 'string',
    pattern: '^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
  },
  xhtml: { type: 'string', minLength: 1 }
}

/** @returns [name, schema] pairs, one for each complex type and each backbone element, named by its path. */
export function jsonSchemas(structureDefinitions, expand) {
  return structureDefinitions
    .filter(({ kind, type }) => kind !== 'primitive-type' && type !== 'xhtml')
    .flatMap((definition) => objectsOf(definition).map((path) => [path, objectSchema(definition, path, expand)]))
}

/** The root and every element that has children of its own. */
function objectsOf({ type, snapshot }) {
  const parents = new Set(snapshot.element.map(({ path }) => path.split('.').slice(0, -1).join('.')))
  parents.delete('')
  return [type, ...[...parents].filter((path) => path !== type)]
}

function objectSchema({ kind, type, snapshot }, path, expand) {
  const isResource = kind === 'resource' && path === type
  const properties = isResource ? { resourceType: { const: type } } : {}
  const rules = { needs: [], choices: [], arrays: [] }
  const depth = path.split('.').length + 1
  for (const element of snapshot.element) {
    if (!element.path.startsWith(`${path}.`) || element.path.split('.').length !== depth) continue
    addElement(properties, rules, element, { expand, isResource })
  }
  const used = Object.fromEntries(Object.entries(rules).filter(([, value]) => value.length > 0))
  return {
    type: 'object',
    ...(isResource ? { required: ['resourceType'] } : { minProperties: 1 }),
    additionalProperties: false,
    properties,
    ...(Object.keys(used).length === 0 ? {} : { fhir: used })
  }
}

function addElement(properties, rules, element, context) {
  const name = element.path.split('.').at(-1)
  const variants = name.endsWith('[x]')
    ? element.type.map((type) => ({ name: `${name.slice(0, -3)}${capital(type.code)}`, type }))
    : [{ name, type: element.type?.[0] }]
  const isArray = element.max !== '0' && element.max !== '1'
  const names = []
  for (const variant of variants) {
    const schema = valueSchema(element, variant.type, context)
    const primitive = schema.$ref === undefined && schema.type !== 'object'
    properties[variant.name] = isArray ? listOf(schema, primitive) : schema
    names.push(variant.name)
    // `id` and Extension.url are attributes in FHIR: they take no extension.
    if (!primitive || variant.type.code.startsWith('http://hl7.org/fhirpath/')) continue
    names.push(`_${variant.name}`)
    const extension = ref('Element')
    properties[`_${variant.name}`] = isArray ? listOf({ anyOf: [{ type: 'null' }, extension] }, false) : extension
    if (isArray) rules.arrays.push(variant.name)
  }
  if (variants.length > 1) rules.choices.push(variants.map((variant) => variant.name))
  // Without its value a code of a required set, as a status, says nothing, whatever its extension says.
  if (element.min > 0) rules.needs.push(isRequiredCode(element) ? [name] : names)
}

function valueSchema(element, type, { expand, isResource }) {
  if (element.contentReference !== undefined) return ref(element.contentReference.slice(1))
  if (type.code === 'Resource') return { type: 'object', required: ['resourceType'] }
  if (type.code === 'BackboneElement' || type.code === 'Element') return ref(element.path)
  if (type.code.startsWith('http://hl7.org/fhirpath/')) {
    const isResourceId = isResource && element.path.endsWith('.id')
    return PRIMITIVES[isResourceId ? 'id' : type.fhirType === 'uri' ? 'uri' : 'string']
  }
  const primitive = PRIMITIVES[type.code]
  if (primitive === undefined) return ref(type.code)
  const codes = isRequiredCode(element) ? expand(element.binding.valueSet) : undefined
  // Without a type of its own, so that what is no string is one error and not two.
  return codes === undefined ? primitive : { enum: codes }
}

function isRequiredCode({ type, binding }) {
  return binding !== undefined && type?.length === 1 && type[0].code === 'code'
}

/** At least one item; in arrays of primitives null holds the place of an item that has an extension only. */
function listOf(schema, primitive) {
  if (!primitive) return { type: 'array', minItems: 1, items: schema }
  const items = schema.enum ? { enum: [...schema.enum, null] } : { ...schema, type: [schema.type, 'null'] }
  return { type: 'array', minItems: 1, items }
}

function ref(name) {
  return { $ref: `#/definitions/${name}` }
}

function capital(name) {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
