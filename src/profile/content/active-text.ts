import { issue } from '../../fhir/outcome.ts'
import type { ContentCheck } from './content-check.ts'

/**
 * Refuses text that a browser would act on, should a page show it without escaping, and what is longer than a text may be.
 *
 * Only that: a GP writes `RR <120`, `<br>` or `<zie brief>`, and such text travels. A browser takes `<` for a tag only
 * where a letter follows at once.
 * Errors: `narrative-active`, `value-too-long` (422). Source: https://hl7.org/fhir/R4/security.html#narrative,
 * https://hl7.org/fhir/R4/datatypes.html#string
 */
export const checkText: ContentCheck = (value, path, { tell }) => {
  if (typeof value !== 'string') return
  if (value.length > CHARACTERS_MAX) tell(issue('value-too-long', { element: path, max: String(CHARACTERS_MAX) }, path))
  if (acts(value)) tell(issue('narrative-active', {}, path))
}

/** Characters of a string by FHIR: some 300 pages. */
const CHARACTERS_MAX = 1024 * 1024

/** Elements that act whatever stands in them. */
const acting = /^<(?:script|iframe|frameset|frame|embed|applet)(?:[\s/>]|$)/i

/** Elements that act by what an attribute says; without one they are words between angle brackets. */
const actingWith = /^<(?:object|form|input|button|link|meta|base|style|svg|math)\s[^=]*=/i

/** An attribute that handles an event, behind the name of an element; looked for where quoted values are blanked. */
const handler = /[\s"'/]on[a-z]{3,}\s*=/i

/**
 * An address that runs code, where blanks are left out: within a scheme they count for nothing to a browser. A reference
 * to a character there hides what the scheme is.
 */
const code =
  /(?:href|src|action)=["']?(?:(?:javascript|vbscript):|data:text\/html|[^"'>/?#:&]{0,100}&(?:#|colon;|tab;|newline;))/i

/** Each tag is looked at once and the search goes on behind it, so the time is that of the length. */
function acts(text: string): boolean {
  for (let at = text.indexOf('<'); at !== -1;) {
    if (!/[A-Za-z]/.test(text.charAt(at + 1))) {
      at = text.indexOf('<', at + 1)
      continue
    }
    const end = endOfTag(text, at)
    const tag = text.slice(at, end)
    if (acting.test(tag) || (tag.includes('=') && actsByAttribute(tag))) return true
    at = text.indexOf('<', end)
  }
  return false
}

function actsByAttribute(tag: string): boolean {
  if (actingWith.test(tag) || code.test(tag.replaceAll(/\s+/g, ''))) return true
  return handler.test(tag.replaceAll(/=\s*(?:"[^"]*"|'[^']*')/g, '=""'))
}

const blank = new Set([' ', '\t', '\n', '\r', '\f'])

/** Behind the `>` that closes a tag; a quote hides one only where it begins the value of an attribute. */
function endOfTag(text: string, start: number): number {
  let quote: string | undefined
  let last = ''
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at)
    if (quote !== undefined) {
      if (character === quote) quote = undefined
    } else if (character === '>') return at + 1
    else if (last === '=' && (character === '"' || character === "'")) quote = character
    if (!blank.has(character)) last = character
  }
  return text.length
}
