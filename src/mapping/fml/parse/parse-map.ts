import type { StructureMapGroup } from '@medplum/fhirtypes'
import { attempt, type Outcome } from '../fault.ts'
import { Cursor } from './cursor.ts'
import { refuseOtherDrops } from './drops.ts'
import { readGroup } from './group.ts'
import { readHead } from './header.ts'
import { tokensOf } from './lexer.ts'
import type { MapSource } from './map-source.ts'

/**
 * Reads a map in the FHIR Mapping Language.
 *
 * Faults: `syntax` with line, column and the line itself; the message says what was expected and what was found.
 * Source: http://hl7.org/fhir/R4/mapping-language.html, and what is used beyond it (paths of more than two parts, `let`).
 */
export function parseMap(text: string, file: string): Outcome<MapSource> {
  return attempt(() => readMapTokens(new Cursor(tokensOf(text, file))))
}

function readMapTokens(cursor: Cursor): MapSource {
  const head = readHead(cursor)
  const groups: StructureMapGroup[] = []
  const names = new Set<string>()
  while (cursor.peek().kind !== 'end') {
    const at = cursor.peek()
    const group = readGroup(cursor)
    if (names.has(group.name)) cursor.fault(`group ${group.name} stands twice`, at)
    names.add(group.name)
    groups.push(group)
  }
  refuseOtherDrops(cursor)
  const { file, lines } = cursor.tokens
  return { structureMap: { ...head, group: groups }, positions: cursor.positions, file, lines }
}
