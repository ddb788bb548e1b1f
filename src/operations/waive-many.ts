import type { ParametersParameter } from '@medplum/fhirtypes'
import { isDay, localDay } from '../clock.ts'
import { issue } from '../fhir/outcome.ts'
import { confirmWaiver, proposeWaiver, readProposal } from '../flows/waive-many.ts'
import type { Exchange } from '../interactions/interaction.ts'
import { lastDayOf, type DutyCriteria, type WaiverProposal } from '../referral/operating/waiver-proposal.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Answer } from '../store/change.ts'
import { refusedParameter, type Arguments } from './arguments.ts'
import { answerOf, operatingOf, parametersAnswer } from './operating.ts'
import { define, input, output, type Operation } from './operation.ts'
import { waiverIn, waiverParameters } from './waive.ts'

const criteria = ['owner', 'creditor', 'code', 'agreement', 'openedBefore'] as const

const definition = define({
  code: 'waive',
  variant: 'many',
  resource: ['Task'],
  type: true,
  instance: false,
  affectsState: true,
  description:
    'Says of much feedback at once that it need not be given, in two steps by two participants: an operator or a region ' +
    'proposes and is told how many duties are meant, and another one confirms within seven days. What opened since is not ' +
    'meant, and what was met since is left. A region means what is owed in it, and sees numbers only. At most 10,000 duties; ' +
    'where it breaks off it is confirmed again and goes on.',
  parameter: [
    input('owner', 'id', 'Who owes it. At least one criterion is given: this or one of the next five.'),
    input('region', 'code', 'The region in which it is owed, from an operator; then that region can confirm.'),
    input('creditor', 'id', 'To whom it is owed.'),
    input('code', 'code', 'The rule.'),
    input('agreement', 'string', 'The agreement, `lga`, or a version of it, `lga|3.0.0`.'),
    input('openedBefore', 'date', 'It opened before this day.'),
    ...waiverParameters,
    input('proposal', 'id', 'The proposal to look at or to confirm; beside it only `confirm` is given.'),
    input('confirm', 'boolean', 'Confirms the proposal, by another participant than the one who made it.'),
    output('proposal', { type: 'id', min: 1 }, 'The proposal.'),
    output('count', { type: 'integer' }, 'Duties that it means: open when it was made.'),
    output('confirmBy', { type: 'date' }, 'The last day on which it can be confirmed.'),
    output('criterion', { max: '*' }, 'A criterion that was given; who looks at a proposal is told.', [
      output('name', { type: 'code', min: 1 }, 'Which one.'),
      output('value', { type: 'string', min: 1 }, 'What was given.')
    ]),
    output('reason', { type: 'code' }, 'Why; who looks at a proposal is told, so too `authority` and `evidence`.'),
    output('authority', { type: 'string' }, 'Who decided.'),
    output('evidence', { type: 'string' }, 'What shows it.'),
    output('waived', { type: 'integer' }, 'Once confirmed: duties that are waived by it.'),
    output('left', { type: 'integer' }, 'Referrals that were too busy; confirm it again.')
  ]
})

/**
 * `POST /fhir/Task/$waive`
 *
 * Source: design section 7 (waiver; bulk needs a second person); an operation of this gateway's own.
 */
export const waiveMany: Operation = {
  definition,
  methods: ['POST'],
  url: '/Task/$waive',
  letter: undefined,
  scope: { type: 'Task', letter: 'u' },
  handle: async (deps, exchange, given) => {
    const { role } = exchange.participant
    if (role !== 'operator' && role !== 'region') return refused(issue('not-allowed', { scope: 'operator or region' }))
    const id = given.text('proposal')
    if (id === undefined) return propose(deps, exchange, given)
    const beside = [...criteria, 'region', 'reason', 'authority', 'evidence'].find(
      (name) => given.text(name) !== undefined
    )
    if (beside !== undefined) return refusedParameter(beside, notBeside)
    if (!given.flag('confirm')) {
      const proposal = await readProposal(deps, exchange.participant, id)
      return proposal.ok ? ok(parametersAnswer(shown(proposal.value))) : proposal
    }
    const operating = operatingOf(exchange, 'waive', '/Task/$waive')
    if (!operating.ok) return operating
    return answerOf(
      await confirmWaiver(deps, operating.value, {
        id,
        answer: ({ waived, left }) =>
          parametersAnswer([
            { name: 'proposal', valueId: id },
            { name: 'waived', valueInteger: waived },
            ...(left === 0 ? [] : [{ name: 'left', valueInteger: left }])
          ])
      })
    )
  }
}

async function propose(
  deps: Parameters<Operation['handle']>[0],
  exchange: Exchange,
  given: Arguments
): Promise<Result<Answer>> {
  const today = localDay(deps.clock.now())
  if (given.flag('confirm')) return refusedParameter('proposal', ['it is needed', 'hij is nodig'])
  const region = given.text('region')
  if (region !== undefined && exchange.participant.role === 'region') return refusedParameter('region', ownRegion)
  const asked = criteriaIn(given)
  if (!asked.ok) return asked
  const waiver = waiverIn(given, { name: undefined, today })
  if (!waiver.ok) return waiver
  const operating = operatingOf(exchange, 'waive', '/Task/$waive')
  if (!operating.ok) return operating
  return answerOf(
    await proposeWaiver(deps, operating.value, {
      proposed: { criteria: asked.value, waiver: waiver.value, ...(region === undefined ? {} : { region }) },
      answer: (proposal) => parametersAnswer(summary(proposal))
    })
  )
}

function criteriaIn(given: Arguments): Result<DutyCriteria> {
  const { openedBefore, ...rest } = Object.fromEntries(
    criteria.flatMap((name) => {
      const value = given.text(name)
      return value === undefined ? [] : [[name, value]]
    })
  )
  if (openedBefore !== undefined && !isDay(openedBefore)) return refusedParameter('openedBefore', notADay)
  const isNamed = given.text('region') !== undefined || Object.keys(rest).length > 0
  if (openedBefore === undefined && !isNamed) return refusedParameter('owner', oneNeeded)
  return ok({ ...rest, ...(openedBefore === undefined ? {} : { openedBefore }) })
}

function summary(proposal: WaiverProposal): ParametersParameter[] {
  return [
    { name: 'proposal', valueId: proposal.id },
    { name: 'count', valueInteger: proposal.count },
    { name: 'confirmBy', valueDate: lastDayOf(proposal) }
  ]
}

function shown(proposal: WaiverProposal): ParametersParameter[] {
  const { reason, authority, evidence } = proposal.waiver
  return [
    ...summary(proposal),
    ...Object.entries({ ...proposal.criteria, region: proposal.region ?? 'all' }).map(([name, value]) => ({
      name: 'criterion',
      part: [
        { name: 'name', valueCode: name },
        { name: 'value', valueString: value }
      ]
    })),
    { name: 'reason', valueCode: reason },
    { name: 'authority', valueString: authority },
    { name: 'evidence', valueString: evidence },
    ...(proposal.waived === undefined ? [] : [{ name: 'waived', valueInteger: proposal.waived }])
  ]
}

const ownRegion = ['a region means its own', 'een regio bedoelt zichzelf'] as const
const notBeside = ['it says nothing beside `proposal`', 'hij zegt niets naast `proposal`'] as const
const notADay = ['a day was expected, as 2026-05-01', 'er werd een dag verwacht, zoals 2026-05-01'] as const
const oneNeeded = [
  'one of owner, creditor, code, agreement and openedBefore is needed',
  'een van owner, creditor, code, agreement en openedBefore is nodig'
] as const
