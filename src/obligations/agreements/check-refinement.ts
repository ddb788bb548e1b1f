import { isDeepStrictEqual } from 'node:util'
import type { Agreement, ObligationRule, SuspensionRule, Term } from '../agreement.ts'
import type { AgreementProblem } from './agreement-problem.ts'
import { isNoLonger } from '../time/duration.ts'
import { isWhole, missingFields, ruleName, type Refinement, type RulePatch } from './refine.ts'

/**
 * What a refinement may not do to its base.
 *
 * A national source is not weakened by a region, and a region's own words never pass for one (design section 7): a `must`
 * stays one and stays owed to the same, nothing else becomes one, and a term that stands in a source may only be made
 * shorter. Whether a duty is enforced is the region's own affair.
 */
export function checkRefinement(base: Agreement, refinement: Refinement): readonly AgreementProblem[] {
  const patches = refinement.obligations ?? []
  const names = patches.map(ruleName)
  const rules = new Map(base.obligations.map((rule) => [ruleName(rule), rule]))
  return [
    ...checkConsent(base, refinement),
    ...checkCalendarNames(base, refinement),
    ...patches.flatMap((patch, index) => {
      const at = `/obligations/${index}`
      const name = ruleName(patch)
      if (names.indexOf(name) < index) return [{ pointer: `${at}/code`, message: `stands twice: ${name}` }]
      const rule = rules.get(name)
      return rule === undefined ? checkNew(patch, base, at) : checkChanged(patch, rule, at)
    })
  ]
}

/** Consent that a base asks for protects the patient; no region gives it away. */
function checkConsent({ consent }: Agreement, own: Refinement): readonly AgreementProblem[] {
  if (consent !== 'explicit' || own.consent !== 'presumed') return []
  return [{ pointer: '/consent', message: 'stays explicit: the agreement that it refines asks for a recorded consent' }]
}

/** The base's rules hold the closures of its own calendars already, so that another meaning of the name would do nothing. */
function checkCalendarNames({ calendars = {} }: Agreement, own: Refinement): readonly AgreementProblem[] {
  return Object.entries(own.calendars ?? {})
    .filter(([name, calendar]) => Object.hasOwn(calendars, name) && !isDeepStrictEqual(calendars[name], calendar))
    .map(([name]) => ({
      pointer: `/calendars/${name}`,
      message: 'is the name of a calendar of its base; take another'
    }))
}

function checkNew(patch: RulePatch, base: Agreement, at: string): readonly AgreementProblem[] {
  const unknown = `${base.id}|${base.version} has no rule ${ruleName(patch)}`
  if (patch.omit === true) return [{ pointer: `${at}/omit`, message: unknown }]
  if (!isWhole(patch)) {
    return [{ pointer: at, message: `${unknown}, and a new one must be whole: no ${missingFields(patch).join(', ')}` }]
  }
  return [...checkMust(patch, at), ...checkBasis(patch.due, [], at)]
}

function checkMust({ strength }: RulePatch, at: string): readonly AgreementProblem[] {
  return strength === 'must' ? [{ pointer: `${at}/strength`, message: ownMust }] : []
}

const ownMust = 'a duty of a refinement is at most should: must is the word of a national source, which the base names'

function checkChanged(patch: RulePatch, rule: ObligationRule, at: string): readonly AgreementProblem[] {
  const changed = changedFields(patch, rule)
  if (patch.omit === true) return checkOmit(patch, rule, at)
  return [
    ...(rule.strength === 'must' ? checkKept(patch, rule, { changed, at }) : checkMust(patch, at)),
    ...checkSourced(patch, rule, { changed, at }),
    ...checkBasis(patch.due ?? [], rule.due, at)
  ]
}

function checkOmit(patch: RulePatch, rule: ObligationRule, at: string): readonly AgreementProblem[] {
  const alone = Object.keys(patch).every((field) => ['code', 'opensOn', 'omit'].includes(field))
  return [
    ...(alone ? [] : [{ pointer: `${at}/omit`, message: 'stands beside code and opensOn only' }]),
    ...(rule.strength === 'must' ? [{ pointer: `${at}/omit`, message: `${ruleName(rule)} is a must and stays` }] : [])
  ]
}

