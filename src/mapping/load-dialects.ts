import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConceptMap, type IndexedConceptMap } from './concept-map.ts'
import { readDefinitions, type Definitions } from './definitions.ts'
import { readDialectFile, type DialectFile, type DirectionFile } from './dialect-file.ts'
import { direction } from './direction.ts'
import { compileMap } from './fml/compile.ts'
import type { CompiledMap } from './fml/compiled-map.ts'
import type { Dialect, Dialects } from './port.ts'

/**
 * Reads every dialect: each folder of `mappings/` that has a `dialect.json`, with its maps and ConceptMaps, and the
 * ConceptMaps of `mappings/` itself, which all may use. Adding a dialect is adding a folder.
 *
 * Everything is parsed and checked here, once; a fault in a file throws, which stops the start.
 *
 * @param baseDir - `profiles/base/`, with the definitions of the types that maps speak about.
 */
export function loadDialects(mappingsDir: string, baseDir: string): Dialects {
  const definitions = readDefinitions(baseDir)
  const shared = conceptMapsIn(mappingsDir)
  const folders = readdirSync(mappingsDir, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const dialects = folders
    .map(({ name }) => name)
    .sort()
    .map((name) => loadDialect(join(mappingsDir, name), name, { definitions, shared }))
  return new Map(dialects.map((dialect) => [dialect.name, dialect]))
}

interface Common {
  readonly definitions: Definitions
  readonly shared: readonly IndexedConceptMap[]
}

function loadDialect(dir: string, folder: string, { definitions, shared }: Common): Dialect {
  const file = readDialectFile(join(dir, 'dialect.json'))
  if (file.name !== folder) throw new Error(`${dir}/dialect.json: name is ${file.name}`)
  const conceptMaps = new Map([...shared, ...conceptMapsIn(dir)].map((one) => [one.url, one]))
  const unchanged = new Set(file.unchanged)
  checkTypes(file, definitions)
  const make = (directionFile: DirectionFile) => {
    const maps = new Map<string, CompiledMap>()
    for (const [type, name] of Object.entries(directionFile.maps)) {
      const path = join(dir, name)
      const map = compileMap(readFileSync(path, 'utf8'), path, { definitions, conceptMaps })
      if (map.type !== type) throw new Error(`${path}: it maps ${map.type} and dialect.json says ${type}`)
      maps.set(type, map)
    }
    return direction(directionFile, { dialect: file.name, unchanged, maps, conceptMaps })
  }
  return {
    name: file.name,
    version: file.version,
    types: new Set([...file.unchanged, ...Object.keys(file.toCanonical.maps)]),
    toCanonical: make(file.toCanonical),
    fromCanonical: make(file.fromCanonical)
  }
}

/** A type goes one way only, and the same types go in and out. */
function checkTypes({ name, unchanged, toCanonical, fromCanonical }: DialectFile, definitions: Definitions): void {
  const inward = Object.keys(toCanonical.maps).sort()
  const outward = Object.keys(fromCanonical.maps).sort()
  if (inward.join() !== outward.join()) throw new Error(`${name}: other types are mapped in than out`)
  for (const type of unchanged) {
    if (!definitions.has(type)) throw new Error(`${name}: the type ${type} is not known here`)
    if (inward.includes(type)) throw new Error(`${name}: ${type} is both mapped and unchanged`)
  }
  for (const { before, after, dropped } of [toCanonical, fromCanonical]) {
    const stray = [...before, ...after, ...dropped].find(({ type }) => !inward.includes(type))
    if (stray !== undefined) throw new Error(`${name}: ${stray.type} has a step or a drop and no map`)
  }
}

function conceptMapsIn(dir: string): readonly IndexedConceptMap[] {
  return readdirSync(dir)
    .filter((file) => file.endsWith('.json') && file !== 'dialect.json')
    .sort()
    .map((file) => readConceptMap(join(dir, file)))
}
