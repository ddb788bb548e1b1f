import assert from 'node:assert/strict'
import { endOfDay, localDay } from '../clock.ts'
import type { FactRow, ObligationRow } from '../store/change.ts'
import { reportEvents, type ObligationRule, type Term } from './agreement.ts'
import { calendarOf, daysBetween } from './time/calendar.ts'
import { hoursOf } from './time/hours.ts'
import { isRepeated } from './occurrence.ts'
import { rolledOn } from './time/roll.ts'
import { merged, type Suspension } from './suspension.ts'

/** That an event happened, or is expected, on a day, and when that was heard; `detail.at` its instant where that was given. */
export type Occurrence = Pick<FactRow, 'event' | 'occurredOn' | 'heardAt' | 'detail'>

/** How a due day came about; days are `YYYY-MM-DD`. */
export interface DueDay {
  readonly on: string
  /** The instant until which it is in time, epoch ms, for a term in hours; else the end of the day. */
  readonly at?: number
  /** The term of the rule that decided. */
  readonly term: Term
  /** The day from which it was counted. */
  readonly start: string
  /** The day that the term alone gives, where a suspension or a day off moved it. */
  readonly unmoved?: string
  /** The times for which the clock stood still, as far as they count, in order. */
  readonly stood?: readonly Stood[]
  /** The day off, from which it was moved to `on`. */
  readonly rolledFrom?: string
  /** Set where the term was counted from the day on which an objection or a waiver ended, and not from the event. */
  readonly anewFrom?: string
}

/** A time for which the clock stood still: by how many of the calendar's days it moved the due day. */
export interface Stood {
  readonly from: string
  readonly to: string
  readonly days: number
}

/** What a due day is counted from. */
export interface DueQuestion {
  readonly rule: Pick<ObligationRule, 'code' | 'calendar' | 'closures' | 'due' | 'opensOn' | 'roll'>
  readonly obligation: Pick<ObligationRow, 'openedOn' | 'turn'>
  /** Everything known, in any order. */
  readonly occurrences: readonly Occurrence[]
  /** The day on which the last objection or waiver ended: the term starts anew on it. */
  readonly anewFrom?: string | undefined
  /** The ledger of times for which the clock stood still. */
  readonly suspensions?: readonly Pick<Suspension, 'from' | 'to'>[]
  /** The day until which a suspension that lasts has lasted; needed where there is one. */
  readonly until?: string
}

const DAY_MS = 86_400_000

/**
 * The day on which a duty's feedback is due: the first term whose event is known decides, counted from the day that was
 * heard of last for that event, because a fact is corrected by a new fact, forwards or backwards (design section 8). Of
 * reports the latest day counts. A term of an opening event that repeats starts with this duty, whatever opened others.
 * A suspension moves it by as many days of the rule's calendar as it lasted, no more and no less.
 *
 * Source: design section 7; the terms come from the agreement.
 */
export function dueDay(question: DueQuestion): DueDay {
  const { rule, obligation, occurrences, anewFrom } = question
  for (const term of rule.due) {
    const started = startOf(rule, term.from, occurrences, obligation)
    if (started === undefined) continue
    const isAnew = anewFrom !== undefined && anewFrom > started.occurredOn
    const start = isAnew ? anewFrom : started.occurredOn
    const counted = { term, start, ...(isAnew ? { anewFrom } : {}) }
    return moved(question, counted, isAnew ? undefined : started.detail?.at)
  }
  // The loader refuses an agreement whose last term does not start at the rule's own opening event.
  assert.fail(`no term of ${rule.code} can start`)
}

type Counted = Pick<DueDay, 'term' | 'start' | 'anewFrom'>

