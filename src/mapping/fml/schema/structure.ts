import type { ElementDefinition as FhirElement, StructureDefinition } from '@medplum/fhirtypes'
import { fail } from '../fault.ts'
import type { TypeDefinition } from './types.ts'

/** A StructureDefinition by what types need of it. */
export interface Structure {
  /** The path of its root element: for a type of FHIR its name. */
  readonly name: string
  readonly kind: TypeDefinition['kind']
  readonly isAbstract: boolean
  readonly base: string | undefined
  /** The elements right below a path, by that path; the root and every backbone element have an entry. */
  readonly children: ReadonlyMap<string, readonly FhirElement[]>
  /** For the path of a backbone element, the type that its definition gives it: `BackboneElement` or `Element`. */
  readonly bases: ReadonlyMap<string, string>
}

/** Reads a StructureDefinition with a snapshot; without one it is a FaultError `wrong-value`. */
export function readStructure(definition: StructureDefinition): Structure {
  const { url, kind, abstract, baseDefinition, snapshot } = definition
  const [root, ...rest] = snapshot?.element ?? []
  if (root === undefined || root.path.includes('.')) {
    return fail({ code: 'wrong-value', message: `${url} has no snapshot with a root element`, value: url })
  }
  const children = new Map<string, FhirElement[]>([[root.path, []]])
  const types = new Map<string, string | undefined>()
  for (const element of rest) {
    types.set(element.path, element.type?.[0]?.code)
    const parent = element.path.slice(0, Math.max(element.path.lastIndexOf('.'), 0))
    const isBelow = parent === root.path || types.has(parent)
    if (!isBelow) fail({ code: 'wrong-value', message: `${url}: ${element.path} has no parent`, value: url })
    // What a snapshot forbids is not there, and a slice is another view of an element that is.
    if (element.max === '0' || element.sliceName !== undefined) continue
    const siblings = children.get(parent) ?? []
    children.set(parent, siblings)
    siblings.push(element)
  }
  const paths = [...children.keys()].filter((path) => path !== root.path)
  return {
    name: root.path,
    kind: kindOf(kind),
    isAbstract: abstract,
    base: baseDefinition?.slice(baseDefinition.lastIndexOf('/') + 1),
    children,
    bases: new Map(paths.map((path) => [path, types.get(path) ?? 'Element']))
  }
}

/** A logical model has no `resourceType`, so it stands in JSON as a data type does. */
function kindOf(kind: StructureDefinition['kind']): TypeDefinition['kind'] {
  if (kind === 'primitive-type') return 'primitive'
  return kind === 'resource' ? 'resource' : 'complex'
}
