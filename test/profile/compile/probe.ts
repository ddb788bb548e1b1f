import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElementDefinition, Resource, StructureDefinition } from '@medplum/fhirtypes'
import type { Test } from 'tap'
import { isError, type Issue } from '../../../src/fhir/outcome.ts'
import { createProfileValidator, type ProfileValidator } from '../../../src/profile/compile/create-profile-validator.ts'
import { contentRules } from '../../../src/profile/content-rules.ts'
import { loadDefinitions } from '../../../src/profile/definitions/load-definitions.ts'
import { sourceOf, type ConformanceResource } from '../../../src/profile/definitions/source.ts'
import { createTerminology } from '../../../src/profile/terminology/create-terminology.ts'

// Profiles of the tests' own, from fsh/, that ask for one of everything; test/conformance/build-probe.mjs makes
// definitions.json of them.

const PROFILES = join(import.meta.dirname, '..', '..', '..', 'profiles')

/** The definitions of fsh/. */
export const probeDefinitions = JSON.parse(
  readFileSync(join(import.meta.dirname, 'definitions.json'), 'utf8')
) as readonly ConformanceResource[]

/** The canonical of a profile or extension of fsh/. */
export function probeCanonical(id: string): string {
  return `https://example.org/fhir/test/StructureDefinition/${id}`
}

/** A validator of R4, the gateway's own profiles, those of fsh/, and more. */
export function probeValidator(more: readonly ConformanceResource[] = []): ProfileValidator {
  const packages = [
    sourceOf({ name: 'more', version: '1' }, more),
    sourceOf({ name: 'probe', version: '1' }, probeDefinitions)
  ]
  const definitions = loadDefinitions(PROFILES, packages)
  const terminology = createTerminology(definitions)
  return createProfileValidator(definitions, { terminology, content: contentRules(terminology) })
}

/** New values by the paths at which they go; undefined takes away. */
export type Changes = Readonly<Record<string, unknown>>

/** A change of an example, and all that is to be told of it. */
export interface Fault {
  readonly what: string
  readonly change: Changes
  /** Of each issue its code, expression, and the id of the rule. */
  readonly told: readonly string[]
}

/** A copy with changes. */
export function changed<R extends Resource>(resource: R, changes: Changes): R {
  // As it would come in, without a part that stands in two places.
  const copy = JSON.parse(JSON.stringify(resource)) as R
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split(/[.[\]]+/).filter((step) => step !== '')
    const last = steps.pop() ?? ''
    const holder = steps.reduce<unknown>((at, step) => Reflect.get(Object(at) as object, step), copy)
    if (typeof holder !== 'object' || holder === null) throw new Error(`there is no ${path}`)
    if (Array.isArray(holder) && value === undefined) holder.splice(Number(last), 1)
    else if (value === undefined) Reflect.deleteProperty(holder, last)
    else Reflect.set(holder, last, value)
  }
  return copy
}

/** What is compared of an issue. */
export function shown({ code, expression, rule }: Issue): string {
  return [code, expression, rule?.id].filter((part) => part !== undefined).join(' ')
}

/** Asserts of each fault that exactly its issues are told as errors, at their paths, and that the example has none. */
export function expectFaults(t: Test, check: (changes: Changes) => readonly Issue[], faults: readonly Fault[]): void {
  t.strictSame(errorsIn(check({})), [], 'as it is')
  for (const { what, change, told } of faults) t.strictSame(errorsIn(check(change)), [...told].sort(), what)
}

/** The errors among issues, as they are compared. */
export function errorsIn(issues: readonly Issue[]): readonly string[] {
  return issues.filter(isError).map(shown).sort()
}

/** A copy of a definition of fsh/ under another name, with its elements changed. */
export function derived(
  id: string,
  name: string,
  change: (elements: ElementDefinition[]) => readonly unknown[]
): StructureDefinition {
  const original = probeDefinitions.find((one) => one.url === probeCanonical(id)) as StructureDefinition
  const copy = structuredClone(original)
  const element = change(copy.snapshot?.element ?? []) as ElementDefinition[]
  return { ...copy, id: name, url: probeCanonical(name), snapshot: { element } }
}

/** The element of an id. */
export function elementOf(elements: readonly ElementDefinition[], id: string): ElementDefinition {
  const found = elements.find((one) => one.id === id)
  if (found === undefined) throw new Error(`there is no ${id}`)
  return found
}
