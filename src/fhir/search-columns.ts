import type { CodeableConcept, Identifier, Reference, Resource } from '@medplum/fhirtypes'
import { keptSystem } from './identifiers.ts'

/** A search column: a search parameter's name and a value that it matches exactly. */
export interface SearchColumn {
  readonly param: string
  readonly value: string
}

/**
 * The search columns of a resource: what its type can be searched by, and business identifiers.
 *
 * What is derived and not stored, a duty's state and its due day, has no column.
 * Source: https://hl7.org/fhir/R4/task.html#search, https://hl7.org/fhir/R4/communication.html#search
 */
export function searchColumns(resource: Resource): readonly SearchColumn[] {
  if (resource.resourceType === 'Task') {
    const { status, focus, owner, code, businessStatus } = resource
    return [
      { param: 'status', value: status },
      ...reference('focus', focus),
      ...reference('owner', owner),
      ...concept('code', code),
      ...concept('business-status', businessStatus)
    ]
  }
  if (resource.resourceType === 'Communication') {
    const { basedOn = [], category = [] } = resource
    return [
      ...identifiers(resource.identifier),
      ...basedOn.flatMap((one) => reference('based-on', one)),
      ...category.flatMap((one) => concept('category', one))
    ]
  }
  if (resource.resourceType === 'CommunicationRequest') {
    return (resource.basedOn ?? []).flatMap((one) => reference('based-on', one))
  }
  return resource.resourceType === 'ServiceRequest' ? identifiers(resource.identifier) : []
}

function identifiers(all: readonly Identifier[] | undefined): readonly SearchColumn[] {
  return (all ?? []).flatMap((one) => identifier('identifier', one))
}

function reference(param: string, to: Reference | undefined): readonly SearchColumn[] {
  const literal = to?.reference === undefined ? [] : [{ param, value: to.reference }]
  return [...literal, ...identifier(`${param}:identifier`, to?.identifier)]
}

function identifier(param: string, of: Identifier | undefined): readonly SearchColumn[] {
  if (of?.value === undefined) return []
  // An OID and the URI of the same system are the same thing, here and in the question.
  return [{ param, value: `${keptSystem(of.system ?? '')}|${of.value}` }]
}

/** A code is found with its system and alone. */
function concept(param: string, of: CodeableConcept | undefined): readonly SearchColumn[] {
  return (of?.coding ?? []).flatMap(({ system, code }) => {
    if (code === undefined) return []
    return [`${keptSystem(system ?? '')}|${code}`, code].map((value) => ({ param, value }))
  })
}
