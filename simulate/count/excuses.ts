import type { Objection, Unwaive, Waive } from '../diary/entry.ts'
import { keeps } from './meeting.ts'
import type { Heard, Objected, Referral, Said, Word } from './record.ts'

/** The patient objects: what nobody has read yet does not leave any more. */
export function object(referral: Referral, { id, on, kinds, receivers }: Objection, heard: Heard): void {
  const objected: Objected = { id, heard, from: on, kinds, receivers }
  referral.objections.push(objected)
  referral.waiting = referral.waiting.filter(
    ({ letter, receiver }) => !keeps(objected, letter.kind, receiver, referral.performer)
  )
}

/** The patient takes an objection back, wherever it stands. */
export function withdraw(referral: Referral, id: string, heard: Heard): void {
  for (const one of referral.objections) {
    if (one.id !== id || one.ended !== undefined) continue
    one.ended = { heard, on: heard.day }
    referral.version += 1
  }
}

/** Waives the last duty of a code that is owed to who speaks, or takes that back. */
export function waive(referral: Referral, act: Waive | Unwaive, { heard, by }: Word): void {
  if (act.what === 'unwaive') {
    const takenBack = { heard, on: heard.day }
    for (const duty of referral.duties) {
      duty.waivers = (duty.waivers ?? []).map((one) => (one.id === act.id ? { ...one, takenBack } : one))
    }
    return
  }
  const duty = referral.duties.findLast(({ rule, creditor }) => rule.code === act.code && creditor === by)
  if (duty === undefined) throw new Error(`nothing of ${act.code} is owed to ${by}`)
  duty.waivers = [...(duty.waivers ?? []), { id: act.id, heard, from: heard.day, until: act.until }]
}

/** The one to whom something is owed says that a call was none. */
export function dispute(referral: Referral, id: string, word: Word): readonly Said[] {
  const letter = referral.letters.find((one) => one.id === id)
  if (letter === undefined) throw new Error(`${id} was not told`)
  return [{ ...word, event: 'feedback.disputed', on: word.heard.day, letter }]
}
