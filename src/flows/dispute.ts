import { disputed, type Disputed, type DisputeAsked } from '../referral/operating/disputing.ts'
import { issue } from '../fhir/outcome.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Answer } from '../store/change.ts'
import type { Deps } from './deps.ts'
import { findDuty } from './find-duty.ts'
import { operate, type Operating } from './operate.ts'
import type { Received } from './receive.ts'

/**
 * Records that the one to whom feedback is owed disputes feedback by telephone, or a suspension; no operator speaks for it.
 *
 * Errors: those of `operate`, `findDuty` and `disputed`.
 */
export async function dispute(
  deps: Deps,
  operating: Operating,
  {
    duty: id,
    asked,
    answer
  }: {
    readonly duty: string
    readonly asked: Omit<DisputeAsked, 'duty'>
    readonly answer: (disputed: Disputed) => Answer
  }
): Promise<Result<Received>> {
  return operate(deps, operating, async (arrival) => {
    if (operating.participant.role === 'operator') return refused(issue('creditor-only'))
    const found = await findDuty(deps, operating.participant, id)
    if (!found.ok) return found
    const { duty, known, versions: expect } = found.value
    const done = disputed(deps.rules, arrival, { known, asked: { ...asked, duty } })
    if (!done.ok) return done
    const { writes, outbox } = done.value
    const audit = { outcome: 'disputed', reason: asked.reason }
    return ok({ referral: known.referral.id, expect, writes, outbox, audit, answer: answer(done.value) })
  })
}
