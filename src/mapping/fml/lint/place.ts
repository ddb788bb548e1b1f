import type { StructureMapGroup, StructureMapGroupRule } from '@medplum/fhirtypes'
import type { MapSource } from '../parse/map-source.ts'
import type { Finding, FindingCode } from './finding.ts'

/** A group with the map that it stands in. */
export interface PlacedGroup {
  readonly definition: StructureMapGroup
  readonly map: { readonly source: MapSource }
}

/** Where a finding is: a part of a rule of a group. */
export interface Place {
  readonly group: PlacedGroup
  readonly rule: StructureMapGroupRule | undefined
  /** What has a position of its own; the rule's or the group's otherwise. */
  readonly part: object | undefined
}

/** A finding at a place. */
export function findingAt(
  { group, rule, part }: Place,
  severity: Finding['severity'],
  code: FindingCode,
  message: string
): Finding {
  const { positions, file, lines, structureMap } = group.map.source
  const found = [part, rule, group.definition].flatMap((one) => (one === undefined ? [] : (positions.get(one) ?? [])))
  const [position] = found
  const text = position === undefined ? undefined : lines[position.line - 1]?.trim()
  return {
    severity,
    code,
    message,
    file,
    map: structureMap.url,
    group: group.definition.name,
    ...(rule === undefined ? {} : { rule: rule.name }),
    ...(position === undefined ? {} : { line: position.line, column: position.column }),
    ...(text === undefined ? {} : { text })
  }
}
