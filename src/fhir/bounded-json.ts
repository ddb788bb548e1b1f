import { parseExact } from '../exact-json.ts'
import { refused, ok, type Result } from '../result.ts'
import { decimal, DECIMAL_LENGTH_MAX, EXPONENT_MAX, isDecimal, isWithinBounds } from './decimal.ts'
import { issue, type Issue } from './outcome.ts'

/** Levels of nesting that a message may have: a letter with nested sections has about 15, a hostile body thousands. */
export const DEPTH_MAX = 64

/** Objects and lists of a message: a full referral has some 1,000, and 50,000 take some 40 ms to look at. */
export const PARTS_MAX = 50_000

/** Decimals of a message that have to be kept as text; each costs some 2 µs, and a referral has a handful. */
export const DECIMALS_MAX = 10_000

/** Names that would reach into JavaScript's own objects; no FHIR element has one of them. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads a body as one JSON object, within bounds and without guessing; each number stays as it was written (`Decimal`).
 *
 * A byte order mark before the text is passed over, as RFC 8259 section 8.1 allows a reader; comments, commas too many,
 * names without quotes and all else that is no JSON are refused.
 * Errors: `not-utf8`, `not-json`, `too-deep`, `duplicate-key`, `forbidden-key`, `number-out-of-bounds`, `too-many-decimals`,
 * `too-many-parts`, all 400. None quotes the body beyond a key.
 */
export function parseBounded(body: Uint8Array): Result<Record<string, unknown>> {
  const text = decode(body)
  if (text === undefined) return refused(issue('not-utf8'))
  const problem = scan(text)
  if (problem?.code === 'too-deep' || problem?.code === 'too-many-parts') return refused(problem)
  const parsed = parse(text)
  if (!parsed.ok) return parsed
  return problem === undefined ? parsed : refused(problem)
}

function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

function parse(text: string): Result<Record<string, unknown>> {
  const numbers = new Numbers()
  let value: unknown
  try {
    value = parseExact(text, (source, key) => numbers.keep(source, key))
  } catch (error) {
    return refused(issue('not-json', { reason: faultOf(error) }))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isDecimal(value)) {
    return refused(issue('not-json', { reason: 'one object was expected' }))
  }
  return numbers.problem === undefined ? ok(value as Record<string, unknown>) : refused(numbers.problem)
}

/** Keeps the numbers of one body; what is wrong with them is told of the first. */
class Numbers {
  problem: Issue | undefined
  private count = 0

  keep(source: string, key: string): unknown {
    this.count++
    if (this.count > DECIMALS_MAX) this.problem ??= issue('too-many-decimals', { max: String(DECIMALS_MAX) })
    else if (!isWithinBounds(source)) this.problem ??= issue('number-out-of-bounds', { key: shown(key), ...bounds })
    return this.problem === undefined ? decimal(source) : 0
  }
}

const bounds = { max: String(DECIMAL_LENGTH_MAX), exponent: String(EXPONENT_MAX) }

/**
 * Where a text is no JSON. The engine's own message may quote the text around the fault, which may be a patient's, so only
 * a position is taken over, and only from the end of a message that quotes nothing behind it.
 */
function faultOf(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  const position = / in JSON at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(message)?.[1]
  if (position !== undefined) return `fault at character ${position}`
  return message === 'Unexpected end of JSON input' ? 'it ends too early' : 'a character stands where it cannot'
}

/** One pass over the text for what `JSON.parse` does not tell: depth, size, and keys that stand twice or are forbidden. */
function scan(text: string): Issue | undefined {
  // One set of keys for each open object, null for each open array.
  const open: (Set<string> | null)[] = []
  let parts = 0
  let found: Issue | undefined
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      const end = endOfString(text, at)
      const keys = open.at(-1)
      if (found === undefined && keys && isKey(text, end)) found = checkKey(text.slice(at, end + 1), keys)
      at = end
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      open.push(code === OPEN_BRACE ? new Set() : null)
      if (open.length > DEPTH_MAX) return issue('too-deep', { max: String(DEPTH_MAX) })
      parts++
      if (parts > PARTS_MAX) return issue('too-many-parts', { max: String(PARTS_MAX) })
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      open.pop()
    }
  }
  return found
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}

function isKey(text: string, end: number): boolean {
  let at = end + 1
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++
  return text.charCodeAt(at) === COLON
}

/**
 * A key written with an escape is refused: no FHIR element needs one, and JSON.parse of Node 24.21 can read it as another
 * key that it saw at that place before, which would move content to another element in silence.
 */
function checkKey(quoted: string, keys: Set<string>): Issue | undefined {
  const key = quoted.slice(1, -1)
  if (key.includes('\\') || forbiddenKeys.has(key)) return issue('forbidden-key', { key: shown(key) })
  if (keys.has(key)) return issue('duplicate-key', { key: shown(key) })
  keys.add(key)
  return undefined
}

/** Only what looks like an element's name is echoed: anything else could be a patient's data put in the wrong place. */
function shown(key: string): string {
  return /^_{0,2}[A-Za-z]{1,40}_{0,2}$/.test(key) ? key : '(no FHIR name)'
}
