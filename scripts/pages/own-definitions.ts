import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeSystem, Resource, StructureDefinition, ValueSet } from '@medplum/fhirtypes'
import { translated } from '../../src/profile/compile/translated.ts'
import { code } from '../markdown.ts'

/** The definitions of `profiles/fhir/`, as the pages tell of them. */
export interface OwnDefinitions {
  readonly profiles: readonly StructureDefinition[]
  readonly extensions: readonly StructureDefinition[]
  readonly codeSystems: readonly CodeSystem[]
  readonly valueSets: readonly ValueSet[]
}

/** Reads the gateway's own definitions under `root`, by id. */
export function ownDefinitions(root: string): OwnDefinitions {
  const folder = join(root, 'profiles', 'fhir')
  const definitions = readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'source.json')
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Resource)
    .sort((a, b) => (a.id ?? '').localeCompare(b.id ?? '', 'en'))
  const structures = definitions.filter((one) => one.resourceType === 'StructureDefinition')
  return {
    profiles: structures.filter(({ type }) => type !== 'Extension'),
    extensions: structures.filter(({ type }) => type === 'Extension'),
    codeSystems: definitions.filter((one) => one.resourceType === 'CodeSystem'),
    valueSets: definitions.filter((one) => one.resourceType === 'ValueSet')
  }
}

/** The title of a definition in Dutch. */
export function dutchTitle(definition: object): string {
  return translated(definition, 'title') ?? ''
}

/** A canonical as it is shown: the id of an own or an R4 definition, and the whole of any other. */
export function shownCanonical(canonical: string): string {
  return code(
    canonical.replace(/^https?:\/\/(ggz-gateway\.example|hl7\.org)\/fhir\/(StructureDefinition|ValueSet)\//, '')
  )
}
