import type { Trace } from '../mapping/lineage-chain.ts'
import type { MappedContent } from '../flows/map-content.ts'

/** Characters of a cell; more of a letter would push the rules out of sight. */
const CELL_MAX = 60

/** The longest name of a cell, with the blanks behind it. */
const NAME_WIDTH = 8

/** Sources or rules named in one cell. */
const NAMES_MAX = 4

const head = ['element', 'value', 'source', 'rule (map:line)', 'by'] as const

/**
 * A table of every element that a map wrote: its value, where that comes from, the rules on the way, and the ConceptMap
 * with its equivalence.
 *
 * It shows values, so it is for the one whose content it is.
 *
 * @param columnsMax - characters of a line; where the table has more, each element has a few lines of its own.
 */
export function lineageTable({ resource, traces }: MappedContent, columnsMax = Infinity): string {
  const rows = traces
    .filter(({ entry }) => entry.transform !== 'create')
    .map((trace) => cellsOf(trace, resource))
    .map(([element = '', ...cells]) => [element, ...cells.map((cell) => shortened(cell, CELL_MAX))])
  const table = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)))
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  if (rule.length > columnsMax) return rows.flatMap((cells) => listed(cells, columnsMax)).join('\n')
  const lines = table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  )
  return [lines[0], rule, ...lines.slice(1)].join('\n')
}

/** The cells of an element under each other, each behind its name. */
function listed([element = '', ...cells]: readonly string[], columnsMax: number): readonly string[] {
  const names = ['value', 'source', 'rule', 'by'] as const
  const told = names.map((name, index) => {
    const cell = cells[index] ?? ''
    return cell === '' ? [] : [shortened(`  ${name.padEnd(NAME_WIDTH)}${cell}`, columnsMax)]
  })
  return [element, ...told.flat()]
}

function cellsOf({ target, origins, entry, via }: Trace, resource: object): readonly string[] {
  const value = valueAt(resource, target.told)
  const earlier = via.map((step) => ruleOf(step.entry))
  return [
    `${entryOf(target.told)}${target.path}`,
    value === undefined ? '' : JSON.stringify(value),
    named(origins.map(({ told }) => told.replace(ENTRY, '[$1]'))),
    [named(earlier), ruleOf(entry)].filter((part) => part !== '').join(' > '),
    howOf([...via.map((step) => step.entry), entry])
  ]
}

/** The beginning of a path in a Bundle, of which the number alone is shown. */
const ENTRY = /^Bundle\.entry\[(\d+)\]\.resource/

function entryOf(path: string): string {
  const index = ENTRY.exec(path)?.[1]
  return index === undefined ? '' : `[${index}] `
}

/** `his-to-canonical:21`; the rule's name where the map has no text. */
function ruleOf({ map, line, rule }: Trace['entry']): string {
  return `${map.split('/').at(-1) ?? map}:${line === undefined ? rule : String(line)}`
}

function howOf(entries: readonly Trace['entry'][]): string {
  const translated = entries.flatMap(({ conceptMap, equivalence = '' }) => {
    return conceptMap === undefined ? [] : [`${conceptMap.split('/').at(-1) ?? ''} (${equivalence})`]
  })
  if (translated.length > 0) return named(translated)
  const last = entries.at(-1)
  return last?.isConstant === true ? 'constant' : (last?.transform ?? '')
}

function named(names: readonly string[]): string {
  const distinct = [...new Set(names)]
  const more = distinct.length - NAMES_MAX
  return `${distinct.slice(0, NAMES_MAX).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`
}

function shortened(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`
}

/** The value at a path of names and indexes, which begins with the type of the resource. */
function valueAt(resource: object, path: string): unknown {
  let value: unknown = resource
  let partner: unknown
  for (const [, name = '', index] of path.matchAll(/\.(\w+)(?:\[(\d+)\])?/g)) {
    // What a primitive has beside its value stands under a name of its own.
    const holder = typeof value === 'object' ? value : partner
    partner = itemOf(memberOf(holder, `_${name}`), index)
    value = itemOf(memberOf(holder, name), index)
  }
  return value
}

function itemOf(held: unknown, index: string | undefined): unknown {
  return index === undefined ? held : memberOf(held, index)
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
