import type { StructureMap, StructureMapGroup } from '@medplum/fhirtypes'
import { fail } from '../fault.ts'
import { difference } from './difference.ts'
import { writtenDocumentation } from './documentation.ts'
import { dropsOf, writtenDrop } from './drops.ts'
import { elementsAbout } from './map-shape.ts'
import { normalMap } from './normal-map.ts'
import { parseMap } from './parse-map.ts'
import { writtenName } from './quoted.ts'
import { writeHead } from './write-head.ts'
import { writeRule, writtenType } from './write-rule.ts'

/**
 * A StructureMap as FML text, which reads back as the same map.
 *
 * Left out: what is only about the map (meta, text, identifier, contact, useContext, jurisdiction). Throws FaultError
 * `wrong-use` for a map with something that FML cannot say, and `syntax` for what is no map.
 */
export function writeMap(map: StructureMap): string {
  const normal = normalMap(withoutAbout(map), map.url)
  const groups = normal.group.flatMap((group) => [...writeGroup(group), ''])
  const text = [...writeHead(normal), ...groups].join('\n')
  // Read back, so that no text ever leaves that says something else than the map.
  const again = parseMap(text, map.url)
  const place = again.ok
    ? difference(normal, again.value.structureMap, 'StructureMap')
    : `StructureMap: ${again.fault.message}`
  return place === undefined ? text : fail({ code: 'wrong-use', file: map.url, message: `FML cannot say ${place}` })
}

function withoutAbout(map: StructureMap): unknown {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !elementsAbout.includes(name)))
}

function writeGroup(group: StructureMapGroup): readonly string[] {
  const inputs = group.input.map(({ mode, name, type }) => {
    return `${mode} ${writtenName(name)}${type === undefined ? '' : ` : ${writtenType(type)}`}`
  })
  const head = [
    `group ${writtenName(group.name)}(${inputs.join(', ')})`,
    ...(group.extends === undefined ? [] : [`extends ${writtenName(group.extends)}`]),
    ...(group.typeMode === 'none' ? [] : [group.typeMode === 'types' ? '<<types>>' : '<<type+>>']),
    '{'
  ]
  return [
    ...writtenDocumentation(group.documentation),
    head.join(' '),
    ...dropsOf(group).map((drop) => `  ${writtenDrop(drop)}`),
    ...group.rule.flatMap((rule) => writeRule(rule, '  ')),
    '}'
  ]
}
