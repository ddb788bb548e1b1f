import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConceptMap } from '@medplum/fhirtypes'
import { feedbackKinds } from '../../src/obligations/feedback-kinds.ts'
import { CodeSystem } from '../../src/fhir/systems.ts'
import { code, codes, page, table } from '../markdown.ts'

/** The codes of one dialect for the kinds of feedback. */
interface DialectCodes {
  readonly dialect: string
  /** URL of its code system. */
  readonly system: string
  /** The dialect's code and display by kind. */
  readonly byKind: ReadonlyMap<string, string>
}

/** Every kind of feedback with its code in each dialect and the events that it states. */
export function feedbackKindsPage(root: string): string {
  const dialects = dialectCodes(join(root, 'mappings'))
  return page('Kinds of feedback', '`src/obligations/feedback-kinds.ts` and the ConceptMaps in `mappings/`', [
    `The canonical code stands in \`Communication.category\` (system \`${CodeSystem.feedbackKind}\`). Each dialect has its own;
the sender’s coding always travels on, and a translation is put beside it. A kind that states no event is delivered all the
same and moves no clock yet.`,
    dialects.map(({ dialect, system }) => `- ${code(dialect)}: ${code(system)}`).join('\n'),
    table(
      ['Kind', ...dialects.map(({ dialect }) => dialect), 'States'],
      Object.entries(feedbackKinds).map(([kind, stated]) => [
        code(kind),
        ...dialects.map(({ byKind }) => byKind.get(kind) ?? 'none'),
        codes(stated.map(({ event }) => event)) || 'nothing yet'
      ])
    )
  ])
}

function dialectCodes(mappings: string): readonly DialectCodes[] {
  return readdirSync(mappings, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
    .flatMap(({ name: dialect }) =>
      readdirSync(join(mappings, dialect))
        .filter((file) => file.startsWith('feedback-kind-to-') && file.endsWith('.json'))
        .map((file) => codesOf(dialect, JSON.parse(readFileSync(join(mappings, dialect, file), 'utf8')) as ConceptMap))
    )
}

function codesOf(dialect: string, { group = [] }: ConceptMap): DialectCodes {
  const targets = group.flatMap(({ element }) =>
    element.map((source) => {
      const [target] = source.target ?? []
      return [source.code ?? '', `${code(target?.code ?? '')} ${target?.display ?? ''}`.trim()] as const
    })
  )
  return { dialect, system: group[0]?.target ?? '', byKind: new Map(targets) }
}
