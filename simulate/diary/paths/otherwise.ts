import type { Author } from '../author.ts'
import { crisisService } from '../people.ts'
import { begin, intake, report, someone, treatment, upToIntake } from './usual.ts'

/** A second opinion: asked by the practice, or by who treats the patient and goes on with that. */
export function secondOpinion(author: Author): void {
  const { random, start } = author
  if (random.chance(0.5)) {
    const thread = author.refer(start, someone(author, 's'), { form: 'second-opinion' })
    intake(author, thread, begin(author, thread, start))
    return
  }
  const { thread, on } = upToIntake(author, someone(author, 'gb'))
  const day = on + random.between(60, 200)
  const second = author.refer(day, someone(author, 's'), {
    by: thread.performer,
    form: 'second-opinion',
    about: thread.name
  })
  intake(author, second, day + random.between(5, 40))
  treatment(author, thread, { from: on + 20, days: random.between(250, 500) })
}

/** A question about a patient, with consent: an answer is owed. */
export function consulted(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author), { form: 'consultation' })
  const day = start + random.between(0, 15)
  if (random.chance(0.8))
    report(author, thread, {
      kind: 'consultation-answer',
      day,
      on: day,
      ...(random.chance(0.3) ? { byPhone: true } : {})
    })
}

/** Care that nobody referred to: the practice is to hear of it within sixty days. */
export function unreferred(author: Author): void {
  const { random, start } = author
  const by = random.chance(0.4) ? crisisService : someone(author, 's')
  const thread = author.refer(start, by, { by, form: 'unreferred', careSince: start - random.between(0, 40) })
  const day = start + random.between(0, 70)
  if (random.chance(0.7)) report(author, thread, { kind: 'unreferred-care', day, on: start })
  if (random.chance(0.4))
    report(author, thread, { kind: 'progress-report', day: day + random.between(200, 400), on: day + 199 })
  if (random.chance(0.3)) thread.tells(day + 401, 'end-report', { on: day + 400 })
}

/** Told by telephone: it counts where the agreement says so, and not where the practice says that nobody called. */
export function called(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author))
  const day = start + random.between(1, 10)
  const call = thread.tells(day, 'registration-confirmation', { on: day, byPhone: true })
  if (random.chance(0.5)) thread.write(day + random.between(1, 20), thread.requester, { what: 'dispute', letter: call })
  if (random.chance(0.4)) thread.tells(day + 25, 'registration-confirmation', { on: day + 24 })
  const status = day + random.between(15, 40)
  const other = thread.tells(status, 'status-notice', { on: status, byPhone: true })
  if (random.chance(0.3))
    thread.write(status + random.between(1, 30), thread.requester, { what: 'dispute', letter: other })
  if (random.chance(0.5)) thread.tells(status + random.between(31, 60), 'status-notice', { on: status + 30 })
  const on = status + random.between(20, 60)
  thread.tells(on + 3, 'intake-confirmation', { on, ...(random.chance(0.4) ? { byPhone: true } : {}) })
}

/** The practice waives something that it is owed: for good, until a day, or until it takes that back. */
export function waived(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author))
  const id = author.id('w')
  const code = random.pick(['yearly-report', 'intake-confirmation'])
  const day = start + random.between(1, 20)
  const how = random.pick(['for good', 'until', 'taken back'])
  thread.write(day, thread.requester, {
    what: 'waive',
    id,
    code,
    ...(how === 'until' ? { until: day + random.between(10, 300) } : {})
  })
  if (how === 'taken back') thread.write(day + random.between(3, 100), thread.requester, { what: 'unwaive', id })
  const on = start + random.between(21, 60)
  if (random.chance(0.7)) intake(author, thread, on)
  if (random.chance(0.7)) treatment(author, thread, { from: on + 40, days: random.between(300, 700) })
}
