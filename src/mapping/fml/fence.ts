import type { StructureMap, StructureMapGroup, StructureMapGroupRule } from '@medplum/fhirtypes'
import type { Finding } from './rules.ts'

type Source = StructureMapGroupRule['source'][number]
type Target = NonNullable<StructureMapGroupRule['target']>[number]

/** List modes that the engine gets right. */
const SOURCE_LIST_MODES: ReadonlySet<string> = new Set(['first', 'last', 'not_first', 'only_one'])

/**
 * Refuses the features outside the fence, in a map as a whole and in each rule, and gives the groups by name.
 *
 * Each refusal is a feature that Medplum's engine ignores, does wrong in silence, or throws at (measured); the reason
 * says which.
 */
export function checkedGroups(text: string, map: StructureMap, fail: Finding): ReadonlyMap<string, StructureMapGroup> {
  const code = withoutTextAndComments(text)
  if (/[\w`]\s*\.\s*[\w`]+\s*\.\s*[\w`]/.test(code))
    return fail('a path of more than two parts keeps only the first two')
  if (map.import !== undefined) return fail('imports are outside the fence')
  if (map.contained !== undefined) return fail('an embedded conceptmap loses its equivalence; use a ConceptMap file')
  const groups = new Map<string, StructureMapGroup>()
  for (const group of map.group) {
    if (groups.has(group.name)) return fail(`group ${group.name} stands twice`)
    if (group.extends !== undefined) return fail(`group ${group.name}: extends is ignored by the engine`)
    if (group.typeMode !== 'none') {
      return fail(`group ${group.name}: type groups are outside the fence`)
    }
    const modes = group.input.map(({ mode }) => mode).join()
    if (modes !== 'source,target') return fail(`group ${group.name} needs one source and then one target`)
    groups.set(group.name, group)
  }
  for (const { name, rule } of groups.values()) fenceRules(rule, (reason) => fail(`group ${name}, ${reason}`))
  return groups
}

function fenceRules(rules: readonly StructureMapGroupRule[] | undefined, fail: Finding): void {
  for (const rule of rules ?? []) {
    const failRule: Finding = (reason) => fail(`rule ${JSON.stringify(rule.name)}: ${reason}`)
    const [source, second] = rule.source
    if (source === undefined || second !== undefined) return failRule('exactly one source is inside the fence')
    fenceSource(source, failRule)
    const goesOn = rule.rule !== undefined || rule.dependent !== undefined
    for (const target of rule.target ?? []) {
      fenceTarget(target, failRule)
      if (target.transform === undefined && !(goesOn && target.variable !== undefined)) {
        return failRule(`${target.element ?? ''} is given no value; write "= v"`)
      }
    }
    if (rule.target === undefined && rule.rule === undefined && rule.dependent === undefined) {
      return failRule('it does nothing with what it reads')
    }
    fenceRules(rule.rule, fail)
  }
}

function fenceSource(source: Source, fail: Finding): void {
  if (source.condition !== undefined) return fail('where is evaluated once for all items, not for each')
  if (source.check !== undefined) return fail('check throws in the middle of a message')
  if (source.defaultValueString !== undefined) return fail('default is ignored by the engine')
  if (source.logMessage !== undefined) return fail('log would print parts of the message')
  if (source.type !== undefined) return fail('a type on a source is ignored by the engine')
  if (source.listMode !== undefined && !SOURCE_LIST_MODES.has(source.listMode)) {
    return fail(`list mode ${source.listMode} is outside the fence`)
  }
}

function fenceTarget(target: Target, fail: Finding): void {
  if (target.element === undefined) return fail('a target without an element writes a property named undefined')
  if (target.listMode !== undefined) return fail('list modes of targets are ignored by the engine')
  const parameters = target.parameter?.length ?? 0
  switch (target.transform) {
    case undefined:
      return
    case 'copy':
      return parameters === 1 ? undefined : fail('copy takes one value')
    case 'append':
      return parameters === 2 ? undefined : fail('append of other than two values loses some')
    case 'cc':
      return parameters === 1 || parameters === 2 ? undefined : fail('cc of three values loses the display')
    case 'translate':
      return parameters === 3 && target.parameter?.[2]?.valueString === 'code'
        ? undefined
        : fail("translate gives only a code: translate(v, 'url', 'code')")
    default:
      return fail(`the transform ${target.transform} is outside the fence`)
  }
}

/** The map without what stands in quotes or behind `//`, where dots mean nothing. */
function withoutTextAndComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, ' ')
}
