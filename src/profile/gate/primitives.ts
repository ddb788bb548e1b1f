/** A part of a JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * The JSON Schema of each primitive type; the formats are those of `formats.ts`, `decimal` is that of `decimal-keyword.ts`.
 *
 * Source: https://hl7.org/fhir/R4/datatypes.html#primitive
 */
export const primitives: ReadonlyMap<string, JsonSchema> = new Map<string, JsonSchema>([
  ['base64Binary', { type: 'string', format: 'fhir-base64' }],
  ['boolean', { type: 'boolean' }],
  ['canonical', { type: 'string', format: 'fhir-canonical' }],
  ['code', { type: 'string', format: 'fhir-code' }],
  ['date', { type: 'string', format: 'fhir-date' }],
  ['dateTime', { type: 'string', format: 'fhir-datetime' }],
  ['decimal', { decimal: true }],
  ['id', { type: 'string', pattern: '^[A-Za-z0-9\\-.]{1,64}$' }],
  ['instant', { type: 'string', format: 'fhir-instant' }],
  ['integer', { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 }],
  ['markdown', { type: 'string', format: 'fhir-string' }],
  ['oid', { type: 'string', format: 'fhir-oid' }],
  ['positiveInt', { type: 'integer', minimum: 1, maximum: 2_147_483_647 }],
  ['string', { type: 'string', format: 'fhir-string' }],
  ['time', { type: 'string', format: 'fhir-time' }],
  ['unsignedInt', { type: 'integer', minimum: 0, maximum: 2_147_483_647 }],
  ['uri', { type: 'string', format: 'fhir-uri' }],
  ['url', { type: 'string', format: 'fhir-uri' }],
  ['uuid', { type: 'string', format: 'fhir-uuid' }],
  ['xhtml', { type: 'string', format: 'fhir-string' }]
])

/** The id of an element, which may be any text without spaces: https://hl7.org/fhir/R4/element-definitions.html#Element.id */
export const elementId: JsonSchema = { type: 'string', format: 'fhir-element-id' }
