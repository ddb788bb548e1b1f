import manifest from '../../package.json' with { type: 'json' }
import { isError, issue, type Issue } from '../fhir/outcome.ts'
import { ISSUES_MAX } from '../profile/compile/findings.ts'
import type { Validator } from '../profile/port.ts'

/** What was found, and against which profiles. */
export interface Found {
  /** Each once, in the order of the content; `check-stopped` beside what is not sound enough to look further. */
  readonly issues: readonly Issue[]
  /** Canonicals with versions. */
  readonly profiles: readonly string[]
}

/** Findings in one answer. */
export const ANSWER_ISSUES_MAX = 500

/** Profiles that are named in an answer; a message claims a handful. */
const PROFILES_TOLD_MAX = 20

/**
 * The findings as they are answered: bounded, errors before all else where there are too many, with a word where nothing is
 * wrong, and with what they were made with.
 */
export function answerWith(validator: Pick<Validator, 'definitions'>, { issues, profiles }: Found): readonly Issue[] {
  const isTooMany = issues.length > ANSWER_ISSUES_MAX
  const kept = isTooMany ? [...issues].sort(errorsFirst).slice(0, ANSWER_ISSUES_MAX) : issues
  const words = { max: String(ISSUES_MAX), total: String(ANSWER_ISSUES_MAX) }
  return [
    ...kept,
    ...(kept.some(isError) ? [] : [issue('content-sound')]),
    checkedWith(validator, profiles),
    // The last one, so that nobody takes the list for all there is.
    ...(isTooMany || reachesBound(issues) ? [issue('more-found', words)] : [])
  ]
}

/** The issues, each once: several definitions ask the same of one place. */
export function distinct(issues: readonly Issue[]): readonly Issue[] {
  const told = new Map<string, Issue>()
  for (const one of issues) {
    const key = JSON.stringify([one.code, one.expression ?? '', one.words])
    if (!told.has(key)) told.set(key, one)
  }
  return [...told.values()]
}

/** Names and versions of the validator, of the packages that its definitions come from, and the profiles that were checked. */
function checkedWith({ definitions }: Pick<Validator, 'definitions'>, profiles: readonly string[]): Issue {
  const more = profiles.length - PROFILES_TOLD_MAX
  const named = profiles.slice(0, PROFILES_TOLD_MAX)
  const others = more > 0 ? [`${more} more`] : []
  const othersNl = more > 0 ? [`nog ${more}`] : []
  return issue('checked-with', {
    validator: `${manifest.name} ${manifest.version}`,
    packages: definitions.packages.map(({ name, version }) => `${name} ${version}`).join(', '),
    profiles: ['the base definition of each resource', ...named, ...others].join(', '),
    profilesNl: ['de basisdefinitie van elke resource', ...named, ...othersNl].join(', ')
  })
}

/** Whether some resource has as many findings of one code as are told of one. */
function reachesBound(issues: readonly Issue[]): boolean {
  const counts = new Map<string, number>()
  for (const { code, expression = '' } of issues) {
    const key = `${code} ${/^Bundle\.entry\[\d+\]/.exec(expression)?.[0] ?? ''}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts.values()].some((count) => count >= ISSUES_MAX)
}

function errorsFirst(one: Issue, other: Issue): number {
  return Number(isError(other)) - Number(isError(one))
}
