import { localDay } from '../../clock.ts'
import { reportEvents, type EventName, type Term } from '../agreement.ts'
import { hoursOf } from '../time/hours.ts'
import { isRepeated } from '../occurrence.ts'
import { countedFor, type Discount, type Weighed } from './facts.ts'
import { eventWords, kindWords, noneWords } from './names.ts'
import { skippedDays, skippedWords } from './skipped.ts'
import { rolledSteps, standstillSteps } from './standstill.ts'
import { step, type Step, type Telling } from './step.ts'
import type { Phrase } from './texts.ts'
import { dayWords, instantWords, plain, termWords } from '../words.ts'

/** Statements about one event that are told; an intake that moves more often than that is no longer read one by one. */
const STATEMENTS_MAX = 20

/**
 * How the due day came about: each term that was passed over and why, what made the one that decided start, what the
 * calendar did not count, and the terms that it outranks. The last of them gives the due day.
 */
export function termSteps(telling: Telling): readonly Step[] {
  const { question, state } = telling
  const { due } = question.rule
  if (isWithheld(telling)) return [...anew(telling), step('term-withheld', { day: state.due.on })]
  const decided = due.findIndex(({ from, within }) => from === state.due.term.from && within === state.due.term.within)
  // While an objection waives it, nothing that was heard since moves its day, and what that was is not asked here.
  const passed = state.waivedBy === undefined ? due.slice(0, decided) : []
  return [
    ...passed.map((term) => passedOver(telling, term)),
    ...statements(telling),
    ...due.slice(decided + 1).map((term) => outranked(telling, term)),
    ...anew(telling),
    counted(telling),
    ...standstillSteps(telling),
    ...rolledSteps(telling)
  ]
}

/** What is nearest to counting is said first: of several the sender can do most about that one. */
const reasons: readonly Discount[] = ['own-report', 'incomplete', 'ahead', 'after-met', 'before-opening']

function passedOver(telling: Telling, term: Term): Step {
  const { question, known, seesAll } = telling
  const { from: event, within } = term
  const about = { event, term: within, calendar: question.rule.calendar }
  const words = { event: nameOf(telling, event), within: termWords(within, question.rule.calendar) }
  const ofEvent = known.weighed.filter(({ fact, isKeptBack }) => fact.event === event && (seesAll || !isKeptBack))
  const reason = reasons.find((one) => ofEvent.some(({ discount }) => discount === one))
  if (reason === undefined) return step('passed-unknown', { ...about, words: { ...words, none: noneWords(event) } })
  const last = ofEvent.filter(({ discount }) => discount === reason).at(-1)
  return step(`passed-${reason}`, { ...about, ...(last === undefined ? {} : { day: last.fact.occurredOn }), words })
}

function outranked(telling: Telling, { from: event, within }: Term): Step {
  const { question, state } = telling
  const words = {
    event: nameOf(telling, event),
    within: termWords(within, question.rule.calendar),
    deciding: nameOf(telling, state.due.term.from)
  }
  return step('outranked', { event, term: within, calendar: question.rule.calendar, words })
}

/** What was heard of the event that decides, in the order in which it was heard; the opening has a step of its own. */
function statements(telling: Telling): readonly Step[] {
  const { state, seesAll } = telling
  const event = state.due.term.from
  if (isFromOpening(telling)) return []
  const all = deciding(telling).filter(({ isKeptBack }) => seesAll || !isKeptBack)
  if (reportEvents.has(event)) {
    const last = all
      .map(({ fact }) => fact.occurredOn)
      .sort()
      .at(-1)
    return all
      .filter(({ fact }) => fact.occurredOn === last)
      .slice(0, 1)
      .map((one) => statement(telling, one, false))
  }
  // Who says again what was known says nothing new.
  const news = all.filter(({ fact }, index) => all[index - 1]?.fact.occurredOn !== fact.occurredOn)
  const left = Math.max(0, news.length - STATEMENTS_MAX)
  const told = news.slice(left).map((one, index) => statement(telling, one, left + index > 0))
  if (left === 0) return told
  return [step('events-more', { event, words: { count: plain(left), event: eventWords(event) } }), ...told]
}

