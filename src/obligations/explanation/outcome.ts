import { localDay } from '../../clock.ts'
import { isEvent, reportEvents } from '../agreement.ts'
import { calendarOf, daysBetween } from '../time/calendar.ts'
import { AGREEMENT_CHANGED } from '../judge.ts'
import type { Weighed } from './facts.ts'
import { eventWords, kindWords } from './names.ts'
import { step, type Step, type Telling } from './step.ts'
import type { Phrase, StepCode } from './texts.ts'
import { dayWords, daysWords, listed, plain } from '../words.ts'
import { passedOnBy } from '../passing-on.ts'
import { ending } from '../ending.ts'
import type { ObligationState, ObligationStateCode } from '../state.ts'

/** Incomplete feedback that is told one by one, the last of it. */
const INCOMPLETE_MAX = 20

const or = { en: 'or', nl: 'of' }

/** States in which feedback is awaited. */
const open: ReadonlySet<ObligationStateCode> = new Set(['prospective', 'due-soon', 'overdue', 'blocked'])

/** What came in: what it lacked, what met the duty and whether that was heard, or what is still awaited. */
export function feedbackSteps(telling: Telling): readonly Step[] {
  const { state } = telling
  const lacking = [...callSteps(telling), ...incomplete(telling).map((one) => lackingStep(telling, one))]
  if (state.metOn !== undefined) return [...lacking, ...metSteps(telling, state.metOn), ...hearingSteps(telling)]
  if (!open.has(state.state)) return lacking
  const { satisfiedBy, metBy = [] } = telling.question.rule
  const kinds = listed([...satisfiedBy.map(kindWords), ...metBy.map(eventWords)], or)
  const awaited = step('awaited', { words: { kinds } })
  if (state.missing.length === 0) return [...lacking, awaited]
  const words = { missing: whats(telling, telling.question.rule.satisfiedBy, state.missing) }
  return [...lacking, awaited, step('still-missing', { missing: state.missing, words })]
}

/** Calls that do not count: the rule asks for a letter, or the one to whom it is owed disputes it. */
function callSteps({ known, nameOf }: Telling): readonly Step[] {
  return known.calls.slice(-INCOMPLETE_MAX).map(({ call: { communication = '', heardAt }, dispute }) => {
    const about = { heardOn: localDay(heardAt), communications: [communication] }
    if (dispute === undefined) return step('by-telephone', about)
    const { occurredOn: day, event, by } = dispute
    return step('disputed', { ...about, day, event, words: { by: plain(nameOf(by)) } })
  })
}

/** Feedback since the duty opened that could meet it, or start its term, and lacks something; each message once. */
function incomplete({ question: { rule, obligation }, known }: Telling): readonly Weighed[] {
  const found = new Map<string, Weighed>()
  for (const one of known.weighed) {
    const { communication, kindOfFeedback: kind = '', missing = [], event, heardAt, by } = one.fact
    if (communication === undefined || missing.length === 0 || one.isKeptBack) continue
    if (heardAt < obligation.openedAt || one.discount === 'after-met') continue
    const couldMeet = by === obligation.owner && rule.satisfiedBy.includes(kind)
    const couldStart = reportEvents.has(event) && rule.due.some(({ from }) => from === event)
    if (couldMeet || couldStart) found.set(communication, one)
  }
  return [...found.values()].slice(-INCOMPLETE_MAX)
}

function lackingStep(telling: Telling, { fact }: Weighed): Step {
  const { communication = '', kindOfFeedback = '', missing = [], heardAt } = fact
  const words = { kind: kindWords(kindOfFeedback), missing: whats(telling, [kindOfFeedback], missing) }
  return step('incomplete', { heardOn: localDay(heardAt), communications: [communication], missing, words })
}

function metSteps({ state }: Telling, metOn: string): readonly Step[] {
  const { dueOn, metBy, metAs = '', unchecked } = state
  const isLate = state.state === 'met-late'
  if (state.metThrough !== undefined) return [throughStep(state, metOn)]
  const words = {
    kind: kindWords(metAs),
    due: dayWords(dueOn),
    ...(isLate ? { days: daysWords(daysBetween(dueOn, metOn)) } : {})
  }
  return [
    step(isLate ? 'met-late' : 'met', { day: metOn, communications: metBy, words }),
    ...(metBy.length > 1 ? [step('met-together', { words: { count: plain(metBy.length) } })] : []),
    ...(unchecked ? [step('unchecked', {})] : [])
  ]
}

