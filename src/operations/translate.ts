import type { Parameters, ParametersParameter } from '@medplum/fhirtypes'
import { translateCode, type CodeAsked, type TranslationAsked, type TranslationGiven } from '../flows/translate-code.ts'
import { ok, type Result } from '../result.ts'
import { isObject, refusedParameter, type Arguments, type JsonObject } from './arguments.ts'
import { define, input, output, type Operation } from './operation.ts'

const definition = define({
  code: 'translate',
  resource: ['ConceptMap'],
  type: true,
  instance: false,
  base: 'http://hl7.org/fhir/OperationDefinition/ConceptMap-translate',
  description:
    'Translates a code by a ConceptMap that the gateway itself uses. Nothing is guessed: what the map says of no code is ' +
    'no result, nor is a code that stands in several systems where none is named, nor the way back where more than one ' +
    'code leads there. Nine digits that could be a BSN may not stand in a URL: ask for such a code by POST.',
  parameter: [
    input('url', 'uri', 'Canonical of the ConceptMap.', 1),
    input('conceptMapVersion', 'string', 'Its version; another one than is loaded is 404.'),
    input('code', 'code', 'The code; or a `coding`, or a `codeableConcept`.'),
    input('system', 'uri', 'The system of `code`.'),
    input('version', 'string', 'The version of that system.'),
    input('coding', 'Coding', 'The code with its system; by POST.'),
    input('codeableConcept', 'CodeableConcept', 'Codes that say the same: each is asked for; by POST.'),
    input('targetsystem', 'uri', 'The system to translate to.'),
    input('reverse', 'boolean', 'From the targets of the map back to its sources.'),
    output('result', { type: 'boolean', min: 1 }, 'Whether there is a translation.'),
    output('message', { type: 'string' }, 'Why there is none, or what is to be known of it.'),
    output('match', { max: '*' }, 'A translation.', [
      output('equivalence', { type: 'code', min: 1 }, 'How it stands to what was asked.'),
      output('concept', { type: 'Coding', min: 1 }, 'The translation.'),
      output('product', { max: '*' }, 'What comes with it.', [
        output('element', { type: 'uri', min: 1 }, 'What it is.'),
        output('concept', { type: 'Coding', min: 1 }, 'Its code.')
      ]),
      output('source', { type: 'uri', min: 1 }, 'Canonical of the map that says so.')
    ])
  ]
})

/**
 * `GET` and `POST /fhir/ConceptMap/$translate`
 *
 * `source` and `target` are refused: the maps here are from one code system to another and know no value sets.
 * Source: https://hl7.org/fhir/R4/conceptmap-operation-translate.html
 */
export const translate: Operation = {
  definition,
  methods: ['GET', 'POST'],
  url: '/ConceptMap/$translate',
  letter: undefined,
  handle: async (deps, _, given) => {
    const asked = askedOf(given)
    if (!asked.ok) return asked
    const translated = translateCode(deps.rules.maps, asked.value)
    if (!translated.ok) return translated
    return Promise.resolve(ok({ status: 200, headers: {}, body: JSON.stringify(answerOf(translated.value)) }))
  }
}

const oneCode = [
  'one of `code`, `coding` and `codeableConcept` must be given',
  'geef een van `code`, `coding` en `codeableConcept`'
] as const

const needsCode = ['a coding needs a code', 'een coding heeft een code nodig'] as const

/** Codings of one concept; in practice there are two or three. */
const CODINGS_MAX = 20

function askedOf(given: Arguments): Result<TranslationAsked> {
  const [code, coding, concept] = [given.text('code'), given.object('coding'), given.object('codeableConcept')]
  const [only, more] = [code, coding, concept].filter((one) => one !== undefined)
  const isBeside = code === undefined && (given.text('system') ?? given.text('version')) !== undefined
  if (only === undefined || more !== undefined || isBeside) return refusedParameter('code', oneCode)
  const codes = code === undefined ? codesOf(coding, concept) : [coded({ code, ...textsOf(given) })]
  if (codes === undefined) return refusedParameter(coding === undefined ? 'codeableConcept' : 'coding', needsCode)
  const [conceptMapVersion, targetSystem] = [given.text('conceptMapVersion'), given.text('targetsystem')]
  return ok({
    url: given.text('url') ?? '',
    codes: codes.flatMap((one) => one ?? []),
    isReverse: given.flag('reverse'),
    ...(conceptMapVersion === undefined ? {} : { conceptMapVersion }),
    ...(targetSystem === undefined ? {} : { targetSystem })
  })
}

function textsOf(given: Arguments): JsonObject {
  return { system: given.text('system'), version: given.text('version') }
}

function codesOf(coding: JsonObject | undefined, concept: JsonObject | undefined): readonly CodeAsked[] | undefined {
  const list: unknown = coding === undefined ? concept?.coding : [coding]
  if (!Array.isArray(list) || list.length === 0 || list.length > CODINGS_MAX) return undefined
  const codes = list.map((one) => (isObject(one) ? coded(one) : undefined))
  return codes.includes(undefined) ? undefined : codes.flatMap((one) => one ?? [])
}

/** A Coding; undefined where it has no code, or a system or version that is none. */
function coded({ code, system, version }: JsonObject): CodeAsked | undefined {
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
  if (!isText(code)) return undefined
  if ([system, version].some((value) => value !== undefined && !isText(value))) return undefined
  return { code, ...(isText(system) ? { system } : {}), ...(isText(version) ? { version } : {}) }
}

function answerOf({ matches, message }: TranslationGiven): Parameters {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'result', valueBoolean: matches.length > 0 },
      ...(message === undefined ? [] : [{ name: 'message', valueString: message }]),
      ...matches.map(matchOf)
    ]
  }
}

function matchOf(match: TranslationGiven['matches'][number]): ParametersParameter {
  const { system, version, code, display, equivalence, conceptMap, product = [] } = match
  const concept = {
    ...(system === undefined ? {} : { system }),
    ...(version === undefined ? {} : { version }),
    code,
    ...(display === undefined ? {} : { display })
  }
  const products = product.map((one) => ({
    name: 'product',
    part: [
      { name: 'element', valueUri: one.property },
      { name: 'concept', valueCoding: { ...(one.system === undefined ? {} : { system: one.system }), code: one.value } }
    ]
  }))
  const part = [
    { name: 'equivalence', valueCode: equivalence },
    { name: 'concept', valueCoding: concept },
    ...products,
    { name: 'source', valueUri: conceptMap }
  ]
  return { name: 'match', part }
}
