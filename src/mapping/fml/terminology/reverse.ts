import type { IndexedConceptMap, Row } from './index-concept-map.ts'
import type { Group } from './read-groups.ts'
import {
  foundOf,
  turned,
  UNMAPPED,
  type Found,
  type Translated,
  type Translation,
  type TranslationRequest
} from './translation.ts'

/** A ConceptMap indexed by its targets. */
export interface ReversedConceptMap {
  readonly url: string
  /** By target system (undefined: groups without one), then by target code. */
  readonly bySystem: ReadonlyMap<string | undefined, ReadonlyMap<string, TargetEntry>>
  /** By target code, for callers without a system. */
  readonly byCode: ReadonlyMap<string, TargetEntry>
}

/** All that a target code may come from. */
export interface TargetEntry {
  readonly sources: readonly Source[]
  /** Where a code stands in several target systems, one without a system is ambiguous, whatever its sources. */
  readonly isOfOneSystem: boolean
  /** The answer to a request that names neither a version nor a system to turn back to. */
  readonly plain: TranslatedBack
}

interface Source {
  readonly group: Group
  /** Undefined for codes that the group does not list: what `unmapped` makes of them could be any. */
  readonly translation: Translation | undefined
  /** Not so where the row holds under conditions, or says more than the target code does. */
  readonly isSure: boolean
}

/** `ambiguous`: not exactly one source stands for the target; the candidates are those that the map lists. */
export type TranslatedBack =
  | Found
  | (Translated & { readonly kind: 'unmapped' })
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Translation[] }

/** Asked of a map that is turned: `system` and `version` are of its targets, `targetSystem` is one of its sources. */
export type TranslationBackRequest = Omit<TranslationRequest, 'dependencies'>

/**
 * Turns a ConceptMap round, for targets that one source alone stands for.
 *
 * R4 defines maps one way only, so nothing is turned that would be a guess: a target is ambiguous where it has a row with
 * `dependsOn` or `product` and where `unmapped` gives it too, which it may wherever it names another map.
 *
 * @see http://hl7.org/fhir/R4/conceptmap.html
 */
export function reverse(map: IndexedConceptMap): ReversedConceptMap {
  const sources = sourcesBySystem(map)
  const defaulting = map.groups.filter(({ unmapped }) => unmapped !== undefined)
  const everywhere = new Map<string, readonly Source[]>()
  const bySystem = new Map<string | undefined, ReadonlyMap<string, TargetEntry>>()
  for (const [system, codes] of sources) {
    const entries = new Map<string, TargetEntry>()
    for (const [code, listed] of codes) {
      const defaults = defaulting.filter((group) => givesByDefault(map, group, { code, inSystem: { system } }))
      entries.set(code, entryOf(listed, defaults))
      everywhere.set(code, [...(everywhere.get(code) ?? []), ...listed])
    }
    bySystem.set(system, entries)
  }
  const byCode = new Map<string, TargetEntry>()
  for (const [code, listed] of everywhere) {
    const defaults = defaulting.filter((group) => givesByDefault(map, group, { code }))
    byCode.set(code, entryOf(listed, defaults))
  }
  return { url: map.url, bySystem, byCode }
}

/** What a target code came from; never throws. */
export function translateBack(map: ReversedConceptMap, request: TranslationBackRequest): TranslatedBack {
  const { code, system, version, targetSystem, targetVersion } = request
  const entry = system === undefined ? map.byCode.get(code) : map.bySystem.get(system)?.get(code)
  if (entry === undefined) return UNMAPPED
  if (version === undefined && targetSystem === undefined && targetVersion === undefined) return entry.plain
  const sources = entry.sources.filter(({ group, translation }) => {
    if (targetSystem !== undefined && targetSystem !== group.source) return false
    // What comes of no row has no version of its own, so it stays in the way whatever is asked.
    if (translation === undefined) return true
    return isVersion(version, group.targetVersion) && isVersion(targetVersion, group.sourceVersion)
  })
  return entry.isOfOneSystem ? answerOf(sources) : ambiguousOf(sources)
}

function isVersion(asked: string | undefined, own: string | undefined): boolean {
  return asked === undefined || own === undefined || asked === own
}

function sourcesBySystem(map: IndexedConceptMap): ReadonlyMap<string | undefined, ReadonlyMap<string, Source[]>> {
  const systems = new Map<string | undefined, Map<string, Source[]>>()
  for (const entries of map.bySystem.values()) {
    for (const { rows } of entries.values()) {
      for (const row of rows) {
        const { translation } = row.target
        if (translation === undefined) continue
        const codes = systems.get(row.group.target) ?? new Map<string, Source[]>()
        systems.set(row.group.target, codes)
        const sources = codes.get(translation.code) ?? []
        codes.set(translation.code, sources)
        sources.push(sourceOf(row, translation))
      }
    }
  }
  return systems
}

function sourceOf({ group, element, target }: Row, translation: Translation): Source {
  const back: Translation = {
    ...translation,
    system: group.source,
    version: group.sourceVersion,
    code: element.code,
    display: element.display,
    equivalence: turned(translation.equivalence),
    product: undefined
  }
  const isSure = target.dependsOn.length === 0 && translation.product === undefined
  return { group, translation: Object.freeze(back), isSure }
}

/** Whether the group's `unmapped` may give this code, in the one system or, where none is named, in any. */
function givesByDefault(map: IndexedConceptMap, group: Group, { code, inSystem }: Asked): boolean {
  const { source, target, unmapped } = group
  if (unmapped === undefined) return false
  if (unmapped.mode === 'other-map') return true
  const isOf = (system: string | undefined) => inSystem === undefined || inSystem.system === system
  if (unmapped.mode === 'fixed') return unmapped.translation.code === code && isOf(target)
  const rows = map.bySystem.get(source)?.get(code)?.rows ?? []
  return isOf(source) && !rows.some((row) => row.group === group)
}

interface Asked {
  readonly code: string
  /** Held apart, because the one system may be that of groups that name none. */
  readonly inSystem?: { readonly system: string | undefined }
}

function entryOf(listed: readonly Source[], defaults: readonly Group[]): TargetEntry {
  const sources = [...listed, ...defaults.map((group) => ({ group, translation: undefined, isSure: false }))]
  const isOfOneSystem = new Set(listed.map(({ group }) => group.target)).size === 1
  return { sources, isOfOneSystem, plain: isOfOneSystem ? answerOf(sources) : ambiguousOf(sources) }
}

function answerOf(sources: readonly Source[]): TranslatedBack {
  const [only, ...more] = sources
  if (only?.isSure === true && more.length === 0)
    return foundOf([only.translation].flatMap((one) => one ?? [])) ?? UNMAPPED
  return ambiguousOf(sources)
}

function ambiguousOf(sources: readonly Source[]): TranslatedBack {
  const candidates = sources.flatMap(({ translation }) => translation ?? [])
  return candidates.length === 0 ? UNMAPPED : Object.freeze({ kind: 'ambiguous', candidates })
}
