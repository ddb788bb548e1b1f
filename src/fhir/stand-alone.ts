import type { Patient, Resource, ServiceRequest } from '@medplum/fhirtypes'
import type { Located } from './located.ts'
import { derivedId } from './derived-id.ts'
import { withReferences } from './references.ts'
import { bsnOf } from './identifiers.ts'

/**
 * A graph in which every resource stands on its own: contained resources become entries, and a patient whom a
 * ServiceRequest names by BSN alone becomes a Patient. What the canonical form is made from; the sender keeps its own shape.
 */
export function standAlone(graph: readonly Located[]): readonly Located[] {
  return graph.flatMap((located) => withPatient(withoutContained(located)))
}

function withoutContained({ resource, path }: Located): readonly Located[] {
  const { contained, ...rest } = resource as Resource & { readonly contained?: readonly Resource[] }
  if (contained === undefined) return [{ resource, path }]
  const ids = new Map(contained.map((one) => [`#${one.id ?? ''}`, derivedId(resource.id ?? '', one.id ?? '')]))
  const types = new Map(contained.map((one) => [`#${one.id ?? ''}`, one.resourceType]))
  const rewrite = (reference: string): string | undefined => {
    const id = ids.get(reference)
    return id === undefined ? undefined : `${types.get(reference) ?? ''}/${id}`
  }
  const own: Resource = withReferences(rest, rewrite)
  const inner = contained.map((one, index) => ({
    resource: withReferences({ ...one, id: ids.get(`#${one.id ?? ''}`) ?? '' }, rewrite),
    path: `${path}.contained[${index}]`
  }))
  return [{ resource: own, path }, ...inner]
}

function withPatient(located: readonly Located[]): readonly Located[] {
  const [first] = located
  if (first?.resource.resourceType !== 'ServiceRequest') return located
  const request: ServiceRequest = first.resource
  const identifier = request.subject.identifier
  if (request.subject.reference !== undefined || identifier?.value === undefined) return located
  const isBsn = bsnOf({ resourceType: 'Patient', identifier: [identifier] }) !== undefined
  // Any other number identifies nobody here: the referral is refused for want of a BSN, at the place where it is wanted.
  if (!isBsn) return located
  const patient: Patient = {
    resourceType: 'Patient',
    id: derivedId(request.id ?? '', 'subject'),
    identifier: [identifier]
  }
  const subject = { ...request.subject, reference: `Patient/${patient.id ?? ''}` }
  return [
    { resource: { ...request, subject }, path: first.path },
    ...located.slice(1),
    { resource: patient, path: `${first.path}.subject` }
  ]
}
