import type { Participant } from '../directory/participant.ts'
import type { Located } from '../fhir/located.ts'
import { agreementOf } from '../referral/duties.ts'
import { handedOver, handedTo, namedOutside } from '../referral/operating/handing.ts'
import { goesOn, moved, writesOf, type Move, type Moved } from '../referral/operating/moving.ts'
import type { Arrival } from '../referral/rules.ts'
import { wasWithheld } from '../referral/withheld.ts'
import { ok, type Result } from '../result.ts'
import type { Answer, StoredResource } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { carriedWith } from './carried.ts'
import type { Deps } from './deps.ts'
import { commitOn, keepAsked, operate, type Operating, type Piece } from './operate.ts'
import type { Received } from './receive.ts'

/** Referrals that one request moves: a few minutes; asked again, it goes on. */
const MOVED_MAX = 2_000

/** Referrals that one request looks at: those that ended stay where they were. */
const LOOKED_MAX = 100_000

const PAGE_SIZE = 200

/** What became of a practice's referrals. */
export interface PracticeMoved {
  readonly moved: number
  /** Referrals that could not be moved, with the code of what stood in the way; they stay with the old practice. */
  readonly failed: readonly { readonly referral: string; readonly code: string }[]
  /** Whether more is to be moved than one request does. */
  readonly more: boolean
}

/**
 * Moves the referrals of a practice that closes to the one that takes its place: all that still goes on, each in a commit of
 * its own. Where it breaks off, the same request goes on: what has moved is no more the old practice's.
 *
 * Errors: those of `operate`.
 */
export async function movePractice(
  deps: Deps,
  operating: Operating,
  { from, to, answer }: Move & { readonly answer: (result: PracticeMoved) => Answer }
): Promise<Result<Received>> {
  return operate(deps, operating, async (arrival) => {
    await keepAsked(deps, operating, arrival)
    const result = await moveAll(deps, operating, { from, to, message: arrival.message })
    const audit = { outcome: result.more || result.failed.length > 0 ? 'partly' : 'moved' }
    const nothing = { referral: '', expect: [], writes: [], outbox: [] }
    return ok({ ...nothing, audit, answer: answer(result), isKept: true })
  })
}

async function moveAll(
  deps: Deps,
  operating: Operating,
  { from, to, message }: Move & { readonly message: string }
): Promise<PracticeMoved> {
  const failed: { referral: string; code: string }[] = []
  let [count, after] = [0, '']
  for (let looked = 0; looked < LOOKED_MAX; looked += PAGE_SIZE) {
    const { facts: page } = await deps.store.read({ kind: 'referralsOfGp', gp: from, after, limit: PAGE_SIZE })
    for (const referral of page) {
      if (count >= MOVED_MAX) return { moved: count, failed, more: true }
      const done = await commitOn(deps, { operating, message, referral }, async (arrival, known) => {
        return moveOne(deps, arrival, { known, from, to })
      })
      if (!done.ok) failed.push({ referral, code: done.outcome.issues[0]?.code ?? 'internal-error' })
      else if (done.value === 'left') failed.push({ referral, code: 'busy' })
      else if (done.value === 'committed') count += 1
    }
    if (page.length < PAGE_SIZE) return { moved: count, failed, more: false }
    after = page.at(-1) ?? after
  }
  return { moved: count, failed, more: true }
}

async function moveOne(
  deps: Deps,
  arrival: Arrival,
  { known, from, to }: Move & { readonly known: ReferralFacts }
): Promise<Result<Piece | undefined>> {
  const { rules } = deps
  if (known.referral.gp !== from || !goesOn(rules, known, arrival.today)) return ok(undefined)
  const move = moved(rules, arrival, known, { from, to })
  const letters = [...(await unheardBy(deps, arrival, { known, from })), ...unanswered(known, move, to)]
  const facts = [...known.facts, ...move.facts]
  const handing = { known: { ...known, referral: move.referral }, facts, to, letters }
  const handed = handedTo(rules, arrival, handing)
  const carried = await carriedWith(deps, to, namedOutside(handed, known))
  if (!carried.ok) return carried
  // Two referrals of one patient are moved one after the other, and after what else is written to the earlier one.
  const shared = await Promise.all(
    [...carried.value.owners.keys()].map(async (id) => deps.store.read({ kind: 'referral', id }))
  )
  const all = [...carried.value.located, ...handed.flatMap(({ located }) => located)]
  const beside = { handed, carried: carried.value.located, held: await heldBy(deps, to, all) }
  const sent = handedOver(rules, arrival, { ...handing, ...beside })
  if (!sent.ok) return sent
  const writes = writesOf(rules, arrival, { known, move, handed: sent.value.rows })
  const also = shared.flatMap(({ versions }) => versions)
  return ok({ also, writes, outbox: sent.value.outbox, audit: { outcome: 'moved' } })
}

/** Resources that are asked for at once; a referral with its letters has some tens. */
const REFS_MAX = 500

async function heldBy(
  { store }: Deps,
  { id: projection }: Participant,
  located: readonly Located[]
): Promise<readonly StoredResource[]> {
  const refs = located.map(({ resource: { resourceType: type, id = '' } }) => ({ type, id }))
  const rows: StoredResource[] = []
  for (let start = 0; start < refs.length; start += REFS_MAX) {
    const some = refs.slice(start, start + REFS_MAX)
    rows.push(...(await store.read({ kind: 'resources', projection, refs: some })).facts)
  }
  return rows
}

/** Letters that ask what the old practice has yet to answer: the new one owes that now, and has to read what it is. */
function unanswered({ facts }: ReferralFacts, { opened }: Moved, to: Participant): readonly string[] {
  const asks = new Set(opened.flatMap(({ owner, trigger }) => (owner === to.id ? [trigger] : [])))
  return facts.flatMap(({ event, communication }) => (asks.has(event) ? (communication ?? []) : []))
}

/**
 * Letters that never reached the old practice and were not kept from it: what is owed to it tells which did; without that
 * nobody knows.
 */
async function unheardBy(
  { store, rules }: Deps,
  { now }: Arrival,
  { known, from }: { readonly known: ReferralFacts; readonly from: string }
): Promise<readonly string[]> {
  const ask = { kind: 'obligations', knownAt: now, referral: known.referral.id, creditor: from } as const
  const { facts: owed } = await store.read(ask)
  const [first] = owed
  if (first === undefined) return []
  const heard = new Set(first.heard.map(({ communication }) => communication))
  const { referral, facts } = known
  const question = { agreement: agreementOf(rules, referral.agreement), referral, facts }
  const letters = facts.flatMap((fact) => {
    const { communication, by } = fact
    if (communication === undefined || by === from || heard.has(communication)) return []
    return wasWithheld(question, from, fact) ? [] : [communication]
  })
  return [...new Set(letters)]
}

/** The one that takes the place of a practice: a practice of the directory, and another one. */
export function takesOver(to: Participant | undefined, from: string): to is Participant {
  return to?.role === 'his' && to.dialect !== undefined && to.id !== from
}
