import type { Author } from '../author.ts'
import { begin, intake, report, someone, treatment, upToIntake } from './usual.ts'

/** Rejected with a reason and an alternative, by step, by letter or by both. */
export function rejected(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author))
  const day = start + random.between(1, 30)
  if (random.chance(0.3)) thread.tells(day - 1, 'registration-confirmation', { on: day - 1 })
  const how = random.pick(['step', 'letter', 'both'])
  if (how !== 'letter') thread.step(day, 'rejected')
  if (how !== 'step')
    report(author, thread, { kind: 'rejection', day: day + (how === 'both' ? random.between(0, 9) : 0), on: day })
}

/** Rejected, and taken on after all. */
export function takenAfterAll(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author))
  const day = start + random.between(1, 20)
  thread.tells(day, 'rejection', { on: day })
  const again = day + random.between(5, 60)
  thread.step(again, 'accepted')
  if (random.chance(0.7)) intake(author, thread, again + random.between(5, 40))
}

/** Cancelled by the practice before anything began. */
export function cancelled(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author))
  const day = start + random.between(1, 40)
  if (random.chance(0.5)) thread.tells(start + 1, 'registration-confirmation', { on: start + 1 })
  thread.write(day, thread.requester, { what: 'step', status: random.chance(0.8) ? 'cancelled' : 'entered-in-error' })
}

/** The practice is one that the gateway does not know: what is owed to it is blocked. */
export function unknownPractice(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author), { gp: 'unknown' })
  const on = begin(author, thread, start)
  if (random.chance(0.7)) intake(author, thread, on)
  if (random.chance(0.5)) treatment(author, thread, { from: on + 20, days: random.between(200, 500) })
}

/** Did not come, to an urgent referral or another; then a new appointment, or nothing. */
export function noShow(author: Author): void {
  const { random, start } = author
  const isUrgent = random.chance(0.5)
  const thread = author.refer(start, someone(author, 's'), { isUrgent })
  const planned = start + (isUrgent ? random.between(1, 4) : random.between(10, 40))
  thread.tells(start + 1, 'appointment-notice', { expected: planned })
  report(author, thread, { kind: 'no-show', day: planned + random.between(0, 8), on: planned })
  if (random.chance(0.3)) return
  const again = planned + random.between(10, 40)
  thread.tells(planned + 9, 'appointment-notice', { expected: again })
  if (random.chance(0.6)) thread.tells(again + random.between(0, 3), 'appearance-confirmation', { on: again })
  intake(author, thread, again)
}

/** Died while in care or while waiting. */
export function died(author: Author): void {
  const { random, start } = author
  const { thread, on } = upToIntake(author, someone(author))
  if (random.chance(0.5)) thread.tells(on + 20, 'treatment-start', { on: on + 15 })
  const died = Math.max(start, on + random.between(-10, 300))
  const told = Math.max(died + random.between(0, 12), on + 60)
  thread.tells(told, 'change-notice', { on: told, died })
}

/** Treated, ended, and back within a year with a new referral to the same institution. */
export function backAgain(author: Author): void {
  const { random } = author
  const { thread, on } = upToIntake(author, someone(author))
  const ended = treatment(author, thread, { from: on + 14, days: random.between(90, 300) })
  const second = author.refer(ended + random.between(40, 300), thread.performer)
  const day = ended + 301
  second.tells(day + 3, 'registration-confirmation', { on: day + 3 })
  if (random.chance(0.6)) intake(author, second, day + random.between(10, 40))
}
