import type { Participant } from '../directory/participant.ts'
import { issue } from '../fhir/outcome.ts'
import { readRow } from '../referral/projection.ts'
import { ok, refused, type Result } from '../result.ts'
import type { ObligationRow, StreamVersion } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { isDuty } from './ask.ts'
import type { Deps } from './deps.ts'

/** A duty with everything that a decision about it needs. */
export interface DutyFound {
  readonly duty: ObligationRow
  readonly known: ReferralFacts
  readonly versions: readonly StreamVersion[]
}

/**
 * The duty of a Task, as its creditor finds it in its own projection, and an operator by its id alone.
 *
 * Errors: `not-found` (404), also for what somebody else may see; `not-a-duty` (422) for another Task; `creditor-only` (403)
 * for the one who owes it.
 */
export async function findDuty(deps: Deps, reader: Participant, id: string): Promise<Result<DutyFound>> {
  const referral = reader.role === 'operator' ? await referralOfDuty(deps, id) : await referralAsRead(deps, reader, id)
  if (!referral.ok) return referral
  const { facts: known, versions } = await deps.store.read({ kind: 'referral', id: referral.value })
  const duty = known?.obligations.find((one) => one.id === id)
  if (known === undefined || duty === undefined) return refused(issue('not-found'))
  const isCreditor = duty.creditor === reader.id && duty.owner !== reader.id
  return reader.role === 'operator' || isCreditor ? ok({ duty, known, versions }) : refused(issue('creditor-only'))
}

async function referralOfDuty({ store }: Deps, id: string): Promise<Result<string>> {
  const { facts } = await store.read({ kind: 'obligation', id })
  return facts === undefined ? refused(issue('not-found')) : ok(facts.referral)
}

async function referralAsRead({ store }: Deps, reader: Participant, id: string): Promise<Result<string>> {
  const { facts: row } = await store.read({ kind: 'resource', projection: reader.id, type: 'Task', id })
  if (row === undefined) return refused(issue('not-found'))
  return isDuty(readRow(row)) ? ok(row.referral) : refused(issue('not-a-duty'))
}
