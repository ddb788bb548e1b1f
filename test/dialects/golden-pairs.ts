import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import { format, resolveConfig } from 'prettier'
import type { Located } from '../../src/fhir/located.ts'
import { frozen } from './dialect-case.ts'

export type Way = 'to-canonical' | 'from-canonical'

/** A warning that a pair expects: what, and at which place in the input. */
export interface ExpectedWarning {
  readonly code: string
  readonly expression: string
}

/** A place of an input that comes back in another form, with the reason. */
export interface Difference {
  /** `Type/id.path`, as in `ServiceRequest/r.status`. */
  readonly expression: string
  readonly because: string
}

/** `<name>.<way>.in.json` of a dialect's folder, with what stands beside it. */
export interface Pair {
  readonly dialect: string
  readonly name: string
  readonly way: Way
  readonly input: readonly Located[]
  /** Undefined where the file is absent. */
  readonly output: readonly Located[] | undefined
  readonly warnings: readonly ExpectedWarning[]
  readonly differences: readonly Difference[]
  /** Where the output is, or should be. */
  readonly outputFile: string
}

/** The golden pairs of one dialect; none where it has no folder here. */
export function pairsOf(dialect: string): readonly Pair[] {
  const folder = join(import.meta.dirname, dialect)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const [, name, way] = /^(.+)\.(to-canonical|from-canonical)\.in\.json$/.exec(file) ?? []
      return name === undefined ? [] : [pairOf(folder, { dialect, name, way: way as Way })]
    })
}

function pairOf(folder: string, { dialect, name, way }: Pick<Pair, 'dialect' | 'name' | 'way'>): Pair {
  const beside = (what: string): string => join(folder, `${name}.${way}.${what}.json`)
  const outputFile = beside('out')
  const bundle = read(beside('in')) as Bundle
  return {
    dialect,
    name,
    way,
    input: locatedIn(bundle),
    output: existsSync(outputFile) ? locatedIn(read(outputFile) as Bundle) : undefined,
    warnings: (read(beside('warnings')) ?? []) as readonly ExpectedWarning[],
    differences: (read(beside('differences')) ?? []) as readonly Difference[],
    outputFile
  }
}

/** Output files without an input: what nobody would notice any more. */
export function strayOutputs(dialect: string): readonly string[] {
  const folder = join(import.meta.dirname, dialect)
  if (!existsSync(folder)) return []
  const files = new Set(readdirSync(folder))
  return [...files].filter((file) => {
    const [, stem] = /^(.+\.(?:to|from)-canonical)\.(?:out|warnings|differences)\.json$/.exec(file) ?? []
    return stem !== undefined && !files.has(`${stem}.in.json`)
  })
}

/** Writes what a map made as the output of a pair, for its author to review line by line. */
export async function writeOutput({ outputFile }: Pair, resources: readonly Resource[]): Promise<void> {
  const bundle = { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) }
  const options = { ...(await resolveConfig(outputFile)), parser: 'json' }
  writeFileSync(outputFile, await format(JSON.stringify(bundle, null, 2), options))
}

function locatedIn({ entry = [] }: Bundle): readonly Located[] {
  return entry.map(({ resource }, index) => ({ resource: frozen(resource!), path: `Bundle.entry[${index}].resource` }))
}

function read(file: string): unknown {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown) : undefined
}
