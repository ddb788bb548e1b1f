import type { CodeableConcept, Coding } from '@medplum/fhirtypes'
import { issue, type Issue } from '../../fhir/outcome.ts'
import { ok, refused } from '../../result.ts'
import type { IndexedConceptMap } from '../concept-map.ts'
import type { Step, StepContext, StepMaker } from './step.ts'

interface Translating {
  readonly element: string
  readonly conceptMap: IndexedConceptMap
  /** Whether an unknown code of the source system may travel on beside one that is known. */
  readonly carriesUnmapped: boolean
}

/**
 * Adds to each CodeableConcept of an element the translation of its codes, and leaves the sender's codings as they are.
 *
 * `{"step": "translate-beside", "type", "element", "conceptMap", "unmapped": "refuse" | "carry"}`. At least one code of
 * the element must be known, or stand there in the target system already: a kind is never guessed. Beside a known one,
 * an unknown code of the source system is refused, or carried and told as a warning. Two codes of one concept that
 * translate to different things, or contradict the code that stands there, refuse the message.
 * Errors: `unmapped-code` at the sender's own coding, `map-failed` for a contradiction.
 */
export const translateBeside: StepMaker = ({ element, conceptMap: url, unmapped }, conceptMaps) => {
  const conceptMap = conceptMaps.get(url ?? '')
  if (element === undefined || conceptMap === undefined) {
    throw new Error(`translate-beside needs an element and a ConceptMap that exists; it has ${url ?? 'none'}`)
  }
  if (unmapped !== 'refuse' && unmapped !== 'carry') throw new Error('translate-beside needs unmapped: refuse or carry')
  return translating({ element, conceptMap, carriesUnmapped: unmapped === 'carry' })
}

function translating({ element, conceptMap, carriesUnmapped }: Translating): Step {
  return (resource, context) => {
    const value: unknown = Reflect.get(resource, element)
    if (value === undefined) return ok({ resource })
    const isList = Array.isArray(value)
    // The dialect's element is a CodeableConcept; that the message says so was checked before it came here.
    const concepts = [value].flat() as readonly CodeableConcept[]
    const place = `${context.path}.${element}`
    const read = concepts.map((concept, index) =>
      readConcept(concept, isList ? `${place}[${index}]` : place, conceptMap, context)
    )
    const contradictions = read.flatMap(({ contradiction }) => contradiction ?? [])
    const unknown = read.flatMap((one) => one.unmapped)
    const isKnown = read.some((one) => one.isKnown)
    const issues = [...contradictions, ...(isKnown && carriesUnmapped ? [] : unknown)]
    const [first, ...more] = issues
    if (first !== undefined) return refused(first, ...more)
    if (!isKnown) return refused(issue('unmapped-code', nothingKnown(conceptMap), place))
    const translated = read.map(({ concept }) => concept)
    // The element had this shape when it came, and each concept only gained codings.
    const changed = { ...resource, [element]: isList ? translated : translated[0] }
    return ok({ resource: changed, warnings: unknown })
  }
}

interface ReadConcept {
  readonly concept: CodeableConcept
  readonly isKnown: boolean
  readonly unmapped: readonly Issue[]
  readonly contradiction?: Issue
}

function readConcept(
  concept: CodeableConcept,
  path: string,
  conceptMap: IndexedConceptMap,
  { dialect }: StepContext
): ReadConcept {
  const targets = new Set(conceptMap.systems.values())
  const unmapped: Issue[] = []
  const meanings = new Map<string, Coding>()
  const added: Coding[] = []
  concept.coding?.forEach((coding, index) => {
    const { system, code } = coding
    if (system === undefined || code === undefined) return
    if (targets.has(system)) meanings.set(`${system}|${code}`, coding)
    if (!conceptMap.systems.has(system)) return
    const translation = conceptMap.translate(system, code)
    const at = `${path}.coding[${index}].code`
    if (translation === undefined) unmapped.push(issue('unmapped-code', { code, system, map: conceptMap.url }, at))
    else added.push(translation)
  })
  for (const coding of added) {
    const meaning = `${coding.system ?? ''}|${coding.code ?? ''}`
    if (meanings.has(meaning)) continue
    meanings.set(meaning, coding)
  }
  const coding = [...new Set([...(concept.coding ?? []), ...meanings.values()])]
  const isSame = coding.length === (concept.coding?.length ?? 0)
  return {
    concept: isSame ? concept : { ...concept, coding },
    isKnown: meanings.size > 0,
    unmapped,
    ...(added.length > 0 && meanings.size > 1 ? { contradiction: contradictory(meanings, path, dialect) } : {})
  }
}

function contradictory(meanings: ReadonlyMap<string, Coding>, path: string, dialect: string): Issue {
  const codes = Array.from(meanings.values(), ({ code }) => code ?? '').join(' and ')
  return issue('map-failed', { dialect, reason: `one concept says ${codes}, which are different things` }, path)
}

function nothingKnown({ url, systems }: IndexedConceptMap): Readonly<Record<string, string>> {
  return { code: '(none)', system: [...systems.keys()].join(', '), map: url }
}
