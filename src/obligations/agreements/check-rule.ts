import type { AgreementProblem } from './agreement-problem.ts'
import { beginnings, eventNames, reportEvents, type ObligationRule } from '../agreement.ts'
import { calendars } from '../time/calendar.ts'
import { isInHours, lengthRange, TERM_DAYS_MAX } from '../time/duration.ts'
import { feedbackKinds, isFeedbackKind } from '../feedback-kinds.ts'

/**
 * What a rule asks that nobody here implements, and what in it can never take effect.
 *
 * @param rule - with the calendar that its own one builds on (`withOwnCalendars`).
 * @param at - JSON pointer of the rule.
 * @param profiledKinds - feedback kinds that have a profile; all of them where it is left out.
 */
export function checkRule(
  rule: ObligationRule,
  at: string,
  profiledKinds?: ReadonlySet<string>
): readonly AgreementProblem[] {
  return [
    ...checkEvents(rule, at),
    ...checkKinds(rule, at, profiledKinds),
    ...checkParties(rule, at),
    ...checkDue(rule, at),
    ...checkReminders(rule, at),
    ...checkDurations(rule, at),
    ...checkCalendar(rule, at),
    ...checkTurns(rule, at),
    ...checkMonitor(rule, at),
    ...checkSuspensions(rule, at)
  ]
}

function checkEvents({ opensOn, due, closedBy, metBy = [] }: ObligationRule, at: string): readonly AgreementProblem[] {
  const named = [
    { pointer: `${at}/opensOn`, event: opensOn },
    ...due.map(({ from }, index) => ({ pointer: `${at}/due/${index}/from`, event: from })),
    ...closedBy.map((event, index) => ({ pointer: `${at}/closedBy/${index}`, event })),
    ...metBy.map((event, index) => ({ pointer: `${at}/metBy/${index}`, event }))
  ]
  return [
    ...named
      .filter(({ event }) => !eventNames.includes(event))
      .map(({ pointer, event }) => ({ pointer, message: `no event ${event} can be heard here` })),
    ...(metBy.includes(opensOn) ? [{ pointer: `${at}/metBy`, message: `${opensOn} would meet it as it opens` }] : [])
  ]
}

function checkKinds(
  { satisfiedBy, metBy = [] }: ObligationRule,
  at: string,
  profiledKinds: ReadonlySet<string> | undefined
): readonly AgreementProblem[] {
  if (satisfiedBy.length + metBy.length === 0) {
    return [{ pointer: `${at}/satisfiedBy`, message: 'nothing can meet it: no feedback kind, and no event in metBy' }]
  }
  return satisfiedBy.flatMap((kind, index) => {
    const pointer = `${at}/satisfiedBy/${index}`
    if (!isFeedbackKind(kind)) return [{ pointer, message: `no feedback kind ${kind}` }]
    if (feedbackKinds[kind].length === 0) return [{ pointer, message: `feedback of kind ${kind} states no event yet` }]
    // Without a profile anything would meet the duty, an empty letter, too.
    const isAskedOf = profiledKinds === undefined || profiledKinds.has(kind)
    return isAskedOf ? [] : [{ pointer, message: `no profile of feedback of kind ${kind}` }]
  })
}

function checkParties({ owedBy, owedTo, strength }: ObligationRule, at: string): readonly AgreementProblem[] {
  // What happened is nobody's to receive, and a letter that is owed to nobody is no letter.
  if ((strength === 'monitor') !== (owedTo.length === 0)) {
    return [{ pointer: `${at}/owedTo`, message: 'names nobody for a monitor, and somebody for anything else' }]
  }
  return owedTo.flatMap((creditor, index) =>
    creditor === owedBy ? [{ pointer: `${at}/owedTo/${index}`, message: `${creditor} would owe it to itself` }] : []
  )
}

/** The last term starts at the opening, so that one always decides; each other starts at an event of its own. */
function checkDue({ due, opensOn }: ObligationRule, at: string): readonly AgreementProblem[] {
  const starts = due.map(({ from }) => from)
  const repeated = starts.flatMap((from, index) =>
    starts.indexOf(from) < index
      ? [{ pointer: `${at}/due/${index}/from`, message: `can never decide: ${from} stands earlier in the list` }]
      : []
  )
  if (starts.at(-1) === opensOn) return repeated
  const last = { pointer: `${at}/due/${starts.length - 1}/from`, message: `the last term must start at ${opensOn}` }
  return [...repeated, last]
}

