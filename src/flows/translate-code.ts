import { keptSystem } from '../fhir/identifiers.ts'
import { issue } from '../fhir/outcome.ts'
import { attempt } from '../mapping/fml/fault.ts'
import type { IndexedConceptMap } from '../mapping/fml/terminology/index-concept-map.ts'
import { translateBack, type ReversedConceptMap } from '../mapping/fml/terminology/reverse.ts'
import { translate } from '../mapping/fml/terminology/translate.ts'
import type { Translation } from '../mapping/fml/terminology/translation.ts'
import { issueOf } from '../mapping/map-issue.ts'
import type { MapCatalogue } from '../mapping/port.ts'
import { ok, refused, type Result } from '../result.ts'

/** A code as it is asked about. */
export interface CodeAsked {
  readonly code: string
  readonly system?: string
  /** Of the code system. */
  readonly version?: string
}

/** What is asked of a ConceptMap: one code, or several that say the same. */
export interface TranslationAsked {
  readonly url: string
  readonly conceptMapVersion?: string
  readonly codes: readonly CodeAsked[]
  readonly targetSystem?: string
  /** From the map's targets back to its sources. */
  readonly isReverse: boolean
}

/** What a ConceptMap answers. */
export interface TranslationGiven {
  readonly matches: readonly Translation[]
  /** What is to be known of the answer, above all why there is none. */
  readonly message?: string
}

/** Candidates that are named where none is given as the answer. */
const CANDIDATES_MAX = 10

/**
 * Asks a loaded ConceptMap for the translations of a code; nothing is guessed.
 *
 * A system is known by each of its names, as in a message. Turned round, only what a single source stands for is an answer. `unmatched` and `disjoint` are none.
 * Errors: `map-unknown` (404); `map-failed` (422) where the map names another one that cannot be asked.
 */
export function translateCode(maps: MapCatalogue, asked: TranslationAsked): Result<TranslationGiven> {
  const [url = '', version = asked.conceptMapVersion] = asked.url.split('|')
  const conceptMap = maps.conceptMap(url)
  const reversed = asked.isReverse ? maps.reversed(url) : undefined
  const isOther = [version, asked.conceptMapVersion].some((one) => one !== undefined && one !== conceptMap?.version)
  if (conceptMap === undefined || isOther) return refused(issue('map-unknown'))
  const answerTo = (question: One): TranslationGiven =>
    reversed === undefined ? forward(maps, conceptMap, question) : backward(reversed, question)
  const outcome = attempt(() =>
    asked.codes.map((one) => {
      const given = answerTo({ asked, one })
      // A message has its systems under the names that the gateway keeps by the time its codes are translated.
      return given.matches.length > 0 ? given : answerTo(kept({ asked, one }))
    })
  )
  if (!outcome.ok) return refused(issueOf(outcome.fault, url, 'Parameters'))
  const matches = outcome.value.flatMap((given) => given.matches)
  const distinct = [...new Map(matches.map((match) => [JSON.stringify(match), match])).values()]
  const messages = [...new Set(outcome.value.flatMap(({ message }) => message ?? []))]
  // Of several codes one answer is enough; why the others have none is of no use then.
  const isTold = messages.length > 0 && (distinct.length === 0 || asked.codes.length === 1)
  return ok({ matches: distinct, ...(isTold ? { message: messages.join(' ') } : {}) })
}

interface One {
  readonly asked: TranslationAsked
  readonly one: CodeAsked
}

function kept({ asked, one }: One): One {
  const { targetSystem } = asked
  return {
    asked: targetSystem === undefined ? asked : { ...asked, targetSystem: keptSystem(targetSystem) },
    one: one.system === undefined ? one : { ...one, system: keptSystem(one.system) }
  }
}

function forward(maps: MapCatalogue, map: IndexedConceptMap, { asked, one }: One): TranslationGiven {
  const request = { ...one, targetSystem: asked.targetSystem }
  const answer = translate(map, request, (url) => maps.conceptMap(url))
  switch (answer.kind) {
    case 'found': {
      const isByDefault = answer.targets.some(({ unmapped }) => unmapped !== undefined)
      const message = 'The map does not list this code; this is what it says for codes that it does not list.'
      return { matches: answer.targets, ...(isByDefault ? { message } : {}) }
    }
    case 'unmatched':
      return { matches: [], message: 'The map says that this code has no counterpart.' }
    case 'ambiguous': {
      const systems = answer.systems.map((system) => system ?? '(none)').join(', ')
      return { matches: [], message: `The code stands in more than one system; name one of: ${systems}.` }
    }
    case 'unmapped':
      return { matches: [], message: 'The map has no translation for this code.' }
  }
}

function backward(map: ReversedConceptMap, { asked, one }: One): TranslationGiven {
  const answer = translateBack(map, { ...one, targetSystem: asked.targetSystem })
  if (answer.kind === 'found') return { matches: answer.targets }
  if (answer.kind === 'unmapped') return { matches: [], message: 'No code of the map is translated to this one alone.' }
  const codes = [...new Set(answer.candidates.map(({ system = '', code }) => `${system}|${code}`))]
  const named = codes.slice(0, CANDIDATES_MAX).join(', ')
  const message = `More than one code may stand behind this one, and none of them is chosen: ${named}.`
  return { matches: [], message }
}
