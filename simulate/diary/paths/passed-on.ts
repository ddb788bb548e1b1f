import type { Author, Thread } from '../author.ts'
import { begin, intake, report, someone, treatment } from './usual.ts'

/** Passed on from GB to S with the history of what was owed; the new performer takes the patient on, refuses, or is silent. */
export function forwarded(author: Author): void {
  const { random, start } = author
  const first = author.refer(
    start,
    someone(author, 'gb'),
    random.chance(0.2) ? { flag: { id: author.id('x'), since: start } } : {}
  )
  const on = begin(author, first, start)
  if (random.chance(0.7)) intake(author, first, on)
  if (random.chance(0.4)) first.tells(on + 60, 'treatment-start', { on: on + 30 })
  const day = on + random.between(90, 400)
  if (random.chance(0.3)) report(author, first, { kind: 'progress-report', day: day - 10, on: day - 12 })
  if (random.chance(0.6)) first.tells(day - 1, 'transfer-notice', transfer(author, day - 1))
  const second = author.refer(day, someone(author, 's'), { by: first.performer, follows: first.name })
  afterForward(author, second, day)
}

function transfer({ random }: Author, day: number): { on: number; lacks: 'unread' | readonly string[]; isFull?: true } {
  if (random.chance(0.3)) return { on: day, lacks: 'unread' }
  return random.chance(0.5) ? { on: day, lacks: [], isFull: true } : { on: day, lacks: [] }
}

function afterForward(author: Author, second: Thread, day: number): void {
  const { random } = author
  const fate = random.pick(['taken', 'taken', 'taken', 'rejected', 'silent', 'rejected and taken'])
  if (fate.startsWith('rejected')) second.tells(day + random.between(2, 20), 'rejection', { on: day + 2 })
  if (fate === 'rejected and taken') second.step(day + random.between(21, 50), 'accepted')
  if (fate === 'silent' || fate === 'rejected') return
  const on = begin(author, second, day + 51)
  if (random.chance(0.8)) intake(author, second, on)
  treatment(author, second, { from: on + random.between(10, 30), days: random.between(200, 900) })
}
