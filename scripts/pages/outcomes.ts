import type { Entry } from '../../src/fhir/outcome-entry.ts'
import { catalogue } from '../../src/fhir/outcome-catalogue.ts'
import { CodeSystem } from '../../src/fhir/systems.ts'
import { code, page, table } from '../markdown.ts'

/** Every code that an OperationOutcome of the gateway can carry, by HTTP status and then by name. */
export function outcomesPage(): string {
  const entries: readonly (readonly [string, Entry])[] = Object.entries(catalogue)
  const refusals = entries.filter(([, { severity }]) => severity === 'error').sort(byStatus)
  const beside = entries.filter(([, { severity }]) => severity !== 'error')
  return page('Outcomes', '`src/fhir/outcome-catalogue.ts`', [
    `Each issue of an OperationOutcome has one of these codes in \`details.coding\` (system \`${CodeSystem.outcome}\`).
The codes are stable; the texts may be improved. \`details.text\` is Dutch where \`Accept-Language\` puts \`nl\` first, else
English; \`diagnostics\` says what to do. Where an issue is about a place in the message, \`expression\` is a FHIRPath into the
message as its sender wrote it. Words in braces are filled in, and are never patient data.`,
    '## Refusals',
    'Nothing of a refused message is stored but the fact that it was refused, and why.',
    table(
      ['Code', 'HTTP', 'Issue type', 'English', 'Dutch', 'What to do'],
      refusals.map(([name, { status, type, en, nl, fix }]) => [code(name), String(status), type, en, nl, fix])
    ),
    '## Beside a success',
    'The message was accepted and stored.',
    table(
      ['Code', 'Severity', 'Issue type', 'English', 'Dutch', 'What to do'],
      beside.map(([name, { severity, type, en, nl, fix }]) => [code(name), severity, type, en, nl, fix])
    )
  ])
}

function byStatus([a, one]: readonly [string, Entry], [b, other]: readonly [string, Entry]): number {
  return one.status - other.status || a.localeCompare(b, 'en')
}