/** What met it where that was an event, and no feedback of a kind that the rule names. */
function throughStep({ state, dueOn, metThrough = '' }: ObligationState, day: string): Step {
  const isLate = state === 'met-late'
  const words = {
    event: isEvent(metThrough) ? eventWords(metThrough) : plain(metThrough),
    due: dayWords(dueOn),
    ...(isLate ? { days: daysWords(daysBetween(dueOn, day)) } : {})
  }
  return step(isLate ? 'met-through-late' : 'met-through', { day, event: metThrough, words })
}

/** The second clock: what met the duty one by one, and whether it reached the creditor. */
function hearingSteps({ question: { obligation, on }, state: { metBy }, nameOf, hearingOf }: Telling): readonly Step[] {
  const { creditor } = obligation
  if (creditor === null) return []
  const isOne = metBy.length === 1
  return metBy.map((communication, index) => {
    const { heardOn } = hearingOf(communication)
    const part = isOne ? {} : { number: plain(index + 1), count: plain(metBy.length) }
    const words = { creditor: plain(nameOf(creditor)), on: dayWords(on), ...part }
    const about = { communications: [communication], words }
    if (heardOn === undefined) return step(isOne ? 'not-reached' : 'not-reached-part', about)
    return step(isOne ? 'reached' : 'reached-part', { ...about, heardOn })
  })
}

/** What ended the duty, where something did; an objection has its own step before, and what one keeps back has none. */
export function endSteps({ question: { rule, obligation }, state, known, seesAll, nameOf }: Telling): readonly Step[] {
  const facts = known.weighed.map(({ fact }) => fact)
  if (state.movedTo !== undefined) return [step('practice-changed', { words: { to: plain(nameOf(state.movedTo)) } })]
  if (state.closedBy === AGREEMENT_CHANGED) {
    const changed = facts.findLast(({ event }) => event === AGREEMENT_CHANGED)
    return changed === undefined ? [] : [step('not-in-version', { day: changed.occurredOn })]
  }
  const event = rule.closedBy.find((name) => name === state.closedBy)
  const day = event === undefined ? undefined : ending(event, facts, obligation)
  if (event !== undefined && day !== undefined) {
    const told = known.weighed.find(
      ({ fact, isKeptBack }) => fact.event === event && fact.occurredOn === day && (seesAll || !isKeptBack)
    )
    if (told === undefined) return []
    const words = { event: eventWords(event) }
    return [step('closed', { event, day, heardOn: localDay(told.fact.heardAt), words })]
  }
  const passed = state.supersededBy === undefined ? undefined : passedOnBy(facts)
  return passed === undefined ? [] : [step('passed-on', { event: passed.event, day: passed.occurredOn })]
}

/** How the state follows from the steps before. */
export function stateStep({ question: { rule, on }, state }: Telling): Step {
  const firstRung = rule.reminders[0]
  const soonFrom = firstRung === undefined ? undefined : calendarOf(rule)?.add(state.dueOn, firstRung)
  const words = {
    on: dayWords(on),
    days: daysWords(state.daysOverdue),
    ...(soonFrom === undefined ? {} : { soonFrom: dayWords(soonFrom) })
  }
  return step(stateCode(state, soonFrom), { day: on, words })
}

function stateCode({ state, pastDue, waiver }: Telling['state'], soonFrom: string | undefined): StepCode {
  if (state === 'prospective' && soonFrom === undefined) return 'state-prospective-plain'
  if (waiver !== undefined) return 'state-waived-by-waiver'
  if (state === 'blocked' && pastDue) return 'state-blocked-past-due'
  return `state-${state}`
}

/** What is missing, in words where a list of required content of one of the kinds has them. */
function whats({ whatOf }: Telling, kinds: readonly string[], missing: readonly string[]): Phrase {
  return listed(missing.map((code) => kinds.map((kind) => whatOf(kind, code)).find(isKnown) ?? plain(code)))
}

function isKnown(phrase: Phrase | undefined): phrase is Phrase {
  return phrase !== undefined
}