interface Changed {
  /** Fields that say something else than the base. */
  readonly changed: readonly string[]
  readonly at: string
}

function changedFields(patch: RulePatch, rule: ObligationRule): readonly string[] {
  const before: Readonly<Record<string, unknown>> = { ...rule }
  const after: Readonly<Record<string, unknown>> = { ...patch }
  return Object.keys(after).filter((field) => !isDeepStrictEqual(before[field], after[field]))
}

/** What may differ in a `must`: how it is told and reminded of, a shorter term, and more to whom it is owed. */
const freeInMust = ['title', 'source', 'enforced', 'due', 'reminders', 'escalateTo', 'owedTo']

function checkKept(patch: RulePatch, rule: ObligationRule, { changed, at }: Changed): readonly AgreementProblem[] {
  const message = `is a must of its base, of which only ${freeInMust.join(', ')} may differ`
  const fixed = changed.filter((field) => !freeInMust.includes(field))
  const lost = rule.owedTo.filter((creditor) => patch.owedTo?.includes(creditor) === false)
  return [
    ...fixed.map((field) => ({ pointer: `${at}/${field}`, message })),
    ...(lost.length === 0 ? [] : [{ pointer: `${at}/owedTo`, message: `a must stays owed to ${lost.join(' and ')}` }])
  ]
}

/** Fields by which a term would last longer though its words are the same. */
const countingFields = ['calendar', 'closures', 'roll']

function checkSourced(patch: RulePatch, rule: ObligationRule, { changed, at }: Changed): readonly AgreementProblem[] {
  if (!rule.due.some(isSourced)) return []
  const counting = changed.filter((field) => countingFields.includes(field))
  const wider = (patch.suspendedBy ?? []).filter((one) => !isWithin(one, rule.suspendedBy ?? []))
  return [
    ...counting.map((field) => ({ pointer: `${at}/${field}`, message: 'stays: its term stands in a source' })),
    ...(wider.length === 0 ? [] : [{ pointer: `${at}/suspendedBy`, message: sourcedClock }]),
    ...(patch.due === undefined ? [] : checkShorter(patch.due, rule.due, at))
  ]
}

const sourcedClock = 'its term stands in a source: its clock stands still for no other reason, and no longer'

function isWithin({ reason, by, atMost }: SuspensionRule, allowed: readonly SuspensionRule[]): boolean {
  const known = allowed.find((one) => one.reason === reason)
  return known !== undefined && by.every((one) => known.by.includes(one)) && isNoLonger(atMost, known.atMost)
}

/** The terms must start alike and in the same order, or another one would decide before the one that stands in a source. */
function checkShorter(due: readonly Term[], before: readonly Term[], at: string): readonly AgreementProblem[] {
  const starts = before.map(({ from }) => from)
  if (
    !isDeepStrictEqual(
      due.map(({ from }) => from),
      starts
    )
  ) {
    const message = `must start at ${starts.join(', ')}, in this order: one of its terms stands in a source`
    return [{ pointer: `${at}/due`, message }]
  }
  return due.flatMap(({ within }, index) => {
    const known = before[index]
    if (known === undefined || !isSourced(known) || isNoLonger(within, known.within)) return []
    const message = `${within} is not surely within ${known.within}, which stands in a source`
    return [{ pointer: `${at}/due/${index}/within`, message }]
  })
}

/** A term of a region's own is sourced nowhere, also where it is shorter than the one that is. */
function checkBasis(due: readonly Term[], before: readonly Term[], at: string): readonly AgreementProblem[] {
  return due.flatMap((term, index) => {
    const known = before.find(({ from, within }) => from === term.from && within === term.within)
    if (!isSourced(term) || (known !== undefined && isSourced(known))) return []
    return [{ pointer: `${at}/due/${index}/basis`, message: 'a term of its own stands in no source of the base' }]
  })
}

function isSourced({ basis }: Term): boolean {
  return basis === 'sourced'
}
