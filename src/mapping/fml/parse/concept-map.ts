import type {
  ConceptMap,
  ConceptMapGroup,
  ConceptMapGroupElement,
  ConceptMapGroupElementTarget
} from '@medplum/fhirtypes'
import { relations } from './codes.ts'
import type { Cursor } from './cursor.ts'
import { readRemark } from './documentation.ts'

type Prefixes = ReadonlyMap<string, string>

/** A group while it is read: its target is known with the first code that has one. */
interface Draft {
  readonly source: string
  readonly group: ConceptMapGroup
  readonly elements: Map<string, ConceptMapGroupElement>
}

/** One line of a concept map. */
interface Entry {
  readonly source: string
  readonly code: string
  readonly target: ConceptMapGroupElementTarget
  readonly targetSystem: string | undefined
}

/**
 * Reads `conceptmap "#id" { ... }`, groups by source and target system, the codes of a group in the order of the text.
 *
 * Source: http://hl7.org/fhir/R4/mapping-language.html#conceptmap
 */
export function readConceptMap(cursor: Cursor): ConceptMap {
  cursor.expect('conceptmap')
  const id = readId(cursor)
  cursor.expect('{')
  const prefixes = readPrefixes(cursor)
  const groups: Draft[] = []
  while (cursor.at('unmapped')) readUnmapped(cursor, prefixes, groups)
  while (!cursor.at('}')) addEntry(groups, readEntry(cursor, prefixes))
  const empty = groups.find(({ elements }) => elements.size === 0)
  if (groups.length === 0 || empty !== undefined) {
    return cursor.expected(empty === undefined ? 'prefix:code - prefix:code' : `a code of ${empty.source}`)
  }
  cursor.expect('}')
  return { resourceType: 'ConceptMap', id, status: 'draft', group: groups.map(({ group }) => group) }
}

function readId(cursor: Cursor): string {
  const at = cursor.peek()
  const id = cursor.text('the id of a concept map in quotes')
  return /^#[A-Za-z0-9\-.]{1,64}$/.test(id) ? id.slice(1) : cursor.fault('expected an id like "#id"', at)
}

function readPrefixes(cursor: Cursor): Prefixes {
  const prefixes = new Map<string, string>()
  while (cursor.skip('prefix')) {
    const at = cursor.peek()
    const name = cursor.name('a prefix')
    if (prefixes.has(name)) cursor.fault(`prefix ${name} stands twice`, at)
    cursor.expect('=')
    prefixes.set(name, cursor.text('the uri of a code system in quotes'))
    cursor.skip(';')
  }
  return prefixes
}

function readUnmapped(cursor: Cursor, prefixes: Prefixes, groups: Draft[]): void {
  cursor.expect('unmapped')
  cursor.expect('for')
  const at = cursor.peek()
  const source = readSystem(cursor, prefixes)
  cursor.expect('=')
  cursor.expect('provided')
  cursor.skip(';')
  if (groups.some((group) => group.source === source)) cursor.fault('unmapped stands twice for this prefix', at)
  const group: ConceptMapGroup = { source, element: [], unmapped: { mode: 'provided' } }
  groups.push({ source, group, elements: new Map() })
}

function readEntry(cursor: Cursor, prefixes: Prefixes): Entry {
  const source = readSystem(cursor, prefixes)
  const code = readCode(cursor)
  const equivalence = relations.find(([sign]) => cursor.at(sign))?.[1]
  if (equivalence === undefined) {
    return cursor.expected(
      `a relation (${relations.map(([sign]) => sign).join(' ')}); a code with other signs needs quotes`
    )
  }
  cursor.take()
  const target: ConceptMapGroupElementTarget = { equivalence }
  const targetSystem = equivalence === 'unmatched' ? undefined : readSystem(cursor, prefixes)
  if (targetSystem !== undefined) target.code = readCode(cursor)
  cursor.skip(';')
  const comment = readRemark(cursor)
  if (comment !== undefined) target.comment = comment
  return { source, code, target, targetSystem }
}

function readSystem(cursor: Cursor, prefixes: Prefixes): string {
  const at = cursor.peek()
  const name = cursor.name('a prefix')
  return prefixes.get(name) ?? cursor.fault(`there is no prefix ${name}`, at)
}

function readCode(cursor: Cursor): string {
  cursor.expect(':')
  const token = cursor.peek()
  if (token.kind === 'number') return cursor.take().text
  if (token.kind === 'single' || token.kind === 'double') return cursor.nonEmpty(cursor.take())
  return cursor.name('a code')
}

function addEntry(groups: Draft[], { source, code, target, targetSystem }: Entry): void {
  const { group, elements } = draftFor(groups, source, targetSystem)
  if (targetSystem !== undefined) group.target = targetSystem
  const known = elements.get(code)
  if (known !== undefined) {
    ;(known.target ??= []).push(target)
    return
  }
  const element = { code, target: [target] }
  elements.set(code, element)
  group.element.push(element)
}

/** A code without a target belongs to what was last said of its system. */
function draftFor(groups: Draft[], source: string, target: string | undefined): Draft {
  const found =
    target === undefined
      ? groups.findLast((draft) => draft.source === source)
      : groups.find((draft) => draft.source === source && (draft.group.target ?? target) === target)
  if (found !== undefined) return found
  const draft: Draft = { source, group: { source, element: [] }, elements: new Map() }
  groups.push(draft)
  return draft
}
