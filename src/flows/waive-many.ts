import { issue } from '../fhir/outcome.ts'
import {
  confirmable,
  isMeant,
  seenBy,
  type Meaning,
  type WaiverProposal
} from '../referral/operating/waiver-proposal.ts'
import { waived, waiverId } from '../referral/operating/waiving.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Answer, SettingWrite } from '../store/change.ts'
import type { ObligationFacts, ObligationPlace } from '../store/port.ts'
import type { Participant } from '../directory/participant.ts'
import type { Deps } from './deps.ts'
import { commitOn, operate, type Operating } from './operate.ts'
import type { Received } from './receive.ts'

/** Duties that one proposal may waive: a large institution's of a year. */
const DUTIES_MAX = 10_000

/** Duties that are looked through for them: a few seconds. */
const LOOKED_MAX = 200_000

const PAGE_SIZE = 500

/** What is proposed; the rest of a proposal follows from who proposes it, and when. */
export type Proposed = Pick<WaiverProposal, 'criteria' | 'waiver' | 'region'>

/**
 * Proposes to waive many duties: counts those that are open and writes nothing to any.
 *
 * Errors: those of `operate`; `duties-too-many` (422).
 */
export async function proposeWaiver(
  deps: Deps,
  operating: Operating,
  { proposed, answer }: { readonly proposed: Proposed; readonly answer: (proposal: WaiverProposal) => Answer }
): Promise<Result<Received>> {
  return operate(deps, operating, async ({ message: id, now: at, participant }) => {
    const asked = { ...proposed, ...regionOf(deps, participant, proposed), id, at }
    const meant = await meantBy(deps, asked)
    if (!meant.ok) return meant
    const count = [...meant.value.values()].flat().length
    const proposal: WaiverProposal = { ...asked, by: participant.id, count }
    return ok({
      ...{ referral: '', expect: [], writes: [kept(proposal)], outbox: [] },
      audit: { outcome: 'proposed', reason: proposed.waiver.reason },
      answer: answer(proposal)
    })
  })
}

/** A region means its own; for an operator it is the one that it names, else that of the one who owes. */
function regionOf(
  { rules }: Deps,
  { role, region }: Participant,
  { criteria: { owner }, region: named }: Proposed
): { readonly region?: string } {
  if (role === 'region') return { region: region ?? '' }
  const meant = named ?? (owner === undefined ? undefined : rules.directory.byId(owner)?.region)
  return meant === undefined ? {} : { region: meant }
}

/** A proposal as who may confirm it sees it. Errors: `proposal-unknown` (404). */
export async function readProposal(deps: Deps, participant: Participant, id: string): Promise<Result<WaiverProposal>> {
  return seenBy(await proposalOf(deps, id), participant)
}

/** What became of a confirmed proposal. */
export interface Confirmed {
  /** Duties that are waived by it. */
  readonly waived: number
  /** Referrals that moved again and again meanwhile; confirmed once more, they follow. */
  readonly left: number
}

/**
 * Confirms a proposal and waives what it means, each referral in a commit of its own: what was open when it was proposed and
 * still is. Where it breaks off, confirming it again goes on, and waives nothing twice.
 *
 * Errors: those of `operate` and `confirmable`; `duties-too-many` (422).
 */
export async function confirmWaiver(
  deps: Deps,
  operating: Operating,
  { id, answer }: { readonly id: string; readonly answer: (confirmed: Confirmed) => Answer }
): Promise<Result<Received>> {
  return operate(deps, operating, async ({ participant, now }) => {
    const found = confirmable(await proposalOf(deps, id), { participant, now })
    if (!found.ok) return found
    const proposal = { ...found.value, confirmedBy: participant.id }
    const done = proposal.waived === undefined ? await confirmed(deps, operating, proposal) : ok(proposal.waived)
    if (!done.ok) return done
    const result = typeof done.value === 'number' ? { waived: done.value, left: 0 } : done.value
    const settled = result.left === 0 ? { ...proposal, waived: result.waived } : proposal
    return ok({
      ...{ referral: '', expect: [], writes: [kept(settled)], outbox: [] },
      audit: { outcome: 'confirmed', reason: proposal.waiver.reason },
      answer: answer(result)
    })
  })
}

async function confirmed(deps: Deps, operating: Operating, proposal: WaiverProposal): Promise<Result<Confirmed>> {
  const meant = await meantBy(deps, proposal)
  if (!meant.ok) return meant
  // Who confirmed stands in the store before the first duty is waived by it.
  await deps.store.commit({ expect: [], writes: [kept(proposal)], outbox: [], audit: [] })
  const total = { waived: 0, left: 0 }
  for (const [referral, duties] of meant.value) {
    let count = 0
    const done = await commitOn(deps, { operating, message: proposal.id, referral }, async (arrival, known) => {
      const before = new Set(known.facts.map((fact) => fact.id))
      const fresh = duties.filter((duty) => !before.has(waiverId(proposal.id, duty)))
      const { writes, facts } = waived(deps.rules, arrival, {
        ...{ known, duties: new Set(fresh) },
        asked: proposal.waiver
      })
      count = duties.length - fresh.length + facts.length
      const audit = { outcome: 'waived', reason: proposal.waiver.reason }
      return Promise.resolve(ok(facts.length === 0 ? undefined : { writes, outbox: [], audit }))
    })
    if (!done.ok) return done
    if (done.value === 'left') total.left += 1
    else total.waived += count
  }
  return ok(total)
}

/** The duties that a proposal means, by referral, as they stood when it was made. */
async function meantBy(deps: Deps, proposal: Meaning): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
  const found = new Map<string, string[]>()
  let count = 0
  let after: ObligationPlace | undefined
  for (let looked = 0; looked < LOOKED_MAX; looked += PAGE_SIZE) {
    const page = await pageOf(deps, proposal, after)
    for (const one of page) {
      if (!isMeant(deps.rules, proposal, one)) continue
      const { id, referral } = one.obligation
      found.set(referral, [...(found.get(referral) ?? []), id])
      count += 1
    }
    if (count > DUTIES_MAX) return refused(issue('duties-too-many', { max: String(DUTIES_MAX) }))
    const last = page.at(-1)?.obligation
    if (last === undefined || page.length < PAGE_SIZE) return ok(found)
    after = { openedAt: last.openedAt, id: last.id }
  }
  return refused(issue('duties-too-many', { max: String(LOOKED_MAX) }))
}

async function pageOf(
  { store }: Deps,
  { at: knownAt, criteria: { owner, creditor, code } }: Pick<WaiverProposal, 'at' | 'criteria'>,
  after: ObligationPlace | undefined
): Promise<readonly ObligationFacts[]> {
  const ask = {
    ...({ kind: 'obligations', knownAt, limit: PAGE_SIZE } as const),
    ...(owner === undefined ? {} : { owner }),
    ...(creditor === undefined ? {} : { creditor }),
    ...(code === undefined ? {} : { code }),
    ...(after === undefined ? {} : { after })
  }
  return (await store.read(ask)).facts
}

async function proposalOf({ store }: Deps, id: string): Promise<WaiverProposal | undefined> {
  const { facts } = await store.read({ kind: 'setting', name: settingOf(id) })
  // The store gives back the text that this module wrote.
  return facts === undefined ? undefined : (JSON.parse(facts) as WaiverProposal)
}

function kept(proposal: WaiverProposal): SettingWrite {
  return { kind: 'setting', name: settingOf(proposal.id), value: JSON.stringify(proposal) }
}

function settingOf(id: string): string {
  return `waiver-proposal/${id}`
}
