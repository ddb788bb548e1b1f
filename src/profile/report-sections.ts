import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'

/** The codings that mark a section of a report: the gateway's own first, then those that mean the same. */
export type SectionCodings = readonly { readonly system: string; readonly code: string }[]

/**
 * Reads `profiles/report-sections.json`, the CodeSystem of report sections, by code.
 *
 * A concept's property `same-as` is a coding of another system that marks the same section. Throws for a file that is no
 * such CodeSystem, or has a code twice.
 */
export function readReportSections(file: string): ReadonlyMap<string, SectionCodings> {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isReportSections(read)) throw new Error(`${file}: ${ajv.errorsText(isReportSections.errors)}`)
  const codings = read.concept.map(({ code, property = [] }): readonly [string, SectionCodings] => [
    code,
    [{ system: read.url, code }, ...property.map(({ valueCoding: { system, code } }) => ({ system, code }))]
  ])
  const byCode = new Map(codings)
  if (byCode.size < codings.length) throw new Error(`${file}: a code stands there twice`)
  return byCode
}

/** FHIRPath on a Communication: whether a letter of it holds one of these sections, with something in it. */
export function holdsSection(codings: SectionCodings): string {
  const isCoded = codings.map(({ system, code }) => `(system = '${system}' and code = '${code}')`).join(' or ')
  return `${LETTERS}.repeat(section).where(code.coding.where(${isCoded}).exists() and ${IS_FILLED}).exists()`
}

/** FHIRPath on a Communication: whether it has no letter with sections; of text or a PDF no rule knows what it holds. */
export const hasNoLetter = "payload.content.inGraph().where(resourceType = 'Composition').empty()"

const LETTERS = "payload.content.inGraph().where(resourceType = 'Composition')"

/** A section that says that there is nothing to say (`emptyReason`) says something. */
const IS_FILLED = '(text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())'

interface ReportSections {
  readonly url: string
  readonly concept: readonly {
    readonly code: string
    readonly property?: readonly { readonly valueCoding: { readonly system: string; readonly code: string } }[]
  }[]
}

// System and code stand between quotes in FHIRPath.
const unquoted = { type: 'string', pattern: "^[^'\\\\]+$" }
const ajv = new Ajv({ allErrors: true })
const isReportSections = ajv.compile<ReportSections>({
  type: 'object',
  required: ['resourceType', 'url', 'concept'],
  properties: {
    resourceType: { const: 'CodeSystem' },
    url: unquoted,
    concept: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'display', 'designation'],
        properties: {
          code: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
          designation: { type: 'array', minItems: 1, items: { type: 'object', required: ['language', 'value'] } },
          property: {
            type: 'array',
            items: {
              type: 'object',
              required: ['code', 'valueCoding'],
              properties: {
                code: { const: 'same-as' },
                valueCoding: {
                  type: 'object',
                  required: ['system', 'code'],
                  properties: { system: unquoted, code: unquoted }
                }
              }
            }
          }
        }
      }
    }
  }
})
