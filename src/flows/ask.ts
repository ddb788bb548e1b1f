import type { Resource, Task } from '@medplum/fhirtypes'
import { localDay } from '../clock.ts'
import { asEndpoint, asOrganization } from '../directory/as-resources.ts'
import type { Participant } from '../directory/participant.ts'
import { parseJson } from '../fhir/decimal.ts'
import { issue } from '../fhir/outcome.ts'
import { CodeSystem } from '../fhir/systems.ts'
import { withState } from '../obligations/as-task.ts'
import { judge } from '../obligations/judge.ts'
import { remembered } from '../obligations/time/remembered.ts'
import type { ObligationState, ObligationStateCode } from '../obligations/state.ts'
import { ok, refused, type Result } from '../result.ts'
import type { StoredResource } from '../store/change.ts'
import type { Deps } from './deps.ts'
import { byId, isDerived } from './duty-search.ts'
import { planNamed, plansFound } from './plans.ts'
import type { Search } from './search.ts'

/** A resource as its reader sees it, as JSON text because it goes out as it stands, with the version that its ETag names. */
export interface Seen {
  readonly type: string
  readonly id: string
  readonly json: string
  /** Absent for what the directory says, which has no versions. `lastUpdated` is epoch ms. */
  readonly stored?: { readonly version: number; readonly lastUpdated: number; readonly referral: string }
}

/**
 * Reads a resource in the reader's own projection; a directory entry, where it is an Organization or Endpoint of one, and an
 * agreement where it is a PlanDefinition.
 *
 * @param version - an earlier version; it is given as it was stored, without a derived state.
 * Errors: `not-found` (404), also for what somebody else may see.
 */
export async function readResource(
  deps: Deps,
  reader: Participant,
  { type, id, version }: { readonly type: string; readonly id: string; readonly version?: number }
): Promise<Result<Seen>> {
  const listed = version === undefined ? listedIn(deps, type, id) : undefined
  if (listed !== undefined) return ok({ type, id, json: JSON.stringify(listed) })
  const at = version === undefined ? {} : { version }
  const { facts } = await deps.store.read({ kind: 'resource', projection: reader.id, type, id, ...at })
  if (facts === undefined) return refused(issue('not-found'))
  const [one = asStored(facts)] = await seen(deps, [facts], version === undefined ? 'today' : 'stored')
  return ok(one)
}

/** Searches the reader's own projection, newest first; the agreements, by id, for PlanDefinition. Errors: `search-too-wide` (400). */
export async function searchResources(
  deps: Deps,
  reader: Participant,
  search: Search
): Promise<Result<{ readonly total: number; readonly found: readonly Seen[] }>> {
  if (search.type === 'PlanDefinition') {
    const { total, plans } = plansFound(deps, search)
    const found = plans.map((plan) => ({ type: search.type, id: plan.id ?? '', json: JSON.stringify(plan) }))
    return ok({ total, found })
  }
  const asked = isDerived(search) ? await byId(deps, reader, search) : ok(search)
  if (!asked.ok) return asked
  const { facts } = await deps.store.read({ kind: 'search', projection: reader.id, ...asked.value })
  return ok({ total: facts.total, found: await seen(deps, facts.resources, 'today') })
}

/** What the directory, or an agreement, says under this type and id, which everybody may read. */
export function listedIn(deps: Deps, type: string, id: string): Resource | undefined {
  if (type === 'PlanDefinition') return planNamed(deps, id)
  const participant = type === 'Organization' || type === 'Endpoint' ? deps.rules.directory.byId(id) : undefined
  if (participant === undefined) return undefined
  return type === 'Organization' ? asOrganization(participant) : asEndpoint(participant)
}

/**
 * Rows as their reader sees them: everything of the store that a read or a search answers passes here.
 *
 * Duties' Tasks are shown with their state of today, an earlier version and everything else as it is stored. The duties
 * of all referrals are read at once: 50 Tasks of a list may be of 50 referrals.
 */
async function seen(deps: Deps, rows: readonly StoredResource[], as: 'today' | 'stored'): Promise<readonly Seen[]> {
  const duties = as === 'today' ? rows.filter(mayBeDuty) : []
  if (duties.length === 0) return rows.map(asStored)
  const states = await statesOf(deps, [...new Set(duties.map(({ referral }) => referral))])
  return rows.map((row) => {
    const state = mayBeDuty(row) ? states.get(row.id) : undefined
    return state === undefined ? asStored(row) : { ...asStored(row), json: withStateText(row.json, state) }
  })
}

/** Whether a resource is the Task of a duty, which the gateway itself writes. */
export function isDuty(resource: Resource): resource is Task {
  return resource.resourceType === 'Task' && resource.code?.coding?.[0]?.system === CodeSystem.obligation
}

/**
 * Whether the text of a row is that of a Task under a code of duties, or speaks of one: whether it is one is said by its id,
 * which is its duty's.
 */
function mayBeDuty({ type, json }: StoredResource): boolean {
  return type === 'Task' && json.includes(`"system":"${CodeSystem.obligation}"`)
}

/** The states of duties today, by the id of the duty. */
async function statesOf(deps: Deps, referrals: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
  const { facts: known } = await deps.store.read({ kind: 'dutiesOf', referrals })
  const on = localDay(deps.clock.now())
  const { agreements } = deps.rules
  const facts = Map.groupBy(known.facts, ({ referral }) => referral)
  return new Map(
    known.obligations.map((one) => {
      const { state } = judge(agreements, { obligation: one, facts: facts.get(one.referral) ?? [], on })
      return [one.id, { state: state.state, dueOn: state.dueOn }]
    })
  )
}

/** What of a duty's state its Task shows. */
type Standing = Pick<ObligationState, 'state' | 'dueOn'>

/**
 * A duty's Task `withState`, as text: a Task is stored without `businessStatus`, which so comes last, and what is stored
 * need not be read and written again, unless a date alone has changed more of it.
 */
function withStateText(json: string, standing: Standing): string {
  const { status, businessStatus } = shownAs(standing.state)
  // No text inside the Task can look like this: there its quotation marks are escaped.
  const isAsStored =
    json.includes(`"status":"${status}"`) && json.includes(`"restriction":{"period":{"end":"${standing.dueOn}"}}`)
  if (isAsStored) return `${json.slice(0, -1)},"businessStatus":${businessStatus}}`
  const task = parseJson(json)
  return isTask(task) ? JSON.stringify(withState(task, standing)) : json
}

const shownAs = remembered((state: ObligationStateCode) => {
  const task = withState({ resourceType: 'Task', intent: 'order', status: 'requested' }, { state, dueOn: '' })
  return { status: task.status, businessStatus: JSON.stringify(task.businessStatus) }
})

function isTask(value: unknown): value is Task {
  return typeof value === 'object' && value !== null && 'resourceType' in value && value.resourceType === 'Task'
}

function asStored({ type, id, json, version, lastUpdated, referral }: StoredResource): Seen {
  return { type, id, json, stored: { version, lastUpdated, referral } }
}
