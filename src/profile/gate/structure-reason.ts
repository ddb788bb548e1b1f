import type { ErrorObject } from 'ajv'
import { issue, type Issue } from '../../fhir/outcome.ts'
import { ruleAt } from './rule-at.ts'
import type { GateSchema } from './schema-of.ts'

/** Codes named in a reason; a longer list helps nobody. */
const CODES_SHOWN_MAX = 12

/** Why something is not as FHIR defines it, in words that never repeat a value of the message. */
export interface Reason {
  readonly reason: string
  readonly reasonNl: string
}

/** The schema, the type of the resource, and its FHIRPath in the message. */
export interface Place {
  readonly schema: GateSchema
  readonly type: string
  readonly path: string
}

/** An ajv error as an issue: where, as FHIRPath, why, and by which element of the base definitions. */
export function structureIssue(error: ErrorObject, { schema, type, path }: Place): Issue {
  const place = `${path}${fhirPathOf(error.instancePath)}`
  const property = propertyOf(error)
  const at = property === '' ? place : `${place}.${property}`
  const rule = ruleAt(schema, { type, pointer: error.instancePath, property })
  return { ...issue('invalid-structure', { ...reasonOf(error) }, at), rule }
}

/** Errors that only repeat another one: the halves of "null or an extension". */
export function isNoise({ keyword, schemaPath }: ErrorObject): boolean {
  return keyword === 'anyOf' || schemaPath.includes('/anyOf/0/')
}

/** `/name/0/_given/1` as `.name[0].given[1]`; the names are those of the schema, for ajv looks into no other. */
function fhirPathOf(pointer: string): string {
  return pointer.replaceAll(/\/(?:(\d+)|_?([^/]+))/g, (_, index: string | undefined, name: string | undefined) =>
    index === undefined ? `.${name ?? ''}` : `[${index}]`
  )
}

function propertyOf(error: ErrorObject): string {
  if (error.keyword === 'additionalProperties') return elementName(error.params['additionalProperty'])
  if (error.keyword === 'fhir') return String(error.params['property'])
  return error.keyword === 'required' ? String(error.params['missingProperty']) : ''
}

function reasonOf({ keyword, params }: ErrorObject): Reason {
  switch (keyword) {
    case 'additionalProperties':
      return unknownElement(params['additionalProperty'])
    case 'fhir':
      return { reason: String(params['reason']), reasonNl: String(params['reasonNl']) }
    case 'required': {
      const name = String(params['missingProperty'])
      return said(`the required element ${name} is missing`, `het verplichte element ${name} ontbreekt`)
    }
    case 'type':
      return wrongJson(params['type'])
    case 'enum': {
      const codes = shown(params['allowedValues'])
      return said(`the code is none of those allowed${codes}`, `de code is geen van de toegestane${codes}`)
    }
    case 'format':
      return formReasons[String(params['format'])] ?? formReason(String(params['format']).replace('fhir-', ''))
    case 'pattern':
      return said(
        'an id holds 1 to 64 letters, digits, hyphens and points, and nothing else',
        'een id bestaat uit 1 tot 64 letters, cijfers, streepjes en punten, en niets anders'
      )
    case 'minItems':
    case 'minProperties':
      return said('the element is empty', 'het element is leeg')
    case 'minimum':
    case 'maximum': {
      const bound = `${String(params['comparison'])} ${String(params['limit'])}`
      return said(`the number is not ${bound}`, `het getal is niet ${bound}`)
    }
    default:
      return said('the element is not as FHIR R4 defines it', 'het element is niet zoals FHIR R4 het bepaalt')
  }
}

const formReasons: Readonly<Record<string, Reason>> = {
  'fhir-string': said(
    'the text is empty, or holds a character that FHIR does not allow',
    'de tekst is leeg, of bevat een teken dat FHIR niet toestaat'
  ),
  'fhir-code': said(
    'the code is empty, or holds white space at its edges or more than a single space inside',
    'de code is leeg, of heeft witruimte aan de randen of meer dan een enkele spatie erin'
  ),
  'fhir-datetime': said(
    'the value is not a valid dateTime; with a time of day a zone is needed',
    'de waarde is geen geldige dateTime; bij een tijdstip hoort een tijdzone'
  ),
  'fhir-instant': said(
    'the value is not a valid instant; it needs a day, a time with seconds, and a zone',
    'de waarde is geen geldige instant; nodig zijn een dag, een tijd met seconden, en een tijdzone'
  ),
  'fhir-element-id': said(
    'the id of an element is not empty and holds no white space',
    'de id van een element is niet leeg en bevat geen witruimte'
  )
}

function formReason(name: string): Reason {
  return said(`the value is not a valid ${name}`, `de waarde is geen geldige ${name}`)
}

function unknownElement(property: unknown): Reason {
  const name = elementName(property)
  if (typeof property === 'string' && property.startsWith('_') && name !== '') {
    return said(
      `the element ${name} is not one that takes _${name} here`,
      `bij het element ${name} hoort hier geen _${name}`
    )
  }
  return said(
    `the element ${name || 'named so'} is not known here`,
    `het element ${name || 'van die naam'} is hier niet bekend`
  )
}

/** The types of JSON that a schema asks for, as people name them. */
const DUTCH: Readonly<Record<string, string>> = {
  array: 'lijst',
  boolean: 'ja/nee-waarde',
  integer: 'geheel getal zonder punt en zonder macht van tien',
  number: 'getal',
  object: 'object',
  string: 'tekst'
}

function wrongJson(expected: unknown): Reason {
  const types = [expected].flat().filter((type) => typeof type === 'string' && type !== 'null')
  const dutch = types.map((type) => DUTCH[String(type)] ?? String(type))
  const english = types.map((type) => (type === 'integer' ? 'integer without a point or a power of ten' : String(type)))
  return said(`a JSON ${english.join(' or ')} was expected`, `in JSON wordt hier verwacht: ${dutch.join(' of ')}`)
}

/** A property that the sender made up could hold anything, so it is named only where it looks like an element; none has a number in it. */
function elementName(value: unknown): string {
  return typeof value === 'string' && /^_?(?!.*\d{4})[a-z][A-Za-z0-9]{0,40}$/.test(value) ? value.replace(/^_/, '') : ''
}

function shown(codes: unknown): string {
  const list = Array.isArray(codes) ? codes.filter((code) => typeof code === 'string') : []
  return list.length === 0 || list.length > CODES_SHOWN_MAX ? '' : `: ${list.join(', ')}`
}

function said(reason: string, reasonNl: string): Reason {
  return { reason, reasonNl }
}
