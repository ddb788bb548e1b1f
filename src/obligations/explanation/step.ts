import type { Language } from '../../fhir/outcome.ts'
import type { Skipped } from '../time/calendar.ts'
import type { KnownFacts } from './facts.ts'
import { explanationTexts, type Phrase, type StepCode } from './texts.ts'
import { dayWords } from '../words.ts'
import type { Hearing } from '../hearing.ts'
import type { ObligationState, StateQuestion } from '../state.ts'

/** The days that a term does not count: weekends in a number, holidays by name, also where they fall in a weekend. */
export interface SkippedDays {
  readonly weekendDays: number
  readonly holidays: readonly Skipped[]
}

/** One step from what happened to a day or a state. Days are `YYYY-MM-DD` in Europe/Amsterdam. */
export interface Step {
  readonly code: StepCode
  /** What the step is about: the day of an event, or for a term the due day that it gives. */
  readonly day?: string
  /** The day on which the gateway heard it, or for a delivery the receiver. */
  readonly heardOn?: string
  readonly event?: string
  /** ISO 8601 duration, and the calendar that counts it. */
  readonly term?: string
  readonly calendar?: string
  /** The day from which a term is counted. */
  readonly start?: string
  readonly skipped?: SkippedDays
  /** Ids of Communications. */
  readonly communications?: readonly string[]
  /** Codes of the list of required content. */
  readonly missing?: readonly string[]
  /** What its sentence is filled with. */
  readonly words: Readonly<Record<string, Phrase>>
}

/** What the steps of a duty are told from. */
export interface Telling {
  readonly question: StateQuestion
  readonly state: ObligationState
  readonly known: KnownFacts
  /** Whether the reader may know what an objection keeps from others: the one who owes the feedback, and so has given it. */
  readonly seesAll: boolean
  /** The name of a participant. */
  readonly nameOf: (participant: string) => string
  /** What feedback of a kind is asked for under a code, where a list of required content says so. */
  readonly whatOf: (kind: string, code: string) => Phrase | undefined
  /** Whether one Communication had reached the creditor by the day that is asked about. */
  readonly hearingOf: (communication: string) => Hearing
}

/** A step as a sentence. */
export function sentence({ code, words }: Pick<Step, 'code' | 'words'>, language: Language): string {
  return explanationTexts[code][language].replaceAll(/\{(\w+)\}/g, (_, name: string) => words[name]?.[language] ?? '')
}

/** A step about days: those that it has are words of its sentence, too. */
export function step(code: StepCode, { words = {}, ...about }: Partial<Step>): Step {
  const { day, heardOn, start } = about
  const days = Object.entries({ day, heardOn, start }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, dayWords(value)] as const]
  )
  return { code, ...about, words: { ...Object.fromEntries(days), ...words } }
}
