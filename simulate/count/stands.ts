import type { Day } from '../diary/days.ts'
import { dueOf, REPORTS, type Due } from './due.ts'
import { answersAnother, isCounted, isKept, keeps, lastOf, meetingOf, type Meeting } from './meeting.ts'
import type { Duty, Heard, Objected, Referral, Said, Stands, Waiver } from './record.ts'
import { suspensionsOf } from './standstill.ts'
import { after } from './terms.ts'

/** How a duty stands at the end of a day, by all that was heard so far. */
export function standsOn(referral: Referral, duty: Duty, asOf: Day): Stands {
  const { closed } = referral
  const isOfClosed = closed !== undefined && (duty.creditor === closed.from || duty.owner === closed.from)
  if (!isOfClosed || closed.heard.place <= duty.opened.place) return stands(referral, duty, asOf)
  // What came after the practice closed was told to the one that took its place.
  return stands(asHeardAt(referral, closed.heard), { ...duty, waivers: waiversAt(duty, closed.heard) }, asOf)
}

/** A referral as it was known at a moment. */
function asHeardAt(referral: Referral, { place }: Heard): Referral {
  const isHeard = ({ heard }: { readonly heard: Heard }): boolean => heard.place <= place
  const objections = referral.objections.filter(isHeard).map((one): Objected => {
    if (one.ended === undefined || isHeard(one.ended)) return one
    const { id, heard, from, kinds, receivers } = one
    return { id, heard, from, kinds, receivers }
  })
  const { said, letters, passedOn } = referral
  return {
    ...referral,
    said: said.filter(isHeard),
    letters: letters.filter(isHeard),
    passedOn: passedOn.filter(isHeard),
    objections
  }
}

function waiversAt({ waivers = [] }: Duty, { place }: Heard): readonly Waiver[] {
  return waivers.map(({ takenBack, ...one }) =>
    takenBack === undefined || takenBack.heard.place > place ? one : { ...one, takenBack }
  )
}

function stands(referral: Referral, duty: Duty, asOf: Day): Stands {
  const met = meetingOf(referral, duty, asOf)
  const objections = objectedTo(referral, duty)
  const last = met?.metOn ?? asOf
  const standing = objections.filter((one) => isRunning(one, asOf) && one.from <= last)
  const due = dueBy(referral, duty, { met, asOf, objections, standing })
  const state = endOf(referral, duty, { met, last, standing, asOf }) ?? stateOf(referral, duty, { met, due, asOf })
  return {
    state,
    dueOn: due.on,
    metOn: met?.metOn,
    about: met?.about,
    letters: met?.letters ?? [],
    isByStep: met !== undefined && met.letters.length === 0
  }
}

/** Whether anything is still owed: neither met nor ended. */
export function isOpen({ state, metOn }: Stands): boolean {
  return metOn === undefined && !['waived', 'not-applicable', 'superseded'].includes(state)
}

/** Objections against everything that could meet a duty. */
function objectedTo({ objections, performer }: Referral, { rule, creditor }: Duty): readonly Objected[] {
  if (rule.despiteObjection || rule.isMonitor || creditor === null) return []
  // Where no letter is asked for, only an objection to everything is one to it.
  return objections.filter((one) => {
    const isToAll = one.kinds === undefined && keeps(one, '', creditor, performer)
    return (
      isToAll ||
      (rule.satisfiedBy.length > 0 && rule.satisfiedBy.every((kind) => keeps(one, kind, creditor, performer)))
    )
  })
}

function isRunning({ from, ended }: Objected, day: Day): boolean {
  return from <= day && (ended === undefined || day < ended.on)
}

interface Looked {
  readonly met: Meeting | undefined
  readonly asOf: Day
}

function endOf(
  referral: Referral,
  duty: Duty,
  { met, last, standing, asOf }: Looked & { readonly last: Day; readonly standing: readonly Objected[] }
): string | undefined {
  if (standing.length > 0) return 'waived'
  const isWaived = (duty.waivers ?? []).some((one) => one.from <= asOf && asOf < overOn(one) && one.from <= last)
  if (isWaived) return 'waived'
  if (duty.rule.closedBy.some((event) => (endedOn(referral, duty, event) ?? Infinity) <= last)) return 'not-applicable'
  const { closed } = referral
  const isBefore = ({ place }: Heard): boolean => met === undefined || place < met.heard.place
  const isClosed = closed !== undefined && closed.heard.place > duty.opened.place && isBefore(closed.heard)
  if (isClosed && (duty.creditor === closed.from || duty.owner === closed.from)) return 'superseded'
  if (duty.rule.onForward === 'stays') return undefined
  const passings = referral.passedOn.filter(({ heard }) => isBefore(heard))
  return passings.at(-1)?.to === undefined ? undefined : 'superseded'
}

