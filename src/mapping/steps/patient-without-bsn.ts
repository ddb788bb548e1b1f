import type { Task } from '@medplum/fhirtypes'
import { bsnOf, keptSystem } from '../../fhir/identifiers.ts'
import { issue } from '../../fhir/outcome.ts'
import { IdentifierSystem } from '../../fhir/systems.ts'
import { ok, refused } from '../../result.ts'
import type { Step, StepContext } from './step.ts'

/**
 * Leaves the BSN out of Task.for, so that a Task can be listed without saying who the patient is.
 *
 * The patient must then be found by reference: the one that stands there, or the Patient of the message with that BSN.
 * Error: `map-failed` at `for` when there is neither.
 */
export const patientWithoutBsn: Step = (resource, context) => {
  if (resource.resourceType !== 'Task') return ok({ resource })
  const { identifier, ...rest } = resource.for ?? {}
  if (identifier?.system === undefined || keptSystem(identifier.system) !== IdentifierSystem.bsn)
    return ok({ resource })
  const reference = rest.reference ?? patientWith(identifier.value, context)
  if (reference === undefined) {
    const reason = 'the patient is named by a BSN only, which a Task of this dialect does not carry'
    return refused(issue('map-failed', { dialect: context.dialect, reason }, `${context.path}.for`))
  }
  const task: Task = { ...resource, for: { ...rest, reference } }
  return ok({ resource: task })
}

function patientWith(bsn: string | undefined, { graph }: StepContext): string | undefined {
  for (const [reference, { resource }] of graph) {
    if (bsn !== undefined && resource.resourceType === 'Patient' && bsnOf(resource) === bsn) return reference
  }
  return undefined
}
