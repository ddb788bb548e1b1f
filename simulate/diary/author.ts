import type { Day } from './days.ts'
import type { Act, Entry, Feedback, Form, Patient, Refer, Step } from './entry.ts'
import { closing, CLOSING_MINUTE } from './people.ts'
import type { Random } from './random.ts'

/** What a letter may say beside its kind; complete unless told otherwise. */
export type Said = Partial<Omit<Feedback, 'what' | 'id' | 'kind'>>

/** A referral whose story is being written: who takes part, and what they send about it. */
export interface Thread {
  readonly name: string
  readonly requester: string
  readonly performer: string
  /** A letter of the performer, on the day on which it is sent; gives its id. */
  tells(day: Day, kind: string, said?: Said): string
  /** The same of anybody. */
  letter(day: Day, by: string, said: Said & { readonly kind: string }): string
  /** A step of the performer. */
  step(day: Day, status: string, more?: Partial<Omit<Step, 'what' | 'status'>>): void
  /** Anything else. */
  write(day: Day, by: string, act: Act): void
}

/** Writes the story of one patient. */
export interface Author {
  readonly random: Random
  /** The patient's own practice on a day. */
  practiceOn(day: Day): string
  /** The day on which the story begins. */
  readonly start: Day
  /** A new referral, of the practice to `to` unless told otherwise. */
  refer(day: Day, to: string, more?: Partial<Omit<Refer, 'what' | 'to'>> & { readonly by?: string }): Thread
  /** An id that nothing else in this story has. */
  id(kind: string): string
}

/** Minutes of the day at which a system sends its first message of that day: mostly at nine, and now and then close to midnight. */
const beginnings = [540, 540, 540, 540, 540, 540, 5, 1_380] as const
/** Minutes between two messages of one day. */
const PAUSE = 7

/** An author for a patient, and what was written. */
export function authorOf({
  number,
  path,
  practice,
  start,
  closes,
  random
}: Pick<Patient, 'number' | 'path' | 'practice'> & {
  readonly start: Day
  /** The last day of the practice that closes. */
  readonly closes: Day
  readonly random: Random
}): {
  readonly author: Author
  readonly patient: () => Patient
} {
  const written: Omit<Entry, 'minute'>[] = []
  let count = 0
  const id = (kind: string): string => `${kind}-${number}-${(count += 1)}`
  const now = (party: string, day: Day): string =>
    party === closing.practice && day > closes ? closing.successor : party
  const author: Author = {
    random,
    practiceOn: (day) => now(practice, day),
    start,
    id,
    refer(day, to, { by = now(practice, day), ...more } = {}) {
      const name = id('r')
      const form: Form = more.form ?? 'referral'
      const write = (on: Day, sender: string, act: Act): void =>
        void written.push({ day: on, by: now(sender, on), referral: name, act })
      write(day, by, { what: 'refer', gp: now(practice, day), isUrgent: false, ...more, form, to })
      const letter: Thread['letter'] = (on, sender, said) => {
        const letterId = id('f')
        write(on, sender, { lacks: [], ...said, what: 'feedback', id: letterId })
        return letterId
      }
      return {
        ...{ name, requester: by, performer: to, letter, write },
        tells: (on, kind, said = {}) => letter(on, to, { ...said, kind }),
        step: (on, status, step = {}) => write(on, to, { what: 'step', status, ...step })
      }
    }
  }
  const patient = (): Patient => {
    const entries = timed(written, random)
    if (practice !== closing.practice || !entries.some(({ day }) => day <= closes))
      return { number, path, practice, entries }
    const act: Act = { what: 'close', from: practice, to: closing.successor }
    const close: Entry = { day: closes, minute: CLOSING_MINUTE, by: 'operator', referral: '', act }
    return {
      number,
      path,
      practice,
      entries: [...entries.filter(({ day }) => day <= closes), close, ...entries.filter(({ day }) => day > closes)]
    }
  }
  return { author, patient }
}

/** In order of their days, each a while after the one before it. */
function timed(written: readonly Omit<Entry, 'minute'>[], random: Random): readonly Entry[] {
  const entries: Entry[] = []
  for (const one of written.toSorted((a, b) => a.day - b.day)) {
    const before = entries.at(-1)
    const minute = before?.day === one.day ? before.minute + PAUSE : random.pick(beginnings)
    entries.push({ ...one, minute })
  }
  return entries
}
