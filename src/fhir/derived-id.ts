import { createHash } from 'node:crypto'

/**
 * An id that follows from its parts, in the form of a UUID: the same message gives the same ids, however often it is
 * decided again after a conflict.
 *
 * Source: RFC 9562 section 5.8, version 8.
 */
export function derivedId(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest()
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex', 0, 16)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
