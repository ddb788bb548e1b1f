import { basename, join } from 'node:path'
import { readDefinitions } from './definitions.ts'
import { readDialectFile } from './dialect-file.ts'
import { direction } from './direction.ts'
import type { CompiledMap } from './fml/compile/compiled-map.ts'
import { compileLibrary, type LibraryOptions, type MapLibrary } from './fml/compile/library.ts'
import { hostFunctions } from './functions/functions.ts'
import type { GraphHolder } from './functions/graph.ts'
import { checkNamedConceptMaps } from './functions/named-concept-maps.ts'
import { type CatalogueParts, catalogueOf } from './catalogue.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { Dialect, Dialects, MapCatalogue } from './port.ts'
import { type Mappings, readMappings, sound } from './read-mappings.ts'

/** Says of a Coding that it is a suggestion: which ConceptMap made it, and how sure that is. */
export const SUGGESTED = 'https://ggz-gateway.example/fhir/StructureDefinition/suggested-translation'

/** Everything of `mappings/`, compiled: the dialects, and the maps and ConceptMaps for whoever asks for one by name. */
export interface LoadedMappings {
  readonly dialects: Dialects
  readonly catalogue: MapCatalogue
  readonly library: MapLibrary
  readonly mappings: Mappings
}

/**
 * Reads every dialect: each folder of `mappings/` that has a `dialect.json`; what stands beside is for all. Adding a
 * dialect is adding a folder.
 *
 * Everything is parsed, compiled and checked here, once; a fault in a file throws with its place, which stops the start.
 *
 * @param dirs - folders of mappings; what they hold is taken together.
 * @param baseDir - `profiles/base/`, with the definitions of the types that maps speak about.
 */
export function loadMappings(dirs: readonly string[], baseDir: string): LoadedMappings {
  const mappings = readMappings(dirs)
  const holder: GraphHolder = { current: undefined }
  const library = sound(compileLibrary(mappings.maps, libraryOptions(mappings, holder, baseDir)))
  checkNamedConceptMaps(mappings.maps, mappings.conceptMaps)
  const dialects = new Map<string, Dialect>()
  for (const folder of mappings.dialects) {
    const dialect = loadDialect(folder, { library, mappings, holder })
    if (dialects.has(dialect.name)) throw new Error(`${folder}: there are two dialects ${dialect.name}`)
    dialects.set(dialect.name, dialect)
  }
  const catalogue = catalogueOf({ library, mappings, holder })
  return { dialects, catalogue, library, mappings }
}

/** What the maps of this gateway are compiled with. */
export function libraryOptions({ conceptMaps }: Mappings, holder: GraphHolder, baseDir: string): LibraryOptions {
  return {
    schema: readDefinitions(baseDir),
    conceptMaps,
    functions: hostFunctions(holder, conceptMaps),
    approximate: SUGGESTED
  }
}

function loadDialect(folder: string, { library, mappings, holder }: CatalogueParts): Dialect {
  const file = join(folder, 'dialect.json')
  const { name, version, toCanonical, fromCanonical } = readDialectFile(file)
  if (name !== basename(folder)) throw new Error(`${file}: name is ${name}`)
  const inward = mapNamed(toCanonical, library, file)
  const outward = mapNamed(fromCanonical, library, file)
  const types = [...inward.entries.keys()].sort()
  if (types.join() !== [...outward.entries.keys()].sort().join()) {
    throw new Error(`${file}: other types are mapped in than out`)
  }
  return {
    name,
    version,
    fingerprint: fingerprintOf([toCanonical, fromCanonical], mappings),
    types: new Set(types),
    toCanonical: direction({ dialect: name, map: inward, holder }),
    fromCanonical: direction({ dialect: name, map: outward, holder })
  }
}

function mapNamed(url: string, library: MapLibrary, file: string): CompiledMap {
  const map = library.maps.get(url)
  if (map === undefined) throw new Error(`${file}: there is no map ${url}`)
  return map
}
