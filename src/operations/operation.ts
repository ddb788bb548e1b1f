import type { OperationDefinition } from '@medplum/fhirtypes'
import { issue } from '../fhir/outcome.ts'
import { CANONICAL } from '../fhir/systems.ts'
import type { Deps } from '../flows/deps.ts'
import type { Exchange, Handler } from '../interactions/interaction.ts'
import { refused, type Result } from '../result.ts'
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
  /** The same on one resource, where it is offered on its type as well. */
  readonly instanceUrl?: string
  /** The scope letter that it needs on the type of its URL; undefined where it shows nobody anything but its own. */
  readonly letter: Letter | undefined
  /** The scope that it needs where its URL does not have the type as a parameter. */
  readonly scope?: { readonly type: string; readonly letter: Letter }
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
export function routesOf({ definition, methods, url, letter, scope, handle }: Operation): readonly OperationRoute[] {
  return methods.map((method) => ({
    method,
    url,
    letter,
    types: undefined,
    handle: async (deps, exchange) => {
      if (scope !== undefined && !exchange.allows(scope.type, scope.letter)) {
        return refused(issue('not-allowed', { scope: `system/${scope.type}.${scope.letter}` }))
      }
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
  /** Tells two definitions apart that have a code in common: one on a type and one on a resource. */
  readonly variant?: string
  /** Whether it writes; where it says nothing it may be asked again at will, because nothing is kept of it or sent. */
  readonly affectsState?: boolean
  readonly parameter: Parameter[]
}

/** Makes a definition; its canonical ends with the types and the code, as those of FHIR's own do. */
export function define({ resource, code, variant, ...stated }: Stated): OperationDefinition {
  const name = [...resource, code, ...(variant === undefined ? [] : [variant])].join('-')
  return {
    resourceType: 'OperationDefinition',
    id: name,
    url: `${CANONICAL}/OperationDefinition/${name}`,
    name: code,
    status: 'active',
    kind: 'operation',
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
