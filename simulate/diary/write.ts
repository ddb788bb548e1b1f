import { authorOf } from './author.ts'
import type { Day } from './days.ts'
import type { Patient } from './entry.ts'
import { paths, type Path } from './paths.ts'
import { referrers } from './people.ts'
import { isReadingDay } from './reading.ts'
import { randomOf, type Random } from './random.ts'

/** Which diaries are written. */
export interface Diaries {
  readonly seed: number
  /** Referrals, and a few more where a patient has several. */
  readonly referrals: number
  readonly first: Day
  /** Nothing is sent after this day. */
  readonly last: Day
}

/**
 * The diaries of a region: patients until there are so many referrals, each begun on a day of the simulated time.
 *
 * The same question gives the same diaries; each patient's depend on the seed and its number alone.
 */
export function writeDiaries({ seed, referrals, first, last }: Diaries): readonly Patient[] {
  const patients: Patient[] = []
  let written = 0
  for (let number = 0; written < referrals; number++) {
    const patient = patientOf(number, { seed, first, last })
    patients.push(patient)
    written += patient.entries.filter(({ act }) => act.what === 'refer').length
  }
  return patients
}

function patientOf(number: number, { seed, first, last }: Omit<Diaries, 'referrals'>): Patient {
  const random = randomOf(seed * 1_000_003 + number)
  const [name, path] = pathFor(random)
  // More and more take part: of the patients one in sixteen comes in the first half of the time, and half of them in its last sixth.
  const start = first + Math.floor((last - first + 1) * random.next() ** 0.25)
  const practice = random.pick(referrers)
  const { author, patient } = authorOf({ number, path: name, practice, start, closes: closingDay(first, last), random })
  path(author)
  const whole = patient()
  return { ...whole, entries: whole.entries.filter(({ day }) => day <= last) }
}

/** The last day of the practice that closes: the first behind the middle of the simulated time on which systems read. */
export function closingDay(first: Day, last: Day): Day {
  let day = Math.floor((first + last) / 2)
  // Two weeks have such a day.
  while (!isReadingDay(day)) day += 1
  return day
}

const total = paths.reduce((sum, [, weight]) => sum + weight, 0)

function pathFor(random: Random): readonly [string, Path] {
  let left = random.next() * total
  for (const [name, weight, path] of paths) {
    left -= weight
    if (left < 0) return [name, path]
  }
  throw new Error('the weights add up to more than their sum')
}
