import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Ajv } from 'ajv'
import type { Missing } from './port.ts'
import { hasNoLetter, holdsSection, readReportSections, type SectionCodings } from './report-sections.ts'

/** One rule of a list: an expression that must be true of each resource of the type. */
export interface RequiredRule extends Omit<Missing, 'expression'> {
  readonly type: string
  /** FHIRPath that must give true; `inGraph()` follows a reference within the message. */
  readonly expression: string
  /** Where to point when it does not, as FHIRPath relative to the resource. */
  readonly path: string
}

/**
 * A rule of a feedback's list that asks for a coded section, in short: a warning, and asked only of a sender that sends a
 * Composition.
 */
interface SectionRule extends Pick<Missing, 'code' | 'what' | 'source'> {
  /** Codes of `profiles/report-sections.json`, of which one suffices. */
  readonly section: readonly string[]
  /** FHIRPath on the Communication that does as well, for what FHIR has a place of its own for. */
  readonly or?: string
}

interface List {
  readonly name: string
  readonly source: string
  /** Lists whose rules come first; these include no others. */
  readonly includes?: readonly string[]
  readonly rules: readonly (RequiredRule | SectionRule)[]
}

/**
 * Reads the lists of `profiles/required/` by name, written out: included rules stand in the list, as the same objects, and
 * a rule about a section has its expression.
 *
 * Throws for a file that is no list, an unknown list or section, and a code that a list has twice. The sections are those
 * of `report-sections.json` beside the folder, which is read where a rule asks for one.
 */
export function readLists(dir: string): ReadonlyMap<string, readonly RequiredRule[]> {
  const files = readdirSync(dir).filter((file) => file.endsWith('.json'))
  const lists = new Map(files.sort().map((file) => [basename(file, '.json'), readList(dir, file)]))
  const asksSections = [...lists.values()].some(({ rules }) => rules.some((rule) => 'section' in rule))
  const sections = asksSections ? readReportSections(join(dir, '..', 'report-sections.json')) : new Map()
  const own = new Map(
    [...lists].map(([name, { rules }]) => [name, rules.map((rule) => writtenOut(rule, name, sections))])
  )
  return new Map(
    [...lists.values()].map(({ name, includes = [] }) => {
      const included = includes.flatMap((other) => {
        if (lists.get(other)?.includes !== undefined) throw new Error(`${name}: ${other} includes others itself`)
        return own.get(other) ?? refuse(`${name}: no list ${other}`)
      })
      return [name, withoutDoubles(name, [...included, ...(own.get(name) ?? [])])]
    })
  )
}

function readList(dir: string, file: string): List {
  const list: unknown = JSON.parse(readFileSync(join(dir, file), 'utf8'))
  if (!isList(list)) throw new Error(`${file}: ${ajv.errorsText(isList.errors)}`)
  if (list.name !== basename(file, '.json')) throw new Error(`${file}: name is ${list.name}`)
  return list
}

function writtenOut(
  rule: RequiredRule | SectionRule,
  list: string,
  sections: ReadonlyMap<string, SectionCodings>
): RequiredRule {
  if (!('section' in rule)) return rule
  const { section, or, ...rest } = rule
  const codings = section.flatMap((code) => sections.get(code) ?? refuse(`${list}: no section ${code}`))
  const either = [hasNoLetter, ...(or === undefined ? [] : [`(${or})`]), holdsSection(codings)]
  return { ...rest, type: 'Communication', path: 'payload', severity: 'warning', expression: either.join(' or ') }
}

/** Two rules of one code about one type would say the same lack in two ways, and nobody knows which was meant. */
function withoutDoubles(list: string, rules: readonly RequiredRule[]): readonly RequiredRule[] {
  const names = rules.map(({ type, code }) => `${type} ${code}`)
  const double = names.find((name, index) => names.indexOf(name) !== index)
  return double === undefined ? rules : refuse(`${list}: ${double} stands there twice`)
}

function refuse(message: string): never {
  throw new Error(message)
}

const text = { type: 'string', minLength: 1 }
const code = { type: 'string', pattern: '^[a-z][a-z0-9-]*$' }
const what = { type: 'object', required: ['en', 'nl'], additionalProperties: false, properties: { en: text, nl: text } }
const codes = { type: 'array', minItems: 1, uniqueItems: true, items: code }

const ajv = new Ajv({ allErrors: true })
const isList = ajv.compile<List>({
  type: 'object',
  required: ['name', 'source', 'rules'],
  additionalProperties: false,
  properties: {
    name: text,
    source: text,
    includes: codes,
    rules: {
      type: 'array',
      items: {
        if: { type: 'object', required: ['section'] },
        then: {
          type: 'object',
          required: ['code', 'section', 'what', 'source'],
          additionalProperties: false,
          properties: { code, section: codes, or: text, what, source: text }
        },
        else: {
          type: 'object',
          required: ['code', 'type', 'expression', 'path', 'severity', 'what', 'source'],
          additionalProperties: false,
          properties: {
            code,
            type: text,
            expression: text,
            path: text,
            severity: { enum: ['error', 'warning'] },
            what,
            source: text
          }
        }
      }
    }
  }
})
