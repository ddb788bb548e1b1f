import { instantOf, type Day } from '../diary/days.ts'
import type { Entry, Patient } from '../diary/entry.ts'
import { closePractice } from './closing.ts'
import { dispute, object, waive, withdraw } from './excuses.ts'
import { asked, beginnings, flagged, hearLetter, hearStep, replied, send } from './listen.ts'
import { nextTurns, tell } from './openings.ts'
import { giveBack, takeAlong } from './passing.ts'
import type { Case, Referral, Said, Word } from './record.ts'
import type { Rule } from './rules.ts'

/** Follows one patient's diary and keeps count of every duty that it opens. */
export class Counter {
  readonly #case: Case
  readonly #patient: Patient
  #next = 0

  constructor(rules: readonly Rule[], patient: Patient) {
    this.#case = { rules, referrals: new Map() }
    this.#patient = patient
  }

  /** The referrals so far. */
  get referrals(): Iterable<Referral> {
    return this.#case.referrals.values()
  }

  /** Reads the diary up to the end of a day. */
  readUntil(day: Day): void {
    for (; ; this.#next++) {
      const entry = this.#patient.entries[this.#next]
      if (entry === undefined || entry.day > day) return
      const heard = { place: this.#next, day: entry.day, at: instantOf(entry.day, entry.minute) }
      hear(this.#case, entry, { heard, by: entry.by })
    }
  }

  /** Everybody whose system is up reads what waits for them. */
  read(day: Day, isUp: (party: string) => boolean): void {
    for (const referral of this.referrals) {
      if (referral.waiting.length === 0) continue
      for (const { letter, receiver } of referral.waiting) if (isUp(receiver)) letter.readOn.set(receiver, day)
      referral.waiting = referral.waiting.filter(({ receiver }) => !isUp(receiver))
    }
  }
}

function hear(whole: Case, entry: Entry, word: Word): void {
  const { act } = entry
  if (act.what === 'refer') {
    refer(whole, { ...entry, act }, word)
    return
  }
  if (act.what === 'close') {
    for (const one of whole.referrals.values()) closePractice(one, act, word.heard)
    return
  }
  const referral = known(whole, entry.referral)
  if (act.what === 'objection') object(referral, act, word.heard)
  if (act.what === 'withdrawal') for (const one of whole.referrals.values()) withdraw(one, act.id, word.heard)
  if (act.what === 'waive' || act.what === 'unwaive') waive(referral, act, word)
  const said = sayings(referral, { ...entry, act }, word)
  tellAll(whole, referral, { said, word })
  if (act.what !== 'feedback') return
  send(referral)
  // Who has died has died in every referral.
  const { died } = act
  if (died === undefined) return
  for (const one of whole.referrals.values()) {
    const isKnown = one.said.some(({ event }) => event === 'patient.deceased')
    if (!isKnown)
      tellAll(whole, one, { said: [{ ...word, event: 'patient.deceased', on: Math.min(died, word.heard.day) }], word })
  }
}

/** What an entry about a known referral says. */
function sayings(referral: Referral, { act }: Entry, word: Word): readonly Said[] {
  if (act.what === 'feedback') return hearLetter(referral, act, word)
  if (act.what === 'step') return hearStep(referral, act, word)
  if (act.what === 'flag') return [flagged(referral, act.since, word)]
  if (act.what === 'unflag') return [{ ...word, event: 'crisis.unflagged', on: word.heard.day }]
  if (act.what === 'ask') return asked(referral, act, word)
  if (act.what === 'reply') return replied(referral, act, word)
  return act.what === 'dispute' ? dispute(referral, act.letter, word) : []
}

function refer(whole: Case, { act, referral: name }: Entry, word: Word): void {
  if (act.what !== 'refer') return
  const referral: Referral = {
    ...{ name, requester: word.by, performer: act.to, gp: act.gp === 'unknown' ? null : act.gp },
    ...{ receivedOn: word.heard.day, follows: act.follows, asked: new Map(), version: 0, ahead: 0 },
    ...{ said: [], letters: [], objections: [], duties: [], passedOn: [], waiting: [] },
    ...{ status: 'requested', business: undefined, dates: { on: undefined, expected: undefined } }
  }
  whole.referrals.set(name, referral)
  const earlier = act.follows === undefined ? undefined : known(whole, act.follows)
  const moved = earlier === undefined ? [] : takeAlong(earlier, referral, word.heard)
  const flags = act.flag === undefined ? [] : [flagged(referral, act.flag.since, word)]
  tell(whole.rules, referral, { said: [...beginnings(act, word), ...flags], heard: word.heard, moved })
  const on = word.heard.day
  if (act.replaces !== undefined) {
    tellAll(whole, known(whole, act.replaces), { said: [{ ...word, event: 'referral.replaced', on }], word })
  }
  if (earlier === undefined) return
  earlier.passedOn.push({ heard: word.heard, to: name })
  tellAll(whole, earlier, { said: [{ ...word, event: 'referral.forwarded', on }], word })
}

/** Tells a referral, and the one whose place it took. */
function tellAll(
  { rules, referrals }: Case,
  referral: Referral,
  { said, word: { heard } }: { readonly said: readonly Said[]; readonly word: Word }
): void {
  tell(rules, referral, { said, heard, moved: [] })
  const earlier = referrals.get(referral.follows ?? '')
  if (earlier !== undefined && giveBack(earlier, referral, { said, heard })) nextTurns(earlier, heard)
}

function known({ referrals }: Case, name: string): Referral {
  const referral = referrals.get(name)
  if (referral === undefined) throw new Error(`${name} was not referred yet`)
  return referral
}
