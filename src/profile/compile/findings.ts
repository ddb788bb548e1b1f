import { isError, type Issue } from '../../fhir/outcome.ts'

/**
 * Issues told of one resource: enough to mend it in one go, and few enough for an answer. It may lack as much again of what
 * makes feedback complete.
 */
export const ISSUES_MAX = 100

/** A collection of issues that takes each once, as far as its bound. */
export interface Findings {
  readonly issues: readonly Issue[]
  readonly tell: (issue: Issue) => void
}

/**
 * Collects issues. A profile repeats what its base says, and a slice what is asked of every item, so the same may be found
 * at the same place several times; it is told once.
 *
 * Everything else makes room for what decides: a resource must not pass, nor feedback count as complete, because so much else
 * was to be said of it. Each of these two has its own bound, for what feedback lacks must not hide an error either: a
 * contained resource that claims a profile may lack a great deal.
 */
export function collected(): Findings {
  const issues: Issue[] = []
  const room: Record<Decided, number> = { error: ISSUES_MAX, incomplete: ISSUES_MAX }
  return {
    issues,
    tell(issue) {
      const decided = decidedBy(issue)
      if (decided === undefined ? issues.length >= ISSUES_MAX : room[decided] === 0) return
      // What makes room is never told again, for then there is only room for what decides.
      if (issues.some((one) => isSame(one, issue))) return
      const spare = issues.length >= ISSUES_MAX ? issues.findLastIndex((one) => decidedBy(one) === undefined) : -1
      if (spare !== -1) issues.splice(spare, 1)
      if (decided !== undefined) room[decided] -= 1
      issues.push(issue)
    }
  }
}

type Decided = 'error' | 'incomplete'

/** An error refuses the message, and what feedback lacks keeps its duty open; undefined for what decides nothing. */
function decidedBy(issue: Issue): Decided | undefined {
  if (isError(issue)) return 'error'
  return issue.code === 'feedback-incomplete' ? 'incomplete' : undefined
}

/** Nearly all differ in their place already. */
function isSame(one: Issue, other: Issue): boolean {
  return one.code === other.code && one.expression === other.expression && keyOf(one) === keyOf(other)
}

/** The name that a definition has for the element is the same place in other words, but for the slice behind it. */
function keyOf({ code, expression = '', words: { element = '', ...words } }: Issue): string {
  const slice = element.slice(element.indexOf(' ') + 1)
  return JSON.stringify([code, expression, slice === element ? '' : slice, words])
}
