import { hap, roleOf } from '../diary/people.ts'
import { EXPECTED, happensAnew } from './due.ts'
import type { Duty, Heard, Referral, Said } from './record.ts'
import type { Part, Rule } from './rules.ts'
import { endedOn, standsOn } from './stands.ts'

/** What a referral is told at one moment. */
export interface Told {
  readonly said: readonly Said[]
  readonly heard: Heard
  /** Duties that moved here with the patient. */
  readonly moved: readonly Duty[]
}

/** Adds what was said to a referral, and the duties that this opens. */
export function tell(rules: readonly Rule[], referral: Referral, { said, heard, moved }: Told): void {
  referral.said.push(...said)
  referral.version += 1
  for (const { on } of said) referral.ahead = Math.max(referral.ahead, on)
  referral.duties.push(...moved)
  for (const rule of rules) {
    const owner = partOf(referral, rule.owedBy)
    if (owner === null || !holds(rule, referral)) continue
    for (const one of said) if (one.event === rule.opensOn) open(referral, { rule, owner, one, moved })
  }
  nextTurns(referral, heard)
}

/** One duty for each creditor, unless it stands already or moved here. */
function open(
  referral: Referral,
  {
    rule,
    owner,
    one,
    moved
  }: { readonly rule: Rule; readonly owner: string; readonly one: Said; readonly moved: readonly Duty[] }
): void {
  const { heard } = one
  // What is only watched is owed to nobody.
  const creditors = rule.isMonitor ? [null] : rule.owedTo.map((part) => partOf(referral, part))
  for (const creditor of new Set(creditors)) {
    const alike = referral.duties.filter(
      (duty) => duty.rule === rule && duty.creditor === creditor && duty.owner === owner
    )
    const isMoved = rule.opensOn === 'referral.received' && alike.some((duty) => moved.includes(duty))
    const before = alike.filter((duty) => !moved.includes(duty))
    if (creditor === owner || isMoved || isOpened(before, one)) continue
    // Of what lies ahead, word is owed since it was told.
    const openedOn = EXPECTED.has(one.event) ? heard.day : one.on
    referral.duties.push({ rule, owner, creditor, turn: 1, openedOn, opened: heard, begun: heard, since: openedOn })
  }
}

/** Whether a duty stands already for the same occurrence; a second word about what happens once is a correction. */
function isOpened(alike: readonly Duty[], { event, on, heard }: Said): boolean {
  if (!happensAnew(event)) return alike.length > 0
  if (event === 'plan.revised') return alike.some(({ opened }) => opened === heard)
  return alike.some(({ openedOn }) => openedOn === (EXPECTED.has(event) ? heard.day : on))
}

/** The next turn of what recurs, as soon as by all that is known the one before it is met and nothing has ended it. */
export function nextTurns(referral: Referral, heard: Heard): void {
  for (const duty of [...referral.duties]) {
    const isOfSeries = (one: Duty): boolean => one.rule === duty.rule && one.creditor === duty.creditor
    if (!duty.rule.recurs || referral.duties.some((one) => isOfSeries(one) && one.turn > duty.turn)) continue
    for (let last = duty; ;) {
      const { state, about } = standsOn(referral, last, heard.day)
      if (!state.startsWith('met') || about === undefined || isOver(referral, last, heard)) break
      const { rule, owner, creditor, turn, begun, since } = last
      last = { rule, owner, creditor, turn: turn + 1, openedOn: about, opened: heard, begun, since }
      referral.duties.push(last)
    }
  }
}

/** However long before the turn it came, an end is the end of the series. */
function isOver(referral: Referral, { rule, owner, begun }: Duty, { day }: Heard): boolean {
  const opened: Heard = { place: -1, day: 0, at: 0 }
  return rule.closedBy.some((event) => (endedOn(referral, { rule, owner, opened, begun }, event) ?? Infinity) <= day)
}

function holds({ performers, urgency }: Rule, { performer, said }: Referral): boolean {
  if (performers !== undefined && !performers.includes(roleOf(performer))) return false
  return urgency === undefined || (urgency === 'urgent') === said.some(({ event }) => event === 'referral.urgent')
}

function partOf({ requester, performer, gp }: Referral, part: Part): string | null {
  if (part === 'performer') return performer
  if (part === 'requester') return requester
  // There is one out-of-hours post in the region, of every practice that is known.
  return part === 'hap' && gp !== null ? hap : gp
}
