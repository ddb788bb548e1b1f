import type { Flag } from '@medplum/fhirtypes'
import { localDay } from '../clock.ts'
import { derivedId } from '../fhir/derived-id.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { CodeSystem } from '../fhir/systems.ts'
import type { FactRow } from '../store/change.ts'
import type { DutyFacts } from '../store/port.ts'
import type { Arrival } from './rules.ts'
import { factOf, type StandingContext } from './standing-context.ts'
import { dayOf } from './stated-dates.ts'

/** The code in the CodeSystem risk for a patient whose crises are to be reckoned with. */
const CRISIS_PRONE = 'crisis-prone'

/** Codes of the CodeSystem risk. */
const risks: ReadonlySet<string> = new Set(['suicide', 'violence', 'neglect', 'abuse', CRISIS_PRONE])

/** A code of that system that nobody knows: a slip in `crisis-prone` would pass for silence, and no plan would be owed. */
export function unknownRisk({ code }: Flag, path: string): Issue | undefined {
  const codings = code.coding ?? []
  const at = codings.findIndex((one) => one.system === CodeSystem.risk && !risks.has(one.code ?? ''))
  const words = { code: 'given', system: CodeSystem.risk, map: [...risks].join(', ') }
  return at === -1 ? undefined : issue('unknown-code', words, `${path}.code.coding[${at}].code`)
}

/** Statuses by which a Flag is taken back. */
const takenBack: ReadonlySet<string> = new Set(['inactive', 'entered-in-error'])

/**
 * What a Flag states: that the patient is prone to crises, or is so no more. Its author alone changes it.
 *
 * As long as another flag says it, the patient is prone to crises, and the plan stays owed.
 */
export function flagFacts(flag: Flag, context: StandingContext): readonly FactRow[] {
  const [before, isNow] = [versionBefore(flag, context), saysIt(flag)]
  if (isNow && !saysIt(before)) return [flagged(context, flag, before !== undefined)]
  const isOver = takenBack.has(flag.status) && saysIt(before) && standing(context).length === 0
  return isOver && stands(context.facts) ? [unflagged(context, flag)] : []
}

/** Of the flags that one message puts up, the earliest: each message opens one duty, however many it brings. */
export function oneFlag(facts: readonly FactRow[]): readonly FactRow[] {
  const flags = facts.filter(({ event }) => event === FLAGGED)
  const [first] = flags.toSorted((a, b) => (a.occurredOn < b.occurredOn ? -1 : 1))
  return facts.filter((fact) => fact.event !== FLAGGED || fact === first)
}

/** The end of a flag in another referral of the patient into which it was carried; none where other flags stand. */
export function unflaggedIn(
  arrival: Arrival,
  known: DutyFacts | undefined,
  { detail, occurredOn }: Pick<FactRow, 'detail' | 'occurredOn'>
): readonly FactRow[] {
  const said = known?.facts.filter(({ event }) => event === FLAGGED || event === UNFLAGGED) ?? []
  const isOf = (fact: FactRow): boolean => fact.detail?.of !== undefined && fact.detail.of === detail?.of
  if (known === undefined || said.length === 0 || !said.every(isOf) || said.at(-1)?.event !== FLAGGED) return []
  const { referral } = known
  const id = derivedId(arrival.message, referral.id, UNFLAGGED)
  return [
    { ...factOf(arrival, referral), id, event: UNFLAGGED, occurredOn, ...(detail === undefined ? {} : { detail }) }
  ]
}

const FLAGGED = 'crisis.flagged'
const UNFLAGGED = 'crisis.unflagged'

function flagged({ arrival, referral }: StandingContext, { id = '', period }: Flag, isAgain: boolean): FactRow {
  const since = dayOf(period?.start)
  const received = localDay(referral.receivedAt)
  // A flag that starts tomorrow is known today, and nobody should wait with the plan. One from before the referral was no
  // duty of its performer, who could not know of it; one that is put up again holds from then on.
  const known = since === undefined || since > arrival.today || isAgain ? arrival.today : since
  const occurredOn = known < received ? received : known
  // The first has a name of its own, so that a flag that is carried on and named again is told once.
  const name = isAgain ? derivedId(arrival.message, FLAGGED, id) : derivedId(referral.id, FLAGGED, id)
  return { ...factOf(arrival, referral), id: name, event: FLAGGED, occurredOn, detail: { of: id } }
}

function unflagged({ arrival, referral }: StandingContext, { id = '', period }: Flag): FactRow {
  const end = dayOf(period?.end)
  const occurredOn = end === undefined || end > arrival.today ? arrival.today : end
  const name = derivedId(arrival.message, UNFLAGGED, id)
  return { ...factOf(arrival, referral), id: name, event: UNFLAGGED, occurredOn, detail: { of: id } }
}

/** Whether the referral knows of a flag that was not taken back. */
function stands(facts: readonly FactRow[]): boolean {
  const said = facts.filter(({ event }) => event === FLAGGED || event === UNFLAGGED)
  return said.toSorted((a, b) => a.heardAt - b.heardAt).at(-1)?.event === FLAGGED
}

/** A flag as it was before the message: its versions stand in the graph, the new one first. */
function versionBefore({ id }: Flag, { graph }: StandingContext): Flag | undefined {
  const versions = graph.filter((one): one is Flag => one.resourceType === 'Flag' && one.id === id)
  return versions.length > 1 ? versions.at(-1) : undefined
}

/** The flags that stand with this message: of one that it changes, its new version. */
function standing({ graph }: StandingContext): readonly Flag[] {
  const flags = graph.flatMap((resource) => (resource.resourceType === 'Flag' ? [resource] : []))
  const latest = new Map(flags.toReversed().map((flag) => [flag.id, flag]))
  return [...latest.values()].filter(saysIt)
}

function saysIt(flag: Flag | undefined): boolean {
  return flag !== undefined && flag.status === 'active' && isCrisisProne(flag)
}

function isCrisisProne({ code }: Flag): boolean {
  return code.coding?.some((one) => one.system === CodeSystem.risk && one.code === CRISIS_PRONE) === true
}
