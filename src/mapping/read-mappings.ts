import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConceptMap } from '@medplum/fhirtypes'
import { type Fault, FaultError, type Outcome } from './fml/fault.ts'
import type { MapSource } from './fml/parse/map-source.ts'
import { readMapText } from './fml/parse/read-map.ts'
import { indexConceptMap, type IndexedConceptMap } from './fml/terminology/index-concept-map.ts'

/** What stands in `mappings/`, read and parsed. */
export interface Mappings {
  readonly maps: readonly MapSource[]
  readonly conceptMaps: readonly IndexedConceptMap[]
  /** Folders with a `dialect.json`. */
  readonly dialects: readonly string[]
}

/**
 * Reads the folders of mappings: `*.map` is FHIR Mapping Language, `dialect.json` a dialect, and any other `*.json` a
 * StructureMap or a ConceptMap. Everything may use everything by its canonical.
 *
 * A fault in a file throws with file and line, which stops the start.
 */
export function readMappings(dirs: readonly string[]): Mappings {
  const maps: MapSource[] = []
  const conceptMaps: IndexedConceptMap[] = []
  const dialects: string[] = []
  for (const dir of dirs) {
    for (const folder of foldersOf(dir)) {
      for (const name of readdirSync(folder).sort()) {
        const file = join(folder, name)
        if (name === 'dialect.json') dialects.push(folder)
        else if (name.endsWith('.map')) maps.push(sound(readMapText(readFileSync(file, 'utf8'), file)))
        else if (name.endsWith('.json')) readResource(file, maps, conceptMaps)
      }
    }
  }
  return { maps, conceptMaps, dialects }
}

function foldersOf(dir: string): readonly string[] {
  const folders = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return [dir, ...folders.map(({ name }) => join(dir, name)).sort()]
}

function readResource(file: string, maps: MapSource[], conceptMaps: IndexedConceptMap[]): void {
  const text = readFileSync(file, 'utf8')
  const value = parsedJson(text, file)
  const type = typeof value === 'object' && value !== null && 'resourceType' in value ? value.resourceType : undefined
  if (type === 'StructureMap') maps.push(sound(readMapText(text, file)))
  else if (type === 'ConceptMap') conceptMaps.push(conceptMapOf(value as ConceptMap, file, conceptMaps))
  else throw new Error(`${file}: neither a StructureMap nor a ConceptMap`)
}

/** A ConceptMap; a second one of the same name would take the place of the first in silence. */
function conceptMapOf(value: ConceptMap, file: string, others: readonly IndexedConceptMap[]): IndexedConceptMap {
  const conceptMap = sound(indexConceptMap(value, file))
  if (others.some(({ url }) => url === conceptMap.url)) {
    throw new Error(`${file}: there are two ConceptMaps ${conceptMap.url}`)
  }
  return conceptMap
}

/** A JSON file; throws with its name where it is none. */
export function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${file} is no JSON`, { cause })
  }
}

/** The value, or the fault as an error that says where it is. */
export function sound<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new Error(told(outcome.fault), { cause: new FaultError(outcome.fault) })
}

/** A fault in one line: where in which file, what, and the line itself. */
export function told({ file, line, column, group, rule, message, text }: Fault): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  const inside = [group, rule].filter((part) => part !== undefined).join(' / ')
  return `${place}: ${inside === '' ? '' : `${inside}: `}${message}${text === undefined ? '' : `\n  ${text.trim()}`}`
}
