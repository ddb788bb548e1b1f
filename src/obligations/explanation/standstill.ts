import { rolledPast } from '../time/roll.ts'
import { merged, type Suspension } from '../suspension.ts'
import { daysWords, plain } from '../words.ts'
import { reasonWords } from './names.ts'
import { skippedWords, sorted } from './skipped.ts'
import { step, type Step, type Telling } from './step.ts'

/** How suspensions moved the due day: each with who, why and by how much, and the day that comes of it. */
export function standstillSteps(telling: Telling): readonly Step[] {
  const { question, state, known } = telling
  const { due } = state
  const stood = due.stood ?? []
  const steps = known.suspensions.flatMap((one) => [...suspensionStep(telling, one), ...disputeStep(telling, one)])
  if (stood.length === 0) return steps
  return [...steps, step('due-moved', { day: due.rolledFrom ?? due.on, calendar: question.rule.calendar })]
}

function suspensionStep({ question, state, nameOf }: Telling, suspension: Suspension): readonly Step[] {
  const { from: start, to, by, reason } = suspension
  const { rule, on } = question
  if (start > on) return []
  const words = { by: plain(nameOf(by)), reason: reasonWords(reason) }
  const about = { start, event: 'clock.suspended', calendar: rule.calendar }
  if (state.suspended?.fact === suspension.fact) return [step('suspended-still', { ...about, day: to, words })]
  const [span] = merged([suspension])
  const counted = (state.due.stood ?? []).find((one) => span !== undefined && one.from <= to && span.from <= one.to)
  if (counted === undefined) return [step('suspended-in-vain', { ...about, words })]
  // Two that lie in each other moved the day together.
  const days = daysWords(counted.days, state.due.at === undefined ? rule.calendar : 'calendar-days')
  return [step('suspended', { ...about, start: counted.from, day: counted.to, words: { ...words, days } })]
}

function disputeStep({ question: { obligation }, nameOf }: Telling, { isDisputed }: Suspension): readonly Step[] {
  const by = plain(obligation.creditor === null ? '' : nameOf(obligation.creditor))
  return isDisputed ? [step('suspension-disputed', { words: { by } })] : []
}

/** A due day that fell on a day off, where the rule moves it. */
export function rolledSteps({ question: { rule }, state: { due } }: Telling): readonly Step[] {
  if (due.rolledFrom === undefined) return []
  const skipped = sorted(rolledPast(rule, due.rolledFrom))
  return [step('rolled', { start: due.rolledFrom, day: due.on, skipped, words: { skipped: skippedWords(skipped) } })]
}
