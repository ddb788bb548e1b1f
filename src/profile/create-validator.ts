import { join } from 'node:path'
import { activeNarratives } from './narrative.ts'
import { wrongNumbers } from './numbers.ts'
import type { Validator } from './port.ts'
import { readRequired } from './required.ts'
import { readStructure } from './structure.ts'

/**
 * Makes the validator of a `profiles/` folder: base R4 from `base/`, required content from `required/`.
 *
 * Throws where a file cannot be read or says something that cannot be checked; the start stops on that.
 * Decision and limits: `docs/adr/0005-validation-for-now.md`.
 */
export function createValidator(profilesDir: string): Validator {
  const structure = readStructure(join(profilesDir, 'base'))
  const required = readRequired(join(profilesDir, 'required'), structure.types)
  return {
    types: structure.types,
    base(resource, path) {
      const issues = structure.check(resource, path)
      // Numbers and narratives are looked at only in what is sound: the walks rely on a resource being what FHIR says.
      if (issues.length > 0 || typeof resource !== 'object' || resource === null) return issues
      return [...wrongNumbers(resource, path), ...activeNarratives(resource, path)]
    },
    required: (list, resource, graph) => required.missing(list, resource, graph),
    what: (kind, code) => required.what(kind, code)
  }
}
