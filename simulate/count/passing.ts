import { isKept, lastOf } from './meeting.ts'
import type { Duty, Heard, Referral, Said } from './record.ts'
import { eachReport } from './reports.ts'
import { isOpen, standsOn } from './stands.ts'

/** What moves along to a new performer, with the history that it is judged by and what the patient objects to. */
export function takeAlong(earlier: Referral, referral: Referral, heard: Heard): readonly Duty[] {
  for (const one of earlier.objections) if (one.ended === undefined) referral.objections.push({ ...one, heard })
  const moving = earlier.duties.filter((duty) => {
    const stands = standsOn(earlier, duty, heard.day)
    const isLeft = isOpen(stands) || (stands.state === 'waived' && stands.metOn === undefined)
    return duty.rule.onForward === 'moves' && isLeft
  })
  const year = moving.find(({ rule }) => rule.opensOn === 'referral.received')
  if (year !== undefined) referral.said.push(...yearOf(earlier, year, heard))
  const moved = { owner: referral.performer, creditor: referral.gp, turn: 1, opened: heard, begun: heard }
  return moving.map(({ rule, openedOn }) => ({ ...moved, rule, openedOn, since: openedOn }))
}

/** The days from which the year counts: the last report that reached the practice, and the start of treatment. */
function yearOf(earlier: Referral, year: Duty, heard: Heard): readonly Said[] {
  const { said, objections, performer, gp, duties } = earlier
  const reached = said.filter(({ letter }) => letter === undefined || !isKept(objections, letter, gp, performer))
  const reports = eachReport(reached.filter(({ event }) => event === 'report.counted')).map(({ on }) => on)
  const turns = duties
    .filter(({ rule, turn }) => rule.code === year.rule.code && turn > 1)
    .map(({ openedOn }) => openedOn)
  const last = Math.max(...reports, ...turns)
  const started = lastOf(said.filter(({ event }) => event === 'treatment.started'))
  // They are the new requester's word: the letters met what was owed before, and nothing here.
  const told = { heard, by: performer }
  return [
    ...(last > 0 ? [{ ...told, event: 'report.counted', on: last }] : []),
    ...(started === undefined ? [] : [{ ...told, event: 'treatment.started', on: started.on }])
  ]
}

/**
 * Whether the news of a referral gives another's place back, or takes it again: rejected or revoked the patient is where they
 * were, and accepted after all they are not.
 */
export function giveBack(
  earlier: Referral,
  { name }: Referral,
  { said, heard }: { readonly said: readonly Said[]; readonly heard: Heard }
): boolean {
  const is = (...events: readonly string[]): boolean => said.some(({ event }) => events.includes(event))
  const isPassedOn = earlier.passedOn.at(-1)?.to === name
  const isBack = isPassedOn && is('referral.rejected', 'referral.revoked')
  const isTaken = !isPassedOn && earlier.passedOn.length > 0 && is('referral.accepted')
  if (!isBack && !isTaken) return false
  earlier.passedOn.push({ heard, to: isTaken ? name : undefined })
  earlier.version += 1
  return true
}
