import assert from 'node:assert/strict'
import type { Decided } from '../../src/flows/decided.ts'
import type { Deps } from '../../src/flows/deps.ts'
import { disputed } from '../../src/referral/operating/disputing.ts'
import type { Arrival } from '../../src/referral/rules.ts'
import { unwaived, waiveOne } from '../../src/referral/operating/waiving.ts'
import { ok, type Result } from '../../src/result.ts'
import type { ObligationRow, OutboxMessage, Write } from '../../src/store/change.ts'
import { isoOf } from '../diary/days.ts'
import type { Dispute, Entry, Unwaive, Waive } from '../diary/entry.ts'
import type { Remembered } from './player.ts'

/** What is decided on an operation about a duty; undefined for an entry that is none. */
export async function operated(
  { store, rules }: Deps,
  arrival: Arrival,
  { entry: { act, by }, known: remembered }: { readonly entry: Entry; readonly known: Remembered }
): Promise<Result<Decided> | undefined> {
  if (act.what !== 'waive' && act.what !== 'unwaive' && act.what !== 'dispute') return undefined
  const referral = remembered.row.id
  const { facts: known, versions: expect } = await store.read({ kind: 'referral', id: referral })
  assert(known !== undefined)
  const duty = dutyOf(known.obligations, act, { by, remembered })
  const decided = (writes: readonly Write[], outbox: readonly OutboxMessage[]): Result<Decided> =>
    ok({ decision: { referral, writes, outbox, own: [], issues: [], warnings: [] }, expect })
  if (act.what === 'waive') {
    const until = act.until === undefined ? {} : { until: isoOf(act.until) }
    const asked = { reason: 'agreed-otherwise', authority: 'de huisarts', evidence: 'overleg', ...until } as const
    const done = waiveOne(rules, arrival, { known, duty: duty.id, asked })
    return done.ok ? decided(done.value.writes, []) : done
  }
  if (act.what === 'unwaive') {
    const done = unwaived(rules, arrival, { known, duty: duty.id })
    return done.ok ? decided(done.value.writes, []) : done
  }
  const about = { communication: remembered.ids.get(act.letter) ?? '' }
  const done = disputed(rules, arrival, { known, asked: { duty, reason: 'not-received-call', about } })
  return done.ok ? decided(done.value.writes, done.value.outbox) : done
}

/** The last duty that is owed to who speaks: of the code that is waived, which is remembered with the waiver. */
function dutyOf(
  obligations: readonly ObligationRow[],
  act: Waive | Unwaive | Dispute,
  { by, remembered }: { readonly by: string; readonly remembered: Remembered }
): ObligationRow {
  if (act.what === 'waive') remembered.ids.set(act.id, act.code)
  const code = act.what === 'dispute' ? undefined : remembered.ids.get(act.id)
  const duty = obligations.findLast((one) => one.creditor === by && (code === undefined || one.code === code))
  assert(duty !== undefined, `nothing is owed to ${by} to ${act.what}`)
  return duty
}
