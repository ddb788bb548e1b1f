import { issue, type Issue } from '../fhir/outcome.ts'

/**
 * The narratives of a resource that would do something on a reader's screen: scripts, forms, frames, event handlers.
 *
 * Such text is refused and not cleaned, because a letter is carried word for word or not at all. What else the whitelist
 * of FHIR asks of XHTML is not checked yet (`docs/adr/0005-validation-for-now.md`).
 * Errors: `narrative-active` (422). Source: https://hl7.org/fhir/R4/narrative.html#security
 */
export function activeNarratives(resource: object, path: string): readonly Issue[] {
  const issues: Issue[] = []
  look(resource, path, (at) => issues.push(issue('narrative-active', {}, at)))
  return issues
}

/** Elements that FHIR leaves out of narrative because they act, load or take input; with any namespace prefix. */
const element =
  /^<\s*(?:[^\s<>:/]+:)?(?:script|style|iframe|frame|frameset|object|embed|applet|form|input|button|link|meta|base|svg|math)\b/i

/** An attribute that handles an event; looked for where quoted values are blanked, so that a value is not taken for one. */
const handler = /[\s"'/]on[a-z]{3,}\s*=/i

/** An address that runs code. */
const runs = /(?:href|src)\s*=[\s"']*(?:javascript|vbscript|data\s*:\s*text\/html)/i

function look(value: unknown, path: string, tell: (at: string) => void): void {
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => look(item, `${path}[${index}]`, tell))
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (key === 'div' && typeof member === 'string') {
        if (acts(member)) tell(`${path}.div`)
      } else if (typeof member === 'object') look(member, `${path}.${key}`, tell)
    }
  }
}

/** Only tags are looked into: a letter may say that a result on onderzoek = negatief. */
function acts(xhtml: string): boolean {
  for (let at = xhtml.indexOf('<'); at !== -1;) {
    const end = endOfTag(xhtml, at)
    const tag = xhtml.slice(at, end)
    if (element.test(tag) || runs.test(tag) || handler.test(tag.replaceAll(/"[^"]*"|'[^']*'/g, '""'))) return true
    at = xhtml.indexOf('<', end)
  }
  return false
}

/** Behind the `>` that closes a tag; one within a quoted value does not. */
function endOfTag(xhtml: string, start: number): number {
  let quote: string | undefined
  for (let at = start + 1; at < xhtml.length; at++) {
    const character = xhtml[at]
    if (character === quote) quote = undefined
    else if (quote === undefined && (character === '"' || character === "'")) quote = character
    else if (quote === undefined && character === '>') return at + 1
  }
  return xhtml.length
}
