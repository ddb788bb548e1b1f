import { localDay } from '../clock.ts'
import type { Participant } from '../directory/participant.ts'
import { dayWords, daysWords } from '../obligations/words.ts'
import type { Duty } from './duties.ts'

/** What a reminder says. `receivedAt`: when the referral was received, epoch ms; `today`: the day on which it is written. */
export interface Wording {
  readonly duty: Pick<Duty, 'rule' | 'state'>
  readonly receivedAt: number
  /** To whom the feedback is owed; undefined for one that left the directory. */
  readonly creditor: Pick<Participant, 'name'> | undefined
  readonly today: string
}

/**
 * The text of a reminder for people, in Dutch: which feedback, about which referral, due on which day.
 *
 * It names no patient, for it may be read on a screen or in a mailbox that is not the file. A term is never shown as law:
 * where the source has no `must`, the text says that the term is the agreement's own.
 */
export function reminderText({ duty: { rule, state }, receivedAt, creditor, today }: Wording): string {
  const receiver = creditor === undefined ? '' : ` aan ${creditor.name}`
  const what = `Herinnering: ${rule.title.nl}${receiver}, over de verwijzing die op ${dayWords(localDay(receivedAt)).nl} is ontvangen.`
  const received = state.missing.length > 0 ? 'nog niet volledig ontvangen' : 'nog niet ontvangen'
  const due = dayWords(state.dueOn).nl
  const term =
    state.state === 'overdue'
      ? `De uiterste dag was ${due}. Op ${dayWords(today).nl} was dit ${received}: ${daysWords(state.daysOverdue).nl} te laat.`
      : `De uiterste dag is ${due}. Op ${dayWords(today).nl} was dit ${received}.`
  const basis =
    rule.strength === 'must'
      ? []
      : ['Deze termijn is een eigen keuze van de samenwerkingsafspraak en geen wettelijke termijn.']
  return [what, term, ...basis].join(' ')
}
