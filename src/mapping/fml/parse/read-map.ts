import { attempt, fail, type Outcome } from '../fault.ts'
import type { MapSource } from './map-source.ts'
import { normalMap } from './normal-map.ts'
import { parseMap } from './parse-map.ts'

/** Characters of a map in JSON, which is some five times as long as its text. */
const jsonLengthMax = 8_388_608

/**
 * Takes a StructureMap that came as JSON for a source.
 *
 * Faults (`syntax`): it is no StructureMap of R4, or has elements that an engine would have to know; the message begins
 * with the place. Source: http://hl7.org/fhir/R4/structuremap.html
 */
export function readMap(json: unknown, file: string): Outcome<MapSource> {
  return attempt(() => ({ structureMap: normalMap(json, file), positions: new WeakMap(), file, lines: [] }))
}

/** Reads a map from a file's text, which is JSON where it begins with a brace; a byte order mark is left out. */
export function readMapText(text: string, file: string): Outcome<MapSource> {
  const plain = text.replace(/^\uFEFF/, '')
  if (!/^\s*\{/.test(plain)) return parseMap(plain, file)
  const json = attempt(() => parsedJson(plain, file))
  return json.ok ? readMap(json.value, file) : json
}

function parsedJson(text: string, file: string): unknown {
  if (text.length > jsonLengthMax) {
    return fail({ code: 'syntax', file, message: `the text is longer than ${jsonLengthMax} characters` })
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return fail({ code: 'syntax', file, message: `expected JSON: ${error.message}` })
  }
}
