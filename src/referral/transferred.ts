import type { Task } from '@medplum/fhirtypes'
import { derivedId } from '../fhir/derived-id.ts'
import { CodeSystem } from '../fhir/systems.ts'
import { CANONICAL_PROJECTION, type OutboxMessage, type StoredResource, type Write } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { readersIn } from './catch-up.ts'
import { agreementOf } from './duties.ts'
import { outboxMessage } from './outbound.ts'
import { currentRows, nextRows, readRow } from './projection.ts'
import type { Arrival, Rules } from './rules.ts'
import { isWithheld } from './withheld.ts'

/** Statuses in which the coordination Task says no more how things stand. */
const final: ReadonlySet<string> = new Set(['completed', 'failed', 'rejected', 'cancelled', 'entered-in-error'])

/**
 * The coordination Task of a referral that is passed on, as `transferred`: in a worklist it would else stand as waiting for ever.
 *
 * Its status stays its performer's to change. Who reads the referral is sent the Task, unless the patient objects.
 * Source: design section 8 (business status).
 */
export function transferred(
  rules: Rules,
  arrival: Arrival,
  earlier: ReferralFacts
): { readonly writes: readonly Write[]; readonly outbox: readonly OutboxMessage[] } {
  const { referral, facts } = earlier
  const { now, message, participant } = arrival
  const agreement = agreementOf(rules, referral.agreement)
  const current = currentRows(earlier.resources)
  const cause = { message, isPosted: false }
  const rowsIn = (projection: string): readonly StoredResource[] => {
    const row = current.get(`${projection}/Task/${referral.task}`)
    const task = row === undefined ? undefined : readRow(row)
    if (task?.resourceType !== 'Task' || final.has(task.status)) return []
    return nextRows(projection, [{ ...task, businessStatus }], { current, referral, now, cause })
  }
  const open = readersIn(earlier).filter(
    (receiver) =>
      !isWithheld({ agreement, referral, facts, now }, { receiver, sender: participant.id, kind: undefined })
  )
  const rows = new Map([CANONICAL_PROJECTION, ...open].map((projection) => [projection, rowsIn(projection)]))
  // Beside the message about the new referral, which has its id from the same cause and receiver.
  const about = { referral: referral.id, priority: 2, cause: derivedId(message, referral.id), now } as const
  const told = [...rows].filter(([id, made]) => {
    return (
      made.length > 0 && id !== CANONICAL_PROJECTION && id !== participant.id && rules.directory.byId(id) !== undefined
    )
  })
  return {
    writes: [...rows.values()].flat().map((row): Write => ({ kind: 'resource', ...row })),
    outbox: told.map(([receiver, made]) => ({
      ...outboxMessage(made, { ...about, receiver }, rules.base),
      cause: message
    }))
  }
}

const businessStatus: NonNullable<Task['businessStatus']> = {
  coding: [{ system: CodeSystem.businessStatus, code: 'transferred', display: 'Transferred' }],
  text: 'Doorgezet'
}
