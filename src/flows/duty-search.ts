import { localDay } from '../clock.ts'
import type { Participant } from '../directory/participant.ts'
import { dateCriterion } from '../fhir/date-criterion.ts'
import { issue } from '../fhir/outcome.ts'
import { CodeSystem } from '../fhir/systems.ts'
import { judge } from '../obligations/judge.ts'
import { obligationStates, type ObligationState } from '../obligations/state.ts'
import { ok, refused, type Result } from '../result.ts'
import type { ObligationFacts } from '../store/port.ts'
import type { Deps } from './deps.ts'
import type { Search } from './search.ts'

/** Tasks that may match before paging: more than anybody works through, and what one statement can name by id. */
export const TASKS_MAX = 10_000

type Criterion = Search['criteria'][number]

const ownState = `${CodeSystem.obligationState}|`
const states: readonly string[] = obligationStates.map((state) => ownState + state)

/**
 * A derived state as a criterion has it, from its code with its system or without.
 *
 * @returns undefined for anything that is no derived state.
 */
export function derivedState(given: string): string | undefined {
  return states.find((state) => state === given || state === ownState + given)
}

/** Whether a search asks for what no column holds: the state or the due day of duties, which a date alone changes. */
export function isDerived({ type, criteria }: Search): boolean {
  return type === 'Task' && criteria.some(({ param, values }) => param === 'due-date' || values.some(isState(param)))
}

/**
 * A search by derived values, as a search by id that finds the same in the same order.
 *
 * Of the reader's duties those are taken that match as of today; a coordination Task has a stored business status and no
 * due day. Errors: `search-too-wide` (400).
 */
export async function byId(deps: Deps, reader: Participant, search: Search): Promise<Result<Search>> {
  const duties = await dutiesFound(deps, reader, search)
  const others = await othersFound(deps, reader, search)
  const ids = [...duties, ...others]
  if (ids.length > TASKS_MAX) return refused(issue('search-too-wide', { max: String(TASKS_MAX) }))
  const stored = search.criteria.filter(({ param }) => param !== 'due-date' && param !== 'business-status')
  return ok({ ...search, criteria: [{ param: '_id', values: padded(ids) }, ...stored] })
}

async function dutiesFound(deps: Deps, reader: Participant, { criteria }: Search): Promise<readonly string[]> {
  const now = deps.clock.now()
  const ask = { kind: 'obligations', knownAt: now, party: reader.id, ...referralOf(criteria) } as const
  const { facts: known } = await deps.store.read(ask)
  const on = localDay(now)
  const found = known.filter((one) => {
    if (!criteria.every((criterion) => isOf(one, criterion))) return false
    const { obligation, facts } = one
    const { state } = judge(deps.rules.agreements, { obligation, facts, on })
    return criteria.every((criterion) => isAs(state, criterion))
  })
  return found.map(({ obligation }) => obligation.id)
}

/** Tasks with a stored business status; none where each of them would also have to have what only duties have. */
async function othersFound(deps: Deps, reader: Participant, search: Search): Promise<readonly string[]> {
  if (search.criteria.some(({ param }) => param === 'due-date')) return []
  const criteria = search.criteria.map(({ param, values }) => {
    return { param, values: values.filter((value) => !isState(param)(value)) }
  })
  if (criteria.some(({ values }) => values.length === 0)) return []
  const ask = { kind: 'search', projection: reader.id, type: search.type, criteria, limit: TASKS_MAX + 1 } as const
  const { facts } = await deps.store.read({ ...ask, offset: 0 })
  return facts.resources.map(({ id }) => id)
}

function isState(param: string): (value: string) => boolean {
  return (value) => param === 'business-status' && value.startsWith(ownState)
}

/** One patient's list is read as one referral; a ServiceRequest gives its referral its id. */
function referralOf(criteria: readonly Criterion[]): { readonly referral?: string } {
  const [value, ...more] = criteria.find(({ param }) => param === 'focus')?.values ?? []
  const [, referral] = /^ServiceRequest\/([^/]+)$/.exec(value ?? '') ?? []
  return referral === undefined || more.length > 0 ? {} : { referral }
}

/** Whether a duty's Task has a value in a column, as far as the duty tells; the rest is left to the column itself. */
function isOf({ obligation, referral }: ObligationFacts, { param, values }: Criterion): boolean {
  const columns: Readonly<Record<string, readonly string[]>> = {
    _id: [obligation.id],
    code: [obligation.code, `${CodeSystem.obligation}|${obligation.code}`],
    focus: [`ServiceRequest/${referral.serviceRequest}`],
    owner: [`Organization/${obligation.owner}`]
  }
  return columns[param]?.some((column) => values.includes(column)) ?? true
}

function isAs({ state, dueOn }: ObligationState, { param, values }: Criterion): boolean {
  if (param === 'business-status') return values.includes(ownState + state)
  return param !== 'due-date' || values.some((value) => dateCriterion(value)?.(dueOn) === true)
}

/**
 * Ids to the next power of two, the last one again and again: the store prepares a statement for each number of values,
 * and there are to be few of those.
 */
function padded(ids: readonly string[]): readonly string[] {
  const last = ids.at(-1)
  if (last === undefined) return []
  const size = 2 ** Math.ceil(Math.log2(ids.length))
  return [...ids, ...Array.from({ length: size - ids.length }, () => last)]
}
