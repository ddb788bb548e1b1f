import { join } from 'node:path'
import type { Agreement, ObligationRule } from '../../src/obligations/agreement.ts'
import { loadAgreements } from '../../src/obligations/load-agreements.ts'
import { code, codes, page, table } from '../markdown.ts'

/** Every rule of every agreement in the folder, with the words of its source. */
export async function agreementsPage(root: string): Promise<string> {
  const loaded = await loadAgreements(join(root, 'profiles', 'agreements'))
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  // Each agreement in force stands in the map under its id and under its version.
  const agreements = [...new Set(loaded.agreements.values())]
  return page('Agreements', '`profiles/agreements/*.json`', [
    `An agreement says which feedback is owed, by whom, to whom, and when. It is data: another region is another file.
\`strength\` is the word of the source (\`must\`, \`should\`, \`monitor\`); a rule that is not enforced is only watched. The
first term whose event is known decides, so news can move the due day and silence cannot. Under \`nl-national\` days are
working days, and the Dutch national holidays are computed. A code that stands in two rules is owed for either event.`,
    ...agreements.map(agreementPart)
  ])
}

function agreementPart({ id, version, title, source, obligations }: Agreement): string {
  const head = `## ${code(id)} ${version}\n\n${title.en} (${title.nl}). ${source}`
  return [head, ...obligations.map(rulePart)].join('\n\n')
}

function rulePart(rule: ObligationRule): string {
  const terms = rule.due.map(({ from, within }) => `${code(within)} after ${code(from)}`)
  return [
    `### ${code(rule.code)}, on ${code(rule.opensOn)}`,
    `${rule.title.en} (${rule.title.nl}).`,
    table(
      ['', ''],
      [
        ['Strength', rule.enforced ? rule.strength : `${rule.strength}, only watched`],
        ['Owed by, to', `${rule.owedBy}, to ${rule.owedTo.join(' and ')}`],
        ['Opens on', `${code(rule.opensOn)}${rule.recurs === true ? ', and again each time it is met' : ''}`],
        ['Due', `${terms.join('; else ')} (${code(rule.calendar)})`],
        ['Met by feedback of kind', codes(rule.satisfiedBy)],
        ['Closed by', codes(rule.closedBy)],
        ['Reminders, from the due day', codes(rule.reminders) || 'none'],
        ['When the referral is passed on', rule.onForward === 'moves' ? 'moves along with its history' : 'opens anew'],
        ['When the patient objects', rule.despiteObjection === true ? 'stays owed' : 'waived'],
        ['Source', rule.source]
      ]
    )
  ].join('\n\n')
}
