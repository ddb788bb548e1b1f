import { dispute as disputeDuty } from '../flows/dispute.ts'
import { disputeReasons, type DisputeAsked, type DisputeReason } from '../referral/operating/disputing.ts'
import { refusedParameter } from './arguments.ts'
import { answerOf, operatingOf, parametersAnswer, wordsIn } from './operating.ts'
import { define, input, output, type Operation } from './operation.ts'

const definition = define({
  code: 'dispute',
  resource: ['Task'],
  type: false,
  instance: true,
  affectsState: true,
  description:
    'Says that feedback by telephone was none, or that the clock should not stand still: by the one to whom the feedback is ' +
    'owed. The call counts no more for it, and the one who owes the feedback is sent the duties that changed; a suspension is ' +
    'shown as disputed and moves nothing.',
  parameter: [
    input('communication', 'id', 'The Communication of the call. Either this or `suspension`.'),
    input('suspension', 'string', 'The day since when the clock stands still, `YYYY-MM-DD`, or the id of its record.'),
    input('reason', 'code', `Why: ${disputeReasons.join(', ')}.`, 1),
    input('text', 'string', 'The same in words that name no patient; kept with what was asked.'),
    output('dispute', { type: 'id', min: 1 }, 'What was recorded.')
  ]
})

/**
 * `POST /fhir/Task/{id}/$dispute`
 *
 * Source: design section 7 (feedback by telephone, suspension); an operation of this gateway's own.
 */
export const dispute: Operation = {
  definition,
  methods: ['POST'],
  url: '/Task/:id/$dispute',
  letter: undefined,
  scope: { type: 'Task', letter: 'u' },
  handle: async (deps, exchange, given) => {
    const { id } = exchange.params
    const operating = operatingOf(exchange, 'dispute', `/Task/${id}/$dispute`)
    if (!operating.ok) return operating
    const [reason, communication, suspension] = ['reason', 'communication', 'suspension'].map(given.text)
    if (!isReason(reason)) return refusedParameter('reason', notAReason)
    const words = wordsIn(given, 'text')
    if (!words.ok) return words
    const about = aboutIn(communication, suspension)
    if (about === undefined) return refusedParameter('communication', oneOfBoth)
    return answerOf(
      await disputeDuty(deps, operating.value, {
        duty: id,
        asked: { reason, about },
        answer: ({ fact }) => parametersAnswer([{ name: 'dispute', valueId: fact }])
      })
    )
  }
}

/** Undefined where both are given or neither. */
function aboutIn(communication: string | undefined, suspension: string | undefined): DisputeAsked['about'] | undefined {
  if (communication === undefined) return suspension === undefined ? undefined : { suspension }
  return suspension === undefined ? { communication: communication.replace(/^Communication\//, '') } : undefined
}

const reasons: ReadonlySet<string> = new Set(disputeReasons)

function isReason(code: string | undefined): code is DisputeReason {
  return code !== undefined && reasons.has(code)
}

const notAReason = [
  `one of ${disputeReasons.join(', ')} was expected`,
  `er werd een van ${disputeReasons.join(', ')} verwacht`
] as const
const oneOfBoth = [
  'either `communication` or `suspension` must be given',
  'geef ofwel `communication`, ofwel `suspension`'
] as const
