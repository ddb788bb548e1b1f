import type {
  Extension,
  StructureMap,
  StructureMapGroup,
  StructureMapGroupRule,
  StructureMapGroupRuleSource,
  StructureMapGroupRuleTarget
} from '@medplum/fhirtypes'
import { attempt, fail } from '../fault.ts'
import { constantUrl, dropsUrl } from './codes.ts'
import { normalExpression } from './expression.ts'
import { checkShape } from './json-shape.ts'
import { isLiteralText } from './literal.ts'
import { mapShape } from './map-shape.ts'
import { derivedName, nestingMax } from './rule.ts'

/** A map as others write it: what has a value of its own when it is not given may be missing. */
type GivenRule = Omit<StructureMapGroupRule, 'name' | 'rule'> & { name?: string; rule?: GivenRule[] }
type GivenGroup = Omit<StructureMapGroup, 'typeMode' | 'rule'> &
  Partial<Pick<StructureMapGroup, 'typeMode'>> & { rule?: GivenRule[] }
type GivenMap = Omit<StructureMap, 'status' | 'group'> & Partial<Pick<StructureMap, 'status'>> & { group: GivenGroup[] }

/** The file for faults, and the place in the map. */
interface Reading {
  readonly file: string
  readonly place: string
}

/**
 * Checks a StructureMap that came as JSON, and gives it the form that a text would have given it.
 *
 * Faults (`syntax`): the message begins with the place, such as `StructureMap.group[0].rule[2].source[0].condition`.
 */
export function normalMap(json: unknown, file: string): StructureMap {
  assertMap(json, file)
  const names = new Set<string>()
  for (const [index, { name }] of json.group.entries()) {
    if (names.has(name)) refuse({ file, place: `StructureMap.group[${index}]` }, `group ${name} stands twice`)
    names.add(name)
  }
  const reading = { file, place: 'StructureMap' }
  return {
    ...json,
    status: json.status ?? 'draft',
    ...(json.extension === undefined ? {} : { extension: each(json.extension, 'extension', reading, normalConstant) }),
    group: each(json.group, 'group', reading, normalGroup)
  }
}

function assertMap(json: unknown, file: string): asserts json is GivenMap {
  checkShape({ value: json, shape: mapShape, place: 'StructureMap', depth: 0 }, file)
}

function refuse({ file, place }: Reading, message: string): never {
  return fail({ code: 'syntax', file, message: `${place}: ${message}` })
}

function each<T, U>(
  items: readonly T[],
  name: string,
  reading: Reading,
  normal: (item: T, reading: Reading) => U
): U[] {
  return items.map((item, index) => normal(item, { ...reading, place: `${reading.place}.${name}[${index}]` }))
}

function normalConstant(extension: Extension, reading: Reading): Extension {
  if (extension.url !== constantUrl) return extension
  const [name, value] = pairOf(extension, ['name', 'value'], reading)
  return pair(constantUrl, { name, value: expression(value, reading) })
}

function normalGroup(group: GivenGroup, reading: Reading): StructureMapGroup {
  return {
    ...group,
    typeMode: group.typeMode ?? 'none',
    ...documentation(group.documentation),
    ...(group.extension === undefined ? {} : { extension: each(group.extension, 'extension', reading, normalDrop) }),
    rule: each(group.rule ?? [], 'rule', reading, (rule, place) => normalRule(rule, place, 0))
  }
}

function normalDrop(extension: Extension, reading: Reading): Extension {
  if (extension.url !== dropsUrl) return extension
  const [path, reason] = pairOf(extension, ['path', 'reason'], reading)
  return pair(dropsUrl, { path, reason: reason.trim() })
}

function pair(url: string, values: Readonly<Record<string, string>>): Extension {
  return { url, extension: Object.entries(values).map(([name, valueString]) => ({ url: name, valueString })) }
}

/** The two texts of a complex extension; anything else in it is a fault. */
function pairOf({ extension }: Extension, names: readonly [string, string], reading: Reading): [string, string] {
  const values = names.map((name) => extension?.find(({ url }) => url === name)?.valueString)
  const [first, second] = values
  if (typeof first === 'string' && typeof second === 'string' && extension?.length === 2) return [first, second]
  return refuse(reading, `expected an extension ${names[0]} and an extension ${names[1]} with valueString`)
}

