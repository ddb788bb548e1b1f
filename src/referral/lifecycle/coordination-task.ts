import type { ServiceRequest, Task } from '@medplum/fhirtypes'
import { organisationReference } from '../../directory/as-resources.ts'
import { derivedId } from '../../fhir/derived-id.ts'
import { CodeSystem } from '../../fhir/systems.ts'
import { issue } from '../../fhir/outcome.ts'
import { ok, refused, type Result } from '../../result.ts'
import type { Located } from '../../fhir/located.ts'
import type { Core, Parties } from '../routing.ts'

/**
 * The coordination Task of a new referral in canonical form: the sender's, or one that the gateway makes.
 *
 * Errors: `task-not-taken` (422) for one that passes for a duty, `transition-not-allowed` (409) when the sender's Task does not start as `requested`.
 */
export function coordinationTask({ request, task }: Core, parties: Parties): Result<Located<Task>> {
  if (task === undefined) return ok({ resource: newTask(request.resource, parties), path: request.path })
  const isForged = task.resource.code?.coding?.some(({ system }) => system === CodeSystem.obligation) === true
  if (isForged) return refused(issue('task-not-taken', {}, `${task.path}.code`))
  const { status } = task.resource
  if (status === 'requested') return ok(task)
  return refused(
    issue('transition-not-allowed', { from: 'new', to: status, allowed: 'requested' }, `${task.path}.status`)
  )
}

function newTask(request: ServiceRequest, { requester, performer }: Parties): Task {
  return {
    resourceType: 'Task',
    id: derivedId(request.id ?? '', 'task'),
    status: 'requested',
    intent: 'order',
    ...(request.priority === undefined ? {} : { priority: request.priority }),
    code: { coding: [{ system: CodeSystem.snomed, code: '3457005', display: 'Patient referral' }] },
    focus: { reference: `ServiceRequest/${request.id ?? ''}` },
    for: { reference: request.subject.reference ?? '' },
    ...(request.authoredOn === undefined ? {} : { authoredOn: request.authoredOn }),
    requester: organisationReference(requester),
    owner: organisationReference(performer)
  }
}
