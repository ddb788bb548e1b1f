import { fail, type Position } from '../fault.ts'
import type { Comment, Token, TokenKind, Tokens } from './tokens.ts'

/** Characters in a text, so that nobody can keep the gateway busy with one map: 1 MB is some 15,000 rules. */
const textLengthMax = 1_048_576

// Texts in quotes are unrolled loops: a quote that is never closed must not cost more than its length.
const piece = new RegExp(
  [
    /(?<space>\s+)/,
    /(?<comment>\/\/[^\n]*|\/\*[^]*?\*\/)/,
    /(?<name>[A-Za-z_]\w*)/,
    /(?<single>'[^'\\\n]*(?:\\[^\n][^'\\\n]*)*')/,
    /(?<double>"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*")/,
    /(?<delimited>`[^`\\\n]*(?:\\[^\n][^`\\\n]*)*`)/,
    /(?<number>\d+(?:\.\d+)?(?!\w))/,
    /(?<date>@(?:\d{4}(?:-\d\d){0,2}(?:T(?:\d\d(?::\d\d){0,2}(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?)?|T\d\d(?::\d\d){0,2}(?:\.\d+)?))/,
    /(?<symbol>->|<<|>>|<=|<-|>=|>-|==|!=|!~|--|\.\.|[-(){}[\],;:.=+*<>~&|%$]|\/(?!\*))/
  ]
    .map(({ source }) => source)
    .join('|'),
  'y'
)

const kinds: readonly TokenKind[] = ['name', 'single', 'double', 'delimited', 'number', 'date', 'symbol']

/** A place in the text while it is cut. */
interface Place {
  line: number
  /** Offset of the first character of the line. */
  lineStart: number
  offset: number
}

/**
 * Cuts a map, or a FHIRPath of one, into tokens and comments.
 *
 * Faults (`syntax`): a text, name or comment without an end, a character of no token, a text over the bound.
 */
export function tokensOf(text: string, file: string): Tokens {
  if (text.length > textLengthMax) {
    return fail({ code: 'syntax', file, message: `the text is longer than ${textLengthMax} characters` })
  }
  const lines = text.split(/\r?\n/)
  const tokens: Token[] = []
  const comments: Comment[] = []
  const place: Place = { line: 1, lineStart: 0, offset: 0 }
  while (place.offset < text.length) {
    const position = { line: place.line, column: place.offset - place.lineStart + 1 }
    piece.lastIndex = place.offset
    const found = piece.exec(text)
    if (found === null) {
      const message = unreadable(text, place.offset)
      return fail({ code: 'syntax', file, ...position, text: lines[position.line - 1] ?? '', message })
    }
    const [written] = found
    const start = place.offset
    const kind = kinds.find((name) => found.groups?.[name] !== undefined)
    if (kind !== undefined) tokens.push({ kind, text: written, start, end: start + written.length, ...position })
    if (found.groups?.['comment'] !== undefined) {
      const ownLine = text.slice(place.lineStart, start).trim() === ''
      comments.push({ text: written.trimEnd(), before: tokens.length, ownLine, ...position })
    }
    advance(place, written)
  }
  tokens.push(endAfter(text, lines))
  return { file, text, lines, tokens, comments }
}

function advance(place: Place, written: string): void {
  for (let at = written.indexOf('\n'); at >= 0; at = written.indexOf('\n', at + 1)) {
    place.line += 1
    place.lineStart = place.offset + at + 1
  }
  place.offset += written.length
}

/** The end stands behind the last character that is not space, where somebody would go on writing. */
function endAfter(text: string, lines: readonly string[]): Token {
  const end = text.trimEnd().length
  const line = text.slice(0, end).split('\n').length
  const column = (lines[line - 1] ?? '').trimEnd().length + 1
  return { kind: 'end', text: '', start: text.length, end: text.length, line, column } satisfies Token & Position
}

function unreadable(text: string, offset: number): string {
  const character = text[offset] ?? ''
  if (text.startsWith('/*', offset)) return 'expected "*/" and found the end of the text'
  if (/['"`]/.test(character)) return `expected ${character} at the end of what it opens and found the end of the line`
  if (character === '@') return 'expected a date or a time after "@"'
  if (/\d/.test(character)) return 'a name that starts with a digit needs backticks, a code needs quotes'
  return `found ${JSON.stringify(character)}, which means nothing outside quotes`
}
