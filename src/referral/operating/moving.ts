import type { Participant } from '../../directory/participant.ts'
import { derivedId } from '../../fhir/derived-id.ts'
import { judge } from '../../obligations/judge.ts'
import { waiversOf } from '../../obligations/waiver.ts'
import type { FactRow, ObligationRow, ReferralRow, StoredResource, Write } from '../../store/change.ts'
import type { ReferralFacts } from '../../store/port.ts'
import { readersIn } from '../catch-up.ts'
import { dutiesOf, isOwed, rungsOf, type Duty } from '../duties.ts'
import { partiesIn, patientOf, resourcesIn } from '../known.ts'
import { dutyTasksIn, outsideReaders } from '../outsider.ts'
import { currentRows, nextRows } from '../projection.ts'
import type { Arrival, Rules } from '../rules.ts'
import { CANONICAL_PROJECTION } from '../../store/change.ts'
import { objectionsOf } from '../forward.ts'
import { stopsBy } from '../stopping.ts'

/** The fact that another practice took the place of the GP. */
export const GP_CHANGED = 'gp.changed'

/** A practice that closes, and the one that takes its place. */
export interface Move {
  /** Participant id; it may have left the directory. */
  readonly from: string
  readonly to: Participant
}

/** What a referral becomes when its practice closes. */
export interface Moved {
  /** The referral with its new parties. */
  readonly referral: ReferralRow
  readonly facts: readonly FactRow[]
  /** Duties that open in the place of those that the old practice was owed, or owed itself. */
  readonly opened: readonly ObligationRow[]
}

/** Statuses in which the coordination Task goes on no more. */
const final: ReadonlySet<string> = new Set(['completed', 'failed', 'rejected', 'cancelled', 'entered-in-error'])

/** Whether anything goes on in a referral: its Task is not final, or something is still owed; what is only watched does not count. */
export function goesOn(rules: Rules, known: ReferralFacts, today: string): boolean {
  const task = resourcesIn(known, CANONICAL_PROJECTION).find(({ id }) => id === known.referral.task)
  const isEnded = task?.resourceType !== 'Task' || final.has(task.status)
  return !isEnded || dutiesIn(rules, known, today).some((duty) => isOwed(duty) && duty.rule.strength !== 'monitor')
}

/**
 * Moves a referral to the practice that takes the place of its GP, and of its requester where that was the same practice.
 *
 * What the old practice was owed, or owed, is superseded by the fact (`gp.changed`, which names both), and the same duty opens
 * for the new one with the day on which it opened, its turn and its term. What was waived or disputed stays so, and what the
 * patient objected to against the old practice holds against the new one: a move is no reason to tell it all.
 */
export function moved(rules: Rules, arrival: Arrival, known: ReferralFacts, { from, to }: Move): Moved {
  const { referral } = known
  const requester = referral.requester === from ? to.id : referral.requester
  const changed = { ...referral, gp: to.id, requester }
  // What another practice took over before is not this one's any more, also where it comes back.
  const all = dutiesIn(rules, known, arrival.today).filter(({ state }) => state.movedTo === undefined)
  const open = all.filter(({ obligation, state }) => {
    const isOfOld = obligation.creditor === from || obligation.owner === from
    // What was passed on may come back, and is owed to the practice that there is then.
    return isOfOld && state.metBy.length === 0 && state.metOn === undefined && state.state !== 'not-applicable'
  })
  const moves = open.map(({ obligation }) => {
    const { version } = judge(rules.agreements, { obligation, facts: known.facts, on: arrival.today })
    return anew(arrival, { obligation, version, from, to: to.id })
  })
  const isOwedAlready = (row: ObligationRow): boolean => all.some(({ obligation }) => isSameAs(row)(obligation))
  const fresh = moves.filter(({ row }) => row.owner !== row.creditor && !isOwedAlready(row))
  const base = factBase(arrival, referral)
  const fact: FactRow = {
    ...base,
    id: derivedId(arrival.message, referral.id, GP_CHANGED),
    event: GP_CHANGED,
    detail: { of: to.id, instead: from }
  }
  const kept = [...waiversKept(arrival, known, fresh), ...disputesKept(arrival, known, { from, to: to.id })]
  return {
    referral: changed,
    facts: [fact, ...kept, ...objectionsKept(arrival, known, { from, to: to.id })],
    opened: fresh.map(({ row }) => row)
  }
}

