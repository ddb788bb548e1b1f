import { ofBrugItself, ofParkzicht, ofPractice } from './chain-rows.ts'
import { tableOf } from './chain-table.ts'

/** The page that tells what survives a chain of three systems, made of the rows that the test holds. */
export function chainPage(): string {
  return [
    '# What survives a chain',
    '',
    '<!-- Written by GOLDEN=write with test/e2e/chain.test.ts from test/e2e/chain-rows.ts. Change that, not this. -->',
    '',
    'A referral goes from a GP (De Linde, dialect `his`) to a small practice (De Brug, `gb-ggz`), which passes it on to an',
    'institution (Parkzicht, `s-ggz`); the report after the intake goes back to both. `test/e2e/chain.test.ts` plays this over a',
    'running gateway and holds each cell of the tables below.',
    '',
    '- A path starts at a type of resource and means all of that type in the message.',
    '- **equal**: every value that the writer wrote stands there; where no path is given, at the same path. Translations stand',
    '  beside and never in the place of a code. OIDs of known systems are read as their URIs ([dialects](dialects.md)).',
    '- **in text**: every word stands there in plain text, for a reader that shows no sections.',
    '- **not carried**: it does not go there, with the reason.',
    '',
    '## What the GP says',
    '',
    'De Brug posts a new ServiceRequest, `basedOn` the first, and names what it received by reference: the gateway carries on',
    'what is named, with all that this refers to in turn. What is not named stays with De Brug.',
    '',
    tableOf(ofPractice, ['De Linde', 'De Brug', 'Parkzicht']),
    '',
    '## What De Brug says',
    '',
    tableOf(ofBrugItself, ['De Brug', 'Parkzicht']),
    '',
    '## What Parkzicht reports',
    '',
    tableOf(ofParkzicht, ['Parkzicht', 'De Linde', 'De Brug']),
    ''
  ].join('\n')
}
