import { join } from 'node:path'
import { createProfileValidator, type ProfileValidator } from '../../src/profile/compile/create-profile-validator.ts'
import { loadDefinitions } from '../../src/profile/definitions/load-definitions.ts'
import { createTerminology } from '../../src/profile/terminology/create-terminology.ts'

/** The validator of the gateway's own profiles, without the rules of content that no definition states. */
export function profileValidator(): ProfileValidator {
  const definitions = loadDefinitions(join(import.meta.dirname, '..', '..', 'profiles'))
  const content = { ofType: () => undefined, ofResource: () => undefined, implied: () => [] }
  return createProfileValidator(definitions, { terminology: createTerminology(definitions), content })
}
