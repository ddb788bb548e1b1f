import type { StructureMapGroupRule } from '@medplum/fhirtypes'
import type { MapSource } from '../parse/map-source.ts'
import { type MapContext, Scope } from './scope.ts'

/**
 * Refuses groups that call each other on the very same things without a condition between: they never come to an end.
 *
 * What does come to an end only with some sources is bounded while it runs. Fault: `recursion`.
 */
export function refuseEndless({ structureMap }: MapSource, map: MapContext): void {
  const calls = new Map(
    structureMap.group.map(({ name, rule, extends: parent }) => [name, [...certain(rule), parent ?? []].flat()])
  )
  for (const group of structureMap.group) {
    const reached = new Set(calls.get(group.name))
    for (const name of reached) for (const next of calls.get(name) ?? []) reached.add(next)
    if (reached.has(group.name)) {
      new Scope(map, group.name).fail('recursion', `group ${group.name} calls itself without an end`, group)
    }
  }
}

/** The groups that are called whatever the source holds. */
function certain(rules: readonly StructureMapGroupRule[]): readonly string[] {
  return rules.flatMap(({ source, rule, dependent }) => {
    const isCertain = source.every(
      ({ element, condition, type, listMode, check }) =>
        (element ?? condition ?? type ?? listMode ?? check) === undefined
    )
    if (!isCertain) return []
    return [...(dependent ?? []).map(({ name }) => name), ...certain(rule ?? [])]
  })
}
