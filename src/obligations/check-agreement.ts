import { eventNames, reportEvents, type Agreement, type ObligationRule } from './agreement.ts'
import { calendars, daysRange } from './calendar.ts'
import { feedbackKinds, isFeedbackKind } from './feedback-kinds.ts'

/** Something wrong with an agreement. */
export interface AgreementProblem {
  /** JSON pointer (RFC 6901) into the file. */
  readonly pointer: string
  readonly message: string
}

/**
 * What an agreement asks that nobody here implements, and what in it can never take effect.
 *
 * A declared deadline that nobody measures is worse than none (design section 7), so the start refuses it.
 *
 * @param agreement - conforms to `profiles/agreements/agreement.schema.json`.
 */
export function checkAgreement(agreement: Agreement): readonly AgreementProblem[] {
  const names = agreement.obligations.map(({ code, opensOn }) => `${code} on ${opensOn}`)
  return agreement.obligations.flatMap((rule, index) => {
    const at = `/obligations/${index}`
    const twice = names.indexOf(names[index] ?? '') < index
    return [
      ...(twice ? [{ pointer: `${at}/code`, message: `stands twice: ${names[index] ?? ''}` }] : []),
      ...checkEvents(rule, at),
      ...checkKinds(rule, at),
      ...checkDue(rule, at),
      ...checkReminders(rule, at),
      ...checkCalendar(rule, at),
      ...checkTurns(rule, at)
    ]
  })
}

/** A calendar of working days has no idea of a month: five weeks of working days is no number that anybody agreed on. */
function checkCalendar({ calendar, due, reminders }: ObligationRule, at: string): readonly AgreementProblem[] {
  const known = calendars.get(calendar)
  if (known === undefined) return [{ pointer: `${at}/calendar`, message: `no calendar ${calendar}` }]
  if (known.units === 'any') return []
  const durations = [
    ...due.map(({ within }, index) => ({ pointer: `${at}/due/${index}/within`, duration: within })),
    ...reminders.map((duration, index) => ({ pointer: `${at}/reminders/${index}`, duration }))
  ]
  return durations
    .filter(({ duration }) => !/^-?P\d+D$/.test(duration))
    .map(({ pointer, duration }) => ({ pointer, message: `${duration}: calendar ${calendar} counts in days only` }))
}

/** A later turn starts where the report before it was counted, so that some term must start there, and first. */
function checkTurns({ recurs, opensOn, due }: ObligationRule, at: string): readonly AgreementProblem[] {
  if (recurs !== true) return []
  const opens = opensOn === 'referral.received' ? [] : [{ pointer: `${at}/opensOn`, message: turnsOpenOn }]
  const starts = reportEvents.has(due[0]?.from ?? '') ? [] : [{ pointer: `${at}/due/0/from`, message: turnsStartOn }]
  return [...opens, ...starts]
}

const turnsOpenOn = 'a duty that recurs opens on referral.received'
const turnsStartOn = `the first term of a duty that recurs must start at ${[...reportEvents].join(' or ')}`

function checkEvents(rule: ObligationRule, at: string): readonly AgreementProblem[] {
  const named = [
    { pointer: `${at}/opensOn`, event: rule.opensOn },
    ...rule.due.map(({ from }, index) => ({ pointer: `${at}/due/${index}/from`, event: from })),
    ...rule.closedBy.map((event, index) => ({ pointer: `${at}/closedBy/${index}`, event }))
  ]
  return named
    .filter(({ event }) => !eventNames.includes(event))
    .map(({ pointer, event }) => ({ pointer, message: `no event ${event} can be heard here` }))
}

function checkKinds(rule: ObligationRule, at: string): readonly AgreementProblem[] {
  return rule.satisfiedBy.flatMap((kind, index) => {
    const pointer = `${at}/satisfiedBy/${index}`
    if (!isFeedbackKind(kind)) return [{ pointer, message: `no feedback kind ${kind}` }]
    return feedbackKinds[kind].length > 0 ? [] : [{ pointer, message: `feedback of kind ${kind} states no event yet` }]
  })
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
    if (previous === undefined || daysRange(previous)[1] < daysRange(offset)[0]) return []
    return [{ pointer: `${at}/reminders/${index}`, message: `${offset} must come later than ${previous} at any date` }]
  })
}