/** What a move writes beside what the new practice is sent: its rows are given, so that it reads its duties, too. */
export function writesOf(
  rules: Rules,
  arrival: Arrival,
  {
    known,
    move: { referral, facts, opened },
    handed
  }: { known: ReferralFacts; move: Moved; handed: readonly StoredResource[] }
): readonly Write[] {
  const after = {
    ...known,
    referral,
    facts: [...known.facts, ...facts],
    obligations: [...known.obligations, ...opened]
  }
  const duties = dutiesIn(rules, after, arrival.today)
  const frame = { current: currentRows(known.resources), referral, now: arrival.now }
  const cause = { message: arrival.message, isPosted: false }
  const reads = [...readersIn(known), ...readersIn(after), ...handed.map(({ projection }) => projection)]
  const readers = new Set([...reads, ...outsideReaders(after, duties)])
  const rows = [...readers].flatMap((reader) => {
    // The old practice reads its own duties as before: they were its own, and say now who has them.
    const of = partiesIn(known).includes(reader) ? known.referral : referral
    return nextRows(reader, dutyTasksIn(of, reader, duties), { ...frame, cause })
  })
  const { id, gp, requester } = referral
  return [
    ...(gp === null ? [] : [{ kind: 'gp', referral: id, gp, requester } as const]),
    ...facts.map((fact): Write => ({ kind: 'fact', ...fact })),
    ...opened.map((obligation): Write => ({ kind: 'obligation', ...obligation })),
    ...[...handed, ...rows].map((row): Write => ({ kind: 'resource', ...row })),
    ...rungsOf(duties, known.rungs).map((rung): Write => ({ kind: 'rung', ...rung })),
    ...stopsBy(rules, arrival, { known: { ...known, referral }, news: facts })
  ]
}

interface Anew {
  readonly before: ObligationRow
  readonly row: ObligationRow
}

function anew(
  { message, now }: Arrival,
  {
    obligation,
    version,
    from,
    to
  }: { readonly obligation: ObligationRow; readonly version: string; readonly from: string; readonly to: string }
): Anew {
  const { owner, creditor } = obligation
  const row = {
    ...obligation,
    // A version that was put in force before this opened would not reach it any more.
    agreementVersion: version,
    id: derivedId(message, 'moved', obligation.id),
    owner: owner === from ? to : owner,
    creditor: creditor === from ? to : creditor,
    openedAt: now
  }
  return { before: obligation, row }
}

/** A practice that was owed the same already, as one that referred, is owed it once. */
function isSameAs(row: ObligationRow): (other: ObligationRow) => boolean {
  return ({ code, trigger, turn, openedOn, owner, creditor }) => {
    const isSameRule = code === row.code && trigger === row.trigger && turn === row.turn
    return isSameRule && openedOn === row.openedOn && owner === row.owner && creditor === row.creditor
  }
}

/** Also one that is over: the term began anew on that day, and does so for the new practice. */
function waiversKept(arrival: Arrival, { referral, facts }: ReferralFacts, moves: readonly Anew[]): readonly FactRow[] {
  return moves.flatMap(({ before, row }) => {
    const heard = heardNow(arrival, referral)
    return waiversOf(before, facts).flatMap(({ fact }) => {
      const id = derivedId(arrival.message, row.id, fact)
      return facts.flatMap((one): readonly FactRow[] => {
        if (one.id === fact) return [{ ...one, ...heard, id, detail: { ...one.detail, of: row.id } }]
        if (one.event !== 'waiver.ended' || one.detail?.of !== fact) return []
        return [{ ...one, ...heard, id: derivedId(arrival.message, row.id, one.id), detail: { ...one.detail, of: id } }]
      })
    })
  })
}

const disputes: ReadonlySet<string> = new Set(['feedback.disputed', 'suspension.disputed'])

/** A call that the old practice said it never got, the new one did not get either. */
function disputesKept(
  arrival: Arrival,
  { referral, facts }: ReferralFacts,
  { from, to }: { readonly from: string; readonly to: string }
): readonly FactRow[] {
  const own = facts.filter(({ event, by }) => disputes.has(event) && by === from)
  return own.map((fact) => {
    return { ...fact, ...heardNow(arrival, referral), id: derivedId(arrival.message, fact.id), by: to }
  })
}

function objectionsKept(
  arrival: Arrival,
  known: ReferralFacts,
  { from, to }: { readonly from: string; readonly to: string }
): readonly FactRow[] {
  return objectionsOf(known).flatMap(({ event, occurredOn, by, objection }): readonly FactRow[] => {
    if (objection?.receivers?.includes(from) !== true || objection.receivers.includes(to)) return []
    const id = derivedId(arrival.message, known.referral.id, objection.consent)
    const heard = heardNow(arrival, known.referral)
    return [{ ...heard, id, event, occurredOn, by, objection: { ...objection, receivers: [to] } }]
  })
}

function factBase(arrival: Arrival, referral: ReferralRow) {
  return { ...heardNow(arrival, referral), occurredOn: arrival.today, by: arrival.participant.id }
}

function heardNow({ now: heardAt, message }: Arrival, { id: referral }: ReferralRow) {
  return { referral, heardAt, message }
}

function dutiesIn(rules: Rules, known: ReferralFacts, on: string): readonly Duty[] {
  const { referral, obligations, facts } = known
  return dutiesOf(rules, { referral, obligations, facts, on, patient: patientOf(known) })
}
