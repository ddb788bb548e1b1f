import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource, StructureDefinition } from '@medplum/fhirtypes'
import type { Definitions } from '../../src/profile/definitions/definitions.ts'
import { definitionsOf } from '../../src/profile/definitions/load-definitions.ts'
import {
  conformanceResource,
  sourceOf,
  type ConformanceResource,
  type Source
} from '../../src/profile/definitions/source.ts'
import { corrected } from './errata.ts'
import { withSnapshot } from './snapshot.ts'

const folder = join(import.meta.dirname, 'node_modules', '@medplum', 'definitions', 'dist', 'fhir', 'r4')

/** Everything that R4 defines; what the package adds for its own server is in other files. */
const FILES = [
  'profiles-types',
  'profiles-resources',
  'profiles-others',
  'extension-definitions',
  'valuesets',
  'v3-codesystems',
  'v2-tables'
]

/** All of R4, with the base definitions of its types in a list of their own. */
export interface Standard {
  readonly source: Source
  readonly definitions: Definitions
  readonly types: readonly StructureDefinition[]
}

/** Whether the definitions are there: they are installed with `npm ci --prefix test/conformance`. */
export function isStandardHere(): boolean {
  return existsSync(join(folder, 'profiles-types.json'))
}

/** Reads all definitions of R4. It takes half a second and 200 MB. */
export function readStandard(): Standard {
  const resources = FILES.flatMap((name) => entriesOf(name))
  const source = sourceOf({ name: 'hl7.fhir.r4.core', version: '4.0.1' }, resources)
  const types = resources.filter(
    (one): one is StructureDefinition =>
      one.resourceType === 'StructureDefinition' && one.derivation !== 'constraint' && one.kind !== 'logical'
  )
  return { source, definitions: definitionsOf([source]), types }
}

/** The definitions with those of a case before them; what the differential of a profile leaves out is filled in. */
export function withSupporting({ source, definitions }: Standard, supporting: readonly Resource[]): Definitions {
  const pending = supporting.flatMap((one) => conformanceResource(one) ?? [])
  const whole: ConformanceResource[] = []
  const together = (): Definitions =>
    definitionsOf([sourceOf({ name: 'case', version: '1.0.0' }, [...whole, ...pending]), source])
  // A profile may stand on another one of the same case, in any order; each round fills in one at least.
  for (let round = supporting.length; round > 0; round--) {
    for (const one of pending.splice(0)) {
      const filled =
        one.resourceType === 'StructureDefinition'
          ? withSnapshot(one, whole.length > 0 ? together() : definitions)
          : one
      if (filled === undefined) pending.push(one)
      else whole.push(filled)
    }
  }
  return together()
}

function entriesOf(name: string): readonly ConformanceResource[] {
  const bundle = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { entry: { resource: Resource }[] }
  return bundle.entry.flatMap(({ resource }) => conformanceResource(asR4(resource)) ?? [])
}

function asR4(resource: Resource): Resource {
  return resource.resourceType === 'StructureDefinition' ? corrected(resource) : resource
}
