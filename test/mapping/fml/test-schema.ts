import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StructureDefinition } from '@medplum/fhirtypes'
import { createSchema } from '../../../src/mapping/fml/schema/schema.ts'

/** The definitions of the gateway's base and those that only the engine's tests use. */
export const definitions: readonly StructureDefinition[] = [
  join(import.meta.dirname, '..', '..', '..', 'profiles', 'base', 'structure-definitions.json'),
  join(import.meta.dirname, 'definitions.json')
].flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as { definitions: StructureDefinition[] }).definitions)

/** The types that the engine's tests speak about. */
export const schema = createSchema(definitions)
