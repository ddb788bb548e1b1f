import { issue, type Issue } from '../../fhir/outcome.ts'

/**
 * The narratives of a resource that would do something on a reader's screen: scripts, forms, frames, event handlers.
 *
 * Such text is refused and not cleaned, because a letter is carried word for word or not at all. The rest of what FHIR
 * asks of XHTML is checked in `check-narrative.ts`.
 * Errors: `narrative-active` (422). Source: https://hl7.org/fhir/R4/narrative.html#security
 */
export function activeNarratives(resource: object, path: string): readonly Issue[] {
  const issues: Issue[] = []
  look(resource, [path], (at) => issues.push(issue('narrative-active', {}, at)))
  return issues
}

/** Elements that FHIR leaves out of narrative because they act, load or take input; with any namespace prefix. */
const element =
  /^<\s*(?:[^\s<>:/]+:)?(?:script|style|iframe|frame|frameset|object|embed|applet|form|input|button|link|meta|base|svg|math)\b/i

/** An attribute that handles an event; looked for where quoted values are blanked, so that a value is not taken for one. */
const handler = /[\s"'/]on[a-z]{3,}\s*=/i

/** Addresses in a tag, quoted or not. */
const address = /(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi

/** Schemes that show or call and run nothing; any other, and any that is disguised, is refused. */
const harmless = /^(?:https?|ftp|mailto|tel|urn|cid)$/i

/** The steps become a path only where something is told: most messages have nothing to tell. */
function look(value: unknown, steps: string[], tell: (at: string) => void): void {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) lookBelow(value[index], `[${index}]`, { steps, tell })
  } else if (isObject(value)) {
    for (const key in value) {
      const member = value[key]
      if (key === 'div' && typeof member === 'string') {
        if (acts(member)) tell(`${steps.join('')}.div`)
      } else lookBelow(member, `.${key}`, { steps, tell })
    }
  }
}

interface Looking {
  readonly steps: string[]
  readonly tell: (at: string) => void
}

function lookBelow(member: unknown, step: string, { steps, tell }: Looking): void {
  if (typeof member !== 'object') return
  steps.push(step)
  look(member, steps, tell)
  steps.pop()
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/**
 * Whether this XHTML would do something on a screen.
 *
 * Only tags are looked into: a letter may say that a result on onderzoek = negatief.
 */
export function acts(xhtml: string): boolean {
  for (let at = xhtml.indexOf('<'); at !== -1;) {
    const end = endOfTag(xhtml, at)
    const tag = xhtml.slice(at, end)
    if (element.test(tag) || (tag.includes('=') && handles(tag))) return true
    at = xhtml.indexOf('<', end)
  }
  return false
}

function handles(tag: string): boolean {
  return runsCode(tag) || handler.test(tag.replaceAll(/"[^"]*"|'[^']*'/g, '""'))
}

function runsCode(tag: string): boolean {
  for (const [, double, single, bare] of tag.matchAll(address)) {
    // Browsers leave blanks out of a scheme, so they are left out before it is looked at.
    const start = (double ?? single ?? bare ?? '').replaceAll(/\s/g, '').slice(0, SCHEME_MAX)
    const name = /^[^/?#:]*/.exec(start)?.[0] ?? ''
    // A character reference there hides what the scheme is.
    if (name.includes('&')) return true
    const isImage = /^data:image\/(?:png|jpeg|gif|webp);/i.test(start)
    if (start[name.length] === ':' && !harmless.test(name) && !isImage) return true
  }
  return false
}

/** Characters of an address that are looked at: no scheme that anything understands is longer. */
const SCHEME_MAX = 100

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