/** The due day of a term that has its start, with what the clock stood still. */
function moved(
  { rule, suspensions = [], until }: DueQuestion,
  counted: Counted,
  startedAt: number | undefined
): DueDay {
  const { term, start } = counted
  const calendar = calendarOf(rule)
  assert(calendar !== undefined, `no calendar ${rule.calendar}`)
  const hours = hoursOf(term.within)
  const spans = suspensions.length === 0 ? [] : merged(suspensions)
  if (hours !== undefined) {
    // An event whose hour nobody gave lasted until the end of its day, for all that anybody can tell.
    const unmovedAt = (startedAt ?? endOfDay(start)) + hours
    const after = (days: number): string => localDay(unmovedAt + days * DAY_MS)
    const stood = standstill(start, { spans, until, after, count: daysBetween })
    const at = unmovedAt + daysIn(stood) * DAY_MS
    return { on: localDay(at), at, ...counted, ...told(localDay(unmovedAt), stood) }
  }
  const after = (days: number): string => calendar.add(start, term.within, days)
  const stood = standstill(start, { spans, until, after, count: (from, to) => calendar.count(from, to) })
  const on = stood.length === 0 ? calendar.add(start, term.within) : after(daysIn(stood))
  const rolled = rolledOn(rule, on)
  return {
    on: rolled,
    ...counted,
    ...(stood.length === 0 ? {} : told(calendar.add(start, term.within), stood)),
    ...(rolled === on ? {} : { rolledFrom: on })
  }
}

function daysIn(stood: readonly Stood[]): number {
  return stood.reduce((sum, { days }) => sum + days, 0)
}

function told(unmoved: string, stood: readonly Stood[]): Pick<DueDay, 'unmoved' | 'stood'> {
  return stood.length === 0 ? {} : { unmoved, stood }
}

/** Each time that the clock stood still before the day was reached; a clock that has run out stands still no more. */
function standstill(
  start: string,
  {
    spans,
    until,
    after,
    count
  }: {
    readonly spans: readonly { readonly from: string; readonly to: string }[]
    readonly until: string | undefined
    /** The due day when the clock has stood still for so many days. */
    readonly after: (days: number) => string
    readonly count: (from: string, to: string) => number
  }
): readonly Stood[] {
  const stood: Stood[] = []
  for (const span of spans) {
    const from = span.from < start ? start : span.from
    const to = until !== undefined && until < span.to ? until : span.to
    if (to <= from || from > after(daysIn(stood))) continue
    stood.push({ from, to, days: count(from, to) })
  }
  return stood
}

type Started = Pick<Occurrence, 'occurredOn' | 'detail'>

/** Of two days that one message names, the later one counts; days in ISO form order as text. */
function startOf(
  { opensOn }: Pick<ObligationRule, 'opensOn'>,
  event: string,
  occurrences: readonly Occurrence[],
  { turn, openedOn }: DueQuestion['obligation']
): Started | undefined {
  const isOpening = event === opensOn
  if (isOpening && isRepeated(event)) {
    return { occurredOn: openedOn, ...hourOf(event, openedOn, occurrences) }
  }
  let last: Occurrence | undefined
  for (const one of occurrences) {
    if (one.event === event && (last === undefined || isAfter(one, last))) last = one
  }
  // A later turn opened with the report before it, also where that named no day.
  if (turn > 1 && (reportEvents.has(event) || isOpening)) {
    return isOpening || last === undefined || last.occurredOn < openedOn ? { occurredOn: openedOn } : last
  }
  // A report of before the duty opened is no turn of it.
  if (last !== undefined && reportEvents.has(event) && last.occurredOn < openedOn) return undefined
  return last ?? (isOpening ? { occurredOn: openedOn } : undefined)
}

/** The hour of an event of a day, as it was told last; who says the day alone takes no hour back. */
function hourOf(event: string, day: string, occurrences: readonly Occurrence[]): Pick<Started, 'detail'> {
  let last: Occurrence | undefined
  for (const one of occurrences) {
    const at = one.detail?.at
    if (one.event !== event || one.occurredOn !== day || at === undefined) continue
    const isLast = last === undefined || one.heardAt > last.heardAt
    if (isLast || (one.heardAt === last?.heardAt && at > (last.detail?.at ?? 0))) last = one
  }
  return last?.detail === undefined ? {} : { detail: last.detail }
}

function isAfter(one: Occurrence, other: Occurrence): boolean {
  if (reportEvents.has(one.event)) return one.occurredOn > other.occurredOn
  return one.heardAt > other.heardAt || (one.heardAt === other.heardAt && one.occurredOn > other.occurredOn)
}
