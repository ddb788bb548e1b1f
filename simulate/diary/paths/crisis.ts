import type { Author } from '../author.ts'
import type { Objection } from '../entry.ts'
import { begin, intake, report, someone, treatment, upToIntake } from './usual.ts'

/** Prone to crises: a plan, or the reasoned statement that there is none, or nothing. */
export function prone(author: Author): void {
  const { random, start } = author
  const flag = { id: author.id('x'), since: start - random.between(0, 20) }
  const isKnown = random.chance(0.5)
  const thread = author.refer(start, someone(author, 's'), isKnown ? { flag } : {})
  const on = begin(author, thread, start)
  intake(author, thread, on)
  const flagged = on + random.between(2, 30)
  const flaggedBy = random.pick([thread.performer, thread.requester])
  if (!isKnown) {
    thread.write(flagged, flaggedBy, { what: 'flag', id: flag.id, since: flagged - random.between(-3, 9) })
  }
  const day = flagged + random.between(5, 60)
  const fate = random.pick(['plan', 'plan', 'none', 'twice', 'nothing'])
  if (fate === 'none') report(author, thread, { kind: 'no-plan', day, on: day })
  if (fate === 'plan' || fate === 'twice')
    report(author, thread, { kind: 'crisis-plan', day, on: day - random.between(0, 9) })
  if (fate === 'twice') {
    // Revised twice in a week.
    const again = day + random.between(100, 200)
    thread.tells(again, 'crisis-plan', { on: again - 1 })
    thread.tells(again + random.between(1, 6), 'crisis-plan', { on: again + random.between(0, 1) })
  }
  // Who put it up takes it back.
  if (!isKnown && flaggedBy === thread.performer && random.chance(0.4))
    thread.write(day + random.between(1, 210), flaggedBy, { what: 'unflag', id: flag.id })
  if (random.chance(0.5)) treatment(author, thread, { from: on + 30, days: random.between(200, 600) })
}

/** An urgent referral: who sees whether the patient came? */
export function urgent(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, random.chance(0.5) ? 'crisis-1' : someone(author, 's'), { isUrgent: true })
  const came = start + random.between(0, 3)
  if (random.chance(0.6)) thread.tells(came, 'appearance-confirmation', { on: came })
  if (random.chance(0.7)) {
    const told = came + random.between(0, 3)
    thread.tells(told, 'crisis-report', { on: came, minute: 600, ...(random.chance(0.2) ? { lacks: ['risk'] } : {}) })
  }
}

/** What an objection is about. */
type Scope = Pick<Objection, 'kinds' | 'receivers'>

/** The patient objects, to all or to some of it, and may take that back. */
export function objecting(author: Author): void {
  const { random, start } = author
  const { thread, on } = upToIntake(author, someone(author))
  const day = random.between(start + 1, on + 60)
  const id = author.id('o')
  const receivers = [author.practiceOn(day)]
  const scope = random.pick<Scope>([
    {},
    { kinds: ['intake-confirmation'] },
    { kinds: ['progress-report', 'end-report'] },
    { receivers },
    { kinds: ['status-notice', 'progress-report'], receivers }
  ])
  thread.write(day, thread.performer, { what: 'objection', id, on: day - random.between(0, 5), ...scope })
  if (random.chance(0.5)) thread.write(day + random.between(5, 200), thread.performer, { what: 'withdrawal', id })
  if (random.chance(0.8)) treatment(author, thread, { from: on + 40, days: random.between(200, 800) })
}

/** The letter says only whose it is, and not in answer to what; with one referral of the patient there is no doubt. */
export function unnamed(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author))
  const on = begin(author, thread, start)
  thread.tells(on + random.between(1, 20), 'intake-confirmation', { on, isUnnamed: true })
  if (random.chance(0.5))
    thread.tells(on + random.between(200, 400), 'progress-report', { on: on + 190, isUnnamed: true })
}
