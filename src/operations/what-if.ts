import type { ParametersParameter } from '@medplum/fhirtypes'
import { issue } from '../fhir/outcome.ts'
import { effectCodes, whatIfInStore, type WhatIfTold } from '../flows/what-if.ts'
import { ok, refused, type Result } from '../result.ts'
import { refusedParameter, type JsonObject } from './arguments.ts'
import { parametersAnswer } from './operating.ts'
import { define, input, output, type Operation } from './operation.ts'

/** Rows in one answer; the counts are of all. */
const ROWS_MAX = 1_000

/** What is wrong with an agreement is told up to this many times: more is a file in another form. */
const PROBLEMS_MAX = 20

const standing = [
  output('state', { type: 'code', min: 1 }, 'The state, of the CodeSystem obligation-state.'),
  output('dueOn', { type: 'date', min: 1 }, 'The due day.'),
  output('strength', { type: 'code', min: 1 }, 'must, should or monitor.'),
  output('enforced', { type: 'boolean', min: 1 }, 'False where it is only watched.')
]

const definition = define({
  code: 'what-if',
  resource: ['PlanDefinition'],
  type: true,
  instance: false,
  description:
    'Says what putting a version of an agreement in force would do to the duties that are open today: which would move, ' +
    'become overdue, disappear. Nothing is written. Ids and codes only.',
  parameter: [
    input(
      'agreement',
      'Attachment',
      'The file of the version, as JSON in base64 (`data`); a refinement is taken too.',
      1
    ),
    output('version', { type: 'string', min: 1 }, 'The version, `lga|3.1.0`.'),
    output('open', { type: 'integer', min: 1 }, 'Open duties of that agreement.'),
    output('changed', { type: 'integer', min: 1 }, 'How many of them would change.'),
    output('effect', { max: '*', min: 1 }, 'An effect; a duty may have several.', [
      output('code', { type: 'code', min: 1 }, `One of ${effectCodes.join(', ')}.`),
      output('count', { type: 'integer', min: 1 }, 'Duties that have it.')
    ]),
    output('more', { type: 'boolean', min: 1 }, `Whether more would change than the ${ROWS_MAX} that are told.`),
    output('duty', { max: '*' }, 'A duty that would change, in the order in which they were opened.', [
      output('task', { type: 'id', min: 1 }, 'The id of its Task.'),
      output('referral', { type: 'id', min: 1 }, 'The id of its ServiceRequest.'),
      output('code', { type: 'code', min: 1 }, 'The rule.'),
      output('opensOn', { type: 'code', min: 1 }, 'The event that opened it.'),
      output('owner', { type: 'id', min: 1 }, 'Who owes.'),
      output('creditor', { type: 'id' }, 'To whom; absent where nobody knows.'),
      output('effect', { type: 'code', min: 1, max: '*' }, 'What would become of it.'),
      output('before', { min: 1 }, 'As it stands.', standing),
      output('after', {}, 'As it would stand; absent where it would disappear.', standing)
    ])
  ]
})

/**
 * `POST /fhir/PlanDefinition/$what-if`, for the operator.
 *
 * Errors: `operation-parameter` (400), `agreement-invalid` (422). Source: design section 7; an operation of this gateway's
 * own.
 */
export const whatIf: Operation = {
  definition,
  methods: ['POST'],
  url: '/PlanDefinition/$what-if',
  letter: undefined,
  scope: { type: 'PlanDefinition', letter: 'u' },
  handle: async ({ store, clock, rules: { agreements } }, _, given) => {
    const text = textIn(given.object('agreement') ?? {})
    if (text === undefined) return refusedParameter('agreement', notBase64)
    const told = await whatIfInStore(store, { agreements, text, now: clock.now(), rowsMax: ROWS_MAX })
    if (!told.ok) return refusedFor(told.problems)
    const { version, counts, rows } = told.value
    return ok(
      parametersAnswer([
        { name: 'version', valueString: version },
        { name: 'open', valueInteger: counts.open },
        { name: 'changed', valueInteger: counts.changed },
        ...effectCodes.map((code) => ({
          name: 'effect',
          part: [
            { name: 'code', valueCode: code },
            { name: 'count', valueInteger: counts.effects[code] }
          ]
        })),
        { name: 'more', valueBoolean: rows.length < counts.changed },
        ...rows.map(dutyPart)
      ])
    )
  }
}

const notBase64 = ['`data` with JSON in base64 was expected', 'er werd `data` met JSON in base64 verwacht'] as const

function textIn({ data }: JsonObject): string | undefined {
  const isBase64 = typeof data === 'string' && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(data)
  return isBase64 ? Buffer.from(data, 'base64').toString('utf8') : undefined
}

function refusedFor(problems: readonly { readonly pointer: string; readonly message: string }[]): Result<never> {
  const [first, ...more] = problems
    .slice(0, PROBLEMS_MAX)
    .map(({ pointer, message }) => issue('agreement-invalid', { pointer: pointer === '' ? '/' : pointer, message }))
  return first === undefined ? refusedParameter('agreement', notBase64) : refused(first, ...more)
}

type Row = WhatIfTold['rows'][number]

function dutyPart(row: Row): ParametersParameter {
  const { obligation, referral, code, opensOn, owner, creditor, effects, before, after } = row
  const part = [
    { name: 'task', valueId: obligation },
    { name: 'referral', valueId: referral },
    { name: 'code', valueCode: code },
    { name: 'opensOn', valueCode: opensOn },
    { name: 'owner', valueId: owner },
    ...(creditor === null ? [] : [{ name: 'creditor', valueId: creditor }]),
    ...effects.map((effect) => ({ name: 'effect', valueCode: effect })),
    standingPart('before', before),
    ...(after === undefined ? [] : [standingPart('after', after)])
  ]
  return { name: 'duty', part }
}

function standingPart(name: string, { state, dueOn, strength, enforced }: Row['before']): ParametersParameter {
  const part = [
    { name: 'state', valueCode: state },
    { name: 'dueOn', valueDate: dueOn },
    { name: 'strength', valueCode: strength },
    { name: 'enforced', valueBoolean: enforced }
  ]
  return { name, part }
}