/** The day from which something that was waived is owed again. */
function overOn({ until, takenBack }: Waiver): Day {
  return Math.min(until === undefined ? Infinity : until + 1, takenBack?.on ?? Infinity)
}

/** Answers to what can be asked again: they end only what was asked before them. */
const ANSWERS = new Set([
  ...['crisis.unflagged', 'information.answered', 'consultation.answered', 'handover.accepted', 'handover.refused'],
  'abort.refused'
])

/** The day on which an event ended a duty: by what was heard of it last. */
export function endedOn(
  referral: Referral,
  { rule, owner, opened, begun }: Pick<Duty, 'rule' | 'owner' | 'opened' | 'begun'>,
  event: string
): Day | undefined {
  const { said } = referral
  const told = said.filter((one) => {
    if (one.event !== event || (event.startsWith('treatment.') && one.by !== owner)) return false
    return !ANSWERS.has(event) || (one.heard.place >= opened.place && !answersAnother(referral, { rule, begun }, one))
  })
  const last = lastOf(told)
  const isTakenBack = (since: number): boolean =>
    said.some((one) => one.event === 'referral.accepted' && one.heard.place > since)
  return event === 'referral.rejected' && last !== undefined && isTakenBack(last.heard.place) ? undefined : last?.on
}

function stateOf(referral: Referral, duty: Duty, { met, due, asOf }: Looked & { readonly due: Due }): string {
  const { rule, creditor } = duty
  if (met !== undefined) {
    const isLate = due.at === undefined || rule.isMonitor ? met.metOn > due.on : met.heard.at > due.at
    if (isLate) return 'met-late'
    return met.isUnchecked ? 'met-unchecked' : 'met'
  }
  const isStanding = suspensionsOf(referral, duty, Infinity).some(
    ({ from, to }) => from <= asOf && asOf < to && from <= due.on
  )
  if (isStanding) return 'suspended'
  if (creditor === null && !rule.isMonitor) return 'blocked'
  if (asOf > due.on) return 'overdue'
  return rule.firstReminder !== undefined && asOf >= after(due.on, rule.firstReminder, rule.counting)
    ? 'due-soon'
    : 'prospective'
}

/** The due day by what counts as told: up to the report that met it, and up to an objection that keeps its days quiet. */
function dueBy(
  referral: Referral,
  duty: Duty,
  {
    met,
    asOf,
    objections,
    standing
  }: Looked & { readonly objections: readonly Objected[]; readonly standing: readonly Objected[] }
): Due {
  const quietFrom = Math.min(...standing.map(({ heard }) => heard.place))
  const until = met?.metOn ?? asOf
  const place = Math.min(quietFrom, met?.heard.place ?? Infinity)
  // A treatment that the performer before this one gave starts only what moved along with the patient.
  const isOwn = ({ event, by }: Said): boolean =>
    by === duty.owner || duty.rule.onForward === 'moves' || !event.startsWith('treatment.')
  const told = referral.said.filter(
    (one) => one.heard.place <= place && isOwn(one) && !isReportKept(referral, duty, one)
  )
  const anew = objections.flatMap(({ ended }) =>
    ended !== undefined && ended.on <= asOf && ended.heard.place <= place ? [ended.on] : []
  )
  // What comes while nothing is owed is not late, so that the end of a waiver counts also after that.
  const ends = (duty.waivers ?? []).flatMap((one) => (one.heard.place <= place ? [overOn(one)] : []))
  anew.push(...ends.filter((day) => day <= asOf))
  return dueOf(referral, duty, {
    said: met === undefined ? told : judging(met, told),
    until,
    place: met?.heard.place ?? Infinity,
    anew: anew.length === 0 ? undefined : Math.max(...anew)
  })
}

/** That a report was given is not so for one who did not get it, nor where it was a call that does not count; what it tells beside is. */
function isReportKept(referral: Referral, duty: Duty, { event, letter }: Said): boolean {
  const { rule, creditor } = duty
  if (letter === undefined || !REPORTS.has(event)) return false
  if (!isCounted(referral, duty, letter)) return true
  return !rule.despiteObjection && !rule.isMonitor && isKept(referral.objections, letter, creditor, referral.performer)
}

/** What the meeting is judged by: what was known before it, and of its own letter what nobody had told. */
function judging({ letters, metOn }: Meeting, told: readonly Said[]): readonly Said[] {
  const own = letters.at(-1)
  if (own === undefined) return told
  const before = told.filter(({ letter }) => letter !== own)
  const isKnown = (event: string): boolean =>
    before.some((one) => one.event === event && (one.on <= metOn || event.startsWith('intake.')))
  const news = told.filter((one) => one.letter === own && !isKnown(one.event) && !REPORTS.has(one.event))
  return [...before, ...news]
}
