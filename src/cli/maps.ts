/**
 * `npm run -s maps -- [--json] [folder ...]`: looks at all maps of the folders (default `mappings`) without running
 * them, and exits with 1 when one has an error.
 *
 * One line for each finding, `file:line: severity code message`, and one that counts; with `--json` one object a line
 * and nothing else.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
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
const USAGE = 'usage: npm run -s maps -- [--json] [folder ...]'

const asked = askedOf(process.argv.slice(2))
const wrong = asked === undefined ? [USAGE] : asked.folders.flatMap(unfit)
if (asked === undefined || wrong.length > 0) {
  process.stderr.write(`${wrong.join('\n')}\n`)
  process.exitCode = 1
} else {
  const findings = lintFolders(asked.folders)
  const errors = findings.filter(({ severity }) => severity === 'error').length
  for (const finding of findings) process.stdout.write(`${asked.isJson ? JSON.stringify(finding) : line(finding)}\n`)
  if (!asked.isJson) process.stdout.write(`${errors} errors, ${findings.length - errors} warnings\n`)
  process.exitCode = errors === 0 ? 0 : 1
}

interface Asked {
  readonly folders: readonly string[]
  readonly isJson: boolean
}

function askedOf(args: readonly string[]): Asked | undefined {
  try {
    const json = { type: 'boolean', default: false } as const
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { json } })
    return { folders: positionals.length === 0 ? [join(root, 'mappings')] : positionals, isJson: values.json }
  } catch {
    // parseArgs throws for an option that it does not know.
    return undefined
  }
}

/** Why a folder cannot be looked at. */
function unfit(folder: string): readonly string[] {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats === undefined) return [`${folder}: there is no such folder`]
  return stats.isDirectory() ? [] : [`${folder}: it is not a folder; give the folder that it is in`]
}

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
    const name = relative(process.cwd(), file)
    const json = file.endsWith('.map') ? undefined : jsonOf(text)
    if (json?.ok === false) unread.push(notJson(name))
    const type = json === undefined ? 'StructureMap' : resourceTypeOf(json.ok ? json.value : undefined)
    if (type === 'StructureMap') keep(readMapText(text, name), maps)
    // Its type says what it is meant to be; the index looks at everything in it.
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

function jsonOf(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch {
    // JSON.parse throws for what is no JSON.
    return { ok: false }
  }
}

function notJson(file: string): Finding {
  return { severity: 'error', code: 'syntax', message: 'the file is not JSON', file, map: '' }
}

/** A `dialect.json` is neither a map nor a table, and is left to the start of the gateway. */
function resourceTypeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'resourceType' in value ? value.resourceType : undefined
}

function line({ file, line: at, severity, code, message, group, rule }: Finding): string {
  const place = [group, rule].filter((part) => part !== undefined).join(' / ')
  return `${file}:${at ?? 1}: ${severity} ${code} ${place === '' ? '' : `${place}: `}${message}`
}
