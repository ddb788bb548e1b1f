import type { ParametersParameter } from '@medplum/fhirtypes'
import { movePractice as move, takesOver, type PracticeMoved } from '../flows/move-practice.ts'
import { refusedParameter } from './arguments.ts'
import { answerOf, isNeeded, operatingOf, parametersAnswer, wordsIn } from './operating.ts'
import { define, input, output, type Operation } from './operation.ts'

const definition = define({
  code: 'move-patients',
  resource: ['Organization'],
  type: false,
  instance: true,
  affectsState: true,
  description:
    'Moves the referrals of a practice that closes to the practice that takes its place, where anything still goes on or is ' +
    'owed. What was owed to the old practice is owed to the new one, with the same day; the new one is sent each referral, and ' +
    'the letters that never reached the old one. At most 2,000 referrals at a time; asked again, it goes on.',
  parameter: [
    input('to', 'id', 'The practice that takes its place: its id in the directory.', 1),
    input('reason', 'string', 'Why, in words that name no patient; kept with what was asked.', 1),
    output('moved', { type: 'integer', min: 1 }, 'Referrals that were moved by this request.'),
    output('failed', { max: '*' }, 'A referral that could not be moved, and stays.', [
      output('referral', { type: 'id', min: 1 }, 'The referral.'),
      output('code', { type: 'code', min: 1 }, 'Why, as an outcome of this gateway.')
    ]),
    output('more', { type: 'boolean', min: 1 }, 'Whether there is more to move: ask again.')
  ]
})

/**
 * `POST /fhir/Organization/{id}/$move-patients`
 *
 * Source: an operation of this gateway's own; the GP is who has the patient in care (design section 5, routing).
 */
export const movePractice: Operation = {
  definition,
  methods: ['POST'],
  url: '/Organization/:id/$move-patients',
  letter: undefined,
  scope: { type: 'Organization', letter: 'u' },
  handle: async (deps, exchange, given) => {
    const from = exchange.params.id
    const operating = operatingOf(exchange, 'move', `/Organization/${from}/$move-patients`)
    if (!operating.ok) return operating
    const reason = wordsIn(given, 'reason')
    if (!reason.ok) return reason
    if (reason.value === undefined) return refusedParameter('reason', isNeeded)
    const to = deps.rules.directory.byId(given.text('to') ?? '')
    if (!takesOver(to, from)) return refusedParameter('to', notAPractice)
    const answer = (result: PracticeMoved) => parametersAnswer(parametersOf(result))
    return answerOf(await move(deps, operating.value, { from, to, answer }))
  }
}

/** Failures that are told; the audit has no more of them, and the count of what moved says the rest. */
const TOLD_MAX = 100

function parametersOf({ moved, failed, more }: PracticeMoved): ParametersParameter[] {
  return [
    { name: 'moved', valueInteger: moved },
    ...failed.slice(0, TOLD_MAX).map(({ referral, code }) => ({
      name: 'failed',
      part: [
        { name: 'referral', valueId: referral },
        { name: 'code', valueCode: code }
      ]
    })),
    { name: 'more', valueBoolean: more }
  ]
}

const notAPractice = [
  'another practice of the directory was expected',
  'er werd een andere praktijk uit de adreslijst verwacht'
] as const
