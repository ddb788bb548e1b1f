import { Temporal } from 'temporal-polyfill'
import { endOfDay, isDay, localDay } from '../clock.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { obligationStates, type ObligationStateCode } from '../obligations/state.ts'
import { ok, refused, type Result } from '../result.ts'
import { groupings, type Grouping } from './groups.ts'
import { echelons, type ReportFilter } from './rows.ts'

/** The one question behind every face of the report. */
export interface ReportQuery {
  /** Calendar day, `YYYY-MM-DD`: the end of that day in Europe/Amsterdam. */
  readonly asOf: string
  /** Epoch milliseconds: only what had been heard by then. Never later than what is settled, or the answer would change. */
  readonly knownAt: number
  readonly filter: ReportFilter
  /** Counts by the values of this column are wanted in place of the rows. */
  readonly groupBy?: Grouping
}

/** What a report can be asked for, each at most once. */
export const reportParameters = [
  'state',
  'asOf',
  'knownAt',
  'owner',
  'creditor',
  'echelon',
  'region',
  'code',
  'groupBy'
] as const

type Parameter = (typeof reportParameters)[number]

/**
 * The report's question from the query string.
 *
 * `state` takes several, split by commas; every parameter may stand once. One that is not known is refused, because an
 * ignored parameter would answer another question than was asked.
 *
 * @param query - as a server parses a query string: a string, or an array where a name stands more than once.
 * @param now - epoch milliseconds; `asOf` is today where it is not given.
 * @param settledAt - epoch milliseconds, at most now: the latest instant that nothing is added to any more. It is `knownAt`
 *   where that is not given, or lies between it and now.
 * @returns else `report-parameter`, one for each parameter at fault.
 */
export function reportQuery(
  query: Readonly<Record<string, unknown>>,
  now: number,
  settledAt: number
): Result<ReportQuery> {
  const given = new Map<Parameter, string>()
  const faults: Issue[] = []
  for (const [name, value] of Object.entries(query)) {
    const parameter = reportParameters.find((one) => one === name)
    if (parameter !== undefined && typeof value === 'string' && value !== '') given.set(parameter, value)
    else faults.push(fault(name))
  }
  const asOf = given.get('asOf') ?? localDay(now)
  if (!isDay(asOf)) faults.push(fault('asOf'))
  const knownAt = instantOf(given.get('knownAt'), now)
  if (knownAt === undefined) faults.push(fault('knownAt'))
  const states = statesOf(given.get('state'))
  if (states === undefined) faults.push(fault('state'))
  const echelon = echelons.find((one) => one === given.get('echelon'))
  if (given.has('echelon') && echelon === undefined) faults.push(fault('echelon'))
  const groupBy = groupings.find((one) => one === given.get('groupBy'))
  if (given.has('groupBy') && groupBy === undefined) faults.push(fault('groupBy'))

  const [first, ...more] = faults
  if (first !== undefined) return refused(first, ...more)
  const filter = { ...filterOf(given, states ?? []), ...(echelon === undefined ? {} : { echelon }) }
  // Each undefined has left a fault above; the defaults only tell the compiler so.
  const asked = { asOf, knownAt: Math.min(knownAt ?? now, settledAt), filter }
  return ok(groupBy === undefined ? asked : { ...asked, groupBy })
}

function filterOf(given: ReadonlyMap<Parameter, string>, states: readonly ObligationStateCode[]): ReportFilter {
  const exact = (['owner', 'creditor', 'code', 'region'] as const).flatMap((name) => {
    const value = given.get(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...(states.length === 0 ? {} : { states }), ...Object.fromEntries(exact) }
}

/** An instant with its offset, or the end of a day; today as a day is now. Undefined for anything later than now. */
function instantOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return now
  if (isDay(text)) return text <= localDay(now) ? Math.min(endOfDay(text), now) : undefined
  let instant: number
  try {
    instant = Temporal.Instant.from(text).epochMilliseconds
  } catch {
    return undefined
  }
  return instant <= now ? instant : undefined
}

function statesOf(text: string | undefined): readonly ObligationStateCode[] | undefined {
  if (text === undefined) return []
  const asked = text.split(',')
  const states = asked.flatMap((code) => obligationStates.filter((known) => known === code))
  return states.length === asked.length ? states : undefined
}

/** Only a plain name is repeated to the asker: what else stands in a URL may be about a person. */
function fault(name: string): Issue {
  return issue('report-parameter', { parameter: /^[A-Za-z_-]{1,40}$/.test(name) ? name : '?' })
}
