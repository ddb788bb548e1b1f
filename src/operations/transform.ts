import type { Parameters, ParametersParameter } from '@medplum/fhirtypes'
import { operationOutcome } from '../fhir/outcome.ts'
import { mapContent, type MapAsked } from '../flows/map-content.ts'
import { ok, type Result } from '../result.ts'
import { refusedParameter, type Arguments } from './arguments.ts'
import { lineageParameter, lineagePart } from './lineage-parts.ts'
import { define, input, output, type Operation } from './operation.ts'

const definition = define({
  code: 'transform',
  resource: ['StructureMap'],
  type: true,
  instance: false,
  base: 'http://hl7.org/fhir/OperationDefinition/StructureMap-transform',
  description:
    'Shows what a map, or the way from one dialect to another, makes of content: a dry run. Nothing is stored, sent or ' +
    'counted as a message, and nothing is seen but what was posted.',
  parameter: [
    input('source', 'uri', 'Canonical of one map to run; in place of `from` and `to`.'),
    input('from', 'code', 'The dialect of the content, or `canonical`.'),
    input('to', 'code', 'The dialect that is wanted, or `canonical`; the way leads through the canonical form.'),
    input('content', 'Resource', 'A resource, or a Bundle of type collection or transaction.', 1),
    input('lineage', 'boolean', 'Whether to say of each element where it comes from.'),
    input('coverage', 'boolean', 'Whether to list the places that no rule read.'),
    output('return', { type: 'Resource', min: 1 }, 'The resource, or a Bundle of type collection where it is not one.'),
    lineageParameter,
    output('unread', { max: '*' }, 'A place of the content that no rule read.', [
      output('source', { type: 'string', min: 1 }, 'FHIRPath of the place.'),
      output('map', { type: 'uri', min: 1 }, 'The map that did not read it.')
    ]),
    output('outcome', { type: 'OperationOutcome' }, 'What was not read or travels untranslated, where there is any.')
  ]
})

/**
 * `POST /fhir/StructureMap/$transform`
 *
 * Any participant may ask, for the canonical form too: it is shown its own content and nothing else.
 * Source: https://hl7.org/fhir/R4/structuremap-operation-transform.html
 */
export const transform: Operation = {
  definition,
  methods: ['POST'],
  url: '/StructureMap/$transform',
  letter: undefined,
  handle: async (deps, exchange, given) => {
    const asked = askedOf(given)
    if (!asked.ok) return asked
    const mapped = mapContent(deps.rules, asked.value)
    if (!mapped.ok) return mapped
    const { resource, traces, warnings } = mapped.value
    const unread = warnings.filter(({ code }) => code === 'content-unread')
    const parameter: ParametersParameter[] = [{ name: 'return', resource }, ...traces.map(lineagePart)]
    if (given.flag('coverage')) {
      for (const { expression = '', words } of unread) {
        const part = [
          { name: 'source', valueString: expression },
          { name: 'map', valueUri: words.map ?? '' }
        ]
        parameter.push({ name: 'unread', part })
      }
    }
    if (warnings.length > 0) {
      parameter.push({ name: 'outcome', resource: operationOutcome(warnings, exchange.language) })
    }
    const answer: Parameters = { resourceType: 'Parameters', parameter }
    return Promise.resolve(ok({ status: 200, headers: {}, body: JSON.stringify(answer) }))
  }
}

const oneWay = [
  'either `source`, or both `from` and `to`, must be given',
  'geef ofwel `source`, ofwel zowel `from` als `to`'
] as const

function askedOf(given: Arguments): Result<MapAsked> {
  const [source, from, to] = [given.text('source'), given.text('from'), given.text('to')]
  const content = given.object('content') ?? {}
  const asked = { content, lineage: given.flag('lineage') }
  if (source !== undefined) {
    return from === undefined && to === undefined
      ? ok({ ...asked, by: { map: source } })
      : refusedParameter('source', oneWay)
  }
  return from === undefined || to === undefined
    ? refusedParameter('source', oneWay)
    : ok({ ...asked, by: { from, to } })
}
