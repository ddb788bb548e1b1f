import type { ParametersParameter } from '@medplum/fhirtypes'
import { isDay } from '../clock.ts'
import { issue, type Language } from '../fhir/outcome.ts'
import { explainDuty, type DutyExplained, type ToldStep } from '../flows/explain-duty.ts'
import { ok, refused } from '../result.ts'
import { refusedParameter } from './arguments.ts'
import { define, input, output, type Operation } from './operation.ts'

const many = '*'

const definition = define({
  code: 'explain',
  resource: ['Task'],
  type: false,
  instance: true,
  description:
    'Says of the Task of feedback that is owed why it has its due day and its state: every step that led there, in Dutch ' +
    'and English. The term is the agreement’s and no law, and says so.',
  parameter: [
    input('asOf', 'string', 'A day, `YYYY-MM-DD`, past or to come, from what is known now; else today.'),
    output('text', { type: 'markdown', min: 1 }, 'All steps as a list, in the reader’s language.'),
    output('asOf', { type: 'date', min: 1 }, 'The day whose end it is about.'),
    output('state', { type: 'code', min: 1 }, 'The state on that day, of the CodeSystem obligation-state.'),
    output('dueOn', { type: 'date', min: 1 }, 'The due day; once met, the one against which it was judged.'),
    output('openedOn', { type: 'date', min: 1 }, 'The day on which the duty opened.'),
    output('daysOverdue', { type: 'integer', min: 1 }, '0 where it is not overdue.'),
    output('metOn', { type: 'date' }, 'The day on which what met it came in.'),
    output('heard', { type: 'code', min: 1 }, '`heard` where all that met it reached the receiver, else `not-heard`.'),
    output('heardOn', { type: 'date' }, 'The day on which it had.'),
    output('agreement', { type: 'string', min: 1 }, 'The agreement and its version, `lga|2.0.0`.'),
    output('rule', { type: 'code', min: 1 }, 'The rule of the agreement.'),
    output('opensOn', { type: 'code', min: 1 }, 'The event that opens it: a code may stand in several rules.'),
    output('strength', { type: 'code', min: 1 }, 'must, should or monitor: the word of the source, and never a law’s.'),
    output('source', { type: 'string', min: 1 }, 'What the rule rests on, in the agreement’s words.'),
    output('step', { max: many, min: 1 }, 'A step, in order.', [
      output('code', { type: 'code', min: 1 }, 'What kind of step.'),
      output('day', { type: 'date' }, 'What it is about: the day of an event, or the due day that a term gives.'),
      output('heardOn', { type: 'date' }, 'The day on which it was heard.'),
      output('event', { type: 'code' }, 'The event of the agreement.'),
      output('term', { type: 'string' }, 'An ISO 8601 duration of the rule.'),
      output('calendar', { type: 'code' }, 'The calendar that counts it.'),
      output('start', { type: 'date' }, 'The day from which it is counted, itself not counted.'),
      output('weekendDays', { type: 'integer' }, 'Days of weekends that it does not count.'),
      output('holiday', { max: many }, 'A holiday that it does not count.', [
        output('day', { type: 'date', min: 1 }, 'The day.'),
        output('nameNl', { type: 'string', min: 1 }, 'Its name in Dutch.'),
        output('nameEn', { type: 'string', min: 1 }, 'Its name in English.')
      ]),
      output('communication', { type: 'Reference', max: many }, 'Feedback that the step is about.'),
      output('missing', { type: 'code', max: many }, 'What that feedback lacks.'),
      output('textNl', { type: 'string', min: 1 }, 'The step in Dutch.'),
      output('textEn', { type: 'string', min: 1 }, 'The step in English.')
    ])
  ]
})

/**
 * `GET /fhir/Task/{id}/$explain`
 *
 * Source: design section 7 and 9; an operation of this gateway's own.
 */
export const explain: Operation = {
  definition,
  methods: ['GET'],
  // The type stands in the URL for its scope to be checked by; on any other than Task there is no such operation.
  url: '/:type/:id/$explain',
  letter: 'r',
  handle: async (deps, { participant, params, language }, given) => {
    if (params.type !== 'Task') return refused(issue('method-not-allowed', { type: 'this address' }))
    const asOf = given.text('asOf')
    if (asOf !== undefined && !isDay(asOf)) return refusedParameter('asOf', notADay)
    const explained = await explainDuty(deps, participant, { id: params.id, asOf })
    if (!explained.ok) return explained
    const answer = { resourceType: 'Parameters', parameter: parametersOf(explained.value, language) }
    return ok({ status: 200, headers: {}, body: JSON.stringify(answer) })
  }
}

const notADay = ['a day was expected, as 2026-05-01', 'er werd een dag verwacht, zoals 2026-05-01'] as const

function parametersOf(explained: DutyExplained, language: Language): ParametersParameter[] {
  const { asOf, obligation, version, strength, source, state, hearing, steps } = explained
  return [
    { name: 'text', valueMarkdown: steps.map(({ text }) => `- ${text[language]}`).join('\n') },
    { name: 'asOf', valueDate: asOf },
    { name: 'state', valueCode: state.state },
    { name: 'dueOn', valueDate: state.dueOn },
    { name: 'openedOn', valueDate: state.openedOn },
    { name: 'daysOverdue', valueInteger: state.daysOverdue },
    ...(state.metOn === undefined ? [] : [{ name: 'metOn', valueDate: state.metOn }]),
    { name: 'heard', valueCode: hearing.heard },
    ...(hearing.heardOn === undefined ? [] : [{ name: 'heardOn', valueDate: hearing.heardOn }]),
    { name: 'agreement', valueString: `${obligation.agreement}|${version}` },
    { name: 'rule', valueCode: obligation.code },
    { name: 'opensOn', valueCode: obligation.trigger },
    { name: 'strength', valueCode: strength },
    { name: 'source', valueString: source },
    ...steps.map(stepPart)
  ]
}

function stepPart(step: ToldStep): ParametersParameter {
  const { code, day, heardOn, event, term, calendar, start, skipped, communications = [], missing = [], text } = step
  const part = [
    { name: 'code', valueCode: code },
    ...(day === undefined ? [] : [{ name: 'day', valueDate: day }]),
    ...(heardOn === undefined ? [] : [{ name: 'heardOn', valueDate: heardOn }]),
    ...(event === undefined ? [] : [{ name: 'event', valueCode: event }]),
    ...(term === undefined ? [] : [{ name: 'term', valueString: term }]),
    ...(calendar === undefined ? [] : [{ name: 'calendar', valueCode: calendar }]),
    ...(start === undefined ? [] : [{ name: 'start', valueDate: start }]),
    ...skippedParts(skipped),
    ...communications.map((id) => ({ name: 'communication', valueReference: { reference: `Communication/${id}` } })),
    ...missing.map((one) => ({ name: 'missing', valueCode: one })),
    { name: 'textNl', valueString: text.nl },
    { name: 'textEn', valueString: text.en }
  ]
  return { name: 'step', part }
}

function skippedParts(skipped: ToldStep['skipped']): ParametersParameter[] {
  if (skipped === undefined) return []
  const holidays = skipped.holidays.map(({ day, reason }) => {
    const part = [
      { name: 'day', valueDate: day },
      { name: 'nameNl', valueString: reason.nl },
      { name: 'nameEn', valueString: reason.en }
    ]
    return { name: 'holiday', part }
  })
  return [{ name: 'weekendDays', valueInteger: skipped.weekendDays }, ...holidays]
}
