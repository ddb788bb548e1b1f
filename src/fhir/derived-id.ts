import { hash as hashOnce } from 'node:crypto'

/**
 * An id that follows from its parts, in the form of a UUID: the same message gives the same ids, however often it is
 * decided again after a conflict.
 *
 * Where the first part is such an id itself, the new one begins like it: what hangs together stands together in every
 * index of the store, and a commit then touches a few pages and not one for each row (`docs/performance.md`).
 * Source: RFC 9562 section 5.8, version 8.
 */
export function derivedId(...parts: readonly string[]): string {
  const hash = hashOnce('sha256', JSON.stringify(parts), 'buffer')
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex', 0, 16)
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  const [parent] = parts
  return parent !== undefined && UUID.test(parent) ? parent.slice(0, PREFIX) + id.slice(PREFIX) : id
}

/**
 * A derived id that begins with an instant, so that ids made one after the other stand side by side; 74 bits of it still
 * follow from the parts alone, so nobody can guess it from the instant.
 *
 * @param at - epoch ms.
 */
export function orderedId(at: number, ...parts: readonly string[]): string {
  const time = at.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}${derivedId(...parts).slice(PREFIX)}`
}

/** Characters of the first 48 bits, the dash among them. */
const PREFIX = 13

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether an id has the form of a UUID, in lower case as FHIR writes it. */
export function isUuid(id: string): boolean {
  return UUID.test(id)
}
