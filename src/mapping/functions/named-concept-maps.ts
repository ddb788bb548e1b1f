import type { MapSource } from '../fml/parse/map-source.ts'
import type { IndexedConceptMap } from '../fml/terminology/index-concept-map.ts'

/**
 * Throws where a map asks a function of this gateway for a ConceptMap that does not exist: at run time that would look as
 * if the ConceptMap knew nothing, and a code would silently have no translation.
 *
 * @throws Error with file and line, which stops the start.
 */
export function checkNamedConceptMaps(maps: readonly MapSource[], conceptMaps: readonly IndexedConceptMap[]): void {
  const known = new Set(conceptMaps.map(({ url }) => url))
  for (const { structureMap, file, lines } of maps) {
    const named = JSON.stringify(structureMap).matchAll(/\b(?:translatedCode|isListedIn)\(\s*'([^']*)'\s*\)/g)
    for (const [, url = ''] of named) {
      if (known.has(url)) continue
      const line = lines.findIndex((text) => text.includes(`'${url}'`)) + 1
      throw new Error(`${file}${line === 0 ? '' : `:${String(line)}`}: there is no ConceptMap ${url}`)
    }
  }
}
