import { obligationStates } from '../../src/obligations/state.ts'
import { reportFaces, reportHeaders } from '../../src/report/faces.ts'
import { groupColumns, groupings } from '../../src/report/groups.ts'
import { reportParameters } from '../../src/report/query.ts'
import { echelons, reportColumns } from '../../src/report/rows.ts'
import { code, codes, page, table } from '../markdown.ts'

/** What each parameter of the report takes. */
const parameters: Readonly<Record<(typeof reportParameters)[number], string>> = {
  state: `one or several, with commas: ${codes(obligationStates)}`,
  asOf: 'a day `YYYY-MM-DD`, its end in Europe/Amsterdam, past or to come; today where it is not given',
  knownAt: 'an instant with offset, or a day, at most now: only what had been heard by then; now where it is not given',
  owner: 'id of the participant that owes',
  creditor: 'id of the participant to which it is owed',
  echelon: `that of the owner: ${codes(echelons)}`,
  region: 'that of the owner',
  code: 'code of the duty',
  groupBy: `counts in place of rows, by one of ${codes(groupings)}`
}

/** The report on obligations: who sees what, parameters, faces, columns. */
export function reportsPage(): string {
  return page('The report on obligations', '`src/report/`', [
    `\`GET /reports/obligations\` tells what is owed, by whom, as of a day. It needs \`system/MeasureReport.r\`. An auditor sees
all, a region what organisations of that region owe, every other participant what it owes or is owed; an operator is not given
it. A subject is a pseudonym, always the same for one reader and another for every other. A filter asks for less of that and
never for more. The same question with the same \`asOf\` and \`knownAt\` has the same rows and the same hash.`,
    table(
      ['Parameter', 'Takes'],
      reportParameters.map((name) => [code(name), parameters[name]])
    ),
    'Each parameter at most once; anything else is refused with `report-parameter`.',
    `By \`Accept\`: ${codes(reportFaces)}; anything else is refused with \`not-acceptable\`. JSON holds \`asOf\`, \`knownAt\`,
\`count\`, \`hash\` (SHA-256 of the rows in RFC 8785 form), \`auditHeads\`, \`agreements\` (the rules with their sources) and
\`rows\`. CSV has semicolons, UTF-8 with a byte order mark, CRLF, a header line, quotes by RFC 4180; text that a spreadsheet
would take for a formula has an apostrophe before it. NDJSON has one row a line. An answer of any size is sent as it is made; while
sixteen reports are under way, the next one is answered 429 (\`rate-limited\`). These two say in headers what JSON says beside
the rows:`,
    table(
      ['Header', 'As in JSON'],
      Object.entries(reportHeaders).map(([name, member]) => [code(name), code(member)])
    ),
    `Columns of a row, in this order: ${codes(reportColumns)}.`,
    `With \`groupBy\` the answer has \`groupBy\` and \`groups\` in place of \`rows\`; \`count\` and \`hash\` stay those of the rows.
Columns of a group, in this order: ${codes(groupColumns)}. There is a counter for each state, and these add up to \`count\`;
\`heard\` stands beside them. What has no value in the column is counted under null, which comes last.`
  ])
}
