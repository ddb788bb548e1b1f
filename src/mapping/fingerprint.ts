import { createHash } from 'node:crypto'
import type { MapSource } from './fml/parse/map-source.ts'
import type { Mappings } from './read-mappings.ts'

/** Hexadecimal digits kept: two translations that differ have the same ones in one of 10^19 cases. */
const DIGITS = 16

/**
 * A digest of everything that maps are made of: the maps, what they import, and each ConceptMap that any of it names.
 *
 * A version says what its author meant to say; this says whether it is the same text. Two that are equal translate alike,
 * as far as maps decide it.
 */
export function fingerprintOf(urls: readonly string[], { maps, conceptMaps }: Mappings): string {
  const used = new Set(maps.filter(({ structureMap }) => urls.includes(structureMap.url)))
  // A Set is walked in order of insertion, so what is added while walking is walked, too.
  for (const { structureMap } of used) {
    for (const pattern of structureMap.import ?? []) for (const one of maps) if (isMeant(one, pattern)) used.add(one)
  }
  const texts = Array.from(used, ({ structureMap }) => JSON.stringify(structureMap)).sort()
  const tables = conceptMaps.map(({ url, version, groups }) => ({
    url,
    text: JSON.stringify({ url, version, groups })
  }))
  const named = new Set<string>()
  for (const text of texts) {
    for (const table of tables) {
      // One table may name the next one, for the codes that it does not list.
      if (named.has(table.url) || !text.includes(table.url)) continue
      named.add(table.url)
      texts.push(table.text)
    }
  }
  return createHash('sha256').update(JSON.stringify(texts.sort())).digest('hex').slice(0, DIGITS)
}

/** An import is exact, or has one `*` that stands for anything. */
function isMeant({ structureMap: { url } }: MapSource, pattern: string): boolean {
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return url === pattern
  return url.length >= before.length + after.length && url.startsWith(before) && url.endsWith(after)
}
