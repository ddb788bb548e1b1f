import { createHash } from 'node:crypto'

/** Characters of a sender's text that are a key as they stand: at most 600 bytes, and an index row may have 2,700. */
const plainMax = 200

const prefix = 'sha256:'

/**
 * A sender's text as a key of an index: itself, or `sha256:` and its hash in hex where it is longer than 200 characters or
 * holds a NUL, which PostgreSQL cannot store. Texts that look like such a hash are hashed as well, so none stands for another.
 *
 * What is written under it is asked for under it. PostgreSQL refuses index rows of more than a third of a page
 * (https://www.postgresql.org/docs/current/btree.html).
 */
export function keyOf(value: string): string {
  // Half of a surrogate has no bytes of its own in UTF-8: two texts with different halves would be one.
  if (!value.isWellFormed()) return hashed(`halved ${JSON.stringify(value)}`)
  const isPlain = value.length <= plainMax && !value.startsWith(prefix) && !value.includes('\0')
  return isPlain ? value : hashed(value)
}

function hashed(value: string): string {
  return prefix + createHash('sha256').update(value, 'utf8').digest('hex')
}
