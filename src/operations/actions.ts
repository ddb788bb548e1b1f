import type { ParametersParameter } from '@medplum/fhirtypes'
import { issue, type Language } from '../fhir/outcome.ts'
import { actionsOf, type TaskActions } from '../flows/task-actions.ts'
import type { Action } from '../referral/lifecycle/actions.ts'
import { ok, refused } from '../result.ts'
import { wordsOf } from './action-words.ts'
import { define, output, type Operation } from './operation.ts'

const many = '*'

const definition = define({
  code: 'actions',
  resource: ['Task'],
  type: false,
  instance: true,
  description:
    'Says what the caller may do now with a Task: steps of the coordination Task and what each must bring, what can be asked ' +
    'of the other party, the answer to what was asked, or the feedback that a duty waits for. It decides nothing: a step is ' +
    'judged when it comes.',
  parameter: [
    output('text', { type: 'markdown', min: 1 }, 'All of it as a list, in the reader’s language.'),
    output('status', { type: 'code', min: 1 }, 'The status of the Task.'),
    output('version', { type: 'string', min: 1 }, 'The version for `If-Match`.'),
    output('action', { max: many }, 'Something that may be done; none where nothing is left to do for this caller.', [
      output(
        'code',
        { type: 'code', min: 1 },
        '`step`, `ask`, `answer`, `feedback`, `waive`, `end-waiver` or `dispute`.'
      ),
      output('request', { type: 'string', min: 1 }, 'The method and the address.'),
      output('status', { type: 'code' }, 'Of a step or an answer: the status to put.'),
      output('kind', { type: 'code' }, 'Of feedback its kind, of a request the code of task-kind.'),
      output(
        'about',
        { type: 'string' },
        'Of a dispute: the id of the Communication, or of the record that stopped the clock.'
      ),
      output(
        'requires',
        { type: 'code', max: many },
        'What it must bring: `reason`, `alternative`, `suspension-reason`.'
      ),
      output('textNl', { type: 'string', min: 1 }, 'In Dutch.'),
      output('textEn', { type: 'string', min: 1 }, 'In English.')
    ])
  ]
})

/**
 * `GET /fhir/Task/{id}/$actions`
 *
 * Source: design section 8 and 9; an operation of this gateway's own.
 */
export const actions: Operation = {
  definition,
  methods: ['GET'],
  // The type stands in the URL for its scope to be checked by; on any other than Task there is no such operation.
  url: '/:type/:id/$actions',
  letter: 'r',
  handle: async (deps, { participant, params, language }) => {
    if (params.type !== 'Task') return refused(issue('method-not-allowed', { type: 'this address' }))
    const found = await actionsOf(deps, participant, params.id)
    if (!found.ok) return found
    const answer = { resourceType: 'Parameters', parameter: parametersOf(found.value, params.id, language) }
    return ok({ status: 200, headers: {}, body: JSON.stringify(answer) })
  }
}

function parametersOf(
  { status, version, actions: found }: TaskActions,
  task: string,
  language: Language
): ParametersParameter[] {
  const lines = found.map((action) => `- ${wordsOf(action)[language]}`)
  const none = {
    nl: 'Er is voor u nu niets te doen met deze Task.',
    en: 'There is nothing for you to do with this Task now.'
  }
  return [
    { name: 'text', valueMarkdown: lines.length === 0 ? none[language] : lines.join('\n') },
    { name: 'status', valueCode: status },
    { name: 'version', valueString: String(version) },
    ...found.map((action) => actionPart(action, task))
  ]
}

function actionPart(action: Action, task: string): ParametersParameter {
  const { code, status, kind, about, requires } = action
  const words = wordsOf(action)
  const part = [
    { name: 'code', valueCode: code },
    { name: 'request', valueString: requestFor(code, task) },
    ...(status === undefined ? [] : [{ name: 'status', valueCode: status }]),
    ...(kind === undefined ? [] : [{ name: 'kind', valueCode: kind }]),
    ...(about === undefined ? [] : [{ name: 'about', valueString: about }]),
    ...requires.map((one) => ({ name: 'requires', valueCode: one })),
    { name: 'textNl', valueString: words.nl },
    { name: 'textEn', valueString: words.en }
  ]
  return { name: 'action', part }
}

function requestFor(code: Action['code'], task: string): string {
  if (code === 'step' || code === 'answer') return `PUT /fhir/Task/${task}`
  if (code === 'ask') return 'POST /fhir/Task'
  if (code === 'feedback') return 'POST /fhir/Communication'
  return `POST /fhir/Task/${task}/${code === 'dispute' ? '$dispute' : '$waive'}`
}
