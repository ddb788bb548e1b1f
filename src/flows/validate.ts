import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes'
import { issue, type Issue } from '../fhir/outcome.ts'
import { ENTRIES_MAX } from '../fhir/transaction.ts'
import { canonicalOf } from '../profile/compile/compiler.ts'
import { treeOf } from '../profile/compile/tree.ts'
import type { Validator } from '../profile/port.ts'
import { distinct, type Found } from './validation-answer.ts'

/** What is validated, and against what beside the profiles that it claims. */
export interface ValidationAsked {
  /** JSON as it was given: a resource, or what should be one. */
  readonly content: unknown
  /** Canonicals of profiles that the resource itself is to be checked against. */
  readonly profiles: readonly string[]
}

/** A resource as it came, with the FHIRPath at which its owner finds it. */
export interface Given {
  readonly resource: unknown
  readonly path: string
  readonly fullUrl: string | undefined
}

/** Things that a profile asks and that are not checked here, as far as an answer names them. */
const UNSUPPORTED_TOLD_MAX = 20

/**
 * Validates content without keeping any of it: its base definition, the profiles that it claims and those that are asked for;
 * of a Bundle each entry by its own type, and what FHIR asks of the whole.
 *
 * Between two entries others have their turn, because a large Bundle takes long.
 * Source: https://hl7.org/fhir/R4/validation.html
 */
export async function validateContent(validator: Validator, { content, profiles }: ValidationAsked): Promise<Found> {
  const asked = profiles.filter((one) => isAtHand(validator, one))
  const unknown = asked.length < profiles.length ? [issue('profile-not-loaded')] : []
  const path = pathOf(content)
  if (entriesIn(content).length > ENTRIES_MAX) {
    const words = { reason: `at most ${ENTRIES_MAX} entries`, reasonNl: `hooguit ${ENTRIES_MAX} onderdelen` }
    return { issues: [...unknown, issue('invalid-structure', words, 'Bundle.entry')], profiles: [] }
  }
  const inside = resourcesIn(content)
  const looked: Looked[] = []
  for (const given of inside) {
    looked.push({ ...given, wrong: validator.structure(given.resource, given.path) })
    await nextTurn()
  }
  const graph = graphOf(looked)
  const issues: Issue[] = []
  for (const one of looked) {
    issues.push(...restOf(validator, one, { profiles: [], graph }))
    await nextTurn()
  }
  const whole = { resource: content, path, fullUrl: undefined, wrong: validator.structure(content, path) }
  issues.push(...restOf(validator, whole, { profiles: asked, graph }))
  const claimed = [whole, ...inside].flatMap(({ resource }) => claimsOf(resource))
  const named = canonicalsOf(validator, [...asked, ...claimed])
  const unchecked = named.flatMap((one) => uncheckedIn(validator, one))
  return { issues: distinct([...unknown, ...issues, ...unchecked]), profiles: named }
}

/** Whether a profile is known, with a snapshot that can be compiled. */
function isAtHand({ definitions }: Validator, canonical: string): boolean {
  const definition = definitions.structure(canonical)
  return definition !== undefined && treeOf(definition) !== undefined
}

/** Canonicals with versions of those profiles that are known, each once. */
export function canonicalsOf(
  { definitions }: Pick<Validator, 'definitions'>,
  profiles: readonly string[]
): readonly string[] {
  const found = profiles.flatMap((one) => definitions.structure(one) ?? [])
  return [...new Set(found.map(canonicalOf))]
}

/** What a profile asks and is not checked here, as `profile-unchecked`. */
export function uncheckedIn(validator: Pick<Validator, 'unsupportedIn'>, profile: string): readonly Issue[] {
  const unsupported = validator.unsupportedIn(profile) ?? []
  return unsupported.slice(0, UNSUPPORTED_TOLD_MAX).map(({ element, reason }) => ({
    ...issue('profile-unchecked', { profile, reason: `${element}: ${reason}` }),
    rule: { canonical: profile, id: element }
  }))
}

/** The resources in the entries of a Bundle, whatever they are; none of anything else. */
export function resourcesIn(content: unknown): readonly Given[] {
  return entriesIn(content).flatMap((entry, index) => {
    const { resource, fullUrl: named } = isObject(entry) ? entry : {}
    const fullUrl = typeof named === 'string' ? named : undefined
    // An entry without a resource is for the Bundle to judge.
    return resource === undefined ? [] : [{ resource, path: `Bundle.entry[${index}].resource`, fullUrl }]
  })
}

/** FHIRPath of the content: its type, where it has one. */
export function pathOf(content: unknown): string {
  const type = isObject(content) ? content.resourceType : undefined
  return typeof type === 'string' && /^[A-Z][A-Za-z]{1,40}$/.test(type) ? type : 'Resource'
}

interface Looked extends Given {
  /** What is wrong with its structure. */
  readonly wrong: readonly Issue[]
}

function restOf(
  validator: Validator,
  { resource, path, wrong }: Looked,
  options: { readonly profiles: readonly string[]; readonly graph: readonly Resource[] }
): readonly Issue[] {
  return wrong.length > 0 ? [...wrong, issue('check-stopped', {}, path)] : validator.validate(resource, path, options)
}

/** What references may lead to: a Bundle of the entries that are sound, which is indexed once for all of them. */
function graphOf(looked: readonly Looked[]): readonly Resource[] {
  const sound = looked.filter(({ wrong }) => wrong.length === 0)
  const entry = sound.map(({ resource: held, fullUrl }): BundleEntry => {
    // Its structure was found sound.
    const resource = held as Resource
    return fullUrl === undefined ? { resource } : { fullUrl, resource }
  })
  const bundle: Bundle = { resourceType: 'Bundle', type: 'collection', entry }
  return entry.length === 0 ? [] : [bundle]
}

function entriesIn(content: unknown): readonly unknown[] {
  const { resourceType, entry } = isObject(content) ? content : {}
  return resourceType === 'Bundle' && Array.isArray(entry) ? entry : []
}

function claimsOf(resource: unknown): readonly string[] {
  const meta = isObject(resource) ? resource.meta : undefined
  const claims: unknown = isObject(meta) ? meta.profile : undefined
  return Array.isArray(claims) ? claims.filter((one) => typeof one === 'string') : []
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
