import { join } from 'node:path'
import type { Resource } from '@medplum/fhirtypes'
import { parseBounded } from '../../src/fhir/bounded-json.ts'
import type { Issue } from '../../src/fhir/outcome.ts'
import { referenceTo } from '../../src/fhir/references.ts'
import { createProfileValidator } from '../../src/profile/compile/create-profile-validator.ts'
import { contentRules } from '../../src/profile/content-rules.ts'
import { loadDefinitions } from '../../src/profile/definitions/load-definitions.ts'
import { createGate, knownTypes, readGateSchema } from '../../src/profile/gate/gate.ts'
import { createTerminology } from '../../src/profile/terminology/create-terminology.ts'
import type { Message } from './messages.ts'

const profilesDir = join(import.meta.dirname, '..', '..', 'profiles')

/** Ways to look at a message; the gate is a part of both others, and the base definition of a profile. */
export interface OurSide {
  readonly gate: () => readonly Issue[]
  readonly base: () => readonly Issue[]
  readonly profile: () => readonly Issue[]
}

/** Our validator, with the definitions that the product loads. */
export function ourSides(): (message: Message) => OurSide {
  const schema = readGateSchema(join(profilesDir, 'base'))
  const gate = createGate(schema, knownTypes(schema))
  const definitions = loadDefinitions(profilesDir)
  const terminology = createTerminology(definitions)
  const validator = createProfileValidator(definitions, { terminology, content: contentRules(terminology) })
  return (message) => {
    const resource = asRead(message.resource)
    const path = resource.resourceType
    const graph = new Map(message.around.map((one) => [referenceTo(one), asRead(one)]))
    const checked = (profiles: readonly string[]): readonly Issue[] => {
      const issues = gate.check(resource, path)
      return issues.length > 0 ? issues : validator.check(resource, path, { profiles, graph })
    }
    const named = [message.profile]
    return { gate: () => gate.check(resource, path), base: () => checked([]), profile: () => checked(named) }
  }
}

/** A resource as the gateway reads it: what it hands to its validator. */
function asRead(resource: Resource): Resource {
  const parsed = parseBounded(new TextEncoder().encode(JSON.stringify(resource)))
  if (!parsed.ok) throw new Error('the example is no sound JSON')
  return parsed.value as unknown as Resource
}
