import { issue } from '../../fhir/outcome.ts'
import { lazily } from './lazily.ts'
import { conforms } from './memory.ts'
import { ruleAt, type Compiler, type ItemCheck, type Spot } from './compiler.ts'

/**
 * The check of an item whose type names profiles: of one, everything that it asks is told; of several, one must fit.
 *
 * Errors: those of the profile; `type-not-allowed` where none of several fits.
 */
export function profilesCheck(spot: Spot, compiler: Compiler, profiles: readonly string[]): ItemCheck | undefined {
  const named = profiles.filter((canonical) => !isOwnBase(canonical, spot))
  const [only, ...more] = named
  if (only === undefined) return undefined
  for (const canonical of named) {
    if (compiler.definitions.structure(canonical)?.snapshot === undefined) {
      compiler.unsupported(spot, `profile ${canonical} is not at hand with a snapshot`)
    }
  }
  if (more.length === 0) return lazily(() => compiler.ofProfile(only))
  const words = { element: spot.node.element.path, type: 'another profile', allowed: named.join(', ') }
  const rule = ruleAt(spot)
  return (value, path, scope, companion) => {
    const checks = named.flatMap((canonical) => compiler.ofProfile(canonical) ?? [])
    // Where one of them is not at hand, the item may be meant for that one.
    if (checks.length < named.length) return
    const fits = checks.some((check) => conforms(check, value, { path, scope, companion }))
    if (!fits) scope.tell({ ...issue('type-not-allowed', words, path), rule })
  }
}

/** `Reference` as a profile of Reference asks nothing more than the type does. */
function isOwnBase(canonical: string, { node }: Spot): boolean {
  return node.element.type?.some(({ code }) => canonical === `http://hl7.org/fhir/StructureDefinition/${code}`) === true
}
