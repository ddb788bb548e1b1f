import type { ConceptMap, ConceptMapGroup, Resource, StructureMap, StructureMapStructure } from '@medplum/fhirtypes'
import { relations } from './codes.ts'
import { constantsOf } from './constants.ts'
import { textFields } from './header.ts'
import { quoted, writtenName } from './quoted.ts'

/** The lines before the groups. */
export function writeHead(map: StructureMap): readonly string[] {
  const given = textFields.filter((name) => name !== 'url' && name !== 'name')
  const fields = given.flatMap((name) => (map[name] === undefined ? [] : [`/// ${name} = ${quoted(map[name], '"')}`]))
  const parts = [
    [
      ...fields,
      ...(map.status === 'draft' ? [] : [`/// status = "${map.status}"`]),
      ...(map.experimental === undefined ? [] : [`/// experimental = ${String(map.experimental)}`]),
      `map ${quoted(map.url, '"')} = ${quoted(map.name, '"')}`
    ],
    ...(map.contained ?? []).map(writeConceptMap),
    (map.structure ?? []).map(writeUses),
    (map.import ?? []).map((url) => `imports ${quoted(url, '"')}`),
    constantsOf(map).map(({ name, expression }) => `let ${writtenName(name)} = ${expression};`)
  ]
  return parts.filter((lines) => lines.length > 0).flatMap((lines) => [...lines, ''])
}

function writeUses({ url, alias, mode, documentation }: StructureMapStructure): string {
  const parts = [
    `uses ${quoted(url, '"')}`,
    ...(alias === undefined ? [] : [`alias ${writtenName(alias)}`]),
    `as ${mode}`,
    ...(documentation === undefined ? [] : [`// ${documentation}`])
  ]
  return parts.join(' ')
}

function writeConceptMap(resource: Resource): readonly string[] {
  if (resource.resourceType !== 'ConceptMap') return []
  const groups = resource.group ?? []
  const prefixes = prefixesOf(resource)
  return [
    `conceptmap ${quoted(`#${resource.id ?? ''}`, '"')} {`,
    ...[...prefixes].map(([uri, prefix]) => `  prefix ${prefix} = ${quoted(uri, '"')}`),
    ...groups.flatMap(({ source = '', unmapped }) =>
      unmapped === undefined ? [] : [`  unmapped for ${prefixes.get(source) ?? ''} = ${unmapped.mode}`]
    ),
    ...groups.flatMap((group) => writeCodes(group, prefixes)),
    '}'
  ]
}

/** `s` and `t` where there are two systems or one, as people write it; numbers where there are more. */
function prefixesOf({ group = [] }: ConceptMap): ReadonlyMap<string, string> {
  const uris = new Set(group.flatMap(({ source, target }) => [source, target].filter((uri) => uri !== undefined)))
  const short = ['s', 't']
  return new Map([...uris].map((uri, index) => [uri, (uris.size > 2 ? undefined : short[index]) ?? `p${index + 1}`]))
}

function writeCodes({ source = '', target = '', element }: ConceptMapGroup, prefixes: ReadonlyMap<string, string>) {
  return element.flatMap(({ code = '', target: targets = [] }) =>
    targets.map(({ equivalence, code: to, comment }) => {
      const parts = [
        `  ${prefixes.get(source) ?? ''}:${writtenCode(code)}`,
        relations.find(([, name]) => name === equivalence)?.[0] ?? '',
        ...(to === undefined ? [] : [`${prefixes.get(target) ?? ''}:${writtenCode(to)}`]),
        ...(comment === undefined ? [] : [`// ${comment}`])
      ]
      return parts.join(' ')
    })
  )
}

function writtenCode(code: string): string {
  return /^[A-Za-z_]\w*$/.test(code) ? code : quoted(code, '"')
}
