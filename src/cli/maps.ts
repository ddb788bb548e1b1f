/**
 * `npm run -s maps -- [--json] [folder ...]`: looks at all maps of the folders (default `mappings`) without running
 * them, and exits with 1 when one has an error.
 *
 * One line for each finding, `file:line: severity code message`, and one that counts; with `--json` one object a line
 * and nothing else.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { ConceptMap } from '@medplum/fhirtypes'
import type { Outcome } from '../mapping/fml/fault.ts'
import { type Finding, findingOf } from '../mapping/fml/lint/finding.ts'
import { lintLibrary } from '../mapping/fml/lint/lint.ts'
import type { MapSource } from '../mapping/fml/parse/map-source.ts'
import { readMapText } from '../mapping/fml/parse/read-map.ts'
import { indexConceptMap, type IndexedConceptMap } from '../mapping/fml/terminology/index-concept-map.ts'
import { libraryOptions } from '../mapping/load-dialects.ts'

const root = resolve(import.meta.dirname, '..', '..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } }
})
const findings = lintFolders(positionals.length === 0 ? [join(root, 'mappings')] : positionals)
const errors = findings.filter(({ severity }) => severity === 'error').length
for (const finding of findings) process.stdout.write(`${values.json ? JSON.stringify(finding) : line(finding)}\n`)
if (!values.json) process.stdout.write(`${errors} errors, ${findings.length - errors} warnings\n`)
process.exitCode = errors === 0 ? 0 : 1

/** What cannot be read is a finding too, and the rest is looked at without it. */
function lintFolders(folders: readonly string[]): readonly Finding[] {
  const maps: MapSource[] = []
  const conceptMaps: IndexedConceptMap[] = []
  const unread: Finding[] = []
  const keep = <T>(outcome: Outcome<T>, kept: T[]): void => {
    if (outcome.ok) kept.push(outcome.value)
    else unread.push(findingOf(outcome.fault))
  }
  for (const file of folders.flatMap(filesOf)) {
    const text = readFileSync(file, 'utf8')
    const type = file.endsWith('.map') ? 'StructureMap' : resourceTypeOf(text)
    const name = relative(process.cwd(), file)
    if (type === 'StructureMap') keep(readMapText(text, name), maps)
    if (type === 'ConceptMap') keep(indexConceptMap(JSON.parse(text) as ConceptMap, name), conceptMaps)
  }
  const base = join(root, 'profiles', 'base')
  const options = libraryOptions({ maps, conceptMaps, dialects: [] }, { current: undefined }, base)
  return [...unread, ...lintLibrary(maps, options)]
}

function filesOf(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return names.filter((name) => /\.(?:map|json)$/.test(name)).map((name) => join(folder, name))
}

/** A `dialect.json` is neither a map nor a table, and is left to the start of the gateway. */
function resourceTypeOf(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null && 'resourceType' in value ? value.resourceType : undefined
}

function line({ file, line: at, severity, code, message, group, rule }: Finding): string {
  const place = [group, rule].filter((part) => part !== undefined).join(' / ')
  return `${file}:${at ?? 1}: ${severity} ${code} ${place === '' ? '' : `${place}: `}${message}`
}
