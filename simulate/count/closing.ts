import type { Close } from '../diary/entry.ts'
import { isKept } from './meeting.ts'
import type { Heard, Letter, Referral } from './record.ts'
import { isOpen, standsOn } from './stands.ts'

/** Statuses in which the coordination Task goes on no more. */
const FINAL = new Set(['completed', 'failed', 'rejected', 'cancelled', 'entered-in-error'])

/** Of a referral that goes on: what the practice was owed, or owed, passes to the one that takes its place. */
export function closePractice(referral: Referral, { from, to }: Close, heard: Heard): void {
  if (referral.gp !== from) return
  const all = referral.duties.map((duty) => ({ duty, stands: standsOn(referral, duty, heard.day) }))
  const isOwed = all.some(({ duty, stands }) => !duty.rule.isMonitor && isOpen(stands))
  if (FINAL.has(referral.status) && !isOwed) return
  const party = <Id extends string | null>(id: Id): Id | string => (id === from ? to : id)
  const moving = all.filter(({ duty, stands: { state, metOn } }) => {
    const isOfOld = duty.creditor === from || duty.owner === from
    return isOfOld && metOn === undefined && state !== 'not-applicable'
  })
  for (const { duty } of moving) {
    const waivers = (duty.waivers ?? []).map((one) => ({ ...one, heard }))
    const moved = { ...duty, owner: party(duty.owner), creditor: party(duty.creditor), opened: heard, waivers }
    delete moved.found
    if (moved.owner !== moved.creditor) referral.duties.push(moved)
  }
  handOver(referral, { from, to, heard })
}

/** The new practice is sent what the old one was sent and never read, and hears of nothing that was kept from that. */
function handOver(
  referral: Referral,
  { from, to, heard }: { readonly from: string; readonly to: string; readonly heard: Heard }
): void {
  const wasOwed = referral.duties.some(({ creditor }) => creditor === from)
  const unread = referral.letters.filter((letter) => wasOwed && letter.by !== from && !letter.readOn.has(from))
  for (const one of [...referral.objections]) {
    const isOfOld = one.ended === undefined && one.receivers?.includes(from) === true && !one.receivers.includes(to)
    // It keeps quiet from the new one what it kept from the old one, since it was made.
    if (isOfOld) referral.objections.push({ ...one, receivers: [to] })
  }
  // A call that the old practice said it never got, the new one did not get either.
  for (const one of referral.said.filter(({ event, by }) => event === 'feedback.disputed' && by === from)) {
    referral.said.push({ ...one, heard, by: to })
  }
  referral.closed = { heard, from }
  if (referral.requester === from) referral.requester = to
  referral.gp = to
  referral.version += 1
  const isKeptNow = (letter: Letter): boolean =>
    isKept(referral.objections, { ...letter, heard }, to, referral.performer)
  for (const letter of unread) if (!isKeptNow(letter)) referral.waiting.push({ letter, receiver: to })
}
