import { localDay } from '../../clock.ts'
import type { Participant } from '../../directory/participant.ts'
import { dayWords, daysWords } from '../../obligations/words.ts'
import type { Duty } from '../duties.ts'

/**
 * What a reminder says. `receivedAt`: when the referral was received, epoch ms, left out for one who takes no part in it;
 * `today`: the day on which it is written.
 */
export interface Wording {
  readonly duty: Pick<Duty, 'rule' | 'state'>
  readonly receivedAt?: number
  /** To whom it is written: who owes the feedback, or to whom it is owed. */
  readonly to: 'debtor' | 'creditor'
  /** The other one of the two; undefined for one that left the directory. */
  readonly other: Pick<Participant, 'name'> | undefined
  readonly today: string
}

/**
 * The text of a reminder for people, in Dutch: which feedback of whom, about which referral, due on which day, and what they
 * can do.
 *
 * It names no patient, for it may be read on a screen or in a mailbox that is not the file. A term is never shown as law: it
 * is the agreement's, and where no source has it, the text says that the agreement chose it.
 */
export function reminderText({ duty, receivedAt, to, other, today }: Wording): string {
  const { rule } = duty
  const received = receivedAt === undefined ? undefined : dayWords(localDay(receivedAt)).nl
  const about = received === undefined ? '.' : `, over de verwijzing die op ${received} is ontvangen.`
  const name = other === undefined ? '' : ` ${to === 'debtor' ? 'aan' : 'van'} ${other.name}`
  const subject = `${to === 'debtor' ? 'Herinnering' : 'Ter informatie'}: ${rule.title.nl}${name}${about}`
  return [subject, termText(duty, today), basisText(duty), todo(duty, { to, other })].join(' ')
}

/** Since when, and how long it is late on the day on which it is written. */
function termText({ state }: Wording['duty'], today: string): string {
  const received = state.missing.length > 0 ? 'nog niet volledig ontvangen' : 'nog niet ontvangen'
  const [due, day] = [dayWords(state.dueOn).nl, dayWords(today).nl]
  if (state.state !== 'overdue') return `De uiterste dag is ${due}. Op ${day} was dit ${received}.`
  const late = state.daysOverdue === 0 ? 'het uur is voorbij' : `${daysWords(state.daysOverdue).nl} te laat`
  return `De uiterste dag was ${due}. Op ${day} was dit ${received}: ${late}.`
}

function basisText({ rule, state }: Wording['duty']): string {
  const isSourced = rule.strength === 'must' && state.due.term.basis !== 'default'
  if (isSourced) return 'Deze termijn is die van de samenwerkingsafspraak.'
  return 'Deze termijn is een eigen keuze van de samenwerkingsafspraak en geen wettelijke termijn.'
}

function todo({ state }: Wording['duty'], { to, other }: Pick<Wording, 'to' | 'other'>): string {
  if (to === 'creditor') {
    const whom = other === undefined ? 'de behandelaar' : other.name
    return `Wat u kunt doen: neem contact op met ${whom} als u dit nodig hebt. U hoeft niets terug te sturen.`
  }
  if (state.missing.length > 0) return 'Wat u kunt doen: vul het bericht aan en stuur het opnieuw.'
  return 'Wat u kunt doen: stuur het bericht. Bij de taak staat wat er wordt verwacht.'
}

/** What a region is told of the duties of one organisation under one code. */
export interface RegionLine {
  readonly owner: string
  readonly code: string
  readonly title: string
  readonly count: number
  /** 0 where none of them is late. */
  readonly daysOverdueMax: number
}

/** The text of a region's digest for people, in Dutch: it has no names, and no numbers that others use. */
export function regionText(lines: readonly RegionLine[], today: string): string {
  const total = lines.reduce((sum, { count }) => sum + count, 0)
  return [
    `Overzicht voor de regio van ${dayWords(today).nl}: ${total} keer is terugkoppeling nog niet ontvangen.`,
    'Elk pseudoniem geldt alleen voor deze regio. De termijnen zijn die van de samenwerkingsafspraken.'
  ].join(' ')
}

/** A line of a region's digest for people, in Dutch. */
export function regionLineText({ owner, title, count, daysOverdueMax }: RegionLine): string {
  const late = daysOverdueMax === 0 ? 'geen te laat' : `langst ${daysWords(daysOverdueMax).nl} te laat`
  return `${owner}: ${title}: ${count}, ${late}.`
}

/** A duty in a region's digest for people, in Dutch: under a pseudonym, with its due day. */
export function regionDutyText({ pseudonym, dueOn }: { readonly pseudonym: string; readonly dueOn: string }): string {
  return `${pseudonym}: uiterste dag ${dayWords(dueOn).nl}.`
}
