import type { Patient } from '@medplum/fhirtypes'
import { bsnsOf, isBsnSystem } from '../fhir/identifiers.ts'
import type { Located } from '../fhir/located.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { logicalReferencesIn, referencesIn } from '../fhir/references.ts'

/** How the patient of a referral is known. */
export interface Known {
  readonly isOwn: (bsn: string) => boolean
  /** Ids of resources that are this patient. */
  readonly patients: ReadonlySet<string>
}

/**
 * The first place at which a graph speaks of another patient, by reference or by BSN, or of one of whom nobody here can
 * tell: a letter about somebody else would end in this patient's file.
 *
 * @returns `subject-mismatch`.
 */
export function strangerIn(graph: readonly Located[], known: Known): Issue | undefined {
  const at = graph.map((located) => strangeBsn(located, known) ?? strangeReference(located, known))
  const path = at.find((one) => one !== undefined)
  return path === undefined ? undefined : issue('subject-mismatch', {}, path)
}

function strangeBsn({ resource, path }: Located, { isOwn }: Known): string | undefined {
  if (isPatient(resource)) {
    const bsns = bsnsOf(resource)
    if (bsns.length === 0 || !bsns.every(isOwn)) return `${path}.identifier`
  }
  // A relative may be named by BSN, too; where no type is told, the patient is meant.
  const logical = logicalReferencesIn(resource, path).find(({ identifier: { system, value }, type }) => {
    const isOfPatient = (type ?? 'Patient') === 'Patient' && isBsnSystem(system) && value !== undefined
    return isOfPatient && !isOwn(value)
  })
  return logical?.path
}

function strangeReference({ resource, path }: Located, { patients }: Known): string | undefined {
  return referencesIn(resource, path).find(({ reference }) => {
    // Also at the end of another server's URL: who that is, nobody here can tell.
    const match = /(^|\/)Patient\/([^/?#]+)(?:\/_history\/[^/]+)?$/.exec(reference)
    return match !== null && (match[1] === '/' || !patients.has(match[2] ?? ''))
  })?.path
}

function isPatient(resource: Located['resource']): resource is Patient {
  return resource.resourceType === 'Patient'
}