/** Ascending whatever the month: `-P1M` before `-P30D` would sometimes come after it. */
function checkReminders({ reminders }: ObligationRule, at: string): readonly AgreementProblem[] {
  return reminders.flatMap((offset, index) => {
    const previous = reminders[index - 1]
    if (previous === undefined || lengthRange(previous)[1] < lengthRange(offset)[0]) return []
    return [{ pointer: `${at}/reminders/${index}`, message: `${offset} must come later than ${previous} at any date` }]
  })
}

function durationsOf({ due, reminders }: ObligationRule, at: string) {
  return [
    ...due.map(({ within }, index) => ({ pointer: `${at}/due/${index}/within`, duration: within })),
    ...reminders.map((duration, index) => ({ pointer: `${at}/reminders/${index}`, duration }))
  ]
}

/** Holidays are computed for some centuries and no more; a term must never lead out of them. */
function checkDurations(rule: ObligationRule, at: string): readonly AgreementProblem[] {
  return durationsOf(rule, at)
    .filter(({ duration }) => lengthRange(duration).some((days) => Math.abs(days) > TERM_DAYS_MAX))
    .map(({ pointer, duration }) => ({ pointer, message: `${duration} is more than ten years` }))
}

/** A calendar of working days has no idea of a month: five weeks of working days is no number that anybody agreed on. */
function checkCalendar(rule: ObligationRule, at: string): readonly AgreementProblem[] {
  const { calendar } = rule
  const known = calendars.get(calendar)
  if (known === undefined) return [{ pointer: `${at}/calendar`, message: `no calendar ${calendar}` }]
  if (known.units === 'any') return checkHours(rule, at)
  return durationsOf(rule, at)
    .filter(({ duration }) => !/^-?P\d+D$/.test(duration))
    .map(({ pointer, duration }) => ({ pointer, message: `${duration}: calendar ${calendar} counts in days only` }))
}

/** Hours run through the night and through every holiday: no other calendar, closure or rolling could change their end. */
function checkHours({ calendar, closures, roll, due }: ObligationRule, at: string): readonly AgreementProblem[] {
  if (!due.some(({ within }) => isInHours(within))) return []
  const others = [
    ...(calendar === HOURS_CALENDAR ? [] : [{ pointer: `${at}/calendar`, message: `${calendar} counts no hours` }]),
    ...(closures === undefined ? [] : [{ pointer: `${at}/calendar`, message: 'closures take no hours from a term' }])
  ]
  return [...others, ...(roll === undefined ? [] : [{ pointer: `${at}/roll`, message: 'moves no term in hours' }])]
}

/** The calendar under which a term may be in hours. */
const HOURS_CALENDAR = 'calendar-days'

/** A later turn starts where the report before it was counted, so that some term must start there, and first. */
function checkTurns({ recurs, opensOn, due }: ObligationRule, at: string): readonly AgreementProblem[] {
  if (recurs !== true) return []
  const opens = beginnings.has(opensOn) ? [] : [{ pointer: `${at}/opensOn`, message: turnsOpenOn }]
  const starts = reportEvents.has(due[0]?.from ?? '') ? [] : [{ pointer: `${at}/due/0/from`, message: turnsStartOn }]
  return [...opens, ...starts]
}

const turnsOpenOn = `a duty that recurs opens on one of ${[...beginnings].join(', ')}`
const turnsStartOn = `the first term of a duty that recurs must start at ${[...reportEvents].join(' or ')}`

/** A monitor binds nobody, so that nobody is reminded of it. */
function checkMonitor({ strength, enforced, reminders }: ObligationRule, at: string): readonly AgreementProblem[] {
  if (strength !== 'monitor') return []
  return [
    ...(enforced ? [{ pointer: `${at}/enforced`, message: 'a monitor is not enforced' }] : []),
    ...(reminders.length > 0 ? [{ pointer: `${at}/reminders`, message: 'nobody is reminded of a monitor' }] : [])
  ]
}

function checkSuspensions({ suspendedBy = [] }: ObligationRule, at: string): readonly AgreementProblem[] {
  const reasons = suspendedBy.map(({ reason }) => reason)
  return reasons.flatMap((reason, index) =>
    reasons.indexOf(reason) < index
      ? [{ pointer: `${at}/suspendedBy/${index}/reason`, message: `stands twice: ${reason}` }]
      : []
  )
}
