import { createHash } from 'node:crypto'
import { memberOf, textOf, wrongContent, type ContentCheck } from './content-check.ts'

/**
 * Checks that size and hash of an Attachment are those of its data.
 *
 * Size is in bytes before base64, hash is SHA-1 in base64. Without data there is nothing to compare; both may then speak
 * of what the url gives. Source: https://hl7.org/fhir/R4/datatypes.html#Attachment
 */
export const checkAttachment: ContentCheck = (value, path, { tell }) => {
  const data = textOf(value, 'data')
  if (data === undefined) return
  const size = memberOf(value, 'size')
  const hash = textOf(value, 'hash')
  if (size === undefined && hash === undefined) return
  const bytes = Buffer.from(data, 'base64')
  // Under bounded reading a number may still be text, so that its precision is kept.
  if (size !== undefined && Number(size) !== bytes.length) tell(wrongContent('attachmentSize', `${path}.size`))
  if (hash !== undefined && !isDigest(hash, bytes)) tell(wrongContent('attachmentHash', `${path}.hash`))
}

function isDigest(hash: string, bytes: Buffer): boolean {
  return createHash('sha1').update(bytes).digest().equals(Buffer.from(hash, 'base64'))
}
