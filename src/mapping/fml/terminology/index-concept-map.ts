import type { ConceptMap } from '@medplum/fhirtypes'
import { attempt, fail, type Outcome } from '../fault.ts'
import { readGroups, type Group, type GroupElement, type Target } from './read-groups.ts'
import { foundOf, means, UNMAPPED, UNMATCHED, type Translated } from './translation.ts'

/** A ConceptMap with its codes indexed, and with the answers that hang on nothing but the code made beforehand. */
export interface IndexedConceptMap {
  readonly url: string
  readonly version: string | undefined
  readonly groups: readonly Group[]
  /** By source system (undefined: groups without one), then by code. */
  readonly bySystem: ReadonlyMap<string | undefined, ReadonlyMap<string, CodeEntry>>
  /** By code, for callers without a system. */
  readonly byCode: ReadonlyMap<string, CodeEntry | Ambiguous>
}

/** What a map says of a code of one system, in all its groups. */
export interface CodeEntry {
  readonly kind: 'entry'
  readonly system: string | undefined
  readonly rows: readonly Row[]
  /** The one group of all rows; undefined where there are several. */
  readonly group: Group | undefined
  /** The answer to a request that names no version or target; undefined where it hangs on more than the code. */
  readonly plain: Translated | undefined
}

/** A target with the group and the code that it stands under. */
export interface Row {
  readonly group: Group
  readonly element: GroupElement
  readonly target: Target
}

export type Ambiguous = Translated & { readonly kind: 'ambiguous' }

/** What is accepted in a ConceptMap beyond what has one reading. */
export interface IndexOptions {
  /** A code with several targets that each mean the same, which then are all given, in the order of the map. */
  readonly severalMeanings?: boolean
}

/**
 * Indexes a ConceptMap of R4 by system and code.
 *
 * Faults: `wrong-value` with the place, for a map without url or group, an element without code, a target without code
 * that is not `unmatched`, anything that R4 does not allow where it changes the meaning, and (unless asked for) a code
 * with two targets that both mean the same as it does.
 *
 * @param file - named in faults.
 * @see http://hl7.org/fhir/R4/conceptmap.html
 */
export function indexConceptMap(map: ConceptMap, file: string, options: IndexOptions = {}): Outcome<IndexedConceptMap> {
  return attempt(() => {
    const { url, version, groups } = readGroups(map, file)
    const bySystem = new Map<string | undefined, ReadonlyMap<string, CodeEntry>>()
    for (const [system, codes] of rowsBySystem(groups)) {
      const entries = new Map<string, CodeEntry>()
      for (const [code, rows] of codes) {
        const contradiction = options.severalMeanings === true ? undefined : contradictionIn(rows)
        if (contradiction !== undefined) {
          const message = `the code ${code} has targets that contradict each other: ${contradiction.join(' and ')}`
          fail({ code: 'wrong-value', message, file, map: url, value: code })
        }
        entries.set(code, entryOf(system, rows))
      }
      bySystem.set(system, entries)
    }
    return { url, version, groups, bySystem, byCode: withoutSystem(bySystem) }
  })
}

function rowsBySystem(groups: readonly Group[]): ReadonlyMap<string | undefined, ReadonlyMap<string, readonly Row[]>> {
  const systems = new Map<string | undefined, Map<string, Row[]>>()
  for (const group of groups) {
    const codes = systems.get(group.source) ?? new Map<string, Row[]>()
    systems.set(group.source, codes)
    for (const element of group.elements) {
      const rows = codes.get(element.code) ?? []
      codes.set(element.code, rows)
      for (const target of element.targets) {
        const isNew = !rows.some((row) => row.group === group && isSame(row.target, target))
        if (isNew) rows.push({ group, element, target })
      }
    }
  }
  return systems
}

/** What a map says twice, word for word, is one answer. */
function isSame(one: Target, other: Target): boolean {
  return one.translation?.code === other.translation?.code && JSON.stringify(one) === JSON.stringify(other)
}

/** Two codes of one target system under the same conditions, each of which means the same as the source. */
function contradictionIn(rows: readonly Row[]): readonly [string, string] | undefined {
  const codes = new Map<string, string>()
  for (const { group, target } of rows) {
    const { translation, dependsOn, equivalence } = target
    if (translation === undefined || !means(equivalence)) continue
    const place = JSON.stringify([group.sourceVersion, group.target, group.targetVersion, dependsOn])
    const known = codes.get(place)
    if (known !== undefined && known !== translation.code) return [known, translation.code]
    codes.set(place, translation.code)
  }
  return undefined
}

function entryOf(system: string | undefined, rows: readonly Row[]): CodeEntry {
  const [first] = rows
  const isOneGroup = rows.every(({ group }) => group === first?.group)
  const isPlain = rows.length > 0 && rows.every(({ target }) => target.dependsOn.length === 0)
  return {
    kind: 'entry',
    system,
    rows,
    group: isOneGroup ? first?.group : undefined,
    plain: isPlain ? answerOf(rows) : undefined
  }
}

/**
 * The answer that rows give which all hold.
 *
 * `unmatched` counts only where nothing else is told, because R4 lets a map assert beside a target that others are not.
 */
export function answerOf(rows: readonly Row[]): Translated {
  const found = foundOf(rows.flatMap(({ target }) => target.translation ?? []))
  if (found !== undefined) return found
  return rows.some(({ target }) => target.equivalence === 'unmatched') ? UNMATCHED : UNMAPPED
}

function withoutSystem(bySystem: IndexedConceptMap['bySystem']): IndexedConceptMap['byCode'] {
  const byCode = new Map<string, CodeEntry | Ambiguous>()
  for (const [system, entries] of bySystem) {
    for (const [code, entry] of entries) {
      const known = byCode.get(code)
      if (known === undefined) {
        byCode.set(code, entry)
      } else {
        const others = known.kind === 'ambiguous' ? known.systems : [known.system]
        byCode.set(code, Object.freeze({ kind: 'ambiguous', systems: Object.freeze([...others, system]) }))
      }
    }
  }
  return byCode
}
