import { join } from 'node:path'
import type { Resource } from '@medplum/fhirtypes'
import type { Issue } from '../fhir/outcome.ts'
import { referenceTo } from '../fhir/references.ts'
import { createProfileValidator } from './compile/create-profile-validator.ts'
import { ISSUES_MAX } from './compile/findings.ts'
import { graphIn } from './compile/inner-scope.ts'
import { requiredContent } from './compile/required-content.ts'
import { contentRules } from './content-rules.ts'
import type { Definitions } from './definitions/definitions.ts'
import { loadDefinitions } from './definitions/load-definitions.ts'
import type { Source } from './definitions/source.ts'
import { PROFILE_BASE, profileFor } from './forms.ts'
import { createGate, knownTypes, readGateSchema } from './gate/gate.ts'
import type { GateSchema } from './gate/schema-of.ts'
import { activeNarratives } from './narrative/active-content.ts'
import { wrongNumbers } from './numbers.ts'
import type { Missing, Validator } from './port.ts'
import { createTerminology } from './terminology/create-terminology.ts'

/**
 * Makes the validator of a `profiles/` folder and of packages: base R4 from `base/`, the gateway's own profiles from `fhir/`.
 *
 * Throws where a file cannot be read or is not what it should be; the start stops on that.
 * Decision and limits: `docs/adr/0016-layered-validation.md`.
 */
export function createValidator(profilesDir: string, packages: readonly Source[] = []): Validator {
  return validatorOf(readGateSchema(join(profilesDir, 'base')), loadDefinitions(profilesDir, packages))
}

/** Makes the validator of a schema of base structure and definitions that were read already. */
export function validatorOf(schema: GateSchema, definitions: Definitions): Validator {
  const gate = createGate(schema)
  // What wraps or records content is looked at where somebody asks, and is no content of a message.
  const wide = createGate(schema, knownTypes(schema))
  const terminology = createTerminology(definitions)
  const profiles = createProfileValidator(definitions, { terminology, content: contentRules(terminology) })
  const indexOf = indexes()

  const base = (resource: unknown, path: string): readonly Issue[] => {
    const issues = gate.check(resource, path)
    // Numbers and narratives are looked at only in what is sound: the walks rely on a resource being what FHIR says.
    if (issues.length > 0 || typeof resource !== 'object' || resource === null) return issues
    return [...wrongNumbers(resource, path), ...activeNarratives(resource, path)].slice(0, ISSUES_MAX)
  }

  return {
    types: gate.types,
    known: wide.types,
    definitions,
    base,
    structure: (resource, path) => wide.check(resource, path),
    conforms(form, resource, { path, graph }) {
      const profile = profileFor(form, resource)
      const asked = definitions.structure(profile) === undefined ? [] : [profile]
      return profiles.check(resource, path, { profiles: asked, graph: indexOf(graph), isAdviceIgnored: true })
    },
    lacking(profile, resource, graph) {
      if (definitions.structure(profile) === undefined) return []
      const issues = profiles.check(resource, resource.resourceType, { profiles: [profile], graph: indexOf(graph) })
      return issues.filter(({ code }) => code === 'feedback-incomplete').map((issue) => missing(profile, issue))
    },
    what(profile, code) {
      const constraints = definitions.structure(profile)?.snapshot?.element[0]?.constraint ?? []
      const found = constraints.find(({ key }) => codeOf(profile, key) === code)
      return found === undefined ? undefined : requiredContent(found)?.what
    },
    validate(resource, path, { profiles: asked = [], graph = [] } = {}) {
      const issues = wide.check(resource, path)
      if (issues.length > 0 || typeof resource !== 'object' || resource === null) return issues
      const options = { profiles: asked, graph: indexOf(graph), areClaimsChecked: true }
      // Checked by the gate: it is a resource of a known type and of sound structure.
      const found = profiles.check(resource as Resource, path, options)
      return [...wrongNumbers(resource, path), ...activeNarratives(resource, path), ...found]
    },
    unsupportedIn: (canonical) => profiles.unsupportedIn(canonical)
  }
}

function missing(profile: string, { rule, words, expression = '' }: Issue): Missing {
  const { what = '', whatNl = what, source = '' } = words
  return { code: codeOf(profile, rule?.id ?? ''), what: { en: what, nl: whatNl }, source, expression }
}

/** The name of a rule within its profile: its key without the profile's name, or without that of what all feedback shares. */
function codeOf(profile: string, key: string): string {
  const id = profile.slice(PROFILE_BASE.length).replace(/^feedback-/, '')
  return key.startsWith(`${id}-`) ? key.slice(id.length + 1) : key.replace(/^feedback-/, '')
}

/** One message is asked about many times, so its index is made once and goes when the message goes. */
function indexes(): (graph: readonly Resource[]) => ReadonlyMap<string, Resource> {
  const made = new WeakMap<readonly Resource[], ReadonlyMap<string, Resource>>()
  return (graph) => {
    const index = made.get(graph) ?? graph.reduce(withResource, new Map<string, Resource>())
    made.set(graph, index)
    return index
  }
}

/** A Bundle stands for its entries, by their fullUrls too. */
function withResource(index: Map<string, Resource>, resource: Resource): Map<string, Resource> {
  const found =
    resource.resourceType === 'Bundle' ? graphIn(resource, new Map()) : [[referenceTo(resource), resource] as const]
  for (const [reference, one] of found) index.set(reference, one)
  return index
}
