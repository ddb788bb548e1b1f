import type { OperationDefinition } from '@medplum/fhirtypes'
import { CANONICAL } from '../fhir/systems.ts'
import type { Deps } from '../flows/deps.ts'
import type { Exchange, Handler } from '../interactions/interaction.ts'
import type { Result } from '../result.ts'
import type { Answer } from '../store/change.ts'
import type { Interaction as Letter } from '../tokens/scopes.ts'
import { argumentsOf, type Arguments } from './arguments.ts'

/**
 * A FHIR operation that states itself: routes, the reading of its parameters, the capability statement and its page in
 * the documentation derive from its definition.
 *
 * Source: https://hl7.org/fhir/R4/operations.html
 */
export interface Operation {
  readonly definition: OperationDefinition
  readonly methods: readonly ('GET' | 'POST')[]
  /** Under the FHIR base. */
  readonly url: string
  /** The scope letter that it needs on the type of its URL; undefined where it shows nobody anything but its own. */
  readonly letter: Letter | undefined
  readonly handle: (deps: Deps, exchange: Exchange, given: Arguments) => Promise<Result<Answer>>
}

/** One of the ways in which an operation is asked for, in the form of an interaction's route. */
export interface OperationRoute {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly letter: Letter | undefined
  readonly types: undefined
  readonly handle: Handler
}

/** The routes of an operation; each reads its parameters by the definition before anything is done. */
export function routesOf({ definition, methods, url, letter, handle }: Operation): readonly OperationRoute[] {
  return methods.map((method) => ({
    method,
    url,
    letter,
    types: undefined,
    handle: async (deps, exchange) => {
      const given = argumentsOf(definition, exchange, method)
      return given.ok ? handle(deps, exchange, given.value) : given
    }
  }))
}

type Parameter = NonNullable<OperationDefinition['parameter']>[number]

/** What an operation's definition says beside what all of them have in common. */
export type Stated = Pick<OperationDefinition, 'code' | 'description' | 'type' | 'instance'> & {
  /** The definition of FHIR's own that it follows, where there is one. */
  readonly base?: string
  /** `Resource` for every type. */
  readonly resource: readonly string[]
  readonly parameter: Parameter[]
}

/** Makes a definition; its canonical ends with the types and the code, as those of FHIR's own do. */
export function define({ resource, code, ...stated }: Stated): OperationDefinition {
  const name = `${resource.join('-')}-${code}`
  return {
    resourceType: 'OperationDefinition',
    id: name,
    url: `${CANONICAL}/OperationDefinition/${name}`,
    name: code,
    status: 'active',
    kind: 'operation',
    // It may be asked again at will: nothing is kept of it, and nothing is sent.
    affectsState: false,
    system: false,
    code,
    // Names of types, and `Resource`, which FHIR allows here too.
    resource: [...resource] as NonNullable<OperationDefinition['resource']>,
    ...stated
  }
}

/** A parameter that is given to the operation. */
export function input(name: string, type: Parameter['type'], documentation: string, min = 0): Parameter {
  return { name, use: 'in', min, max: '1', type: type ?? 'string', documentation }
}

/** A parameter of its answer; one without a type has parts. */
export function output(
  name: string,
  { type, max = '1', min = 0 }: { readonly type?: Parameter['type']; readonly max?: string; readonly min?: number },
  documentation: string,
  part: Parameter[] = []
): Parameter {
  return {
    name,
    use: 'out',
    min,
    max,
    documentation,
    ...(type === undefined ? {} : { type }),
    ...(part.length === 0 ? {} : { part })
  }
}
