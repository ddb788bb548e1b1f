import { isDeepStrictEqual } from 'node:util'
import type { Task } from '@medplum/fhirtypes'
import type { Located } from '../../fhir/located.ts'
import { issue, type Issue } from '../../fhir/outcome.ts'
import { CodeSystem, ExtensionUrl } from '../../fhir/systems.ts'
import { suspensionReasons } from '../../obligations/agreement.ts'
import { businessStatuses, type Requirement } from './lifecycle.ts'
import { isTooFar, statedDates } from '../stated-dates.ts'
import { suspensionReasonOf } from './transition.ts'

/** The one business status that may speak of a day to come. */
const PLANNED = 'intake-planned'

/**
 * What a step lacks that its row of the table asks for: who is sent back must know why and where to go instead, and a clock
 * stands still only for a reason that an agreement can name. Design section 8.
 *
 * @returns `rejection-incomplete`, `suspension-incomplete`, `unknown-code` (422).
 */
export function lackingIn(
  { resource, path }: Located<Task>,
  requires: readonly Requirement[] | undefined
): Issue | undefined {
  for (const requirement of requires ?? []) {
    if (requirement === 'suspension-reason') return unsuspended(resource, path)
    if (requirement === 'reason' && !isReasoned(resource)) {
      return issue('rejection-incomplete', {}, `${path}.statusReason`)
    }
    if (requirement === 'alternative' && !namesAlternative(resource)) {
      return issue('rejection-incomplete', {}, `${path}.extension`)
    }
  }
  return undefined
}

/** Whether a Task says why, in words or as a code. */
export function isReasoned({ statusReason }: Task): boolean {
  return (statusReason?.text ?? '').trim() !== '' || (statusReason?.coding?.length ?? 0) > 0
}

function namesAlternative({ extension }: Task): boolean {
  const concept = extension?.find(({ url }) => url === ExtensionUrl.alternative)?.valueCodeableConcept
  const isNone = concept?.coding?.some(
    ({ system, code }) => system === CodeSystem.rejectionAlternative && code === 'none'
  )
  return isNone === true || (concept?.text ?? '').trim() !== ''
}

function unsuspended(task: Task, path: string): Issue | undefined {
  const codings = task.statusReason?.coding ?? []
  const at = codings.findIndex(({ system }) => system === CodeSystem.suspensionReason)
  const map = suspensionReasons.join(', ')
  if (at === -1) return issue('suspension-incomplete', { reasons: map }, `${path}.statusReason`)
  if (suspensionReasonOf(task) !== undefined) return undefined
  const words = { code: 'given', system: CodeSystem.suspensionReason, map }
  return issue('unknown-code', words, `${path}.statusReason.coding[${at}].code`)
}

/** A code that nobody knows starts no clock, and a day to come has not been: a typo in either would pass for silence. */
export function unsaidIn({ resource, path }: Located<Task>, today: string): Issue | undefined {
  const codings = resource.businessStatus?.coding ?? []
  const unknown = codings.findIndex(
    ({ system, code }) => system === CodeSystem.businessStatus && !businessStatuses.has(code ?? '')
  )
  if (unknown !== -1) {
    const words = { code: 'given', system: CodeSystem.businessStatus, map: [...businessStatuses.keys()].join(', ') }
    return issue('unknown-code', words, `${path}.businessStatus.coding[${unknown}].code`)
  }
  const { event, expected } = statedDates(resource.extension)
  const isAhead = event !== undefined && event > today && businessStatusOf(resource) !== PLANNED
  return isAhead || isTooFar(event, today) || isTooFar(expected, today)
    ? issue('event-date-ahead', { today }, `${path}.extension`)
    : undefined
}

/** The code of the business status of a coordination Task. */
export function businessStatusOf({ businessStatus }: Task): string | undefined {
  return businessStatus?.coding?.find(({ system }) => system === CodeSystem.businessStatus)?.code
}

/**
 * A step without what it only carries along and what is no more so: a business status of the stretch before, and the reason
 * for which the Task was on hold, which a later rejection would else pass off as its own. Source: design section 8.
 *
 * @param before - the Task as its sender read it.
 */
export function withoutStale(before: Task, asked: Task): Task {
  if (before.status === asked.status) return asked
  const after = { ...asked }
  const business = businessStatusOf(asked)
  const isCarriedAlong = business !== undefined && business === businessStatusOf(before)
  if (isCarriedAlong && businessStatuses.get(business)?.during.includes(asked.status) !== true) {
    delete after.businessStatus
  }
  const isOldReason = isDeepStrictEqual(before.statusReason, asked.statusReason)
  if (before.status === 'on-hold' && isOldReason) delete after.statusReason
  return after
}
