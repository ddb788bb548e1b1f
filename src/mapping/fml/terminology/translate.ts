import { fail } from '../fault.ts'
import { answerOf, type CodeEntry, type IndexedConceptMap } from './index-concept-map.ts'
import type { Group, Target } from './read-groups.ts'
import {
  foundOf,
  UNMAPPED,
  UNMATCHED,
  type Dependency,
  type Translated,
  type Translation,
  type TranslationRequest
} from './translation.ts'

/** Finds the map that `unmapped.url` names, as it is written there. */
export type ConceptMapLookup = (url: string) => IndexedConceptMap | undefined

/**
 * What the map makes of a code.
 *
 * A system matches only a group of that system: a group without one answers only those who name none either. What
 * `group.unmapped` says is asked only for a code of which neither the chosen groups nor its own list a target; where targets are
 * listed and their conditions do not hold, there is no answer, and no default takes its place.
 *
 * Faults (thrown): `unknown-concept-map` where `unmapped` names a map that is not there, `recursion` where maps name
 * each other, and `limit` where more than five follow one another.
 */
export function translate(map: IndexedConceptMap, request: TranslationRequest, lookup: ConceptMapLookup): Translated {
  const { code, system } = request
  const entry = system === undefined ? map.byCode.get(code) : map.bySystem.get(system)?.get(code)
  if (entry?.kind === 'ambiguous') return entry
  if (entry?.plain !== undefined && isForAll(entry, request)) return entry.plain
  return translateFurther({ map, request, lookup, asked: [map] }, entry)
}

/** How many maps may follow one another through `unmapped`, the first one included. */
const MAPS_MAX = 5

interface Asking {
  readonly map: IndexedConceptMap
  readonly request: TranslationRequest
  readonly lookup: ConceptMapLookup
  /** The maps asked so far, this one last. */
  readonly asked: readonly IndexedConceptMap[]
}

function isForAll({ group }: CodeEntry, request: TranslationRequest): boolean {
  const { version, targetSystem, targetVersion } = request
  if (version === undefined && targetSystem === undefined && targetVersion === undefined) return true
  return group !== undefined && isChosen(group, request)
}

/** A group that states a version is not for a request that states another; where either is silent they go together. */
function isChosen(group: Group, { version, targetSystem, targetVersion }: TranslationRequest): boolean {
  if (targetSystem !== undefined && targetSystem !== group.target) return false
  return isVersion(version, group.sourceVersion) && isVersion(targetVersion, group.targetVersion)
}

function isVersion(asked: string | undefined, own: string | undefined): boolean {
  return asked === undefined || own === undefined || asked === own
}

function translateFurther(asking: Asking, entry: CodeEntry | undefined): Translated {
  const { map, request } = asking
  const listed = entry?.rows ?? []
  const rows = listed.filter(({ group }) => isChosen(group, request))
  if (rows.length > 0) return answerOf(rows.filter(({ target }) => isSatisfied(target, request.dependencies)))
  const systems = systemsOf(asking, entry)
  const groups = map.groups.filter((group) => {
    const isListed = listed.some((row) => row.group === group)
    return group.unmapped !== undefined && !isListed && systems.includes(group.source)
  })
  if (groups.length === 0) return UNMAPPED
  // Without a system nobody can tell whose default is meant.
  return systems.length > 1 ? { kind: 'ambiguous', systems } : byDefault(asking, groups)
}

function isSatisfied({ dependsOn }: Target, given: readonly Dependency[] = []): boolean {
  return dependsOn.every(({ property, system, value }) =>
    given.some((one) => {
      const isSystem = system === undefined || one.system === system
      return one.property === property && one.value === value && isSystem
    })
  )
}

function systemsOf({ map, request }: Asking, entry: CodeEntry | undefined): readonly (string | undefined)[] {
  if (request.system !== undefined) return [request.system]
  return entry === undefined ? [...map.bySystem.keys()] : [entry.system]
}

function byDefault(asking: Asking, groups: readonly Group[]): Translated {
  const targets: Translation[] = []
  let isUnmatched = false
  for (const group of groups) {
    const answer = defaultOf(asking, group)
    if (answer.kind === 'ambiguous') return answer
    if (answer.kind === 'unmatched') isUnmatched = true
    if (answer.kind === 'found') targets.push(...answer.targets)
  }
  return foundOf(targets) ?? (isUnmatched ? UNMATCHED : UNMAPPED)
}

function defaultOf(asking: Asking, group: Group): Translated {
  const { map, request } = asking
  const { unmapped, source, sourceVersion } = group
  if (unmapped === undefined) return UNMAPPED
  if (unmapped.mode === 'other-map') return byOtherMap(asking, unmapped.url, group)
  if (unmapped.mode === 'fixed') {
    return isChosen(group, request) ? (foundOf([unmapped.translation]) ?? UNMAPPED) : UNMAPPED
  }
  // The code as provided stays a code of its own system: nobody said that the target system has it too.
  const isWanted = request.targetSystem === undefined || request.targetSystem === source
  if (!isWanted || !isVersion(request.version, sourceVersion)) return UNMAPPED
  const provided: Translation = {
    system: source,
    version: request.version ?? sourceVersion,
    code: request.code,
    display: undefined,
    equivalence: 'relatedto',
    conceptMap: map.url,
    conceptMapVersion: map.version,
    product: undefined,
    comment: undefined,
    unmapped: 'provided'
  }
  return foundOf([provided]) ?? UNMAPPED
}

function byOtherMap({ map, request, lookup, asked }: Asking, url: string, group: Group): Translated {
  if (!isVersion(request.version, group.sourceVersion)) return UNMAPPED
  const place = { map: map.url, value: url }
  const other = lookup(url)
  if (other === undefined) {
    return fail({ code: 'unknown-concept-map', message: `unmapped names ${url}, which is not there`, ...place })
  }
  if (asked.includes(other)) {
    return fail({ code: 'recursion', message: `unmapped names ${url}, which was asked already`, ...place })
  }
  if (asked.length >= MAPS_MAX) {
    return fail({ code: 'limit', message: `more than ${MAPS_MAX} maps follow one another by unmapped`, ...place })
  }
  // By the code alone the other map could take it for one of another system.
  const system = request.system ?? group.source
  const entry = system === undefined ? other.byCode.get(request.code) : other.bySystem.get(system)?.get(request.code)
  if (entry?.kind === 'ambiguous') return entry
  return translateFurther({ map: other, request: { ...request, system }, lookup, asked: [...asked, other] }, entry)
}
