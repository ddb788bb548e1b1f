import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ConceptMap } from '@medplum/fhirtypes'
import { direction } from '../../src/mapping/direction.ts'
import { readDialectFile } from '../../src/mapping/dialect-file.ts'
import { compileLibrary } from '../../src/mapping/fml/compile/library.ts'
import { readMapText } from '../../src/mapping/fml/parse/read-map.ts'
import { indexConceptMap } from '../../src/mapping/fml/terminology/index-concept-map.ts'
import type { GraphHolder } from '../../src/mapping/functions/graph.ts'
import { libraryOptions } from '../../src/mapping/load-dialects.ts'
import type { Dialect } from '../../src/mapping/port.ts'
import { readMappings, sound } from '../../src/mapping/read-mappings.ts'
import { root } from './dialect-case.ts'

/** A fault put into one file of `mappings/`, in memory: the text with the fault in it. */
export interface Mutation {
  /** Below `mappings/`. */
  readonly file: string
  readonly change: (text: string) => string
}

const mappingsDir = join(root, 'mappings')
const mappings = readMappings([mappingsDir])

/** The dialects as they would be with the fault, by name; throws where the file has nothing to change. */
export function mutated({ file, change }: Mutation): (name: string) => Dialect {
  const path = join(mappingsDir, file)
  const before = readFileSync(path, 'utf8')
  const text = change(before)
  if (text === before) throw new Error(`${file} has nothing to change`)
  const isMap = file.endsWith('.map')
  const maps = mappings.maps.map((source) => (source.file === path ? sound(readMapText(text, path)) : source))
  const changedMap = isMap ? undefined : sound(indexConceptMap(JSON.parse(text) as ConceptMap, path))
  const conceptMaps = mappings.conceptMaps.map((one) => (one.url === changedMap?.url ? changedMap : one))
  const holder: GraphHolder = { current: undefined }
  const options = libraryOptions({ ...mappings, maps, conceptMaps }, holder, join(root, 'profiles', 'base'))
  const library = sound(compileLibrary(maps, options))
  return (name) => {
    const folder = mappings.dialects.find((one) => basename(one) === name)!
    const { version, toCanonical, fromCanonical } = readDialectFile(join(folder, 'dialect.json'))
    const [inward, outward] = [toCanonical, fromCanonical].map((url) => library.maps.get(url)!)
    return {
      name,
      version,
      fingerprint: '',
      types: new Set(inward!.entries.keys()),
      toCanonical: direction({ dialect: name, map: inward!, holder }),
      fromCanonical: direction({ dialect: name, map: outward!, holder })
    }
  }
}
