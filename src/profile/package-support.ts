import type { StructureDefinition } from '@medplum/fhirtypes'
import { reasonOf } from '../reason.ts'
import { canonicalOf, type Unsupported } from './compile/compiler.ts'
import type { Source } from './definitions/source.ts'
import type { Validator } from './port.ts'

/** A profile of a package with what of it is not checked here. */
export interface ProfileSupport {
  /** `name version`. */
  readonly package: string
  /** Canonical with its version. */
  readonly profile: string
  /** Empty where all of it is checked. */
  readonly unsupported: readonly Unsupported[]
}

/** The profiles of packages, or every one that cannot be compiled, in a line each. */
export type PackageSupport =
  | { readonly ok: true; readonly value: readonly ProfileSupport[] }
  | { readonly ok: false; readonly problems: readonly string[] }

/**
 * Compiles every profile of packages, extensions included, and says of each what is not checked.
 *
 * What one message would meet for the first time is met here, so that an operator reads of it at the start.
 */
export function supportOf(validator: Validator, packages: readonly Source[]): PackageSupport {
  const found: ProfileSupport[] = []
  const problems: string[] = []
  for (const { name, structures } of packages) {
    const shown = `${name.name} ${name.version}`
    for (const definition of structures.all.filter(({ derivation }) => derivation === 'constraint')) {
      const profile = canonicalOf(definition)
      const unsupported = compiled(validator, definition)
      if (typeof unsupported === 'string')
        problems.push(`package ${shown}: ${profile} cannot be compiled: ${unsupported}`)
      else found.push({ package: shown, profile, unsupported })
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: found }
}

/** What is not checked of a profile, or why it cannot be compiled at all: a package may hold anything. */
function compiled(validator: Validator, definition: StructureDefinition): readonly Unsupported[] | string {
  const profile = canonicalOf(definition)
  try {
    return [...untaken(validator, definition), ...(validator.unsupportedIn(profile) ?? [])]
  } catch (error) {
    return reasonOf(error)
  }
}

/** A profile of a type that never gets as far as a profile. */
function untaken(validator: Validator, definition: StructureDefinition): readonly Unsupported[] {
  const { type, kind } = definition
  const isTaken = kind === 'resource' ? validator.known.has(type) : validator.definitions.type(type) !== undefined
  const isAbstract = validator.definitions.type(type)?.abstract === true
  if (isTaken || isAbstract) return []
  return [{ profile: canonicalOf(definition), element: type, reason: 'this type is not taken here' }]
}
