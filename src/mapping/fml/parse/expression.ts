import { Cursor } from './cursor.ts'
import { tokensOf } from './lexer.ts'
import { quoted, unquoted } from './quoted.ts'
import type { Token } from './tokens.ts'

/**
 * Where a FHIRPath stands, which decides what ends it outside brackets.
 *
 * `clause`: behind `where`, `check` and `log`; `argument`: between the brackets of a transform; `constant`: after `let`;
 * `whole`: a text of its own.
 */
export type ExpressionPlace = 'clause' | 'argument' | 'constant' | 'whole'

/** What ends a FHIRPath at a place; the end of the text and a closing bracket too many always do. */
const endings: Readonly<Record<ExpressionPlace, readonly string[]>> = {
  clause: ['check', 'log', 'where', ',', '->', 'then', ';', '{'],
  argument: [',', '->', ';', '{'],
  constant: [',', '->', ';', '{'],
  whole: [',']
}

/** What begins the next statement where the semicolon of a constant was forgotten. */
const statements: readonly string[] = ['map', 'conceptmap', 'uses', 'imports', 'let', 'group']

/** What cannot stand between the brackets of a FHIRPath, so that one bracket forgotten does not swallow the map. */
const neverInside: readonly string[] = [';', '->', '{', '<<', '>>']

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

const wordOperators: readonly string[] = ['and', 'or', 'xor', 'implies', 'in', 'contains', 'is', 'as', 'mod', 'div']

/**
 * Reads a FHIRPath as text, trimmed and without comments.
 *
 * A text in double quotes, which FHIRPath does not have, becomes one in single quotes, or after `.` and `%` a name in
 * backticks. Faults (`syntax`): nothing where an expression should be, brackets that do not match.
 */
export function readExpression(cursor: Cursor, place: ExpressionPlace): string {
  const from = cursor.index
  while (!ends(cursor, place, from)) skipOne(cursor)
  if (cursor.index === from) return cursor.expected('a FHIRPath expression')
  return textBetween(cursor, from, cursor.index)
}

/** Like `readExpression`, without the one pair of brackets that encloses it all. */
export function readClause(cursor: Cursor): string {
  const from = cursor.index
  const text = readExpression(cursor, 'clause')
  const to = cursor.index
  cursor.index = from
  const isEnclosed = cursor.at('(')
  if (isEnclosed) skipOne(cursor)
  const isWhole = isEnclosed && cursor.index === to
  if (isWhole && to === from + 2) {
    cursor.index = from + 1
    return cursor.expected('a FHIRPath expression')
  }
  cursor.index = to
  return isWhole ? textBetween(cursor, from + 1, to - 1) : text
}

/** Goes on after a name with `.b`, `.c()` and `[0]`; gives the whole as text. */
export function readPathFrom(cursor: Cursor, from: number): string {
  while (cursor.at('.', '[')) {
    if (cursor.at('[')) {
      skipOne(cursor)
      continue
    }
    cursor.take()
    if (cursor.peek().kind === 'double') cursor.take()
    else cursor.name('a name after "."')
    if (cursor.at('(')) skipOne(cursor)
  }
  return textBetween(cursor, from, cursor.index)
}

/** A FHIRPath that came as JSON, in the form that a map's text would give it. */
export function normalExpression(text: string, file: string): string {
  const cursor = new Cursor(tokensOf(text, file))
  const normal = readExpression(cursor, 'whole')
  if (cursor.peek().kind !== 'end') cursor.expected('the end of the expression')
  return normal
}

function ends(cursor: Cursor, place: ExpressionPlace, from: number): boolean {
  const token = cursor.peek()
  if (token.kind === 'end' || cursor.at(')', ']', '}')) return true
  const previous = cursor.index === from ? undefined : cursor.tokens.tokens[cursor.index - 1]
  const needsValue = previous === undefined || isOperator(cursor, from)
  if (token.kind === 'double') return place === 'clause' && !needsValue
  if (token.kind === 'name' && previous?.text === '.') return false
  if (needsValue && isEmptyCollection(cursor)) return false
  if (place === 'constant' && !needsValue && cursor.at(...statements)) return true
  return cursor.at(...endings[place])
}

/** Whether the token before this one wants a value after it. */
function isOperator(cursor: Cursor, from: number): boolean {
  const { tokens } = cursor.tokens
  const token = tokens[cursor.index - 1]
  if (token?.kind === 'symbol') return !')]}'.includes(token.text)
  if (token?.kind !== 'name' || !wordOperators.includes(token.text) || cursor.index - 2 < from) return false
  const before = tokens[cursor.index - 2]
  return before?.kind !== 'symbol' || ')]}'.includes(before.text)
}

function isEmptyCollection(cursor: Cursor): boolean {
  return cursor.at('{') && cursor.peek(1).text === '}' && cursor.peek(1).kind === 'symbol'
}

/** Takes one token, or all between brackets. */
function skipOne(cursor: Cursor): void {
  const open: string[] = []
  do {
    const token = cursor.peek()
    const close = token.kind === 'symbol' ? closing[token.text] : undefined
    const wanted = open.at(-1)
    if (token.kind === 'end') return cursor.expected(`"${wanted ?? ''}"`)
    if (close !== undefined && (close !== '}' || isEmptyCollection(cursor))) open.push(close)
    else if (wanted !== undefined && cursor.at(wanted)) open.pop()
    else if (cursor.at(...neverInside, ')', ']', '}')) {
      return cursor.expected(wanted === undefined ? 'a FHIRPath expression' : `"${wanted}"`)
    }
    cursor.take()
  } while (open.length > 0)
}

/** The text of these tokens as written, a comment as one space. */
function textBetween(cursor: Cursor, from: number, to: number): string {
  const { text, tokens } = cursor.tokens
  let joined = ''
  for (let index = from; index < to; index += 1) {
    const token = tokens[index]
    const previous = tokens[index - 1]
    if (token === undefined) break
    if (index > from) {
      joined += cursor.commentsBefore(index).length > 0 ? ' ' : text.slice(previous?.end ?? token.start, token.start)
    }
    joined += token.kind === 'double' ? inFhirPath(cursor, token, previous) : token.text
  }
  return joined
}

function inFhirPath(cursor: Cursor, token: Token, previous: Token | undefined): string {
  const isName = previous?.kind === 'symbol' && ['.', '%'].includes(previous.text)
  return quoted(unquoted(token.text) ?? cursor.decoded(token), isName ? '`' : "'")
}
