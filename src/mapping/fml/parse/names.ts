import type { Cursor } from './cursor.ts'

/** Reads `.a.b.c` as `a.b.c`; a name may stand in backticks or double quotes. */
export function readPath(cursor: Cursor): string {
  const parts: string[] = []
  while (cursor.skip('.')) parts.push(readPart(cursor, 'the name of an element'))
  return parts.join('.')
}

/** Reads a type: a name or alias, a path such as `Patient.contact`, or a url in quotes. */
export function readType(cursor: Cursor): string {
  const token = cursor.peek()
  if (token.kind === 'single' || token.kind === 'double') return cursor.nonEmpty(cursor.take())
  const parts = [readPart(cursor, 'a type')]
  while (cursor.skip('.')) parts.push(readPart(cursor, 'the name of an element'))
  return parts.join('.')
}

/** Reads the name of a group, bare or in any quotes. */
export function readGroupName(cursor: Cursor): string {
  const { kind } = cursor.peek()
  if (kind === 'single' || kind === 'double') return cursor.nonEmpty(cursor.take())
  return cursor.name('the name of a group')
}

/** A dot inside quotes would be lost among the dots of the path. */
function readPart(cursor: Cursor, what: string): string {
  const at = cursor.peek()
  const name = at.kind === 'double' ? cursor.nonEmpty(cursor.take()) : cursor.name(what)
  return name.includes('.') ? cursor.fault('the name of an element has no dot', at) : name
}
