import { isDay } from '../../clock.ts'
import type { Agreement, Closure, ObligationRule } from '../agreement.ts'
import type { AgreementProblem } from './agreement-problem.ts'
import { isRegionalQuestion } from './arrangements.ts'
import { calendars } from '../time/calendar.ts'
import { BASE_AGREEMENT, catalogueRows } from './catalogue.ts'
import { checkRule } from './check-rule.ts'
import { closureProblems } from '../time/closures.ts'
import { ruleName } from './refine.ts'

/**
 * What an agreement asks that nobody here implements, and what in it can never take effect.
 *
 * A declared deadline that nobody measures is worse than none (design section 7), so the start refuses it. One code and
 * trigger name one rule: a duty that is stored is found again by them, whoever owes it and to whom.
 *
 * @param agreement - as it holds: refined, and with the closures of its own calendars on its rules.
 * @param profiledKinds - feedback kinds that have a profile; all of them where it is left out.
 */
export function checkAgreement(agreement: Agreement, profiledKinds?: ReadonlySet<string>): readonly AgreementProblem[] {
  const names = agreement.obligations.map(ruleName)
  return [
    ...checkAges(agreement),
    ...checkCalendars(agreement),
    ...checkArrangements(agreement),
    ...checkCatalogue(agreement),
    ...agreement.obligations.flatMap((rule, index) => {
      const at = `/obligations/${index}`
      const name = ruleName(rule)
      const twice = names.indexOf(name) < index
      return [
        ...(twice ? [{ pointer: `${at}/code`, message: `stands twice: ${name}` }] : []),
        ...checkClosures(rule.closures ?? [], `${at}/closures`),
        ...checkRule(rule, at, profiledKinds)
      ]
    })
  ]
}

/** Outside its ages an agreement never holds in silence: another one does, or watches. */
function checkAges({ ages, otherAges }: Agreement): readonly AgreementProblem[] {
  if (ages === undefined) {
    const unused = { pointer: '/otherAges', message: 'can never hold: the agreement names no ages of its own' }
    return otherAges === undefined ? [] : [unused]
  }
  if ((ages.from ?? 0) >= (ages.below ?? Infinity)) return [{ pointer: '/ages', message: 'hold for nobody' }]
  const missing = { pointer: '/otherAges', message: 'is missing: which agreement holds for a patient of another age?' }
  return otherAges === undefined ? [missing] : []
}

function checkCalendars({ calendars: own = {} }: Agreement): readonly AgreementProblem[] {
  return Object.entries(own).flatMap(([name, { base, closures }]) => {
    const at = `/calendars/${name}`
    return [
      ...(calendars.has(name) ? [{ pointer: at, message: 'is the name of a calendar that is computed' }] : []),
      ...(calendars.has(base) ? [] : [{ pointer: `${at}/base`, message: `no calendar ${base}` }]),
      ...checkClosures(closures, `${at}/closures`)
    ]
  })
}

function checkClosures(closures: readonly Closure[], at: string): readonly AgreementProblem[] {
  return closureProblems(closures).map(({ index, message }) => ({
    pointer: index < 0 ? at : `${at}/${index}`,
    message
  }))
}

function checkArrangements({ arrangements = [] }: Agreement): readonly AgreementProblem[] {
  const asked = arrangements.map(({ question }) => question)
  return arrangements.flatMap(({ question, validUntil }, index) => {
    const at = `/arrangements/${index}`
    return [
      ...(isRegionalQuestion(question)
        ? []
        : [{ pointer: `${at}/question`, message: `no question ${question} is asked` }]),
      ...(asked.indexOf(question) < index ? [{ pointer: `${at}/question`, message: `stands twice: ${question}` }] : []),
      ...(isDay(validUntil) ? [] : [{ pointer: `${at}/validUntil`, message: 'is no day' }])
    ]
  })
}

/** Every row that an agreement names is one of the catalogue, and each once. */
function checkCatalogue({ obligations, unseen = [] }: Agreement): readonly AgreementProblem[] {
  const seen = obligations.flatMap((rule, index) => named(rule, `/obligations/${index}/catalogue`))
  const notSeen = unseen.map(({ catalogue }, index) => ({ row: catalogue, pointer: `/unseen/${index}/catalogue` }))
  const rows = notSeen.map(({ row }) => row)
  return [
    ...[...seen, ...notSeen]
      .filter(({ row }) => !catalogueRows.includes(row))
      .map(({ row, pointer }) => ({ pointer, message: `no row ${row} in the catalogue` })),
    ...notSeen.flatMap(({ row, pointer }, index) => {
      const isSeen = seen.some((one) => one.row === row)
      if (isSeen) return [{ pointer, message: `${row} is the row of a duty, so that it is seen` }]
      return rows.indexOf(row) < index ? [{ pointer, message: `stands twice: ${row}` }] : []
    })
  ]
}

function named({ catalogue }: ObligationRule, pointer: string): readonly { row: string; pointer: string }[] {
  return catalogue === undefined ? [] : [{ row: catalogue, pointer }]
}

/**
 * The rows of the catalogue that the base leaves out.
 *
 * Not asked of an earlier version that is kept for the duties under it: the catalogue may have grown since, and what the
 * version says may change no more.
 */
export function checkWholeness({ id, obligations, unseen = [] }: Agreement): readonly AgreementProblem[] {
  if (id !== BASE_AGREEMENT) return []
  const rows = [...obligations.flatMap(({ catalogue }) => catalogue ?? []), ...unseen.map(({ catalogue }) => catalogue)]
  const missing = catalogueRows.filter((row) => !rows.includes(row))
  if (missing.length === 0) return []
  return [
    { pointer: '/unseen', message: `neither a duty nor a reason for rows ${missing.join(', ')} of the catalogue` }
  ]
}
