import { localDay } from '../clock.ts'
import { issue } from '../fhir/outcome.ts'
import type { Agreement } from '../obligations/agreement.ts'
import { versionKey } from '../obligations/agreements/version.ts'
import { enforcedIn, isUnderAnother, type Enforcing } from '../referral/operating/enforcing.ts'
import type { Arrival } from '../referral/rules.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Answer } from '../store/change.ts'
import type { ObligationFacts, ObligationPlace } from '../store/port.ts'
import type { Deps } from './deps.ts'
import { commitOn, keepAsked, operate, type Operating } from './operate.ts'
import type { Received } from './receive.ts'
import { dutyPages } from './what-if.ts'

/** Referrals that one call changes before it answers, some seconds of work; the next call goes on behind them. */
const REFERRALS_MAX = 1_000

/** Pages of duties that one call looks at, a hundred thousand duties, also where it finds nothing to do. */
const PAGES_MAX = 200

/** What is asked: the agreement by its id, why, and the duty behind which an earlier call ended. */
export interface EnforceAsked {
  readonly agreement: string
  readonly reason: string
  readonly after?: string
}

/** What a call did. */
export interface Enforced {
  /** `id|version`. */
  readonly version: string
  /** Referrals that are under this version from now on. */
  readonly changed: number
  /** Referrals on which others wrote all the time; asked again they are tried again. */
  readonly left: number
  /** The duty behind which there is more to do; absent where all has been looked at. */
  readonly next?: string
}

/**
 * Puts the version of an agreement that is in force for new referrals in force for the open duties of all others: one commit
 * for each referral, with the reason. Duties that are met or ended keep their version.
 *
 * It may be broken off and asked again at any moment: what is done is found to be done.
 * Errors: those of `operate`, `agreement-unknown` (404), `place-unknown` (422).
 */
export async function enforce(
  deps: Deps,
  operating: Operating,
  { asked, answer }: { readonly asked: EnforceAsked; readonly answer: (enforced: Enforced) => Answer }
): Promise<Result<Received>> {
  const agreement = inForceNamed(deps, asked.agreement)
  if (agreement === undefined) return refused(issue('agreement-unknown'))
  const from = await placeOf(deps, asked.after)
  if (!from.ok) return from
  return operate(deps, operating, async (arrival) => {
    await keepAsked(deps, operating, arrival)
    const done = await enforceAll(deps, operating, { arrival, agreement, reason: asked.reason, from: from.value })
    if (!done.ok) return done
    const nothing = { referral: '', expect: [], writes: [], outbox: [], isKept: true }
    return ok({ ...nothing, audit: { outcome: 'enforced', reason: done.value.version }, answer: answer(done.value) })
  })
}

/** The version in force of an agreement, as duties are judged by it. */
function inForceNamed({ rules: { agreements } }: Deps, id: string): Agreement | undefined {
  const found = agreements.get(id)
  return found?.id === id ? agreements.get(versionKey(found)) : undefined
}

interface Going extends Enforcing {
  readonly arrival: Arrival
  readonly from: ObligationPlace | undefined
}

async function enforceAll(deps: Deps, operating: Operating, going: Going): Promise<Result<Enforced>> {
  const { agreement, reason, arrival, from } = going
  const version = versionKey(agreement)
  const { message } = arrival
  let [changed, left, pages] = [0, 0, 0]
  for await (const duties of dutyPages(deps.store, arrival.now, from)) {
    for (const referral of referralsIn(deps, agreement, duties)) {
      const about = { operating, message, referral }
      const done = await commitOn(deps, about, async (at, known) => {
        const writes = enforcedIn(deps.rules, at, { known, agreement, reason })
        const audit = { outcome: 'enforced', reason: version }
        return Promise.resolve(ok(writes && { writes, outbox: [], audit }))
      })
      if (!done.ok) return done
      if (done.value === 'committed') changed += 1
      if (done.value === 'left') left += 1
    }
    pages += 1
    const next = duties.at(-1)?.obligation.id
    if ((changed + left >= REFERRALS_MAX || pages === PAGES_MAX) && next !== undefined)
      return ok({ version, changed, left, next })
  }
  return ok({ version, changed, left })
}

function referralsIn(deps: Deps, agreement: Agreement, duties: readonly ObligationFacts[]): ReadonlySet<string> {
  const on = localDay(deps.clock.now())
  const found = duties.filter(({ obligation, facts }) => {
    return isUnderAnother(deps.rules.agreements, agreement, { obligation, facts, on })
  })
  return new Set(found.map(({ obligation }) => obligation.referral))
}

async function placeOf(deps: Deps, duty: string | undefined): Promise<Result<ObligationPlace | undefined>> {
  if (duty === undefined) return ok(undefined)
  const { facts } = await deps.store.read({ kind: 'obligation', id: duty })
  return facts === undefined ? refused(issue('place-unknown')) : ok({ openedAt: facts.openedAt, id: facts.id })
}
