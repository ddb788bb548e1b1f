import { parseBounded } from '../../src/fhir/bounded-json.ts'
import type { Issue } from '../../src/fhir/outcome.ts'
import { validatorOf } from '../../src/profile/create-validator.ts'
import type { Definitions } from '../../src/profile/definitions/definitions.ts'
import { requiredCodes } from '../../src/profile/gate/required-codes.ts'
import { schemasOf, type GateSchema } from '../../src/profile/gate/schema-of.ts'
import type { Standard } from './standard.ts'

/** What the conformance run asks of the validator, from the bytes of a body on. */
export interface Engine {
  /**
   * @param profiles - canonicals to validate against beside the base definition and what the resource claims.
   * @returns every issue, of any severity.
   */
  validate(bytes: Uint8Array, profiles: readonly string[]): readonly Issue[]
}

/** The product's validator with every type that R4 has. Compiling is left until a type or profile is needed. */
export function createEngine(standard: Standard, definitions: Definitions = standard.definitions): Engine {
  const validator = validatorOf(schemaOf(standard), definitions)
  return {
    validate(bytes, profiles) {
      const parsed = parseBounded(bytes)
      if (!parsed.ok) return parsed.outcome.issues
      const type = parsed.value['resourceType']
      return validator.validate(parsed.value, typeof type === 'string' ? type : 'Resource', { profiles })
    }
  }
}

/** What came of one body; a crash is a fault of the validator, whatever was expected of the body. */
export interface Attempt {
  readonly issues: readonly Issue[]
  readonly crash?: string
}

/** Validates, and goes on with the next body where the validator crashes. */
export function attempt(engine: Engine, bytes: Uint8Array, profiles: readonly string[] = []): Attempt {
  try {
    return { issues: engine.validate(bytes, profiles) }
  } catch (error) {
    return { issues: [], crash: error instanceof Error ? error.message : 'something was thrown' }
  }
}

const schemas = new WeakMap<Standard, GateSchema>()

/** The schema of the gate; it looks at no profile, so one does for all cases. */
function schemaOf(standard: Standard): GateSchema {
  const made = schemas.get(standard)
  if (made !== undefined) return made
  const schema: GateSchema = {
    $id: 'https://ggz-gateway.example/schema/conformance',
    $comment: 'All of R4.',
    'x-types': standard.types.filter(({ kind, abstract }) => kind === 'resource' && !abstract).map(({ type }) => type),
    'x-known': [],
    definitions: schemasOf(standard.types, requiredCodes(standard.definitions))
  }
  schemas.set(standard, schema)
  return schema
}
