import { eventNames, type Agreement, type ObligationRule } from './agreement.ts'
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
  const codes = agreement.obligations.map(({ code }) => code)
  return agreement.obligations.flatMap((rule, index) => {
    const at = `/obligations/${index}`
    const twice = codes.indexOf(rule.code) < index
    return [
      ...(twice ? [{ pointer: `${at}/code`, message: `stands twice: ${rule.code}` }] : []),
      ...checkEvents(rule, at),
      ...checkKinds(rule, at),
      ...checkDue(rule, at),
      ...checkReminders(rule, at),
      ...(calendars.has(rule.calendar) ? [] : [{ pointer: `${at}/calendar`, message: `no calendar ${rule.calendar}` }])
    ]
  })
}

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
