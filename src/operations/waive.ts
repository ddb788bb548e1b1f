import { isDay, localDay } from '../clock.ts'
import { waive as waiveDuty } from '../flows/waive.ts'
import { waiverReasons, type Waived, type WaiverAsked, type WaiverReason } from '../referral/operating/waiving.ts'
import { ok, type Result } from '../result.ts'
import type { Answer } from '../store/change.ts'
import { refusedParameter, type Arguments } from './arguments.ts'
import { answerOf, isNeeded, operatingOf, parametersAnswer, wordsIn } from './operating.ts'
import { define, input, output, type Operation } from './operation.ts'

/** Who decided and why, as each waiver says it; `duty` or `duties` is what it is about. */
export const waiverParameters = [
  input('reason', 'code', `Why: ${waiverReasons.join(', ')}. Needed for a waiver.`),
  input('authority', 'string', 'Who decided, in words that name no patient. Needed from an operator and a region.'),
  input('evidence', 'string', 'What shows it, in words or as a reference. Needed for a waiver.')
]

const definition = define({
  code: 'waive',
  resource: ['Task'],
  type: false,
  instance: true,
  affectsState: true,
  description:
    'Says of feedback that is owed that it need not be given: by the one to whom it is owed, or by an operator on somebody’s ' +
    'authority, and never by the one who owes it. It stays in every report, in a class of its own.',
  parameter: [
    ...waiverParameters,
    input('until', 'date', 'The last day on which it holds; from the next on the feedback is owed again.'),
    input('end', 'boolean', 'Takes back the waiver that stands; then nothing else is given.'),
    output('state', { type: 'code', min: 1 }, 'The state from now on, of the CodeSystem obligation-state.'),
    output('dueOn', { type: 'date', min: 1 }, 'The due day.'),
    output('waiver', { type: 'id', min: 1, max: '*' }, 'What was recorded.')
  ]
})

/**
 * `POST /fhir/Task/{id}/$waive`
 *
 * Source: design section 7 (waiver); an operation of this gateway's own.
 */
export const waive: Operation = {
  definition,
  methods: ['POST'],
  url: '/Task/:id/$waive',
  letter: undefined,
  scope: { type: 'Task', letter: 'u' },
  handle: async (deps, exchange, given) => {
    const { participant, params } = exchange
    const operating = operatingOf(exchange, 'waive', `/Task/${params.id}/$waive`)
    if (!operating.ok) return operating
    const isEnd = given.flag('end')
    const name = participant.role === 'operator' ? undefined : participant.name
    const waiver = isEnd ? nothingBeside(given) : waiverIn(given, { name, today: localDay(deps.clock.now()) })
    if (!waiver.ok) return waiver
    const asked = { duty: params.id, waiver: waiver.value }
    return answerOf(await waiveDuty(deps, operating.value, { asked, answer }))
  }
}

function answer({ duties, facts }: Waived): Answer {
  const [state] = duties.map((duty) => duty.state)
  return parametersAnswer([
    ...(state === undefined
      ? []
      : [
          { name: 'state', valueCode: state.state },
          { name: 'dueOn', valueDate: state.dueOn }
        ]),
    ...facts.map((id) => ({ name: 'waiver', valueId: id }))
  ])
}

const reasons: ReadonlySet<string> = new Set(waiverReasons)

function isReason(code: string | undefined): code is WaiverReason {
  return code !== undefined && reasons.has(code)
}

/**
 * A waiver as it was asked for.
 *
 * @param known - `name`: who decided where nothing is said of it; undefined where it must be said.
 * Errors: `operation-parameter` (400).
 */
export function waiverIn(
  given: Arguments,
  known: { readonly name: string | undefined; readonly today: string }
): Result<WaiverAsked> {
  const [reason, until] = [given.text('reason'), given.text('until')]
  if (reason === undefined) return refusedParameter('reason', isNeeded)
  if (!isReason(reason)) return refusedParameter('reason', notAReason)
  const authority = wordsIn(given, 'authority')
  if (!authority.ok) return authority
  const who = authority.value ?? known.name
  if (who === undefined) return refusedParameter('authority', isNeeded)
  const evidence = wordsIn(given, 'evidence')
  if (!evidence.ok) return evidence
  if (evidence.value === undefined) return refusedParameter('evidence', isNeeded)
  if (until !== undefined && (!isDay(until) || until < known.today)) return refusedParameter('until', notAhead)
  return ok({ reason, authority: who, evidence: evidence.value, ...(until === undefined ? {} : { until }) })
}

function nothingBeside(given: Arguments): Result<undefined> {
  const beside = ['reason', 'authority', 'evidence', 'until'].find((name) => given.text(name) !== undefined)
  return beside === undefined ? ok(undefined) : refusedParameter(beside, notWithEnd)
}

const notAReason = [
  `one of ${waiverReasons.join(', ')} was expected`,
  `er werd een van ${waiverReasons.join(', ')} verwacht`
] as const
const notAhead = ['today or a later day was expected', 'er werd vandaag of een latere dag verwacht'] as const
const notWithEnd = ['it says nothing beside `end`', 'hij zegt niets naast `end`'] as const
