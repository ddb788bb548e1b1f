import type { ErrorObject } from 'ajv'
import { issue, type Issue } from '../fhir/outcome.ts'

/** Codes named in a reason; a longer list helps nobody. */
const CODES_SHOWN_MAX = 12

/**
 * An ajv error as an issue: where, as FHIRPath, and why, in words that never repeat a value of the message.
 *
 * @param path - FHIRPath of the resource in its message.
 */
export function structureIssue(error: ErrorObject, path: string): Issue {
  const place = `${path}${fhirPathOf(error.instancePath)}`
  const property = propertyOf(error)
  return issue('invalid-structure', { reason: reasonOf(error) }, property === '' ? place : `${place}.${property}`)
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

function reasonOf({ keyword, params }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return `the element ${elementName(params['additionalProperty']) || 'named so'} is not known here`
    case 'fhir':
      return String(params['reason'])
    case 'required':
      return `the required element ${String(params['missingProperty'])} is missing`
    case 'type':
      return `a JSON ${[params['type']]
        .flat()
        .filter((type) => type !== 'null')
        .join(' or ')} was expected`
    case 'enum':
      return `the code is none of those allowed${shown(params['allowedValues'])}`
    case 'format':
      return `the value is not a valid ${String(params['format']).replace('fhir-', '')}`
    case 'pattern':
      return 'the value does not have the form of its type'
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return 'the element is empty'
    case 'minimum':
    case 'maximum':
      return `the number is not ${String(params['comparison'])} ${String(params['limit'])}`
    default:
      return 'the element is not as FHIR R4 defines it'
  }
}

/** A property that the sender made up could hold anything, so it is named only where it looks like an element. */
function elementName(value: unknown): string {
  return typeof value === 'string' && /^_?[a-z][A-Za-z0-9]{0,40}$/.test(value) ? value.replace(/^_/, '') : ''
}

function shown(codes: unknown): string {
  const list = Array.isArray(codes) ? codes.filter((code) => typeof code === 'string') : []
  return list.length === 0 || list.length > CODES_SHOWN_MAX ? '' : `: ${list.join(', ')}`
}
