import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { parsedJson } from './read-mappings.ts'

/** `mappings/<dialect>/dialect.json`. */
export interface DialectFile {
  readonly name: string
  readonly version: string
  readonly title: { readonly en: string; readonly nl: string }
  readonly source: string
  /** Canonical of the map that makes canonical resources of the dialect's. */
  readonly toCanonical: string
  /** Canonical of the map that makes the dialect's resources of canonical ones. */
  readonly fromCanonical: string
}

/** Reads and checks a dialect file; throws with the places at fault, which stops the start. */
export function readDialectFile(file: string): DialectFile {
  const value = parsedJson(readFileSync(file, 'utf8'), file)
  if (!isDialectFile(value)) throw new Error(`${file}: ${ajv.errorsText(isDialectFile.errors)}`)
  return value
}

const text = { type: 'string', minLength: 1 }
const ajv = new Ajv({ allErrors: true })
const isDialectFile = ajv.compile<DialectFile>({
  type: 'object',
  required: ['name', 'version', 'title', 'source', 'toCanonical', 'fromCanonical'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
    version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' },
    title: {
      type: 'object',
      required: ['en', 'nl'],
      additionalProperties: false,
      properties: { en: text, nl: text }
    },
    source: text,
    toCanonical: text,
    fromCanonical: text
  }
})
