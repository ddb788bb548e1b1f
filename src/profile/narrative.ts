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
  /<\s*(?:[a-z]+:)?(?:script|style|iframe|frame|frameset|object|embed|applet|form|input|button|link|meta|base|svg|math)\b/i

/** An event handler, or an address that runs code; only within a tag can it do so, but nothing else writes it either. */
const handler = /[\s"'/]on[a-z]{3,20}\s*=|(?:href|src)\s*=\s*["']?\s*(?:javascript|vbscript|data\s*:\s*text\/html)/i

function look(value: unknown, path: string, tell: (at: string) => void): void {
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => look(item, `${path}[${index}]`, tell))
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (key === 'div' && typeof member === 'string') {
        if (element.test(member) || handler.test(member)) tell(`${path}.div`)
      } else if (typeof member === 'object') look(member, `${path}.${key}`, tell)
    }
  }
}
