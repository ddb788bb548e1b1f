import { enforce as enforceAgreement, type Enforced } from '../flows/enforce.ts'
import type { Answer } from '../store/change.ts'
import { refusedParameter } from './arguments.ts'
import { answerOf, isNeeded, operatingOf, parametersAnswer, wordsIn } from './operating.ts'
import { define, input, output, type Operation } from './operation.ts'

const definition = define({
  code: 'enforce',
  resource: ['PlanDefinition'],
  type: false,
  instance: true,
  affectsState: true,
  description:
    'Puts the version of an agreement that holds for new referrals in force for the open duties of all others, with the ' +
    'reason; what is met or ended keeps its version. Where `next` is answered there is more to do: ask again with it in ' +
    '`after`. It may be asked again at any moment, and does nothing twice. Ask `$what-if` first.',
  parameter: [
    input('reason', 'string', 'Why, in words that name no patient; kept with each referral.', 1),
    input('after', 'id', 'What an earlier call answered as `next`.'),
    output('version', { type: 'string', min: 1 }, 'The version, `lga|3.1.0`.'),
    output('changed', { type: 'integer', min: 1 }, 'Referrals whose open duties are judged by it from now on.'),
    output('left', { type: 'integer', min: 1 }, 'Referrals on which others wrote all the time: ask again.'),
    output('next', { type: 'id' }, 'Where to go on.')
  ]
})

/**
 * `POST /fhir/PlanDefinition/{id}/$enforce`, for the operator; the id is the agreement's.
 *
 * Errors: `operation-parameter` (400), those of `enforce`. Source: design section 7; an operation of this gateway's own.
 */
export const enforce: Operation = {
  definition,
  methods: ['POST'],
  url: '/PlanDefinition/:id/$enforce',
  letter: undefined,
  scope: { type: 'PlanDefinition', letter: 'u' },
  handle: async (deps, exchange, given) => {
    const { id: agreement } = exchange.params
    const operating = operatingOf(exchange, 'agreement', `/PlanDefinition/${agreement}/$enforce`)
    if (!operating.ok) return operating
    const reason = wordsIn(given, 'reason')
    if (!reason.ok) return reason
    if (reason.value === undefined) return refusedParameter('reason', isNeeded)
    const after = given.text('after')
    const asked = { agreement, reason: reason.value, ...(after === undefined ? {} : { after }) }
    return answerOf(await enforceAgreement(deps, operating.value, { asked, answer }))
  }
}

function answer({ version, changed, left, next }: Enforced): Answer {
  return parametersAnswer([
    { name: 'version', valueString: version },
    { name: 'changed', valueInteger: changed },
    { name: 'left', valueInteger: left },
    ...(next === undefined ? [] : [{ name: 'next', valueId: next }])
  ])
}
