import type { Resource } from '@medplum/fhirtypes'
import type { Scope } from '../scope.ts'
import type { Compiler } from './compiler.ts'
import { scopeOfTarget } from './inner-scope.ts'
import { conforms } from './memory.ts'

/** Whether the target of a reference keeps to one of the profiles that are asked of it. */
export type TargetProfileCheck = (target: Resource, path: string, scope: Scope) => boolean

/**
 * The check of a target by the profiles of a Reference; undefined where none of them asks more than a type.
 *
 * It holds where any of the profiles of the target's type holds, and where one of those cannot be looked at. Each target is
 * tried once for each profile in a check, and a circle of references ends where it closes.
 */
export function targetProfileCheck(targets: readonly string[], compiler: Compiler): TargetProfileCheck | undefined {
  const asked = targets.flatMap((canonical) => {
    const definition = compiler.definitions.structure(canonical)
    return definition?.derivation === 'constraint' ? { canonical, type: definition.type } : []
  })
  if (asked.length === 0) return undefined
  const profiles = new Set(asked.map(({ canonical }) => canonical))
  const types = targetTypesOf(
    targets.filter((canonical) => !profiles.has(canonical)),
    compiler
  )
  return (target, path, scope) => {
    const { resourceType } = target
    if (types === undefined || types.has(resourceType)) return true
    const inner = scopeOfTarget(target, scope)
    return asked.some(({ type, canonical }) => {
      if (type !== resourceType) return false
      const check = compiler.ofProfile(canonical)
      return check === undefined || conforms(check, target, { path, scope: inner })
    })
  }
}

/** The types that target profiles are profiles of; undefined where one of them is not at hand. */
export function targetTypesOf(targets: readonly string[], { definitions }: Compiler): ReadonlySet<string> | undefined {
  const types = new Set<string>()
  for (const canonical of targets) {
    const [, base] = /^http:\/\/hl7\.org\/fhir\/StructureDefinition\/([A-Z][A-Za-z]+)(?:\|.*)?$/.exec(canonical) ?? []
    const type = definitions.structure(canonical)?.type ?? base
    if (type === undefined) return undefined
    types.add(type)
  }
  return types
}
