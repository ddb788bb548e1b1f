import type { Position } from '../fault.ts'

/** What a token is; `single`, `double` and `delimited` stand in ', " and `. */
export type TokenKind = 'name' | 'delimited' | 'single' | 'double' | 'number' | 'date' | 'symbol' | 'end'

/** A piece of a map's text between spaces and comments. */
export interface Token extends Position {
  readonly kind: TokenKind
  /** As written, with its quotes. */
  readonly text: string
  /** Offset of its first character in the text. */
  readonly start: number
  /** Offset after its last character. */
  readonly end: number
}

/** A comment, with the token that follows it. */
export interface Comment extends Position {
  /** As written, with its slashes. */
  readonly text: string
  /** Index of the token after it. */
  readonly before: number
  /** Whether nothing but space stands before it on its line. */
  readonly ownLine: boolean
}

/** A text cut into tokens; the last one is always the end. */
export interface Tokens {
  readonly file: string
  readonly text: string
  readonly lines: readonly string[]
  readonly tokens: readonly Token[]
  readonly comments: readonly Comment[]
}
