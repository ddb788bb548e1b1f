/** How a target stands to its source; http://hl7.org/fhir/R4/valueset-concept-map-equivalence.html */
export type Equivalence =
  | 'relatedto'
  | 'equivalent'
  | 'equal'
  | 'wider'
  | 'subsumes'
  | 'narrower'
  | 'specializes'
  | 'inexact'
  | 'unmatched'
  | 'disjoint'

/** A code beside the one that is translated: what a target depends on, or what comes with it. */
export interface Dependency {
  /** The uri or name of the element that has the value. */
  readonly property: string
  readonly system?: string | undefined
  readonly value: string
}

/** What a ConceptMap makes of a code. */
export interface Translation {
  /** Undefined where the group names no target system. */
  readonly system: string | undefined
  readonly version?: string | undefined
  readonly code: string
  readonly display?: string | undefined
  /** Never `unmatched` or `disjoint`. What comes of `group.unmapped` is `relatedto`: the map asserts no more of it. */
  readonly equivalence: Equivalence
  /** The url of the map that says so, which may be another than the one that was asked. */
  readonly conceptMap: string
  readonly conceptMapVersion?: string | undefined
  readonly product?: readonly Dependency[] | undefined
  readonly comment?: string | undefined
  /** The code was not listed: this is the map's fixed code, or the code as it was given, in its own system. */
  readonly unmapped?: 'fixed' | 'provided' | undefined
}

/** What is asked of a ConceptMap. */
export interface TranslationRequest {
  readonly code: string
  /** Without it the code alone decides, and only where the map has it in one system. */
  readonly system?: string | undefined
  /** Of the source system: a group that states another is passed over. */
  readonly version?: string | undefined
  readonly targetSystem?: string | undefined
  readonly targetVersion?: string | undefined
  readonly dependencies?: readonly Dependency[] | undefined
}

/** Targets in the order of the map. */
export interface Found {
  readonly kind: 'found'
  readonly targets: readonly [Translation, ...Translation[]]
}

/**
 * The answer of a ConceptMap: `unmatched` says that the code is known to have no counterpart, `unmapped` that the map has
 * no answer, and `ambiguous` that a code without a system stands in several (undefined: a group without one).
 */
export type Translated =
  | Found
  | { readonly kind: 'unmatched' }
  | { readonly kind: 'unmapped' }
  | { readonly kind: 'ambiguous'; readonly systems: readonly (string | undefined)[] }

export const UNMATCHED: Translated = Object.freeze({ kind: 'unmatched' })
export const UNMAPPED: Translated & { readonly kind: 'unmapped' } = Object.freeze({ kind: 'unmapped' })

/** The targets, in an answer that everybody may share. */
export function foundOf(targets: readonly Translation[]): Found | undefined {
  const [first, ...more] = targets
  return first === undefined
    ? undefined
    : Object.freeze({ kind: 'found', targets: Object.freeze([first, ...more] as const) })
}

/** Whether two codes of this equivalence mean the same, so that one may stand for the other. */
export function means(equivalence: Equivalence): boolean {
  return equivalence === 'equal' || equivalence === 'equivalent'
}

const TURNED: Readonly<Record<Equivalence, Equivalence>> = {
  relatedto: 'relatedto',
  equivalent: 'equivalent',
  equal: 'equal',
  wider: 'narrower',
  subsumes: 'specializes',
  narrower: 'wider',
  specializes: 'subsumes',
  inexact: 'inexact',
  unmatched: 'unmatched',
  disjoint: 'disjoint'
}

/** How the source stands to the target. */
export function turned(equivalence: Equivalence): Equivalence {
  return TURNED[equivalence]
}

/** Whether a value is an equivalence of R4. */
export function isEquivalence(value: unknown): value is Equivalence {
  return typeof value === 'string' && Object.hasOwn(TURNED, value)
}
