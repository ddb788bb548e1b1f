import type { Consent } from '@medplum/fhirtypes'
import { derivedId } from '../fhir/derived-id.ts'
import type { Located } from '../fhir/located.ts'
import { issue } from '../fhir/outcome.ts'
import { ok, refused, type Result } from '../result.ts'
import type { FactRow } from '../store/change.ts'
import { agreementOf } from './duties.ts'
import type { Rules } from './rules.ts'
import { factOf, type StandingContext } from './standing-context.ts'
import { dayOf } from './stated-dates.ts'
import { CONSENT_MISSING, isObjection, isOfOther } from './withheld.ts'

/** Facts of a patient's permission; `detail.of` is the Consent. */
const GIVEN = 'consent.given'
const WITHDRAWN = 'consent.withdrawn'

/**
 * What a permission states, where the agreement asks for one.
 *
 * Without it the patient is taken to object: that stands as an objection of its own, which a permission withdraws and the end
 * of the last permission puts back. So one rule keeps back what either keeps back, and every report shows it.
 * Source: design section 7 (presumed or explicit consent is a policy of the agreement), domain section 7.
 *
 * Errors (422): `consent-not-understood` for a permission with a limit, `consent-date` for one without a day or dated ahead.
 */
export function permissionIn(
  rules: Rules,
  { resource, path }: Located<Consent>,
  context: StandingContext
): Result<readonly FactRow[]> {
  if (!asksPermission(rules, context)) return ok([])
  const { arrival, referral } = context
  const of = resource.id ?? ''
  const standing = permissionsIn(context.facts)
  const base = { ...factOf(arrival, referral), detail: { of } }
  const isGiven = isPermission(resource)
  if (isGiven === standing.has(of)) return ok([])
  if (!isGiven) {
    const name = derivedId(arrival.message, WITHDRAWN, of)
    return ok([{ ...base, id: name, event: WITHDRAWN, occurredOn: arrival.today }])
  }
  const { code, actor, period, action, purpose, provision } = resource.provision ?? {}
  const isLimited = [code, actor, period, action, purpose, provision].some((limit) => limit !== undefined)
  if (isLimited) return refused(issue('consent-not-understood', {}, `${path}.provision`))
  const occurredOn = dayOf(resource.dateTime)
  if (occurredOn === undefined || occurredOn > arrival.today)
    return refused(issue('consent-date', {}, `${path}.dateTime`))
  return ok([{ ...base, id: derivedId(arrival.message, GIVEN, of), event: GIVEN, occurredOn }])
}

/**
 * What follows from the permissions that stand with a message: the objection that stands for the lack of one.
 *
 * @param news - the facts of the message.
 * @param isNew - whether the message opens the referral.
 */
export function withoutPermission(
  rules: Rules,
  context: StandingContext,
  { news, isNew }: { readonly news: readonly FactRow[]; readonly isNew: boolean }
): readonly FactRow[] {
  if (!asksPermission(rules, context)) return []
  const { arrival, referral, facts } = context
  const isPermitted = permissionsIn([...facts, ...news]).size > 0
  const standing = lacking(facts)
  const base = { ...factOf(arrival, referral), occurredOn: arrival.today, detail: { reason: CONSENT_MISSING } }
  if (isPermitted)
    return standing.map((consent) => ({
      ...base,
      id: derivedId(arrival.message, 'objection.withdrawn', consent),
      event: 'objection.withdrawn',
      objection: { consent }
    }))
  const isLost = news.some(({ event }) => event === WITHDRAWN)
  if (standing.length > 0 || (!isNew && !isLost)) return []
  const consent = derivedId(arrival.message, referral.id, CONSENT_MISSING)
  const id = derivedId(arrival.message, 'objection.made', consent)
  return [{ ...base, id, event: 'objection.made', objection: { consent } }]
}

function asksPermission(rules: Rules, { referral }: StandingContext): boolean {
  return agreementOf(rules, referral.agreement).consent === 'explicit'
}

/** The Consents by which the patient permits, as facts tell it in the order in which they were heard. */
function permissionsIn(facts: readonly FactRow[]): ReadonlySet<string> {
  const standing = new Set<string>()
  for (const { event, detail } of facts.toSorted((a, b) => a.heardAt - b.heardAt)) {
    if (event === GIVEN) standing.add(detail?.of ?? '')
    if (event === WITHDRAWN) standing.delete(detail?.of ?? '')
  }
  return standing
}

/** The objections that stand for the lack of a permission. */
function lacking(facts: readonly FactRow[]): readonly string[] {
  const of = (name: string): readonly string[] =>
    facts.flatMap(({ event, detail, objection }) =>
      event === name && detail?.reason === CONSENT_MISSING ? (objection?.consent ?? []) : []
    )
  const withdrawn = new Set(of('objection.withdrawn'))
  return of('objection.made').filter((consent) => !withdrawn.has(consent))
}

/** Whether a Consent stands in which a patient permits others to read, and denies nothing: not one for a study or a treatment. */
export function isPermission(consent: Consent): boolean {
  const isDenial = consent.provision?.type === 'deny' || isObjection(consent)
  return consent.status === 'active' && !isDenial && !isOfOther(consent)
}
