import type { Issue } from '../../../src/fhir/outcome.ts'
import { operationOutcome } from '../../../src/fhir/outcome.ts'

/** Shorter texts of a message are met in any sentence by chance. */
const LENGTH_MIN = 4

/** Everything that an answer says about issues, in both languages. */
export function wordsOf(issues: readonly Issue[]): string {
  const told = issues.map(({ words, expression, rule }) => [Object.values(words), expression, rule])
  const outcomes = [operationOutcome(issues, 'en'), operationOutcome(issues, 'nl')]
  return strings([told, outcomes.map(({ issue }) => issue)]).join('\n')
}

/**
 * Values of a message that its answer repeats.
 *
 * @param isKnown - whether a text is one that the definitions or the catalogue have: a code, the address of a system, a
 *   word of a sentence. Such a text says nothing about a patient.
 */
export function leaksOf(
  message: unknown,
  issues: readonly Issue[],
  isKnown: (text: string) => boolean
): readonly string[] {
  if (issues.length === 0) return []
  const answer = wordsOf(issues)
  const values = new Set(strings(message).filter((text) => text.length >= LENGTH_MIN))
  return [...values].filter((text) => answer.includes(text) && !isKnown(text))
}

/** Every text below a value, but keys. A value with no end is no concern here: it was read from a bounded body. */
export function strings(value: unknown): readonly string[] {
  const found: string[] = []
  const pending: unknown[] = [value]
  while (pending.length > 0) {
    const one = pending.pop()
    if (typeof one === 'string') found.push(one)
    else if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) pending.push(inner)
  }
  return found
}
