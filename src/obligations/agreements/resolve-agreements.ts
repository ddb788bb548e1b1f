import type { AgreementProblem, FileProblem } from './agreement-problem.ts'
import type { Agreement } from '../agreement.ts'
import { checkAgreement, checkWholeness } from './check-agreement.ts'
import { checkRefinement } from './check-refinement.ts'
import { isRefinement } from './parse-agreement.ts'
import { refine, ruleName, withOwnCalendars, type Refinement } from './refine.ts'

/** An agreement as its file has it. */
export interface AgreementFile {
  readonly file: string
  readonly content: Agreement | Refinement
}

/** Refinements of refinements, one on the other, that a person can still follow: base, region, network, pair and one to spare. */
const CHAIN_MAX = 5

/** What resolving gives: the agreements that stand, by `id|version`, and what is wrong with the others. */
export interface Resolved {
  readonly agreements: ReadonlyMap<string, Agreement>
  readonly problems: readonly FileProblem[]
}

/**
 * Makes whole agreements of files: each refinement on the agreement that it refines, each checked as it then holds.
 *
 * @param files - by `id|version`; a refinement may name any of them, or one of `known`.
 * @param known - agreements that stand already, by `id|version`.
 * @param profiledKinds - feedback kinds that have a profile; all of them where it is left out.
 */
export function resolveAgreements(
  files: ReadonlyMap<string, AgreementFile>,
  known: ReadonlyMap<string, Agreement>,
  profiledKinds?: ReadonlySet<string>
): Resolved {
  const done = new Map<string, Agreement | undefined>()
  const problems: FileProblem[] = []

  const one = (key: string): Agreement | undefined => {
    const entry = files.get(key)
    if (entry === undefined) return known.get(key)
    if (done.has(key)) return done.get(key)
    const { file, content } = entry
    const [whole, found] = isRefinement(content) ? onBase(key, content) : based(file, content, profiledKinds)
    const wrong = [...closedTwice(content), ...found]
    problems.push(...wrong.map((problem) => ({ file, ...problem })))
    const agreement = wrong.length > 0 ? undefined : whole
    done.set(key, agreement)
    return agreement
  }

  const onBase = (key: string, content: Refinement): Outcome => {
    const { refines } = content
    const chain = chainOf(key, (one) => (files.get(one)?.content ?? known.get(one))?.refines)
    if (new Set(chain).size < chain.length) return refused(`leads back to itself: ${chain.join(' refines ')}`)
    if (chain.length > CHAIN_MAX + 1) return refused(`is one of more than ${CHAIN_MAX} refinements on each other`)
    if (!files.has(refines) && !known.has(refines)) return refused(notLoaded(refines))
    const base = one(refines)
    if (base === undefined) return refused(`${refines} cannot be loaded`)
    const wrong = checkRefinement(base, content)
    if (wrong.length > 0) return [undefined, wrong]
    const agreement = refine(base, content)
    return [agreement, checkAgreement(agreement, profiledKinds).map((problem) => inFile(problem, agreement, content))]
  }

  for (const key of files.keys()) one(key)
  const agreements = Array.from(files.keys()).flatMap((key) => {
    const agreement = done.get(key)
    return agreement === undefined ? [] : [[key, agreement] as const]
  })
  return { agreements: new Map(agreements), problems }
}

/** A key and those that it refines, one after the other: until the base, the first that comes again, or too many. */
function chainOf(key: string, refines: (key: string) => string | undefined): readonly string[] {
  const chain = [key]
  for (let next = refines(key); next !== undefined && chain.length <= CHAIN_MAX + 1; next = refines(next)) {
    chain.push(next)
    if (chain.indexOf(next) < chain.length - 1) break
  }
  return chain
}

/** Closures of a calendar of its own would silently take the place of those that a rule names itself. */
function closedTwice({ obligations = [], calendars = {} }: Agreement | Refinement): readonly AgreementProblem[] {
  return obligations.flatMap(({ calendar, closures }, index) => {
    if (closures === undefined || calendar === undefined || !Object.hasOwn(calendars, calendar)) return []
    return [{ pointer: `/obligations/${index}/closures`, message: `stand in calendar ${calendar} already` }]
  })
}

type Outcome = readonly [Agreement | undefined, readonly AgreementProblem[]]

function based(file: string, content: Agreement, profiledKinds: ReadonlySet<string> | undefined): Outcome {
  const agreement = { ...content, obligations: withOwnCalendars(content.obligations, content) }
  const isKept = file === `${content.id}@${content.version}.json`
  return [agreement, [...(isKept ? [] : checkWholeness(agreement)), ...checkAgreement(agreement, profiledKinds)]]
}

function refused(message: string): Outcome {
  return [undefined, [{ pointer: '/refines', message }]]
}

function notLoaded(key: string): string {
  const [id = '', version = ''] = key.split('|')
  return `no agreement ${key} is loaded: keep the file of that version as ${id}@${version}.json`
}

/** A rule stands at another place in the file than in the whole agreement, or only in the agreement that is refined. */
function inFile(problem: AgreementProblem, { obligations }: Agreement, content: Refinement): AgreementProblem {
  const [, index, rest = ''] = /^\/obligations\/(\d+)(.*)$/.exec(problem.pointer) ?? []
  const rule = index === undefined ? undefined : obligations[Number(index)]
  if (rule === undefined) return problem
  const place = (content.obligations ?? []).findIndex((patch) => ruleName(patch) === ruleName(rule))
  if (place >= 0) return { ...problem, pointer: `/obligations/${place}${rest}` }
  return { pointer: '/refines', message: `${ruleName(rule)}${rest}: ${problem.message}` }
}
