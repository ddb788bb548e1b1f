import type { Author, Thread } from '../author.ts'
import type { Day } from '../days.ts'
import type { Ask } from '../entry.ts'
import { begin, intake, report, someone, treatment, upToIntake } from './usual.ts'

/** Asks, and is answered or not. */
function asks(
  author: Author,
  thread: Thread,
  {
    day,
    kind,
    by,
    to,
    answer
  }: {
    readonly day: Day
    readonly kind: Ask['kind']
    readonly by: string
    readonly to: string
    readonly answer: 'accepted' | 'rejected' | 'none'
  }
): Day {
  const id = author.id('a')
  const answered = day + author.random.between(1, 25)
  thread.write(day, by, { what: 'ask', id, kind })
  if (answer !== 'none') thread.write(answered, to, { what: 'reply', id, status: answer })
  return answered
}

/** The GP is asked to take the patient back: refuses, is asked again, accepts, or is silent. The end of treatment is told all the same. */
export function handedBack(author: Author): void {
  const { random } = author
  const { thread, on } = upToIntake(author, someone(author))
  thread.tells(on + 20, 'treatment-start', { on: on + 15 })
  const day = on + random.between(200, 500)
  const [by, to] = [thread.performer, thread.requester]
  const first = random.pick(['accepted', 'rejected', 'rejected', 'none'])
  let answered = asks(author, thread, { day, kind: 'back-referral', by, to, answer: first })
  if (random.chance(0.4)) report(author, thread, { kind: 'crisis-plan', day: day + random.between(0, 20), on: day })
  if (first === 'rejected' && random.chance(0.7)) {
    answered = asks(author, thread, {
      day: answered + random.between(20, 90),
      kind: 'back-referral',
      by,
      to,
      answer: random.pick(['accepted', 'rejected'])
    })
  }
  if (random.chance(0.8))
    report(author, thread, { kind: 'end-report', day: answered + random.between(1, 60), on: answered })
}

/** A stable chronic patient whom the GP takes over, with half-yearly reviews; some come back. */
export function substituted(author: Author): void {
  const { random } = author
  const { thread, on } = upToIntake(author, someone(author, 's'))
  thread.tells(on + 20, 'treatment-start', { on: on + 15 })
  if (random.chance(0.6)) report(author, thread, { kind: 'progress-report', day: on + 100, on: on + 99 })
  const day = on + random.between(200, 400)
  const agreed = asks(author, thread, {
    day,
    kind: 'substitution',
    by: thread.performer,
    to: thread.requester,
    answer: random.pick(['accepted', 'accepted', 'rejected'])
  })
  if (random.chance(0.6)) thread.tells(agreed + 5, 'end-report', { on: agreed })
  let review = agreed
  for (let count = 0; count < 3 && random.chance(0.7); count++) {
    review += random.between(120, 220)
    thread.tells(review, random.pick(['progress-report', 'change-notice']), { on: review - random.between(0, 4) })
  }
  if (random.chance(0.4)) {
    const back = author.refer(review + random.between(30, 200), thread.performer, { replaces: thread.name })
    if (random.chance(0.7)) back.tells(review + 205, 'registration-confirmation', { on: review + 204 })
  }
}

/** Stopped in consultation after the start: by either side, agreed to or not. */
export function aborted(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author))
  const on = begin(author, thread, start)
  thread.step(on + 30, 'accepted')
  thread.step(on + 31, 'in-progress')
  const [by, to] = random.chance(0.5) ? [thread.performer, thread.requester] : [thread.requester, thread.performer]
  const first = random.pick(['accepted', 'rejected', 'none'])
  const day = asks(author, thread, { day: on + random.between(40, 100), kind: 'abort', by, to, answer: first })
  if (first === 'rejected') asks(author, thread, { day: day + 10, kind: 'abort', by, to, answer: 'accepted' })
}

/** The letter lacks something that the performer asks for: the clock stands still until the answer, or until it may no more. */
export function incomplete(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author))
  const asked = start + random.between(1, 10)
  thread.tells(asked, 'information-request', { on: asked - random.between(0, 2) })
  const answered = asked + random.between(2, 50)
  if (random.chance(0.7)) {
    thread.letter(answered, thread.requester, {
      kind: 'information-answer',
      on: answered,
      lacks: random.chance(0.1) ? ['items'] : []
    })
  }
  const on = answered + random.between(5, 60)
  if (random.chance(0.7)) intake(author, thread, on)
  if (random.chance(0.4)) treatment(author, thread, { from: on + 20, days: random.between(100, 300) })
}

/** On hold for a reason, once or twice, with an end that was told or not, and back. */
export function onHold(author: Author): void {
  const { random, start } = author
  const thread = author.refer(start, someone(author))
  thread.step(start + 2, 'accepted', { business: 'registered', on: start + 2 })
  let day = start + random.between(5, 40)
  for (const reason of random.chance(0.4)
    ? ['patient-request', 'patient-unreachable']
    : [random.pick(['admitted-elsewhere', 'patient-unreachable'])]) {
    const expected = random.chance(0.5) ? { expected: day + random.between(5, 60) } : {}
    thread.step(day, 'on-hold', { reason, on: day - random.between(0, 3), ...expected })
    day += random.between(10, 150)
    if (random.chance(0.85)) thread.step(day, 'accepted', { on: day - random.between(0, 2) })
    else return
    day += random.between(3, 30)
  }
  intake(author, thread, day)
  if (random.chance(0.5)) treatment(author, thread, { from: day + 30, days: random.between(100, 500) })
}
