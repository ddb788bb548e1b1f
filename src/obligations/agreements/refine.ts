import type { Agreement, ObligationRule, Term, Unseen } from '../agreement.ts'

/** A duty of the base with the fields that differ, one that does not hold here, or a whole new one. */
export type RulePatch = Pick<ObligationRule, 'code' | 'opensOn'> & Partial<ObligationRule> & { readonly omit?: true }

/** A file that names what differs from the agreement that it refines (`profiles/agreements/refinement.schema.json`). */
export interface Refinement extends Omit<Agreement, 'obligations' | 'refines'> {
  /** `id|version`. */
  readonly refines: string
  /** Every duty is watched and nobody is reminded. */
  readonly watchOnly?: boolean
  readonly obligations?: readonly RulePatch[]
}

/** What names a rule in an agreement: its code and the event that opens it. */
export function ruleName({ code, opensOn }: Pick<ObligationRule, 'code' | 'opensOn'>): string {
  return `${code} on ${opensOn}`
}

/**
 * The agreement that a refinement makes of its base: the base's duties in their order, then the new ones.
 *
 * Title, source and `holdsFor` are its own; `consent` is the base's where it says nothing, and so are ages and `otherAges`,
 * which go together. Arrangements, rows that cannot be seen and calendars are joined, and its own count. A term that it
 * leaves as it is keeps its basis. Pure; `checkRefinement` has said beforehand whether it may.
 */
export function refine(base: Agreement, refinement: Refinement): Agreement {
  const { obligations: patches = [], watchOnly, ages, otherAges, calendars, unseen, arrangements, ...own } = refinement
  const byName = new Map(patches.map((patch) => [ruleName(patch), patch]))
  const known = new Set(base.obligations.map(ruleName))
  const taken = base.obligations.flatMap((rule) => refined(rule, byName.get(ruleName(rule))))
  const added = patches
    .filter((patch) => !known.has(ruleName(patch)))
    .flatMap((patch) => (isWhole(patch) ? [patch] : []))
  const obligations = withOwnCalendars([...taken, ...added], refinement)
  const watched = new Set(obligations.map(({ catalogue }) => catalogue))
  const speaksOfAges = ages !== undefined || otherAges !== undefined
  return {
    ...(base.consent === undefined ? {} : { consent: base.consent }),
    ...own,
    ...agesOf(speaksOfAges ? refinement : base),
    ...(base.calendars === undefined && calendars === undefined
      ? {}
      : { calendars: { ...base.calendars, ...calendars } }),
    obligations: watchOnly === true ? obligations.map((rule) => ({ ...rule, enforced: false })) : obligations,
    ...(base.unseen === undefined && unseen === undefined
      ? {}
      : { unseen: joined(base.unseen, unseen, rowOf).filter((row) => !watched.has(rowOf(row))) }),
    ...(base.arrangements === undefined && arrangements === undefined
      ? {}
      : { arrangements: joined(base.arrangements, arrangements, ({ question }) => question) })
  }
}

/** Rules whose calendar is one of the agreement's own, with the calendar that it builds on and its closures. */
export function withOwnCalendars(
  rules: readonly ObligationRule[],
  { calendars = {} }: Pick<Agreement, 'calendars'>
): readonly ObligationRule[] {
  return rules.map((rule) => {
    const own = Object.hasOwn(calendars, rule.calendar) ? calendars[rule.calendar] : undefined
    if (own === undefined) return rule
    // One list for all of them: a calendar is made of it once.
    return { ...rule, calendar: own.base, closures: own.closures }
  })
}

const needed = [
  ...(['title', 'owedBy', 'owedTo', 'strength', 'enforced', 'calendar'] as const),
  ...(['due', 'satisfiedBy', 'closedBy', 'reminders', 'source'] as const)
] as const

/** The fields that a new rule must have and this one lacks. */
export function missingFields(patch: RulePatch): readonly string[] {
  return needed.filter((field) => patch[field] === undefined)
}

/** Whether a patch says everything that a rule must say. */
export function isWhole(patch: RulePatch): patch is ObligationRule & RulePatch {
  return patch.omit === undefined && missingFields(patch).length === 0
}

function refined(rule: ObligationRule, patch: RulePatch | undefined): readonly ObligationRule[] {
  if (patch === undefined) return [rule]
  if (patch.omit === true) return []
  const { closures, ...open } = rule
  // Closures belong to the calendar that the base names; under another one they would take days from it that nobody named.
  const kept = patch.calendar === undefined && closures !== undefined ? { closures } : {}
  const due = patch.due === undefined ? {} : { due: patch.due.map((term) => withBasis(term, rule.due)) }
  return [{ ...open, ...kept, ...patch, ...due }]
}

function withBasis(term: Term, before: readonly Term[]): Term {
  if (term.basis !== undefined) return term
  const same = before.find(({ from, within }) => from === term.from && within === term.within)
  return same?.basis === undefined ? term : { ...term, basis: same.basis }
}

function agesOf({ ages, otherAges }: Pick<Agreement, 'ages' | 'otherAges'>): Pick<Agreement, 'ages' | 'otherAges'> {
  return { ...(ages === undefined ? {} : { ages }), ...(otherAges === undefined ? {} : { otherAges }) }
}

function rowOf({ catalogue }: Unseen): string {
  return catalogue
}

function joined<T>(
  base: readonly T[] | undefined,
  own: readonly T[] | undefined,
  nameOf: (one: T) => string
): readonly T[] {
  return [...new Map([...(base ?? []), ...(own ?? [])].map((one) => [nameOf(one), one])).values()]
}
