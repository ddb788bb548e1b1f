import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'

/** One step in code that a dialect asks for by name; what it takes besides its type is its own. */
export interface StepCall {
  readonly step: string
  /** The resource type it works on. */
  readonly type: string
  readonly [option: string]: string
}

/** An element that is left out on purpose, and why. */
export interface Dropped {
  readonly type: string
  /** Element path without indexes and without the type, as in `owner.reference`; what is below it is meant, too. */
  readonly path: string
  readonly why: string
}

/** One direction of a dialect. */
export interface DirectionFile {
  /** Resource type to `.map` file in the dialect's folder. */
  readonly maps: Readonly<Record<string, string>>
  /** Steps on the resource as its sender wrote it, before the map. */
  readonly before: readonly StepCall[]
  /** Steps on what the map made. */
  readonly after: readonly StepCall[]
  readonly dropped: readonly Dropped[]
}

/** `mappings/<dialect>/dialect.json`. */
export interface DialectFile {
  readonly name: string
  readonly version: string
  readonly title: { readonly en: string; readonly nl: string }
  readonly source: string
  /** Types that travel as they are. */
  readonly unchanged: readonly string[]
  readonly toCanonical: DirectionFile
  readonly fromCanonical: DirectionFile
}

/** Reads and checks a dialect file; throws with the places at fault, which stops the start. */
export function readDialectFile(file: string): DialectFile {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isDialectFile(value)) throw new Error(`${file}: ${ajv.errorsText(isDialectFile.errors)}`)
  return value
}

const text = { type: 'string', minLength: 1 }
const steps = {
  type: 'array',
  items: {
    type: 'object',
    required: ['step', 'type'],
    properties: { step: text, type: text },
    additionalProperties: text
  }
}
const direction = {
  type: 'object',
  required: ['maps', 'before', 'after', 'dropped'],
  additionalProperties: false,
  properties: {
    maps: { type: 'object', additionalProperties: { type: 'string', pattern: '^[a-z0-9-]+\\.map$' } },
    before: steps,
    after: steps,
    dropped: {
      type: 'array',
      items: {
        type: 'object',
        required: ['type', 'path', 'why'],
        additionalProperties: false,
        properties: { type: text, path: text, why: text }
      }
    }
  }
}
const ajv = new Ajv({ allErrors: true })
const isDialectFile = ajv.compile<DialectFile>({
  type: 'object',
  required: ['name', 'version', 'title', 'source', 'unchanged', 'toCanonical', 'fromCanonical'],
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
    unchanged: { type: 'array', uniqueItems: true, items: text },
    toCanonical: direction,
    fromCanonical: direction
  }
})
