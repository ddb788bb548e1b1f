import type { ConceptMap, ConceptMapGroup, ConceptMapGroupElement } from '@medplum/fhirtypes'
import {
  indexConceptMap,
  type IndexedConceptMap,
  type IndexOptions
} from '../../../../src/mapping/fml/terminology/index-concept-map.ts'
import type { Translated } from '../../../../src/mapping/fml/terminology/translation.ts'

export const S = 'http://x.example/source'
export const S2 = 'http://x.example/source-2'
export const T = 'http://x.example/target'
export const T2 = 'http://x.example/target-2'

export type Target = NonNullable<ConceptMapGroupElement['target']>[number]

/** A ConceptMap of these groups. */
export function mapOf(group: readonly ConceptMapGroup[], url = 'http://x.example/map'): ConceptMap {
  return { resourceType: 'ConceptMap', url, version: '1', status: 'active', group: [...group] }
}

/** A group from S to T of these codes. */
export function groupOf(codes: Readonly<Record<string, readonly Target[]>>, more: Partial<ConceptMapGroup> = {}) {
  const element = Object.entries(codes).map(([code, target]) => ({ code, display: `(${code})`, target: [...target] }))
  return { source: S, target: T, element, ...more }
}

/** A target of the map. */
export function to(
  code: string,
  equivalence: Target['equivalence'] = 'equivalent',
  more: Partial<Target> = {}
): Target {
  return { code, equivalence, ...more }
}

/** The map indexed; a fault is thrown as an error of the test. */
export function indexed(map: ConceptMap, options?: IndexOptions): IndexedConceptMap {
  const outcome = indexConceptMap(map, 'map.json', options)
  if (!outcome.ok) throw new Error(outcome.fault.message)
  return outcome.value
}

/** An answer in one word: its kind, or its targets as `system code`, with ! for those that were not listed. */
export function short(answer: Translated): string {
  if (answer.kind === 'ambiguous') return `ambiguous ${answer.systems.join(' ')}`
  if (answer.kind !== 'found') return answer.kind
  return answer.targets.map(({ system, code, unmapped }) => `${system ?? '-'} ${code}${unmapped ? '!' : ''}`).join(', ')
}
