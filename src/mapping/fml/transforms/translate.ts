import { tellable } from '../run/primitive.ts'
import { reader } from '../run/read.ts'
import { SourceNode, valueOf } from '../run/source-node.ts'
import type { JsonObject, Typed } from '../schema/types.ts'
import type { IndexedConceptMap } from '../terminology/index-concept-map.ts'
import { translate as translateCode } from '../terminology/translate.ts'
import { means, type Translation, type TranslationRequest } from '../terminology/translation.ts'
import {
  constantText,
  type Parameter,
  type Transform,
  type TransformCall,
  type TransformMaker,
  takes,
  typeNamed
} from './transform.ts'

/**
 * `translate(source, conceptMap, output)`: the source is a code, a uri, a Coding or a CodeableConcept; the output `code`,
 * `system`, `display`, `uri`, `Coding` or `CodeableConcept` (without it, what the source is).
 *
 * Of several targets, those that mean the same come before the others; a single value is only made of a single target.
 * A Coding that does not mean the same as its source says so in an extension. Faults: `unknown-concept-map`,
 * `unmapped-code` (also for a code that is listed as having no counterpart), `too-many`.
 * Source: http://hl7.org/fhir/R4/valueset-map-transform.html
 */
export const translate: TransformMaker = (context) => {
  takes(context, 'translate', 2, 3)
  const { scope, parameters, part } = context
  const url = constantText(context, 1, 'the ConceptMap of translate')
  const output = parameters.length === 3 ? constantText(context, 2, 'the output of translate') : undefined
  if (output !== undefined && !OUTPUTS.has(output)) {
    return scope.fail('wrong-use', `translate gives ${[...OUTPUTS].join(', ')}, and not ${output}`, part)
  }
  const { translator } = scope.map
  const conceptMap = translator.find(url)
  if (conceptMap === undefined) return scope.fail('unknown-concept-map', `there is no ConceptMap ${url}`, part)
  const types = {
    code: typeNamed(scope, 'code'),
    uri: typeNamed(scope, 'uri'),
    string: typeNamed(scope, 'string'),
    Coding: typeNamed(scope, 'Coding'),
    CodeableConcept: typeNamed(scope, 'CodeableConcept')
  }
  // What single codes become, by code: a ConceptMap has an end.
  const known = new Map<unknown, { readonly from: Typed['type']; readonly made: Typed }>()
  return {
    make: (call) => {
      const value = parameters[0]?.read(call.frame)
      if (value === undefined) return undefined
      const before = value.type.kind === 'primitive' && value.partner === undefined ? known.get(value.value) : undefined
      if (before?.from === value.type) return before.made
      if (value.type.kind === 'primitive' && value.value !== undefined && typeof value.value === 'object') {
        return call.run.fail('wrong-value', `translate takes one code and is given something else`, { item: value })
      }
      // A primitive may consist of extensions alone, and those are not for a ConceptMap.
      if (value.value === undefined) return value
      const targets = translated(call, value, conceptMap, translator)
      const wanted = output ?? (OUTPUTS.has(value.type.name) ? value.type.name : 'code')
      const [target, other] = targets
      if (target === undefined) return undefined
      if (wanted === 'Coding') {
        return targets.map((one) => ({
          type: types.Coding,
          value: codingOf(one, translator.approximate),
          translation: one
        }))
      }
      if (wanted === 'CodeableConcept') {
        const coding = targets.map((one) => codingOf(one, translator.approximate))
        return { type: types.CodeableConcept, value: { coding }, translation: target }
      }
      if (other !== undefined) {
        return call.run.fail('too-many', `${conceptMap.url} gives several codes where one is wanted`, { item: value })
      }
      if (wanted === 'system') return textual(types.uri, target.system, target)
      if (wanted === 'display') return textual(types.string, target.display, target)
      const type = wanted === 'uri' ? types.uri : types.code
      // What is given back because it is not listed was not translated.
      const translation = target.unmapped === 'provided' ? undefined : target
      const made = { type, value: target.code, partner: value.partner, translation }
      if (value.type.kind === 'primitive' && value.partner === undefined && target.unmapped === undefined) {
        known.set(value.value, { from: value.type, made })
      }
      return made
    },
    cover: coverOf({ parameter: parameters[0], conceptMap, translator, output })
  }
}

interface Covering {
  readonly parameter: Parameter | undefined
  readonly conceptMap: IndexedConceptMap
  readonly translator: Translator
  readonly output: string | undefined
}