/** Whether the due day follows from what the reader may not know; then the event is not named, nor any that it is not. */
function isWithheld(telling: Telling): boolean {
  if (telling.seesAll || isFromOpening(telling)) return false
  return deciding(telling).at(-1)?.isKeptBack === true
}

/** Whether the term starts with the duty: a later turn opened with the report before it, also where that named no day. */
function isFromOpening(telling: Telling): boolean {
  const { question, state } = telling
  const { from } = state.due.term
  const { turn, openedOn } = question.obligation
  // Of an event that happens once, a later statement corrects the one that opened it, and moves the day.
  const isMoved = !isRepeated(from) && turn === 1 && deciding(telling).some(({ fact }) => fact.occurredOn !== openedOn)
  if (from === question.rule.opensOn) return !isMoved
  const isLater = turn > 1 && reportEvents.has(from)
  return isLater && deciding(telling).every(({ fact }) => fact.occurredOn < openedOn)
}

function deciding({ state, known }: Telling): readonly Weighed[] {
  return countedFor(state.due.term.from, known.weighed, state.metBy.at(-1))
}

function statement(telling: Telling, { fact }: Weighed, isMoved: boolean): Step {
  const { event, occurredOn: day, kindOfFeedback: kind } = fact
  const named = telling.state.due.term.from
  const by = plain(telling.nameOf(fact.by))
  const words = { event: eventWords(named), by, ...(kind === undefined ? {} : { kind: kindWords(kind) }) }
  const about = { event, day, heardOn: localDay(fact.heardAt), words }
  if (reportEvents.has(event) && kind !== undefined) return step('report-counted', about)
  return step(isMoved ? 'event-moved' : 'event-heard', about)
}

function anew({ state: { due }, known }: Telling): readonly Step[] {
  if (due.anewFrom === undefined) return []
  const isWaiver = known.waivers.some(({ over }) => over === due.anewFrom)
  const event = isWaiver ? 'waiver.ended' : 'objection.withdrawn'
  return [step(isWaiver ? 'anew-waiver' : 'anew', { day: due.anewFrom, event })]
}

/** The term that decided, to the day that it alone gives; what moved that day has steps of its own. */
function counted(telling: Telling): Step {
  const { question, state } = telling
  const { rule } = question
  const { start, term, anewFrom, unmoved, rolledFrom, at } = state.due
  const day = unmoved ?? rolledFrom ?? state.due.on
  const ofOpening = isFromOpening(telling) && question.obligation.turn > 1 ? ofTurn : nameOf(telling, term.from)
  const event = anewFrom === undefined ? ofOpening : endWords(telling, anewFrom)
  const within = termWords(term.within, rule.calendar)
  const about = { day, start, event: term.from, term: term.within, calendar: rule.calendar }
  if (at !== undefined) {
    const stood = (state.due.stood ?? []).reduce((sum, { days }) => sum + days, 0)
    const until = at - stood * DAY_MS
    const from = until - (hoursOf(term.within) ?? 0)
    const words = { within, event, instant: instantWords(from), until: instantWords(until) }
    return step('term-hours', { ...about, words })
  }
  const skipped = skippedDays(rule, start, term.within)
  const words = { within, event, due: dayWords(day), skipped: skippedWords(skipped) }
  const isSkipping = skipped.weekendDays > 0 || skipped.holidays.length > 0
  return step(isSkipping ? 'term-skipping' : 'term', { ...about, skipped, words })
}

const DAY_MS = 86_400_000

/** What a term starts anew with: an objection that was withdrawn, or a waiver that is over. */
function endWords({ known }: Telling, day: string): Phrase {
  return known.waivers.some(({ over }) => over === day) ? theEnd : eventWords('objection.withdrawn')
}

const theEnd: Phrase = { en: 'the day from which it is owed again', nl: 'de dag vanaf welke het weer hoort' }

/** What the opening of a later turn is called: no event of its own opened it. */
const ofTurn: Phrase = { en: 'the opening of this turn', nl: 'het begin van deze keer' }

function nameOf({ question: { rule, obligation } }: Telling, event: EventName): Phrase {
  return event === rule.opensOn && obligation.turn > 1 ? ofTurn : eventWords(event)
}
