import { searchParameters } from '../../src/fhir/search-parameters.ts'
import { interactions } from '../../src/interactions/registry.ts'
import type { Interaction } from '../../src/interactions/interaction.ts'
import { code, codes, page, table } from '../markdown.ts'

/** Every FHIR interaction that is offered. */
export function interactionsPage(): string {
  return page('FHIR interactions', '`src/interactions/registry.ts`', [
    `Under \`/fhir\`, FHIR R4 4.0.1, JSON only. Each request carries an access token; its scope must have the letter of the
interaction for the type. \`GET /fhir/metadata\` says the same in FHIR and needs no token.`,
    table(
      ['Interaction', 'Request', 'Types', 'Scope', 'Writes'],
      interactions.map((one) => [
        code(one.code),
        code(`${one.method} /fhir${one.url === '/' ? '' : one.url}`),
        typesOf(one),
        one.letter === undefined ? 'of each entry' : code(`system/<type>.${one.letter}`),
        one.writes ? 'yes' : 'no'
      ])
    ),
    table(
      ['Search of', 'Parameter', 'Type', 'Definition'],
      [...searchParameters].flatMap(([type, parameters]) =>
        parameters.map(({ name, type: kind, definition }) => [type, code(name), kind, definition])
      )
    ),
    `A token is \`system|code\` or \`code\`; an identifier always has its system, \`system|value\`. The owner of a Task is
also found by number, \`owner:identifier\`. Of a duty \`business-status\` is its state as of today ([the states](reports.md)) and \`due-date\` its due day
(\`eq\`, \`ne\`, \`lt\`, \`le\`, \`gt\`, \`ge\` with a day, a month or a year; twice for a range); a coordination Task has a stored
business status and no due day. Also \`_count\` and \`_offset\`; the next page is a link. An unknown parameter, or a value that
nothing can have, is refused with \`search-parameter\`; more than 10,000 Tasks found by state or due day with
\`search-too-wide\`.`,
    `Everything is read in the reader’s own projection: in its own dialect, and only of referrals that it is party to. What the
directory lists (\`Organization\`, \`Endpoint\`) and the [agreements](obligations.md) (\`PlanDefinition\`) are everybody’s.`
  ])
}

function typesOf({ types }: Interaction): string {
  return types === undefined ? 'all that are carried' : codes([...types].sort())
}
