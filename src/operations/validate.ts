import { setImmediate as nextTurn } from 'node:timers/promises'
import { issue, operationOutcome } from '../fhir/outcome.ts'
import type { Deps } from '../flows/deps.ts'
import { pathOf, validateContent } from '../flows/validate.ts'
import { answerWith, distinct } from '../flows/validation-answer.ts'
import { wouldTake } from '../flows/would-take.ts'
import type { Exchange } from '../interactions/interaction.ts'
import { ok, refused } from '../result.ts'
import type { Answer } from '../store/change.ts'
import { refusedParameter, type JsonObject } from './arguments.ts'
import { define, input, output, type Operation } from './operation.ts'
import { isNeeded } from './operating.ts'

const definition = define({
  code: 'validate',
  resource: ['Resource'],
  type: true,
  instance: true,
  base: 'http://hl7.org/fhir/OperationDefinition/Resource-validate',
  description:
    'Says everything that this gateway finds in a resource, or in a Bundle and each of its entries: against the base ' +
    'definition, the profiles that it claims, the one that is asked for, and the profile that the dialect of the caller has ' +
    'for the type. Nothing is stored or counted as a message. What is stored here, who takes part and how a referral stands ' +
    'is not looked at. The answer is 200 whatever is found, and names the versions of what it was checked with.',
  parameter: [
    input('resource', 'Resource', 'The resource; it may be the body by itself, with the other parameters in the URL.'),
    input(
      'mode',
      'code',
      '`create` or `update`: also whether that is offered, and what the dialect’s map cannot read. `delete`: whether that is ' +
        'offered. `profile`: without the dialect of the caller.'
    ),
    input('profile', 'uri', 'Canonical of a profile to check the resource against.'),
    output('return', { type: 'OperationOutcome', min: 1 }, 'What was found; an information where nothing is wrong.')
  ]
})

/**
 * `POST /fhir/{type}/$validate`, `POST /fhir/{type}/{id}/$validate`
 *
 * Any participant may ask: it is told of its own content and nothing else.
 * Source: https://hl7.org/fhir/R4/resource-operation-validate.html
 */
export const validate: Operation = {
  definition,
  methods: ['POST'],
  url: '/:type/$validate',
  instanceUrl: '/:type/:id/$validate',
  letter: undefined,
  handle: async (deps, exchange, given) => {
    const { type } = exchange.params
    const { validator } = deps.rules
    const shown = /^[A-Z][A-Za-z]{1,40}$/.exec(type)?.[0] ?? '?'
    if (!validator.known.has(type)) return refused(issue('unknown-type', { type: shown }))
    const mode = given.text('mode')
    if (mode !== undefined && !modes.has(mode)) return refusedParameter('mode', noMode)
    // A mistake is made good by an update to entered-in-error: nothing here is deleted.
    if (mode === 'delete')
      return answer(deps, exchange, { issues: [issue('method-not-allowed', { type })], profiles: [] })
    const profile = given.text('profile')
    if (mode === 'profile' && profile === undefined) return refusedParameter('profile', isNeeded)
    const content = given.object('resource')
    if (content === undefined) return refusedParameter('resource', isNeeded)
    const found = await foundIn(deps, exchange, { content, mode, profile })
    return answer(deps, exchange, found)
  }
}

const modes: ReadonlySet<string> = new Set(['create', 'update', 'delete', 'profile'])

const noMode = [
  'one of create, update, delete and profile was expected',
  'er werd create, update, delete of profile verwacht'
] as const

interface Asked {
  readonly content: JsonObject
  readonly mode: string | undefined
  readonly profile: string | undefined
}

type Found = Parameters<typeof answerWith>[1]

async function foundIn(deps: Deps, exchange: Exchange, { content, mode, profile }: Asked): Promise<Found> {
  const { participant, allows, params } = exchange
  const { type, id } = params
  const isOther = pathOf(content) !== type && content.resourceType !== undefined
  const other = isOther ? [issue('wrong-type', { expected: type, type: pathOf(content) }, 'resourceType')] : []
  const asked = { content, profiles: profile === undefined ? [] : [profile] }
  const { issues, profiles } = await validateContent(deps.rules.validator, asked)
  if (mode === 'profile') return { issues: [...other, ...issues], profiles }
  // What follows looks at the same content once more: others have their turn first.
  await nextTurn()
  const taking = {
    ...{ participant, allows, content },
    mode: mode === 'create' || mode === 'update' ? mode : undefined,
    id: id === '' ? undefined : id
  } as const
  const take = wouldTake(deps.rules, taking)
  return {
    issues: distinct([...other, ...issues, ...take.issues]),
    profiles: [...new Set([...profiles, ...take.profiles])]
  }
}

function answer({ rules }: Deps, { language }: Exchange, found: Found): { readonly ok: true; readonly value: Answer } {
  const outcome = operationOutcome(answerWith(rules.validator, found), language)
  return ok({ status: 200, headers: {}, body: JSON.stringify(outcome) })
}
