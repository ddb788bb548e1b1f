import { fail, type Position } from '../fault.ts'
import { unquoted } from './quoted.ts'
import type { Comment, Token, Tokens } from './tokens.ts'

/** Reads tokens one after the other, says what it expected, and keeps the position of what is made of them. */
export class Cursor {
  readonly positions = new WeakMap<object, Position>()
  readonly tokens: Tokens
  /** Comments that became part of the map. */
  readonly used = new Set<Comment>()
  /** Index of the next token. */
  index = 0
  readonly #comments = new Map<number, Comment[]>()

  constructor(tokens: Tokens) {
    this.tokens = tokens
    for (const comment of tokens.comments) {
      const others = this.#comments.get(comment.before)
      if (others === undefined) this.#comments.set(comment.before, [comment])
      else others.push(comment)
    }
  }

  /** The token so many places on; behind the last it is always the end. */
  peek(ahead = 0): Token {
    const { tokens } = this.tokens
    const token = tokens[this.index + ahead] ?? tokens.at(-1)
    if (token === undefined) throw new TypeError('tokens always have an end')
    return token
  }

  /** The comments between the token of this index and the one before it. */
  commentsBefore(index: number): readonly Comment[] {
    return this.#comments.get(index) ?? []
  }

  take(): Token {
    const token = this.peek()
    this.index += 1
    return token
  }

  /** Whether one of these words or signs comes next; what stands in quotes is none. */
  at(...texts: readonly string[]): boolean {
    return isWord(this.peek()) && texts.includes(this.peek().text)
  }

  /** Takes the word or sign if it comes next. */
  skip(text: string): boolean {
    if (!this.at(text)) return false
    this.index += 1
    return true
  }

  expect(text: string): Token {
    if (!this.at(text)) return this.expected(`"${text}"`)
    return this.take()
  }

  /** A name, bare or in backticks. */
  name(what: string): string {
    const token = this.peek()
    if (token.kind !== 'name' && token.kind !== 'delimited') return this.expected(what)
    this.index += 1
    return token.kind === 'name' ? token.text : this.nonEmpty(token)
  }

  /** A text in single or double quotes, decoded. */
  text(what: string): string {
    const token = this.peek()
    if (token.kind !== 'single' && token.kind !== 'double') return this.expected(what)
    this.index += 1
    return this.decoded(token)
  }

  decoded(token: Token): string {
    return unquoted(token.text) ?? this.fault('it has an escape that FHIRPath does not know', token)
  }

  /** What quotes hold where a name is needed. */
  nonEmpty(token: Token): string {
    const value = this.decoded(token)
    return value === '' ? this.fault('expected a name and found nothing between quotes', token) : value
  }

  /** Keeps where an object of the map came from. */
  note<T extends object>(object: T, { line, column }: Position): T {
    this.positions.set(object, { line, column })
    return object
  }

  /** Ends with what was expected and what the next token is. */
  expected(what: string): never {
    return this.fault(`expected ${what} and found ${shown(this.peek())}`, this.peek())
  }

  fault(message: string, { line, column }: Position): never {
    const { file, lines } = this.tokens
    return fail({ code: 'syntax', file, line, column, text: lines[line - 1] ?? '', message })
  }
}

function isWord({ kind }: Token): boolean {
  return kind === 'name' || kind === 'symbol'
}

/** A token as a message names it, at most 40 characters of it. */
function shown(token: Token): string {
  if (token.kind === 'end') return 'the end of the text'
  const text = token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text
  return isWord(token) || token.kind === 'number' || token.kind === 'date' ? `"${text}"` : text
}
