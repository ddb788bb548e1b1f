import type { Identifier, Reference, Resource, Task } from '@medplum/fhirtypes'
import { keptSystem } from './identifiers.ts'

/** A search column: a search parameter's name and a value that it matches exactly. */
export interface SearchColumn {
  readonly param: string
  readonly value: string
}

/**
 * The search columns of a resource: what `GET /fhir/Task` can be asked for, and business identifiers.
 *
 * Source: https://hl7.org/fhir/R4/task.html#search
 */
export function searchColumns(resource: Resource): readonly SearchColumn[] {
  if (resource.resourceType === 'Task') return taskColumns(resource)
  if (resource.resourceType === 'ServiceRequest' || resource.resourceType === 'Communication') {
    return (resource.identifier ?? []).flatMap((identifier) => token('identifier', identifier))
  }
  return []
}

/** The search parameters that Task search takes; `_id` is the store's own. */
export const taskSearchParameters = ['_id', 'focus', 'owner', 'status'] as const

function taskColumns(task: Task): readonly SearchColumn[] {
  return [{ param: 'status', value: task.status }, ...reference('focus', task.focus), ...reference('owner', task.owner)]
}

function reference(param: string, to: Reference | undefined): readonly SearchColumn[] {
  const literal = to?.reference === undefined ? [] : [{ param, value: to.reference }]
  return [...literal, ...token(`${param}:identifier`, to?.identifier)]
}

function token(param: string, identifier: Identifier | undefined): readonly SearchColumn[] {
  if (identifier?.value === undefined) return []
  // An OID and the URI of the same system are the same thing, here and in the question.
  return [{ param, value: `${keptSystem(identifier.system ?? '')}|${identifier.value}` }]
}
