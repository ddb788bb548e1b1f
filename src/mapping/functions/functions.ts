import type { Composition, DocumentReference, Resource } from '@medplum/fhirtypes'
import { derivedId } from '../../fhir/derived-id.ts'
import { referenceTo } from '../../fhir/references.ts'
import { spend } from '../fml/effort.ts'
import { fail } from '../fml/fault.ts'
import type { HostFunctions } from '../fml/fhirpath/functions.ts'
import type { IndexedConceptMap } from '../fml/terminology/index-concept-map.ts'
import { translate } from '../fml/terminology/translate.ts'
import { means, type Translated, type TranslationRequest } from '../fml/terminology/translation.ts'
import { type GraphHolder, isContained, resolve } from './graph.ts'
import { letterDocument } from './letter-document.ts'
import { letterText } from './letter-text.ts'

/**
 * The FHIRPath functions that this gateway offers to maps, beyond FHIRPath's own.
 *
 * - `resolve()`: the resources behind References, in the message or contained; none for one that is not there.
 * - `letterText()`: every word of a Composition as plain text.
 * - `letterDocument()`: a Composition as a DocumentReference with its words as plain text; its id follows from the
 *   Composition's.
 * - `translatedCode(conceptMap)`: the code that a ConceptMap makes of a Coding, or of a code or uri as a plain value, where
 *   it means the same; nothing for what the map does not know.
 * - `isListedIn(conceptMap)`: whether a ConceptMap has anything for a Coding or a code, also what only comes near it.
 * - `derivedId(purpose)`: an id for what a map makes beside its target; it follows from the resource that is mapped, the
 *   purpose and the one value that it is called on.
 */
export function hostFunctions(holder: GraphHolder, conceptMaps: readonly IndexedConceptMap[]): HostFunctions {
  const byUrl = new Map(conceptMaps.map((conceptMap) => [conceptMap.url, conceptMap]))
  return {
    resolve: {
      type: 'Resource',
      call: (input) => input.flatMap((value) => resolve(holder, referenceOf(value)) ?? [])
    },
    letterText: {
      type: 'string',
      call: (input) => input.filter(isComposition).map((letter) => textOf(holder, letter))
    },
    letterDocument: {
      type: 'DocumentReference',
      call: (input) => input.filter(isComposition).map((letter) => documentOf(holder, letter))
    },
    translatedCode: {
      type: 'code',
      call: (input, url = '') => input.flatMap((value) => translatedCode(value, String(url), byUrl))
    },
    isListedIn: {
      type: 'boolean',
      call: (input, url = '') => input.map((value) => answerTo(value, String(url), byUrl)?.kind === 'found')
    },
    derivedId: {
      type: 'id',
      call: (input, purpose = '') => {
        const [value] = input
        if (value === undefined) return undefined
        if (input.length > 1) return fail({ code: 'too-many', message: 'derivedId() is called on one value' })
        const root = holder.current?.root
        return derivedId(
          root?.id ?? '',
          String(purpose),
          root === undefined ? '' : referenceTo(root),
          JSON.stringify(value)
        )
      }
    }
  }
}

function referenceOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'reference' in value ? value.reference : value
}

function translatedCode(value: unknown, url: string, byUrl: ConceptMaps): readonly string[] {
  const answer = answerTo(value, url, byUrl)
  if (answer?.kind !== 'found') return []
  return answer.targets.flatMap(({ equivalence, unmapped, code }) => {
    return means(equivalence) || unmapped === 'provided' ? [code] : []
  })
}

type ConceptMaps = ReadonlyMap<string, IndexedConceptMap>

function answerTo(value: unknown, url: string, byUrl: ConceptMaps): Translated | undefined {
  const conceptMap = byUrl.get(url)
  // Names that stand in a map are checked at the start; this is one that a map puts together.
  if (conceptMap === undefined) return fail({ code: 'unknown-concept-map', message: `there is no ConceptMap ${url}` })
  const request = requestOf(value)
  if (request === undefined) return undefined
  return translate(conceptMap, request, (name) => byUrl.get(name))
}

function requestOf(value: unknown): TranslationRequest | undefined {
  if (typeof value === 'string') return { code: value }
  if (typeof value !== 'object' || value === null || !('code' in value) || typeof value.code !== 'string')
    return undefined
  const system = 'system' in value && typeof value.system === 'string' ? value.system : undefined
  return { code: value.code, system }
}

/** What was made of letters while one resource is mapped: conditions and values ask for the same again and again. */
interface Made {
  readonly texts: Map<Composition, string>
  readonly documents: Map<Composition, DocumentReference>
}

const madeByGraph = new WeakMap<object, Made>()

function madeIn({ current }: GraphHolder): Made {
  const known = current === undefined ? undefined : madeByGraph.get(current)
  if (known !== undefined) return known
  const made: Made = { texts: new Map(), documents: new Map() }
  if (current !== undefined) madeByGraph.set(current, made)
  return made
}

/** Characters of a letter that cost as much as an element: what is made of them is as long again each time. */
const CHARACTERS = 4

function textOf(holder: GraphHolder, letter: Composition): string {
  const { texts } = madeIn(holder)
  const text = texts.get(letter) ?? letterText(letter)
  texts.set(letter, text)
  spend(text.length / CHARACTERS)
  return text
}

function documentOf(holder: GraphHolder, letter: Composition): DocumentReference {
  const { documents } = madeIn(holder)
  const document = documents.get(letter) ?? letterDocument(letter, holderOf(holder, letter))
  documents.set(letter, document)
  spend((document.content[0]?.attachment.size ?? 0) / CHARACTERS)
  return document
}

function isComposition(value: unknown): value is Composition {
  return typeof value === 'object' && value !== null && 'resourceType' in value && value.resourceType === 'Composition'
}

/** The resource that contains a letter, where one does. */
function holderOf(holder: GraphHolder, letter: Composition): Resource | undefined {
  return isContained(holder, letter) ? holder.current?.root : undefined
}
