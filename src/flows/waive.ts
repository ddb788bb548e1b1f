import { unwaived, waiveOne, type Waived, type WaiverAsked } from '../referral/operating/waiving.ts'
import { ok, type Result } from '../result.ts'
import type { Answer } from '../store/change.ts'
import type { Deps } from './deps.ts'
import { findDuty } from './find-duty.ts'
import { operate, type Operating } from './operate.ts'
import type { Received } from './receive.ts'

/** What is asked about one duty: a waiver, or that the one that stands is taken back. */
export interface WaiveAsked {
  readonly duty: string
  /** Undefined: take back. */
  readonly waiver: WaiverAsked | undefined
}

/**
 * Waives one duty, or takes its waiver back: by the one to whom it is owed, or by an operator.
 *
 * Errors: those of `operate`, `findDuty`, `waiveOne` and `unwaived`.
 */
export async function waive(
  deps: Deps,
  operating: Operating,
  { asked, answer }: { readonly asked: WaiveAsked; readonly answer: (waived: Waived) => Answer }
): Promise<Result<Received>> {
  return operate(deps, operating, async (arrival) => {
    const { duty, waiver } = asked
    const found = await findDuty(deps, operating.participant, duty)
    if (!found.ok) return found
    const { known, versions: expect } = found.value
    const done =
      waiver === undefined
        ? unwaived(deps.rules, arrival, { known, duty })
        : waiveOne(deps.rules, arrival, { known, duty, asked: waiver })
    if (!done.ok) return done
    const audit = waiver === undefined ? { outcome: 'ended' } : { outcome: 'waived', reason: waiver.reason }
    const { writes } = done.value
    return ok({ referral: known.referral.id, expect, writes, outbox: [], audit, answer: answer(done.value) })
  })
}
