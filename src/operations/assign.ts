import type { ParametersParameter } from '@medplum/fhirtypes'
import { operationOutcome, type Language } from '../fhir/outcome.ts'
import { assign as assignFeedback, type Assigned } from '../flows/assign.ts'
import { refusedParameter } from './arguments.ts'
import { answerOf, isNeeded, operatingOf, parametersAnswer, wordsIn } from './operating.ts'
import { define, input, output, type Operation } from './operation.ts'

const definition = define({
  code: 'assign',
  resource: ['Communication'],
  type: true,
  instance: false,
  affectsState: true,
  description:
    'Assigns feedback that fits no referral or several (`GET /reports/unmatched`) to the one that an operator found to be ' +
    'meant. It is read again as it came and delivered as if its sender had named that referral; its patient and its performer ' +
    'must be those of the referral. It counts from now on, and no report of an earlier day changes.',
  parameter: [
    input('message', 'id', 'Its id in the list.', 1),
    input('referral', 'id', 'The ServiceRequest that is meant.', 1),
    input('reason', 'string', 'How that was found, in words that name no patient; kept with what was asked.', 1),
    output('communication', { type: 'id', min: 1 }, 'The Communication as its receivers read it.'),
    output('outcome', { type: 'OperationOutcome' }, 'Which duties it met, and what is missing.')
  ]
})

/**
 * `POST /fhir/Communication/$assign`
 *
 * Source: design section 7 (matching; never assigned by guess); an operation of this gateway's own.
 */
export const assign: Operation = {
  definition,
  methods: ['POST'],
  url: '/Communication/$assign',
  letter: undefined,
  scope: { type: 'Communication', letter: 'u' },
  handle: async (deps, exchange, given) => {
    const operating = operatingOf(exchange, 'assign', '/Communication/$assign')
    if (!operating.ok) return operating
    const reason = wordsIn(given, 'reason')
    if (!reason.ok) return reason
    if (reason.value === undefined) return refusedParameter('reason', isNeeded)
    const [message = '', referral = ''] = [given.text('message'), given.text('referral')]
    const asked = { message, referral: referral.replace(/^ServiceRequest\//, '') }
    return answerOf(
      await assignFeedback(deps, operating.value, {
        asked,
        answer: (assigned) => parametersAnswer(parametersOf(assigned, exchange.language))
      })
    )
  }
}

function parametersOf({ communication, issues }: Assigned, language: Language): ParametersParameter[] {
  return [
    { name: 'communication', valueId: communication },
    ...(issues.length === 0 ? [] : [{ name: 'outcome', resource: operationOutcome(issues, language) }])
  ]
}
