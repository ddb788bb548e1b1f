import type { Author } from '../author.ts'
import { begin, intake, report, someone, treatment, upToIntake } from './usual.ts'

/** Accepted and treated for three years, with a report each year. */
export function treated(author: Author): void {
  const { random } = author
  const { thread, on } = upToIntake(author, someone(author))
  treatment(author, thread, { from: on + random.between(10, 90), days: random.between(700, 1_300) })
}

/** A short treatment. */
export function short(author: Author): void {
  const { random } = author
  const { thread, on } = upToIntake(author, someone(author, 'gb'))
  treatment(author, thread, { from: on + random.between(5, 40), days: random.between(60, 250) })
}

/** Nothing is ever heard. */
export function silent(author: Author): void {
  author.refer(author.start, someone(author))
}

/** A report after intake, and then nothing. */
export function fades(author: Author): void {
  upToIntake(author, someone(author))
}

/** On the waiting list: notices with and without a day to be expected, some late, some incomplete. */
export function waiting(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author, 's'))
  const registered = start + random.between(1, 8)
  thread.tells(registered, 'registration-confirmation', { on: registered })
  let day = registered
  const months = random.between(2, 7)
  const intakeOn = registered + months * 28
  for (let month = 0; month < months; month++) {
    day += random.between(20, 38)
    if (day >= intakeOn) break
    const expected = random.chance(0.6) ? { expected: intakeOn + random.between(-10, 20) } : {}
    report(author, thread, { kind: 'status-notice', day, on: day, ...expected })
  }
  if (random.chance(0.7)) {
    intake(author, thread, intakeOn)
    treatment(author, thread, { from: intakeOn + random.between(14, 120), days: random.between(100, 600) })
  }
}

/** A wrong day of the intake, corrected a month later: what was known then stays as it was. */
export function corrected(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author))
  const on = begin(author, thread, start)
  thread.step(on + 1, 'accepted')
  thread.step(on + 2, 'in-progress', { business: 'intake-done', on: on - random.between(0, 5) })
  thread.step(on + 32, 'in-progress', { business: 'intake-done', on: on + random.between(1, 20) })
  if (random.chance(0.7)) report(author, thread, { kind: 'intake-confirmation', day: on + random.between(33, 60), on })
}

/** Letters that arrive in another order than things happened in. */
export function disorder(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author))
  const on = start + random.between(10, 50)
  const began = on + random.between(10, 40)
  const day = began + random.between(5, 80)
  thread.tells(day, 'treatment-start', { on: began })
  thread.tells(day + random.between(0, 9), 'registration-confirmation', { on: start + 2 })
  report(author, thread, { kind: 'intake-confirmation', day: day + random.between(0, 40), on })
  report(author, thread, { kind: 'progress-report', day: day + random.between(100, 300), on: day + 90 })
  report(author, thread, {
    kind: 'progress-report',
    day: day + random.between(301, 500),
    on: day + random.between(60, 290)
  })
}
