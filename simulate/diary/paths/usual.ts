import type { Day } from '../days.ts'
import type { Author, Said, Thread } from '../author.ts'
import { echelons } from '../people.ts'

/** Codes of content that a letter may lack. */
const gaps = ['diagnosis', 'medication', 'plan'] as const

/** An institution of an echelon, or of any. */
export function someone({ random }: Author, echelon?: 'gb' | 's'): string {
  return random.pick(echelons[echelon ?? random.pick(['gb', 's'])])
}

/** What a letter is like: mostly complete, at times text, at times wanting. */
export function quality({ random }: Author): Pick<Said, 'lacks'> {
  if (random.chance(0.12)) return { lacks: 'unread' }
  return { lacks: random.chance(0.12) ? [random.pick(gaps)] : [] }
}

/** Sends a letter; where it lacks something, the rest of it comes later, or never. */
export function report(author: Author, thread: Thread, told: Said & { readonly kind: string; readonly day: Day }): Day {
  const { random } = author
  const { kind, day, ...said } = told
  const { lacks } = quality(author)
  thread.tells(day, kind, { ...said, ...(lacks === undefined ? {} : { lacks }) })
  if (lacks === undefined || lacks === 'unread' || lacks.length === 0 || random.chance(0.25)) return day
  const later = day + random.between(1, 25)
  // What it lacked is in the supplement; that in turn may lack something else.
  thread.tells(later, kind, { ...said, lacks: random.chance(0.3) ? ['goals'] : [] })
  return later
}

/** The first weeks: confirmation of receipt, accepted, an appointment. Gives the day of the intake. */
export function begin(author: Author, thread: Thread, day: Day): Day {
  const { random } = author
  const confirmed = day + random.between(0, 12)
  if (random.chance(0.8)) thread.tells(confirmed, 'registration-confirmation', { on: confirmed - random.between(0, 3) })
  if (random.chance(0.35)) thread.step(confirmed, 'accepted', { business: 'registered', on: confirmed })
  const intake = confirmed + random.between(7, 60)
  if (random.chance(0.5)) {
    const told = confirmed + random.between(0, 6)
    thread.tells(told, 'appointment-notice', random.chance(0.8) ? { expected: intake } : { on: intake })
  }
  return intake
}

/** The report after the intake, in time or late. Gives the day on which it was sent. */
export function intake(author: Author, thread: Thread, day: Day): Day {
  const late = author.random.pick([1, 3, 6, 10, 13, 14, 15, 20, 40])
  return report(author, thread, { kind: 'intake-confirmation', day: day + late, on: day })
}

/** Treatment from its start to its end or until nobody writes any more, with a report each year or so. */
export function treatment(
  author: Author,
  thread: Thread,
  { from, days }: { readonly from: Day; readonly days: number }
): Day {
  const { random } = author
  thread.tells(from + random.between(0, 6), 'treatment-start', { on: from })
  let last = from
  while (random.chance(0.9)) {
    const next = last + random.between(250, 420)
    if (next >= from + days) break
    report(author, thread, { kind: 'progress-report', day: next, on: next - random.between(0, 5) })
    last = next
  }
  const end = from + days
  if (random.chance(0.8)) report(author, thread, { kind: 'end-report', day: end + random.between(0, 30), on: end })
  return end
}

/** The story of nearly everybody, up to the intake. */
export function upToIntake(
  author: Author,
  to: string,
  day = author.start
): { readonly thread: Thread; readonly on: Day } {
  const thread = author.refer(day, to)
  const on = begin(author, thread, day)
  intake(author, thread, on)
  return { thread, on }
}
