import type { StructureMap, StructureMapStructure } from '@medplum/fhirtypes'
import { codeOf, statuses, structureModes } from './codes.ts'
import { readConceptMap } from './concept-map.ts'
import { constantExtension } from './constants.ts'
import type { Cursor } from './cursor.ts'
import { readRemark } from './documentation.ts'
import { readExpression } from './expression.ts'
import { unquoted } from './quoted.ts'
import type { Comment } from './tokens.ts'

/** What stands before the groups. */
export type Head = Omit<StructureMap, 'group'>

/** Fields that hold a text, which a line `/// field = "text"` may give. */
export const textFields = [
  ...(['id', 'language', 'url', 'version', 'name', 'title', 'date', 'publisher', 'description'] as const),
  ...(['purpose', 'copyright'] as const)
]

/** A head while it is read: url and name may come in a line `///` or in the map statement. */
type Draft = Partial<Head> & { resourceType: 'StructureMap' }

/** Names that stand once: of concept maps with `#`, of constants without. */
type Names = Set<string>

/**
 * Reads everything before the first group: `///` fields, `map`, `conceptmap`, `uses`, `imports`, `let`.
 *
 * Source: http://hl7.org/fhir/R4/mapping-language.html#metadata
 */
export function readHead(cursor: Cursor): Head {
  const draft: Draft = { resourceType: 'StructureMap' }
  const firstGroup = indexOfGroup(cursor)
  for (const comment of cursor.tokens.comments) {
    if (comment.before <= firstGroup) readField(cursor, draft, comment)
    else refuseField(cursor, comment)
  }
  const names: Names = new Set()
  while (!cursor.at('group')) readStatement(cursor, draft, names)
  const { url, name, status = 'draft' } = draft
  if (url === undefined) return cursor.expected('the url of the map (map "url" = "name", or /// url = "url") before it')
  if (name === undefined) return cursor.expected('the name of the map (/// name = "name") before it')
  return { ...draft, url, name, status }
}

function readStatement(cursor: Cursor, draft: Draft, names: Names): void {
  if (cursor.at('map')) {
    readMapStatement(cursor, draft)
    return
  }
  if (cursor.at('uses')) {
    ;(draft.structure ??= []).push(readUses(cursor))
    return
  }
  if (cursor.at('conceptmap')) {
    const at = cursor.peek()
    const conceptMap = readConceptMap(cursor)
    const name = `#${conceptMap.id ?? ''}`
    if (names.has(name)) return cursor.fault(`concept map ${name} stands twice`, at)
    names.add(name)
    ;(draft.contained ??= []).push(conceptMap)
    return
  }
  if (cursor.skip('imports')) {
    ;(draft.import ??= []).push(cursor.text('the url of a map in quotes'))
    cursor.skip(';')
    return
  }
  if (!cursor.at('let')) return cursor.expected('"map", "conceptmap", "uses", "imports", "let" or "group"')
  readConstant(cursor, draft, names)
}

function readMapStatement(cursor: Cursor, draft: Draft): void {
  const at = cursor.expect('map')
  if (draft.url !== undefined || draft.name !== undefined) cursor.fault('the map has its url and name twice', at)
  draft.url = cursor.text('the url of the map in quotes')
  cursor.expect('=')
  const isName = cursor.peek().kind === 'name' || cursor.peek().kind === 'delimited'
  draft.name = isName ? cursor.name('a name') : cursor.text('the name of the map')
  cursor.skip(';')
}

function readUses(cursor: Cursor): StructureMapStructure {
  const at = cursor.expect('uses')
  const url = cursor.text('the url of a structure in quotes')
  const alias = cursor.skip('alias') ? cursor.name('an alias') : undefined
  if (!cursor.at('as')) return cursor.expected(alias === undefined ? '"alias" or "as"' : '"as"')
  cursor.take()
  const mode = codeOf(structureModes, cursor.peek().text)
  if (mode === undefined) return cursor.expected('"source", "queried", "target" or "produced"')
  cursor.take()
  cursor.skip(';')
  const documentation = readRemark(cursor)
  return cursor.note(
    { url, mode, ...(alias === undefined ? {} : { alias }), ...(documentation === undefined ? {} : { documentation }) },
    at
  )
}

function readConstant(cursor: Cursor, draft: Draft, names: Names): void {
  cursor.expect('let')
  const at = cursor.peek()
  const name = cursor.name('the name of a constant')
  if (names.has(name)) cursor.fault(`constant ${name} stands twice`, at)
  names.add(name)
  cursor.expect('=')
  const expression = readExpression(cursor, 'constant')
  cursor.expect(';')
  ;(draft.extension ??= []).push(cursor.note(constantExtension({ name, expression }), at))
}

/** Index of the first token that begins a group; before it a line `///` is a field. */
function indexOfGroup(cursor: Cursor): number {
  const index = cursor.tokens.tokens.findIndex(({ kind, text }) => kind === 'name' && text === 'group')
  return index < 0 ? Infinity : index
}

function readField(cursor: Cursor, draft: Draft, comment: Comment): void {
  if (!/^\/{3}(?!\/)/.test(comment.text)) return
  const [, name, written = ''] = /^\/{3}\s*(\w+)\s*=\s*(\S.*)$/.exec(comment.text) ?? []
  if (name === undefined) return cursor.fault('expected /// field = "value"', comment)
  const value = fieldValue(written)
  if (value === undefined) return cursor.fault(`expected the value of ${name} in quotes`, comment)
  const field = codeOf([...textFields, 'status', 'experimental'], name)
  if (field === undefined) return cursor.fault(`a StructureMap has no field ${name} that a map can give`, comment)
  if (draft[field] !== undefined) return cursor.fault(`${name} is given twice`, comment)
  if (field === 'status') {
    draft.status = codeOf(statuses, value) ?? cursor.fault(`expected one of ${statuses.join(', ')}`, comment)
  } else if (field === 'experimental') {
    if (value !== 'true' && value !== 'false') return cursor.fault('expected true or false', comment)
    draft.experimental = value === 'true'
  } else draft[field] = value === '' ? cursor.fault(`expected a value of ${name}`, comment) : value
}

/** What stands behind `=`: a text in quotes, or one word. */
function fieldValue(written: string): string | undefined {
  if (/^(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")$/.test(written)) return unquoted(written)
  return /^[\w.:+-]+$/.test(written) ? written : undefined
}

function refuseField(cursor: Cursor, comment: Comment): void {
  if (!/^\/{3}\s*\w+\s*=/.test(comment.text)) return
  cursor.fault('a line /// stands before the first group', comment)
}
