import { checkText } from './active-text.ts'
import { isAbsolute, isBrokenUrn, resourceAddress } from './addresses.ts'
import { checkAttachment } from './attachment.ts'
import { textOf, wrongContent, type ContentCheck } from './content-check.ts'

/** Source: https://hl7.org/fhir/R4/references.html#canonical */
const checkCanonical: ContentCheck = (value, path, { tell }) => {
  if (typeof value !== 'string') return
  if (!isAbsolute(value) && !value.startsWith('#')) tell(wrongContent('canonical', path))
  else if (value.indexOf('|') !== value.lastIndexOf('|')) tell(wrongContent('canonicalVersion', path))
  else checkUri(value.split('|', 1)[0], path, { tell })
}

/** Source: https://hl7.org/fhir/R4/datatypes.html#uri (UUIDs and OIDs) */
const checkUri: ContentCheck = (value, path, { tell }) => {
  if (typeof value === 'string' && isBrokenUrn(value)) tell(wrongContent('urn', path))
}

/** Source: https://hl7.org/fhir/R4/datatypes.html#Coding (system: an absolute URI) */
const checkSystem: ContentCheck = (value, path, { tell }) => {
  const system = textOf(value, 'system')
  if (system !== undefined && !isAbsolute(system)) tell(wrongContent('systemRelative', `${path}.system`))
}

/** Source: https://hl7.org/fhir/R4/datatypes.html#Identifier (a value that is itself a URI) */
const checkIdentifier: ContentCheck = (value, path, scope) => {
  checkSystem(value, path, scope)
  const identifier = textOf(value, 'value')
  if (identifier === undefined || textOf(value, 'system') !== 'urn:ietf:rfc:3986') return
  if (!isAbsolute(identifier)) scope.tell(wrongContent('identifierUri', `${path}.value`))
}

/**
 * Within an extension the url may be a plain name; elsewhere it is absolute. A version belongs to a definition, and the
 * url names all of them. Source: https://hl7.org/fhir/R4/extensibility.html#Extension
 */
const checkExtension: ContentCheck = (value, path, { tell }) => {
  const url = textOf(value, 'url')
  if (url === undefined) return
  if (url.includes('|')) tell(wrongContent('extensionVersion', `${path}.url`))
  else if (!isAbsolute(url) && !nested.test(path.slice(-PLACE_CHARACTERS)))
    tell(wrongContent('extensionRelative', `${path}.url`))
}

/** As much of a path as tells what the last two steps are: one of eighty levels is long, and asked of each of them. */
const PLACE_CHARACTERS = 60

/** The place of an extension that is part of another one. */
const nested = /xtension(?:\[\d+\]|\('[^']*'\))\.extension(?:\[\d+\]|\('[^']*'\))$/

/** Source: https://hl7.org/fhir/R4/references.html#Reference */
const checkReference: ContentCheck = (value, path, { tell }) => {
  const reference = textOf(value, 'reference')
  if (reference === undefined || reference.startsWith('#')) return
  const address = resourceAddress(reference)
  if (address === undefined) {
    const isUri = isAbsolute(reference) ? !/\s/.test(reference) : isConditional(reference, path)
    if (!isUri) tell(wrongContent('referenceForm', `${path}.reference`))
    return
  }
  const type = textOf(value, 'type')?.replace('http://hl7.org/fhir/StructureDefinition/', '')
  if (type !== undefined && type !== address.type) tell(wrongContent('referenceType', `${path}.type`))
}

/** A search in the place of an id, which only an entry of a transaction may have. Source: https://hl7.org/fhir/R4/http.html#trules */
function isConditional(reference: string, path: string): boolean {
  if (!path.includes('.entry[')) return false
  const [type = '', query = ''] = reference.split('?', 2)
  return query !== '' && resourceAddress(`${type}/x`) !== undefined
}

/** Quantity and its specialisations, whose system is that of a unit. Source: https://hl7.org/fhir/R4/datatypes.html#Quantity */
const quantities = ['Age', 'Count', 'Distance', 'Duration', 'Quantity'] as const

const checks: ReadonlyMap<string, ContentCheck> = new Map([
  ...quantities.map((type) => [type, checkSystem] as const),
  ['Attachment', checkAttachment],
  ['canonical', checkCanonical],
  ['Coding', checkSystem],
  ['Extension', checkExtension],
  ['Identifier', checkIdentifier],
  ['markdown', checkText],
  ['Reference', checkReference],
  ['string', checkText],
  ['uri', checkUri],
  ['url', checkUri]
])

/**
 * The check for what the structure of a data type does not say: two parts that disagree, an address that leads nowhere.
 *
 * Errors: `content-mismatch`, `invalid-structure`, `narrative-active` (422); no word of the value is repeated.
 *
 * @param type - of R4 (`Attachment`, `string`); undefined is returned for one that has no such rules.
 * @see ContentCheck, whose path is the FHIRPath of the value, with the index of a repeating element.
 */
export function contentCheck(type: string): ContentCheck | undefined {
  return checks.get(type)
}
