import { parse } from 'fhirpath'
import { fail } from '../fault.ts'

/** A node of the library's syntax tree; both places count from 1. */
export interface SyntaxNode {
  readonly type: string
  readonly children?: readonly SyntaxNode[]
  readonly text?: string
  readonly delimitedText?: string
  readonly value?: string
  readonly unit?: string
  readonly atRoot?: number
  readonly start?: { readonly line: number; readonly column: number }
}

/** An expression longer than this is no rule that a person could check. */
const CHARACTERS_MAX = 10_000

/** Brackets within brackets; the parser and the evaluation go down as many levels. */
const NESTING_MAX = 100

/** Parses an expression; FaultError `syntax` with the column, or `limit` where it is too long or too deep. */
export function parseSyntax(text: string): SyntaxNode {
  if (text.length > CHARACTERS_MAX)
    fail({ code: 'limit', message: `a FHIRPath expression over ${CHARACTERS_MAX} characters` })
  if (nestingOf(text) > NESTING_MAX)
    fail({ code: 'limit', message: `a FHIRPath expression nested over ${NESTING_MAX} deep` })
  const tree = parsed(text)
  return isSyntaxNode(tree) ? tree : fail({ code: 'syntax', message: 'not a FHIRPath expression' })
}

function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    // A chain of signs has no brackets and still takes the parser's stack.
    if (error instanceof RangeError) return fail({ code: 'limit', message: 'a FHIRPath expression nested too deep' })
    return fail({ code: 'syntax', message: messageOf(error) })
  }
}

/** The first error only: the others follow from it. Columns of the parser count from 0. */
function messageOf(error: unknown): string {
  const first = error instanceof Error ? error.message.split('\n', 1).join('') : ''
  const [, line = '1', column = '0', reason = 'not understood'] =
    /^line: (\d+); column: (\d+); message: (.*)$/.exec(first) ?? []
  const place = line === '1' ? `column ${Number(column) + 1}` : `line ${line}, column ${Number(column) + 1}`
  return `FHIRPath, ${place}: ${reason.replace(/ expecting \{.*$/, '')}`
}

const BRACKETS = /'(?:\\[\s\S]|[^'\\])*'|`(?:\\[\s\S]|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*|[([{]|[)\]}]/g

function nestingOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [token] of text.matchAll(BRACKETS)) {
    if (token === '(' || token === '[' || token === '{') depth += 1
    if (token === ')' || token === ']' || token === '}') depth -= 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function isSyntaxNode(node: unknown): node is SyntaxNode {
  return typeof node === 'object' && node !== null && 'type' in node && typeof node.type === 'string'
}

const TEXTS = /'(?:\\[\s\S]|[^'\\])*'|`(?:\\[\s\S]|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\])*"/g

/** The text with strings in the quotes of FHIRPath; maps write `"words"` too, as FML does elsewhere. */
export function withSingleQuotes(text: string): string {
  return text.replace(TEXTS, (token) => {
    if (!token.startsWith('"')) return token
    return `'${token.slice(1, -1).replace(/\\[\s\S]|'/g, (one) => (one === "'" ? "\\'" : one))}'`
  })
}

/** A name without its back-quotes, and a string without its quotes, with escapes resolved. */
export function unquoted(text: string): string {
  const quote = text.charAt(0)
  if (text.length < 2 || (quote !== "'" && quote !== '`') || !text.endsWith(quote)) return text
  return text.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_match, escape: string) => {
    if (escape.length > 1) return String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    return ESCAPES.get(escape) ?? escape
  })
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['r', '\r'],
  ['n', '\n'],
  ['t', '\t'],
  ['f', '\f']
])
