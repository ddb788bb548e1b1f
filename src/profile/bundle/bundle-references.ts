import type { Bundle, Composition, CompositionSection, Reference, Resource } from '@medplum/fhirtypes'
import { issue, type Issue } from '../../fhir/outcome.ts'
import type { FoundReference } from '../../fhir/references.ts'
import { advised, type Tell } from './bundle-rules.ts'
import { indexEntries, lookalikes, placesOf, type EntryIndex, type Place } from './entry-index.ts'
import { ownReferences } from './own-references.ts'

/**
 * Checks that references between the entries of a Bundle lead where FHIR's rules say, and to one entry only.
 *
 * What the Composition of a document and the focus of a MessageHeader name must be with them. A URN that no entry has is
 * an error there and in a transaction or batch, for it means nothing outside. Another reference of a document or message
 * that only looks like an entry's type and id is advised on: whoever reads it would have to guess. Collections and
 * answers to searches may leave out anything.
 * Errors: `reference-lost`, `reference-ambiguous`. Warning: `bundle-advice`, also for an entry that hangs on nothing.
 * Source: https://hl7.org/fhir/R4/bundle.html#references, https://hl7.org/fhir/R4/documents.html
 */
export function checkReferences(bundle: Bundle, path: string, tell: Tell): void {
  const { type } = bundle
  const isClosed = type === 'document' || type === 'message'
  if (!isClosed && type !== 'transaction' && type !== 'batch') return
  const index = indexEntries(bundle)
  const ties = new Map<number, Set<number>>()
  for (const place of index.places) {
    const needed = isClosed && place.index === 0 ? neededReferences(place.resource) : new Set<string>()
    for (const found of ownReferences(place.resource, `${path}.entry[${place.index}].resource`)) {
      const problem = problemOf(found, place, { index, isClosed, needed, ties })
      if (problem !== undefined) tell(problem)
    }
  }
  if (!isClosed) return
  const reached = reachedFromFirst(ties)
  for (const { index: at, resource } of index.places) {
    // A document may carry its stylesheet as a Binary, which nothing refers to.
    if (!reached.has(at) && resource.resourceType !== 'Binary') tell(advised('unreached', `${path}.entry[${at}]`))
  }
}

/** Entries by number, each with those that it is tied to by a reference in either direction. */
type Ties = Map<number, Set<number>>

function tie(ties: Ties, one: number, other: number): void {
  ties.set(one, (ties.get(one) ?? new Set()).add(other))
  ties.set(other, (ties.get(other) ?? new Set()).add(one))
}

/**
 * Entries that one reference ties to its own. One that may mean more was told as ambiguous, and in a Bundle of thousands
 * that look alike each would be tied to each.
 */
const TIED_MAX = 20

function tieAll(ties: Ties, from: Place, places: readonly Place[]): void {
  for (const place of places.slice(0, TIED_MAX)) tie(ties, from.index, place.index)
}

function reachedFromFirst(ties: Ties): ReadonlySet<number> {
  const reached = new Set([0])
  // A Set is walked in order of insertion, so what is added while walking is walked, too.
  for (const at of reached) for (const next of ties.get(at) ?? []) reached.add(next)
  return reached
}

interface Looking {
  readonly index: EntryIndex
  readonly isClosed: boolean
  readonly needed: ReadonlySet<string>
  readonly ties: Ties
}

function problemOf(found: FoundReference, from: Place, looking: Looking): Issue | undefined {
  const { reference, path } = found
  if (reference.startsWith('#')) return undefined
  const places = placesOf(reference, from, looking.index)
  const [first, second] = places
  tieAll(looking.ties, from, places)
  if (second !== undefined) return issue('reference-ambiguous', {}, path)
  if (first !== undefined) return undefined
  const alike = looking.isClosed ? lookalikes(reference, looking.index) : []
  tieAll(looking.ties, from, alike)
  if (looking.needed.has(reference)) return unresolved(alike.length > 0 ? 'lookalike' : 'needed', path)
  if (alike.length > 0) return advised('lookalike', path)
  return /^urn:(?:uuid|oid):/i.test(reference) ? unresolved('urn', path) : undefined
}

const reasons = {
  lookalike: [
    'an entry has this type and id, but its fullUrl is another address than the reference means here',
    'een onderdeel heeft dit type en id, maar de fullUrl ervan is een ander adres dan de verwijzing hier bedoelt'
  ],
  urn: ['no entry has this URN as its fullUrl', 'geen onderdeel heeft deze URN als fullUrl'],
  needed: [
    'what the first entry of a document or message names must be one of its entries',
    'wat het eerste onderdeel van een document of bericht noemt, moet een van de onderdelen zijn'
  ]
} as const

function unresolved(why: keyof typeof reasons, path: string): Issue {
  const [reason, reasonNl] = reasons[why]
  return issue('reference-lost', { reason, reasonNl }, path)
}

/** What must be in the Bundle with its first entry: the content of a document, the focus of a message. */
function neededReferences(first: Resource): ReadonlySet<string> {
  const references = first.resourceType === 'Composition' ? contentOf(first) : []
  if (first.resourceType === 'MessageHeader') references.push(...(first.focus ?? []))
  return new Set(references.flatMap(({ reference }) => (reference === undefined ? [] : [reference])))
}

function contentOf(composition: Composition): Reference[] {
  const { subject, author, custodian, encounter } = composition
  const parties = (composition.attester ?? []).map(({ party }) => party)
  const details = (composition.event ?? []).flatMap(({ detail }) => detail ?? [])
  const all = [subject, encounter, custodian, ...author, ...parties, ...details]
  return [...all.filter((one) => one !== undefined), ...(composition.section ?? []).flatMap(inSection)]
}

/** The depth of sections is that of the message, which was bounded when it was read. */
function inSection({ author, focus, entry, section }: CompositionSection): Reference[] {
  const own = [...(author ?? []), ...(entry ?? []), ...(focus === undefined ? [] : [focus])]
  return [...own, ...(section ?? []).flatMap(inSection)]
}
