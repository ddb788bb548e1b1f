import type { Reference, Resource, ServiceRequest, Task } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import { derivedId } from '../fhir/derived-id.ts'
import { CodeSystem, IdentifierSystem } from '../fhir/systems.ts'
import { issue } from '../fhir/outcome.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Located } from '../fhir/located.ts'
import type { Core, Parties } from './routing.ts'

/**
 * The coordination Task of a new referral in canonical form: the sender's, or one that the gateway makes, with owner and
 * requester named by their numbers, so that every dialect can say who they are.
 *
 * Errors: `transition-not-allowed` (409) when the sender's Task does not start as `requested`.
 */
export function coordinationTask(core: Core, parties: Parties): Result<Located<Task>> {
  const posted = core.task?.resource
  if (posted !== undefined && posted.status !== 'requested') {
    const words = { from: 'new', to: posted.status, allowed: 'requested' }
    return refused(issue('transition-not-allowed', words, `${core.task?.path ?? ''}.status`))
  }
  const task = posted ?? newTask(core.request.resource)
  const resource: Task = {
    ...task,
    requester: named(task.requester, parties.requester),
    owner: named(task.owner, parties.performer)
  }
  return ok({ resource, path: core.task?.path ?? core.request.path })
}

/** A reference to a participant's organisation by number, keeping what the sender's own reference says. */
export function named<T extends Resource>(reference: Reference<T> | undefined, participant: Participant): Reference<T> {
  const { ura, agb } = participant.identifiers
  const identifier =
    ura === undefined
      ? { system: IdentifierSystem.agb, value: agb ?? '' }
      : { system: IdentifierSystem.ura, value: ura }
  return { display: participant.name, ...reference, identifier: reference?.identifier ?? identifier }
}

function newTask(request: ServiceRequest): Task {
  return {
    resourceType: 'Task',
    id: derivedId(request.id ?? '', 'task'),
    status: 'requested',
    intent: 'order',
    ...(request.priority === undefined ? {} : { priority: request.priority }),
    code: { coding: [{ system: CodeSystem.snomed, code: '3457005', display: 'Patient referral' }] },
    focus: { reference: `ServiceRequest/${request.id ?? ''}` },
    for: { reference: request.subject.reference ?? '' },
    ...(request.authoredOn === undefined ? {} : { authoredOn: request.authoredOn })
  }
}
