import type { Day } from '../diary/days.ts'
import type { Duty, Heard, Letter, Objected, Referral, Said } from './record.ts'
import type { Rule } from './rules.ts'

/** What met a duty, or would have. */
export interface Meeting {
  readonly heard: Heard
  /** The day on which it counts as met. */
  readonly metOn: Day
  /** The day that it is about. */
  readonly about: Day
  readonly letters: readonly Letter[]
  readonly isUnchecked: boolean
}

/** Whether an objection keeps a kind of letter from a receiver. */
export function keeps({ kinds, receivers }: Objected, kind: string, receiver: string, performer: string): boolean {
  const isMeant = receivers === undefined ? receiver !== performer : receivers.includes(receiver)
  return isMeant && (kinds === undefined || kinds.includes(kind))
}

/** Whether a letter was kept from a receiver when it came. */
export function isKept(
  objections: readonly Objected[],
  { kind, heard }: Letter,
  receiver: string | null,
  performer: string
): boolean {
  if (receiver === null) return false
  return objections.some((one) => {
    const isKnown = one.heard.place <= heard.place && (one.ended === undefined || heard.place < one.ended.heard.place)
    return isKnown && keeps(one, kind, receiver, performer)
  })
}

/** Whole reports of one kind, of one sender's letters: what one lacks, a later one may bring. */
export function wholes(letters: readonly Letter[]): readonly Meeting[] {
  const found: Meeting[] = []
  let parts: Letter[] = []
  for (const letter of letters) {
    const isWhole = letter.lacks === 'unread' || letter.lacks.length === 0
    parts = isWhole ? [letter] : [...parts, letter]
    if (!isWhole && lackedByAll(parts)) continue
    const named = parts.flatMap(({ about }) => about ?? [])
    found.push({
      heard: letter.heard,
      metOn: letter.heard.day,
      about: named.length === 0 ? letter.heard.day : Math.max(...named),
      letters: parts,
      isUnchecked: letter.lacks === 'unread'
    })
    parts = []
  }
  return found
}

function lackedByAll(parts: readonly Letter[]): boolean {
  const [first, ...others] = parts.map(({ lacks }) => (lacks === 'unread' ? [] : lacks))
  return (first ?? []).some((code) => others.every((lacks) => lacks.includes(code)))
}

/** The reports of which each is about a later day than the one before. */
export function eachLater(found: readonly Meeting[]): readonly Meeting[] {
  const kept: Meeting[] = []
  for (const one of found) if (one.about > (kept.at(-1)?.about ?? -Infinity)) kept.push(one)
  return kept
}

/** Events of which each occurrence by itself opens a duty, by the letter that tells it: only what comes after it answers it. */
const BY_LETTER = 'plan.revised'

/** What met a duty by the end of a day. */
export function meetingOf(referral: Referral, duty: Duty, asOf: Day): Meeting | undefined {
  const { rule, owner, turn } = duty
  const mine = referral.letters.filter((letter) => {
    if (letter.by !== owner || !rule.satisfiedBy.includes(letter.kind)) return false
    if (!isCounted(referral, duty, letter)) return false
    return !isKeptFrom(referral, rule, letter, duty)
  })
  const byLetter = rule.satisfiedBy
    .flatMap((kind) => wholes(mine.filter((letter) => letter.kind === kind)))
    .filter(({ heard }) => heard.place >= duty.begun.place || (rule.opensOn !== BY_LETTER && heard.day >= duty.since))
  const byEvent = rule.metBy.flatMap((event) => eventOf(referral, duty, event, asOf) ?? [])
  const found = [...byLetter, ...byEvent].sort((a, b) => a.heard.place - b.heard.place)
  return (rule.recurs ? eachLater(found) : found)[turn - 1]
}

/** Whether a letter counts: a call does where the rule says so, and the one to whom it is owed does not say that it was none. */
export function isCounted({ said }: Referral, { rule, creditor }: Duty, { isCall, id }: Letter): boolean {
  const isDisputed = said.some(
    ({ event, by, letter }) => event === 'feedback.disputed' && by === creditor && letter?.id === id
  )
  return !isCall || (rule.countsCalls && !isDisputed)
}

/** What is only watched binds nobody, and is measured by all that is known: no letter of it is kept from anybody. */
function isKeptFrom(
  { objections, performer }: Referral,
  { despiteObjection, isMonitor }: Rule,
  letter: Letter,
  { creditor }: Duty
): boolean {
  return !despiteObjection && !isMonitor && isKept(objections, letter, creditor, performer)
}

function eventOf(referral: Referral, duty: Duty, event: string, asOf: Day): Meeting | undefined {
  const { rule, owner, openedOn, opened } = duty
  const told = referral.said.filter((one) => {
    if (one.event !== event || (event.startsWith('treatment.') && one.by !== owner)) return false
    // A yes to what was asked again is none to what was refused before.
    if (answersAnother(referral, duty, one)) return false
    if (one.letter !== undefined && isKeptFrom(referral, rule, one.letter, duty)) return false
    if (rule.isMonitor) return one.on >= openedOn && one.on <= asOf
    // What a letter says that lacks something meets no more than the letter does.
    if (one.letter !== undefined && one.letter.lacks !== 'unread' && one.letter.lacks.length > 0) return false
    return one.heard.day >= openedOn || one.heard.place >= opened.place
  })
  const one = rule.isMonitor ? lastOf(told) : told[0]
  if (one === undefined) return undefined
  const letters = one.letter === undefined ? [] : [one.letter]
  // What is only watched is measured by when it happened; what is owed, by when it was told.
  return {
    heard: one.heard,
    metOn: rule.isMonitor ? one.on : one.heard.day,
    about: one.on,
    letters,
    isUnchecked: false
  }
}

/** Whether something answers another question than the one that opened a duty. */
export function answersAnother(
  { said }: Referral,
  { rule, begun }: Pick<Duty, 'rule' | 'begun'>,
  { ask }: Said
): boolean {
  const asked = said.find(({ event, heard }) => event === rule.opensOn && heard.place === begun.place)?.ask
  return ask !== undefined && asked !== undefined && ask !== asked
}

/** What was heard last; of what was heard at once, the later day. */
export function lastOf(said: readonly Said[]): Said | undefined {
  let last: Said | undefined
  for (const one of said) {
    const isLater =
      last === undefined ||
      one.heard.place > last.heard.place ||
      (one.heard.place === last.heard.place && one.on > last.on)
    if (isLater) last = one
  }
  return last
}
