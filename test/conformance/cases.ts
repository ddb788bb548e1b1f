import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource } from '@medplum/fhirtypes'
import { isError, type Issue } from '../../src/fhir/outcome.ts'
import { attempt, createEngine, type Attempt, type Engine } from './engine.ts'
import { withSupporting, type Standard } from './standard.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'conformance', 'validator')

/** An official case: a resource, and whether the reference validator finds an error in it. */
interface OfficialCase {
  readonly name: string
  readonly file: string
  readonly expectError: boolean
  readonly onlyTerminologyErrors: boolean
  /** Definitions that the case is run with, in either row. */
  readonly profiles?: readonly string[]
  readonly supporting?: readonly string[]
  readonly medplum5213?: string
  /** The same resource against a profile. */
  readonly profile?: {
    readonly source: string
    readonly supporting?: readonly string[]
    readonly expectError: boolean
  }
}

/** What we said of a case. */
export interface CaseOutcome {
  readonly name: string
  readonly expected: boolean
  readonly found: boolean
  /** Where an error is expected, whether all of them are about terminology. */
  readonly isTerminology: boolean
  readonly first: Issue | undefined
  readonly issues: readonly Issue[]
  /** How the validator crashed on it. */
  readonly crash?: string
  /** Why the case cannot be run here. */
  readonly notApplicable?: string
}

/** Whether the official cases are there. */
export function areCasesHere(): boolean {
  return existsSync(join(folder, 'cases.json'))
}

/** Every case on the base specification, and every variant with a profile; or those whose name has a part. */
export function runCases(
  standard: Standard,
  part = ''
): {
  readonly base: readonly CaseOutcome[]
  readonly variants: readonly CaseOutcome[]
} {
  const all = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as readonly OfficialCase[]
  const cases = all.filter(({ name }) => name.includes(part))
  const plain = createEngine(standard)
  const engineWith = (names: readonly string[]): Engine =>
    names.length === 0 ? plain : createEngine(standard, withSupporting(standard, names.map(supportingFile)))
  const base = cases.map((one) => {
    const engine = engineWith([...(one.profiles ?? []), ...(one.supporting ?? [])])
    return outcomeOf(one, one.expectError, attempt(engine, bytesOf(one.file)))
  })
  const variants = cases.flatMap((one) => {
    if (one.profile === undefined) return []
    const { source, supporting = [], expectError } = one.profile
    const names = [...new Set([source, ...supporting, ...(one.profiles ?? []), ...(one.supporting ?? [])])]
    const isXml = names.some((name) => name.endsWith('.xml'))
    if (isXml) return [{ ...outcomeOf(one, expectError, { issues: [] }), notApplicable: 'its profile is XML' }]
    const canonical = canonicalOf(supportingFile(source))
    return [outcomeOf(one, expectError, attempt(engineWith(names), bytesOf(one.file), [canonical]))]
  })
  return { base, variants }
}

function outcomeOf(one: OfficialCase, expected: boolean, { issues, crash }: Attempt): CaseOutcome {
  const first = issues.find(isError)
  const isTerminology = expected && one.onlyTerminologyErrors
  return {
    name: one.name,
    expected,
    found: first !== undefined,
    isTerminology,
    first,
    issues,
    ...(crash === undefined ? {} : { crash })
  }
}

function bytesOf(file: string): Uint8Array {
  return readFileSync(join(folder, 'cases', file))
}

function supportingFile(file: string): Resource {
  const text = new TextDecoder().decode(bytesOf(file))
  return JSON.parse(text) as Resource
}

function canonicalOf(resource: Resource): string {
  if (resource.resourceType !== 'StructureDefinition') throw new Error(`${resource.resourceType} is no profile`)
  return resource.url
}
