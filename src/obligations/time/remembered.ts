/** Answers that one function keeps, some 100 bytes each: the days of ten years, each with some fifteen terms. */
const ANSWERS_MAX = 60_000

/**
 * A function of days, terms and counts that keeps its answers: every duty of every referral asks for the same few, and
 * reading them takes far longer than looking them up. Only for a function that gives the same answer for ever; a fault
 * is not kept.
 */
export function remembered<Asked extends readonly (string | number)[], Answer>(
  work: (...asked: Asked) => Answer
): (...asked: Asked) => Answer {
  const kept = new Map<string, Answer>()
  return (...asked) => {
    const key = asked.join(' ')
    const before = kept.get(key)
    if (before !== undefined) return before
    const answer = work(...asked)
    if (kept.size >= ANSWERS_MAX) kept.clear()
    kept.set(key, answer)
    return answer
  }
}
