import { resourceTypes } from './resource-types.ts'

/** The parts of an address of a resource on a server, or of one relative to such a server. */
export interface ResourceAddress {
  /** Up to and with the slash before the type; empty where the address is relative. */
  readonly base: string
  readonly type: string
  readonly id: string
  readonly version: string | undefined
}

/** An address as REST writes it. Source: https://hl7.org/fhir/R4/references.html#regex */
const rest = /^(https?:\/\/\S+\/)?([A-Z][A-Za-z]{2,50})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/([A-Za-z0-9.-]{1,64}))?$/

const ID = /^[A-Za-z0-9.-]{1,64}$/

/** A scheme and something after it. Source: https://www.rfc-editor.org/rfc/rfc3986#section-3.1 */
const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:./

const uuid = /^urn:uuid:[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/
const oid = /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/

/** Takes an address of a resource apart; undefined for anything that is not one, as a URN or an unknown type. */
export function resourceAddress(address: string): ResourceAddress | undefined {
  if (address.length > ADDRESS_MAX) return undefined
  const slash = address.indexOf('/')
  const start = address.slice(0, slash)
  // Most are just this; the pattern for all of them takes longer.
  if (slash > 0 && resourceTypes.has(start) && ID.test(address.slice(slash + 1))) {
    return { base: '', type: start, id: address.slice(slash + 1), version: undefined }
  }
  const [, base = '', type = '', id = '', version] = rest.exec(address) ?? []
  return resourceTypes.has(type) ? { base, type, id, version } : undefined
}

/** Characters of an address that is taken apart: browsers and servers give up at about that. */
const ADDRESS_MAX = 2048

/** Whether an address stands by itself: it begins with a scheme. */
export function isAbsolute(address: string): boolean {
  return absolute.test(address)
}

/** A URN of a UUID or an OID that is none; the UUID is written in small letters. Any other address is not judged. */
export function isBrokenUrn(address: string): boolean {
  if (!/^u/i.test(address)) return false
  const scheme = address.slice(0, 'urn:uuid:'.length).toLowerCase()
  if (scheme === 'urn:uuid:') return !uuid.test(address)
  return scheme.startsWith('urn:oid:') && !oid.test(address)
}
