import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { code, page, table } from '../markdown.ts'

/** What is shown of a list of required content; the validator checks the files themselves. */
interface List {
  readonly name: string
  readonly source: string
  readonly rules: readonly {
    readonly code: string
    readonly type: string
    readonly path: string
    readonly severity: string
    readonly what: { readonly en: string; readonly nl: string }
    readonly source: string
  }[]
}

/** What each dialect, the canonical form and each kind of feedback must contain. */
export function requiredContentPage(root: string): string {
  const folder = join(root, 'profiles', 'required')
  const lists = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as List)
  return page('Required content', '`profiles/required/*.json`', [
    `What must be there beside what FHIR R4 itself asks. A missing \`error\` refuses the message with \`required-missing\` at the
sender’s own field. A missing \`warning\` refuses nothing: the feedback is delivered, and what is missing stays owed
(\`feedback-incomplete\`).`,
    ...lists.map(listPart)
  ])
}

function listPart({ name, source, rules }: List): string {
  const rows = rules.map((rule) => [
    code(rule.code),
    code(`${rule.type}.${rule.path}`),
    rule.severity,
    `${rule.what.en} (${rule.what.nl})`,
    rule.source
  ])
  return `## ${code(name)}\n\n${source}.\n\n${table(['Rule', 'Where', 'Severity', 'What', 'Source'], rows)}`
}
