import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isError, type Issue } from '../../src/fhir/outcome.ts'
import { attempt, type Engine } from './engine.ts'

const folder = join(import.meta.dirname, 'node_modules', 'hl7.fhir.r4.examples')
const explainedFile = join(import.meta.dirname, 'exceptions.json')

/** The types that the gateway takes or writes; see TYPES of build-base.mjs, and what stands around them. */
export const HANDLED = new Set([
  'AuditEvent',
  'Bundle',
  'CarePlan',
  'Communication',
  'CommunicationRequest',
  'Composition',
  'Condition',
  'Consent',
  'DocumentReference',
  'Endpoint',
  'Flag',
  'HealthcareService',
  'Location',
  'MedicationStatement',
  'Observation',
  'OperationOutcome',
  'Organization',
  'Parameters',
  'Patient',
  'PlanDefinition',
  'Practitioner',
  'PractitionerRole',
  'Provenance',
  'RelatedPerson',
  'ServiceRequest',
  'Task'
])

/** Why the official examples of a kind give an error: what is wrong with them, by a rule that R4 itself states. */
export interface Exception {
  /** Names of files, with `*` for any part. */
  readonly files: readonly string[]
  /** The code of the issue, and the id of the rule where it has one. */
  readonly code: string
  readonly rule?: string
  readonly reason: string
}

/** An example in which errors were found. */
export interface FlawedExample {
  readonly file: string
  readonly type: string
  /** Errors that no exception explains. */
  readonly unexplained: readonly Issue[]
  readonly explainedBy: readonly Exception[]
}

/** What the examples gave. */
export interface ExampleOutcome {
  readonly counts: ReadonlyMap<string, number>
  readonly flawed: readonly FlawedExample[]
  /** Examples on which the validator crashed, and how. */
  readonly crashes: readonly string[]
  /** Exceptions that explained nothing: they are to be taken out. */
  readonly unused: readonly Exception[]
  readonly slowest: { readonly file: string; readonly ms: number }
}

/** Whether the package with the examples is installed. */
export function areExamplesHere(): boolean {
  return existsSync(join(folder, 'package.json'))
}

/** Validates the examples of all types. */
export function runExamples(engine: Engine): ExampleOutcome {
  const exceptions = JSON.parse(readFileSync(explainedFile, 'utf8')) as readonly Exception[]
  const used = new Set<Exception>()
  const counts = new Map<string, number>()
  const flawed: FlawedExample[] = []
  const crashes: string[] = []
  let slowest = { file: '', ms: 0 }
  for (const file of exampleFiles()) {
    const type = file.slice(0, file.indexOf('-'))
    counts.set(type, (counts.get(type) ?? 0) + 1)
    const bytes = readFileSync(join(folder, file))
    const start = performance.now()
    const { issues, crash } = attempt(engine, bytes)
    const errors = issues.filter(isError)
    const ms = performance.now() - start
    if (ms > slowest.ms) slowest = { file, ms }
    if (crash !== undefined) crashes.push(`${file}: ${crash}`)
    if (errors.length === 0) continue
    const reasons = errors.map((error) => exceptions.find((one) => explains(one, file, error)))
    const explainedBy = [...new Set(reasons.filter((one) => one !== undefined))]
    for (const one of explainedBy) used.add(one)
    flawed.push({ file, type, unexplained: errors.filter((_, index) => reasons[index] === undefined), explainedBy })
  }
  return { counts, flawed, crashes, unused: exceptions.filter((one) => !used.has(one)), slowest }
}

/** What the examples of the types that the gateway handles gave. */
export function ofHandledTypes({ counts, flawed, ...rest }: ExampleOutcome): ExampleOutcome {
  return {
    ...rest,
    counts: new Map([...counts].filter(([type]) => HANDLED.has(type))),
    flawed: flawed.filter(({ type }) => HANDLED.has(type))
  }
}

/** The names of the official examples; each begins with the type. */
export function exampleFiles(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => /^[A-Z]\w+-.+\.json$/.test(file))
    .sort()
}

/** The text of an example. */
export function exampleText(file: string): string {
  return readFileSync(join(folder, file), 'utf8')
}

function explains({ files, code, rule }: Exception, file: string, error: Issue): boolean {
  if (code !== error.code || (rule !== undefined && rule !== error.rule?.id)) return false
  return files.some((pattern) => matches(pattern, file))
}

function matches(pattern: string, file: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+()[\]]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`).test(file)
}
