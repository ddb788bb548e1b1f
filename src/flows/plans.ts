import type { PlanDefinition } from '@medplum/fhirtypes'
import { localDay } from '../clock.ts'
import { asPlanDefinition, planIdOf } from '../obligations/agreements/plan-definition.ts'
import { versionKey } from '../obligations/agreements/version.ts'
import type { Deps } from './deps.ts'
import type { Search } from './search.ts'

type PlanDeps = Pick<Deps, 'clock' | 'rules'>

/** The PlanDefinition of a loaded version of an agreement, which everybody may read; undefined where there is none. */
export function planNamed(deps: PlanDeps, id: string): PlanDefinition | undefined {
  return plansOf(deps).find((plan) => plan.id === id)
}

/** One page of the PlanDefinitions that a search finds, by id, and how many there are. */
export function plansFound(
  deps: PlanDeps,
  { criteria, limit, offset }: Search
): { readonly total: number; readonly plans: readonly PlanDefinition[] } {
  const found = plansOf(deps).filter((plan) =>
    criteria.every(({ param, values }) => values.some((value) => (columns(plan)[param] ?? []).includes(value)))
  )
  return { total: found.length, plans: found.slice(offset, offset + limit) }
}

/** What a plan is found by: a code with its system or without, as search columns have it. */
function columns({
  id = '',
  url = '',
  version = '',
  status
}: PlanDefinition): Readonly<Record<string, readonly string[]>> {
  const system = 'http://hl7.org/fhir/publication-status'
  return { _id: [id], url: [url], version: [version], status: [status, `${system}|${status}`] }
}

/** Every version that is loaded, each once: the one in force stands in the map under its id, too. */
function plansOf({ clock, rules: { agreements } }: PlanDeps): readonly PlanDefinition[] {
  const on = localDay(clock.now())
  return Array.from(agreements)
    .filter(([key, agreement]) => key === versionKey(agreement))
    .map(([, agreement]) => ({ agreement, isInForce: agreements.get(agreement.id)?.version === agreement.version }))
    .toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1))
    .map(({ agreement, isInForce }) => asPlanDefinition(agreement, { isInForce, on }))
}

function idOf({ agreement, isInForce }: Showing): string {
  return planIdOf(agreement, isInForce)
}

interface Showing {
  readonly agreement: Parameters<typeof planIdOf>[0]
  readonly isInForce: boolean
}