/** The words of the sender, and what else stands beside a code, are not in what the ConceptMap gives. */
function coverOf({ parameter, conceptMap, translator, output }: Covering): Transform['cover'] {
  // A code that is made of a code keeps its partner.
  const isKeeping = output === undefined || output === 'code' || output === 'uri'
  return ({ run, frame }) => {
    const node = parameter?.read(frame)
    if (!(node instanceof SourceNode) || run.coverage === undefined) return
    if (node.type.kind === 'primitive') {
      run.coverage.take(isKeeping ? node : valueOf(node))
      return
    }
    for (const coding of node.type.name === 'CodeableConcept' ? codingsOf(node, run) : [node]) {
      const [request] = requestsOf(coding)
      if (request === undefined) continue
      if (translateCode(conceptMap, request, (url) => translator.find(url)).kind !== 'found') continue
      for (const name of READ) run.coverage.takePath(coding, [name], run.schema)
    }
  }
}

const codingsOf = reader('coding')

/** What a ConceptMap is asked with. */
const READ = ['system', 'version', 'code']

const OUTPUTS: ReadonlySet<string> = new Set(['code', 'system', 'display', 'uri', 'Coding', 'CodeableConcept'])

function textual(type: Typed['type'], value: string | undefined, translation: Translation): Typed | undefined {
  return value === undefined ? undefined : { type, value, translation }
}

interface Translator {
  find(url: string): IndexedConceptMap | undefined
}

/** The targets that mean the same, else all that there are. */
function translated(
  call: TransformCall,
  value: Typed,
  conceptMap: IndexedConceptMap,
  translator: Translator
): readonly Translation[] {
  const requests = requestsOf(value)
  const targets: Translation[] = []
  for (const request of requests) {
    const answer = translateCode(conceptMap, request, (url) => translator.find(url))
    if (answer.kind === 'found') targets.push(...answer.targets)
    if (answer.kind === 'ambiguous') {
      call.run.fail('too-many', `the code stands in several systems of ${conceptMap.url}; a Coding says which`, {
        item: value
      })
    }
  }
  if (targets.length === 0) return unmapped(call, value, conceptMap, requests)
  const same = targets.filter(({ equivalence }) => means(equivalence))
  return distinct(same.length > 0 ? same : targets)
}

/** Several codings of one concept often come to the same code. */
function distinct(targets: readonly Translation[]): readonly Translation[] {
  return targets.filter(({ system, code }, index) => {
    const first = targets.findIndex((one) => one.system === system && one.code === code)
    return first === index
  })
}

function requestsOf({ value, type }: Typed): readonly TranslationRequest[] {
  if (type.kind === 'primitive') return [{ code: String(value) }]
  const held = value as JsonObject
  const codings = type.name === 'CodeableConcept' ? held['coding'] : [held]
  return (Array.isArray(codings) ? (codings as readonly JsonObject[]) : []).flatMap(({ system, code, version }) =>
    typeof code === 'string'
      ? [
          {
            code,
            system: typeof system === 'string' ? system : undefined,
            version: typeof version === 'string' ? version : undefined
          }
        ]
      : []
  )
}

function unmapped(
  { run }: TransformCall,
  value: Typed,
  { url }: IndexedConceptMap,
  [request]: readonly TranslationRequest[]
): never {
  const told = request === undefined ? undefined : tellableCode(request, value)
  // A Coding is at fault by its code, and that is where its sender looks.
  const code = value instanceof SourceNode && value.type.name === 'Coding' ? codeOf(value) : value
  return run.fail('unmapped-code', `the code has no translation in ${url}`, { item: code, value: told })
}

function tellableCode({ system, code }: TranslationRequest, { value, type }: Typed): string | undefined {
  if (type.kind === 'primitive') return tellable(value, type)
  return `${system ?? ''}|${code}`.slice(0, 200)
}

function codeOf(coding: SourceNode): SourceNode {
  const { code } = coding.value as JsonObject
  return new SourceNode(code, coding.type, undefined, { parent: coding, property: 'code', index: -1 })
}

/** What an approximate translation is called in data: which map, and how sure it is. */
function codingOf(
  { system, version, code, display, equivalence, conceptMap }: Translation,
  approximate: string | undefined
) {
  const extension =
    approximate === undefined || means(equivalence)
      ? {}
      : {
          extension: [
            {
              url: approximate,
              extension: [
                { url: 'conceptMap', valueCanonical: conceptMap },
                { url: 'equivalence', valueCode: equivalence }
              ]
            }
          ]
        }
  return {
    ...extension,
    ...(system === undefined ? {} : { system }),
    ...(version === undefined ? {} : { version }),
    code,
    ...(display === undefined ? {} : { display })
  }
}
