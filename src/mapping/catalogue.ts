import { direction } from './direction.ts'
import type { MapLibrary } from './fml/compile/library.ts'
import { reverse, type ReversedConceptMap } from './fml/terminology/reverse.ts'
import type { GraphHolder } from './functions/graph.ts'
import type { MapCatalogue } from './port.ts'
import type { Mappings } from './read-mappings.ts'

/** What a catalogue is made of; the holder is the one that the library was compiled with. */
export interface CatalogueParts {
  readonly library: MapLibrary
  readonly mappings: Mappings
  readonly holder: GraphHolder
}

/** Makes maps and ConceptMaps findable by their canonical; a ConceptMap is turned round when it is first asked for. */
export function catalogueOf({ library, mappings, holder }: CatalogueParts): MapCatalogue {
  const conceptMaps = new Map(mappings.conceptMaps.map((conceptMap) => [conceptMap.url, conceptMap]))
  const reversed = new Map<string, ReversedConceptMap>()
  return {
    direction: (url) => {
      const map = library.maps.get(url)
      return map === undefined ? undefined : direction({ dialect: url, map, holder })
    },
    conceptMap: (url) => conceptMaps.get(url),
    reversed: (url) => {
      const known = reversed.get(url)
      const conceptMap = conceptMaps.get(url)
      if (known !== undefined || conceptMap === undefined) return known
      const made = reverse(conceptMap)
      reversed.set(url, made)
      return made
    }
  }
}
