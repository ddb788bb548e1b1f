import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { code, codes, page, table } from '../markdown.ts'

/** What is shown of a list of required content; the validator checks the files themselves. */
interface List {
  readonly name: string
  readonly source: string
  readonly includes?: readonly string[]
  readonly rules: readonly (Shown & (Where | InSection))[]
}

interface Shown {
  readonly code: string
  readonly what: { readonly en: string; readonly nl: string }
  readonly source: string
}

interface Where {
  readonly type: string
  readonly path: string
  readonly severity: string
}

/** A rule in short: one of these sections, asked as a warning. */
interface InSection {
  readonly section: readonly string[]
  readonly or?: string
}

/** What is shown of the sections of feedback. */
interface ReportSections {
  readonly url: string
  readonly description: string
  readonly concept: readonly {
    readonly code: string
    readonly display: string
    readonly designation: readonly { readonly language: string; readonly value: string }[]
    readonly property?: readonly { readonly valueCoding: { readonly system: string; readonly code: string } }[]
  }[]
}

/** What each dialect, the canonical form and each kind of feedback must contain, and the sections that are asked for. */
export function requiredContentPage(root: string): string {
  const folder = join(root, 'profiles', 'required')
  const lists = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as List)
  const sections = JSON.parse(readFileSync(join(root, 'profiles', 'report-sections.json'), 'utf8')) as ReportSections
  return page('Required content', '`profiles/required/*.json` and `profiles/report-sections.json`', [
    `What must be there beside what FHIR R4 itself asks. A missing \`error\` refuses the message with \`required-missing\` at the
sender’s own field. A missing \`warning\` refuses nothing: the feedback is delivered, and what is missing stays owed
(\`feedback-incomplete\`).`,
    `A rule about a section is asked only of a sender that sends a Composition; of text or a PDF no rule knows what it holds.
A section counts at any depth, marked by its code, where it has text, entries or sections, or an \`emptyReason\`.`,
    ...lists.map(listPart),
    sectionsPart(sections, lists)
  ])
}

function listPart({ name, source, includes = [], rules }: List): string {
  const rows = rules.map((rule) => [
    code(rule.code),
    'section' in rule ? placeOf(rule) : code(`${rule.type}.${rule.path}`),
    'section' in rule ? 'warning' : rule.severity,
    `${rule.what.en} (${rule.what.nl})`,
    rule.source
  ])
  const parts = [
    `## ${code(name)}\n\n${source}.`,
    ...(includes.length > 0 ? [`Includes ${codes(includes)}.`] : []),
    ...(rows.length > 0 ? [table(['Rule', 'Where', 'Severity', 'What', 'Source'], rows)] : [])
  ]
  return parts.join('\n\n')
}

function placeOf({ section, or }: InSection): string {
  const sections = `section ${section.map(code).join(' or ')}`
  return or === undefined ? sections : `${sections}, or ${code(or)}`
}

function sectionsPart({ url, description, concept }: ReportSections, lists: readonly List[]): string {
  const rows = concept.map(({ code: section, display, designation, property = [] }) => [
    display,
    designation.find(({ language }) => language === 'nl')?.value ?? '',
    code(section),
    codes(property.map(({ valueCoding }) => `${valueCoding.system}|${valueCoding.code}`)),
    codes(askedBy(section, lists))
  ])
  const head = ['Section', 'Title (nl)', 'Code', 'Same as', 'Asked by']
  return `## Sections of feedback\n\n${description}\n\nCode system ${code(url)}.\n\n${table(head, rows)}`
}

function askedBy(section: string, lists: readonly List[]): readonly string[] {
  const asking = lists.filter(({ rules }) => rules.some((rule) => 'section' in rule && rule.section.includes(section)))
  return asking.map(({ name }) => name)
}
