import type { ObligationRule, Term } from '../../src/obligations/agreement.ts'
import { toldAt } from '../../src/obligations/rung.ts'
import { code, codes, table } from '../markdown.ts'

/** Everything that an enforced rule says, as a table under its own heading. */
export function rulePart(rule: ObligationRule): string {
  const rows = [
    ['Catalogue', code(rule.catalogue ?? '')],
    ['Strength', `${rule.strength}, the source’s own word`],
    ['Owed by, to', partiesOf(rule)],
    ['Holds for', holdsFor(rule)],
    ['Opens on', opensOn(rule)],
    ['Due', dueOf(rule)],
    ['Met by feedback of kind', `${codes(rule.satisfiedBy)}${rule.telephone === true ? ', also by telephone' : ''}`],
    ['Met by', codes(rule.metBy ?? [])],
    ['Closed by', codes(rule.closedBy)],
    ['The clock may stand still', suspensionsOf(rule)],
    ['Reminders, from the due day', remindersOf(rule)],
    ['When the referral is passed on', passedOn[rule.onForward ?? 'anew']],
    ['When the patient objects', rule.despiteObjection === true ? 'stays owed' : 'waived'],
    ['Source', rule.source]
  ]
  return [
    `#### ${code(rule.code)}, on ${code(rule.opensOn)}`,
    `${rule.title.en} (${rule.title.nl}).`,
    table(
      ['', ''],
      rows.filter(([, text]) => text !== '')
    )
  ].join('\n\n')
}

/** Rules that bind nobody here: what is watched, and nobody is reminded of. */
export function watchedTable(rules: readonly ObligationRule[]): string {
  return table(
    ['Rule', 'Catalogue', 'What', 'Strength', 'Owed by, to', 'Opens on', 'Due', 'Met by', 'Closed by', 'Source'],
    rules.map((rule) => [
      code(rule.code),
      code(rule.catalogue ?? ''),
      `${rule.title.en} (${rule.title.nl})`,
      rule.strength,
      partiesOf(rule),
      opensOn(rule),
      dueOf(rule),
      codes([...rule.satisfiedBy, ...(rule.metBy ?? [])]),
      codes(rule.closedBy),
      rule.source
    ])
  )
}

const passedOn: Readonly<Record<NonNullable<ObligationRule['onForward']>, string>> = {
  anew: 'opens anew with the next performer',
  moves: 'moves along with its history',
  stays: 'stays with the one who passed it on'
}

function partiesOf({ owedBy, owedTo }: ObligationRule): string {
  return `${owedBy}, to ${owedTo.join(' and ')}`
}

function holdsFor({ performers, urgency }: ObligationRule): string {
  const who = performers === undefined ? '' : `performers that are ${codes(performers)}`
  const which = urgency === undefined ? '' : `${urgency} referrals`
  return [who, which].filter(Boolean).join(', ')
}

function opensOn({ opensOn: event, recurs }: ObligationRule): string {
  return `${code(event)}${recurs === true ? ', and again each time it is met' : ''}`
}

function dueOf({ due, calendar, closures = [], roll }: ObligationRule): string {
  const terms = due.map((term) => `${code(term.within)} after ${code(term.from)}, ${basisOf(term)}`)
  const closed = closures.map(({ from, to, title }) => `${title.en} (${from} to ${to})`)
  const without = closed.length === 0 ? '' : `, without ${closed.join(', ')}`
  const rolled = roll === undefined ? '' : '; a day off moves to the next working day'
  return `${terms.join('; else ')} (${code(calendar)}${without})${rolled}`
}

/** Where an agreement says nothing of a term, it is its own default. */
function basisOf({ basis = 'default' }: Term): string {
  return basis === 'sourced' ? 'sourced' : 'the agreement’s default'
}

function suspensionsOf({ suspendedBy = [] }: ObligationRule): string {
  return suspendedBy
    .map(({ reason, by, atMost }) => `${code(reason)}: by ${by.join(' or ')}, for ${code(atMost)} at most`)
    .join('; ')
}

function remindersOf(rule: ObligationRule): string {
  const told = rule.reminders.map((offset, index) => `${code(offset)} to ${toldAt(rule, index + 1).join(', ')}`)
  return told.join('; ') || 'none'
}
