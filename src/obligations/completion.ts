import { localDay } from '../clock.ts'
import type { FactRow } from '../store/change.ts'
import { expectations, reportEvents } from './agreement.ts'

/** Feedback that brought, alone or with what came before it, all that its kind asks for. */
export interface Completion {
  /** The local day on which the gateway accepted the feedback that completed it, whatever date that carries. */
  readonly metOn: string
  readonly metAt: number
  /** The Communications that completed it together; the last one did. */
  readonly metBy: readonly string[]
  /** Their feedback kind; absent where an event met it that no feedback told. */
  readonly metAs?: string
  /** The event that met it, where it was one and not feedback of a kind. */
  readonly metThrough?: string
  /** No rule could check the content, as with a letter in text or PDF. */
  readonly unchecked: boolean
  /** The day that the report is about: the latest event date that they carry, else `metOn`. */
  readonly day: string
}

/** What feedback of one kind has come to: what it completed, and what the rest still lacks. */
export interface Completions {
  /** In the order in which they were heard. */
  readonly found: readonly Completion[]
  /** Codes of the list of required content; empty where nothing incomplete is open. */
  readonly missing: readonly string[]
}

interface Feedback {
  readonly communication: string
  readonly heardAt: number
  readonly missing: readonly string[] | undefined
  readonly day: string | undefined
  readonly isUnread: boolean
}

/**
 * What the feedback of one kind completed.
 *
 * Feedback that lacks something leaves that owed: what it did bring counts, so a supplement that brings the rest completes
 * it. Feedback without `missing` could not be checked and counts as such; `missing: []` was checked and is complete.
 *
 * @param facts - of those who may give it, in any order.
 */
export function completionsOf(kind: string, facts: readonly FactRow[]): Completions {
  const found: Completion[] = []
  let seen: Feedback[] = []
  let owed: readonly string[] | undefined
  for (const one of feedbackOf(kind, facts)) {
    const isWhole = one.missing === undefined || one.missing.length === 0
    seen = isWhole ? [one] : [...seen, one]
    owed = one.missing === undefined ? [] : stillMissing(owed, one.missing)
    if (owed.length > 0) continue
    const metOn = localDay(one.heardAt)
    found.push({
      metOn,
      metAt: one.heardAt,
      metBy: seen.map(({ communication }) => communication),
      metAs: kind,
      // One part that nobody could look into leaves the whole unchecked.
      unchecked: seen.some(({ isUnread }) => isUnread),
      day: latest(seen.map(({ day }) => day)) ?? metOn
    })
    seen = []
    owed = undefined
  }
  return { found, missing: owed ?? [] }
}

/** The Communications that are part of something complete, of whatever kind; what two senders say does not add up. */
export function completing(facts: readonly FactRow[]): ReadonlySet<string> {
  const kinds = new Set(facts.flatMap(({ kindOfFeedback }) => kindOfFeedback ?? []))
  const senders = new Set(facts.map(({ by }) => by))
  const parts = [...senders].flatMap((sender) => {
    const own = facts.filter(({ by }) => by === sender)
    return [...kinds].flatMap((kind) => completionsOf(kind, own).found.flatMap(({ metBy }) => metBy))
  })
  return new Set(parts)
}

/** The earlier of two that were heard; of one instant, the one whose id comes first, so that the order of facts says nothing. */
export function byHearing(a: Completion, b: Completion): number {
  const [one, other] = [a.metBy.at(-1) ?? a.metThrough ?? '', b.metBy.at(-1) ?? b.metThrough ?? '']
  return a.metAt - b.metAt || order(one, other)
}

/** What two incomplete feedbacks lack together: of each, what the other does not bring either. */
function stillMissing(owed: readonly string[] | undefined, missing: readonly string[]): readonly string[] {
  if (owed === undefined) return [...missing].sort()
  const left = [
    ...owed.filter((code) => !brings(missing, code)),
    ...missing.filter((code) => !owed.includes(code) && !brings(owed, code))
  ]
  return left.sort()
}

/**
 * Whether feedback with these lacks brings what is asked under a code.
 *
 * Not to lack it is not enough: nobody asks of a day that is not given whether it is right, nor of a letter that is not there
 * what it says. Else an empty message and a letter without a diagnosis would be a whole report.
 */
function brings(lacks: readonly string[], code: string): boolean {
  if (lacks.includes(code)) return false
  if (ofDay.has(code)) return !lacks.some((one) => ofDay.has(one))
  return ofMessage.has(code) || !lacks.some((one) => withoutLetter.has(one))
}

/** Codes of what a profile of feedback asks about the day of the event: a wrong day and none are both no day. */
const ofDay: ReadonlySet<string> = new Set(['event-date', 'event-date-ahead', 'sent-before-event'])

/** Codes about the message itself; all others are about its letter. Source: `profiles/feedback.fsh`. */
const ofMessage: ReadonlySet<string> = new Set(['kind', 'author', 'referral', 'spoken-with', 'spoken-on'])

/** Codes that say that there is no letter that holds, so that what it might say was not looked at, or does not count. */
const withoutLetter: ReadonlySet<string> = new Set(['content', 'letter', 'current-plan'])

/** Each Communication once (one states several facts), in the order in which they were heard. */
function feedbackOf(kind: string, facts: readonly FactRow[]): readonly Feedback[] {
  const byCommunication = new Map<string, Feedback>()
  for (const fact of facts) {
    const { communication, kindOfFeedback, heardAt, missing, event, occurredOn } = fact
    if (communication === undefined || kindOfFeedback !== kind) continue
    // A notice that says when the intake is expected is about the day on which it was so, and not about the intake.
    const isAboutIt = event !== GIVEN && !expectations.has(event)
    const day = latest([byCommunication.get(communication)?.day, isAboutIt ? occurredOn : undefined])
    const isUnread = missing === undefined || fact.isUnread === true
    byCommunication.set(communication, { communication, heardAt, missing, isUnread, day })
  }
  return [...byCommunication.values()].sort((a, b) => a.heardAt - b.heardAt || order(a.communication, b.communication))
}

/** The event under which every feedback is recorded, on the day of its arrival, beside those that its kind states. */
export const GIVEN = 'feedback.given'

/** Whether a fact is the report itself and comes from feedback that completed nothing: it starts no term. */
export function isUncounted({ event, communication }: FactRow, completed: ReadonlySet<string>): boolean {
  return reportEvents.has(event) && communication !== undefined && !completed.has(communication)
}

function latest(days: readonly (string | undefined)[]): string | undefined {
  return days
    .filter((day) => day !== undefined)
    .sort()
    .at(-1)
}

function order(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
