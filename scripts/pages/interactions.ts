import { taskSearchParameters } from '../../src/fhir/search-columns.ts'
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
    `Search parameters of Task: ${codes(taskSearchParameters)}, and \`owner:identifier\`. Also \`_count\` and \`_offset\`; the
next page is a link. An unknown parameter is refused with \`search-parameter\`.`,
    'Everything is read in the reader’s own projection: in its own dialect, and only of referrals that it is party to.'
  ])
}

function typesOf({ types }: Interaction): string {
  return types === undefined ? 'all that are carried' : codes([...types].sort())
}