function normalRule(rule: GivenRule, reading: Reading, depth: number): StructureMapGroupRule {
  if (depth > nestingMax) return refuse(reading, `rules stand at most ${nestingMax} deep in one another`)
  const { target, rule: inner, ...own } = rule
  const isBroken = (text: string): boolean => /^['"]/.test(text) && !isLiteralText(text)
  if (rule.dependent?.some(({ variable }) => variable.some(isBroken)) === true) {
    return refuse(reading, 'an argument in quotes does not end where its quotes do')
  }
  return {
    ...own,
    name: rule.name ?? derivedName(rule.source),
    ...documentation(rule.documentation),
    source: each(rule.source, 'source', reading, normalSource),
    ...(target === undefined ? {} : { target: each(target, 'target', reading, normalTarget) }),
    ...(inner === undefined
      ? {}
      : { rule: each(inner, 'rule', reading, (each, place) => normalRule(each, place, depth + 1)) })
  }
}

function normalSource(source: StructureMapGroupRuleSource, reading: Reading): StructureMapGroupRuleSource {
  const { element, min, max, condition, check, logMessage, defaultValueExpression: given } = source
  checkPath(element, reading)
  if (Object.keys(source).filter((name) => name.startsWith('defaultValue')).length > 1) refuse(reading, 'two defaults')
  const [least, most] = [min ?? 0, max ?? '*']
  if (least < 0 || !/^(?:\*|\d{1,9})$/.test(most) || Number(most) < least) refuse(reading, 'min and max do not fit')
  const at = (name: string): Reading => ({ ...reading, place: `${reading.place}.${name}` })
  return {
    ...source,
    ...(min === undefined && max === undefined ? {} : { min: least, max: most }),
    ...(condition === undefined ? {} : { condition: expression(condition, at('condition')) }),
    ...(check === undefined ? {} : { check: expression(check, at('check')) }),
    ...(logMessage === undefined ? {} : { logMessage: expression(logMessage, at('logMessage')) }),
    ...(given === undefined
      ? {}
      : { defaultValueExpression: { ...given, expression: expression(given.expression ?? '', at('defaultValue')) } })
  }
}

function normalTarget(target: StructureMapGroupRuleTarget, reading: Reading): StructureMapGroupRuleTarget {
  const { context, element, transform, parameter, listMode, listRuleId } = target
  checkPath(element, reading)
  if (context === undefined && (element !== undefined || transform === undefined)) refuse(reading, 'it has no context')
  if (context === undefined && target.contextType !== undefined) refuse(reading, 'contextType is for a context')
  if ((listRuleId !== undefined) !== (listMode?.includes('share') === true)) {
    refuse(reading, 'list mode share and listRuleId go together')
  }
  for (const value of parameter ?? []) {
    const count = Object.keys(value).filter((name) => name.startsWith('value')).length
    if (count !== 1) refuse(reading, 'a parameter has one value')
  }
  return {
    ...target,
    ...(context === undefined ? {} : { contextType: 'variable' }),
    ...(transform === 'evaluate' ? { parameter: evaluateParameters(parameter ?? [], reading) } : {})
  }
}

type Parameters = NonNullable<StructureMapGroupRuleTarget['parameter']>

function evaluateParameters(parameters: Parameters, reading: Reading): Parameters {
  const text = parameters.at(-1)?.valueString
  const isKnown = parameters.length === 1 || (parameters.length === 2 && parameters[0]?.valueId !== undefined)
  if (text === undefined || !isKnown)
    return refuse(reading, 'evaluate takes a FHIRPath, with a variable before it or not')
  return [...parameters.slice(0, -1), { ...parameters.at(-1), valueString: expression(text, reading) }]
}

function expression(text: string, reading: Reading): string {
  const outcome = attempt(() => normalExpression(text, reading.file))
  return outcome.ok ? outcome.value : refuse(reading, outcome.fault.message)
}

function checkPath(path: string | undefined, reading: Reading): void {
  if (path?.split('.').includes('') === true) refuse(reading, 'a name between two dots is missing')
}

/** As comment lines give it: no space around a line. */
function documentation(text: string | undefined): { documentation?: string } {
  if (text === undefined) return {}
  return {
    documentation: text
      .split('\n')
      .map((line) => line.trim())
      .join('\n')
      .trim()
  }
}
