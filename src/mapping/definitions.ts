import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StructureDefinition } from '@medplum/fhirtypes'
import { createSchema } from './fml/schema/schema.ts'
import type { Schema } from './fml/schema/types.ts'

/** Reads the types that maps speak about from the trimmed StructureDefinitions of `profiles/base/`. */
export function readDefinitions(baseDir: string): Schema {
  const file = join(baseDir, 'structure-definitions.json')
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!hasDefinitions(content)) throw new Error(`${file} is not what test/conformance/build-base.mjs writes`)
  return createSchema(content.definitions)
}

function hasDefinitions(value: unknown): value is { definitions: StructureDefinition[] } {
  return typeof value === 'object' && value !== null && 'definitions' in value && Array.isArray(value.definitions)
}
