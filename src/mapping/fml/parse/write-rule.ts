import type {
  StructureMapGroupRule,
  StructureMapGroupRuleDependent,
  StructureMapGroupRuleSource,
  StructureMapGroupRuleTarget,
  StructureMapGroupRuleTargetParameter
} from '@medplum/fhirtypes'
import { writtenDocumentation } from './documentation.ts'
import { isLiteralText, writtenLiteral } from './literal.ts'
import { quoted, writtenName, writtenPath } from './quoted.ts'
import { derivedName, isShorthand } from './rule.ts'

/** The lines of a rule, indented by so many spaces. */
export function writeRule(rule: StructureMapGroupRule, indent: string): readonly string[] {
  const isShort = isShorthand(rule)
  const sources = rule.source.map((source) => writeSource(source, isShort)).join(', ')
  const targets = rule.target?.map((target) => writeTarget(target, isShort)).join(', ')
  const dependents = rule.dependent?.map(writeDependent).join(', ')
  const name = rule.name === derivedName(rule.source) ? '' : ` ${quoted(rule.name, '"')}`
  const goesOn = rule.dependent !== undefined || rule.rule !== undefined
  const start = [
    sources,
    targets === undefined ? '' : ` -> ${targets}`,
    goesOn ? ' then' : '',
    dependents === undefined ? '' : ` ${dependents}`
  ].join('')
  const inner = rule.rule?.flatMap((each) => writeRule(each, `${indent}  `))
  const lines = inner === undefined ? [`${indent}${start}${name};`] : [`${indent}${start} {`, ...inner]
  return [
    ...writtenDocumentation(rule.documentation).map((line) => `${indent}${line}`),
    ...lines,
    ...(inner === undefined ? [] : [`${indent}}${name};`])
  ]
}

/** A type as FML writes it: a path of names, or a url in quotes. */
export function writtenType(type: string): string {
  return /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(type) ? type : quoted(type, '"')
}

function writeSource(source: StructureMapGroupRuleSource, isShort: boolean): string {
  const { context, element, type, min, max, listMode, variable, condition, check, logMessage } = source
  const parts = [
    writtenPlace(context, element),
    type === undefined ? '' : `: ${writtenType(type)}`,
    min === undefined ? '' : `${min}..${max ?? '*'}`,
    writtenDefault(source),
    listMode ?? '',
    variable === undefined || isShort ? '' : `as ${writtenName(variable)}`,
    condition === undefined ? '' : `where (${condition})`,
    check === undefined ? '' : `check (${check})`,
    logMessage === undefined ? '' : `log (${logMessage})`
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function writtenDefault(source: StructureMapGroupRuleSource): string {
  const { defaultValueString, defaultValueInteger, defaultValueDecimal, defaultValueBoolean } = source
  if (source.defaultValueExpression !== undefined) return `default (${source.defaultValueExpression.expression ?? ''})`
  const literal = {
    ...(defaultValueString === undefined ? {} : { valueString: defaultValueString }),
    ...(defaultValueInteger === undefined ? {} : { valueInteger: defaultValueInteger }),
    ...(defaultValueDecimal === undefined ? {} : { valueDecimal: defaultValueDecimal }),
    ...(defaultValueBoolean === undefined ? {} : { valueBoolean: defaultValueBoolean })
  }
  return Object.keys(literal).length === 0 ? '' : `default ${writtenLiteral(literal)}`
}

function writeTarget(target: StructureMapGroupRuleTarget, isShort: boolean): string {
  const { context, element, transform, variable, listMode, listRuleId } = target
  const value = transform === undefined || isShort ? undefined : writtenValue(target)
  const place = context === undefined ? undefined : writtenPlace(context, element)
  const modes = listMode?.map((mode) => (mode === 'share' ? `share ${writtenName(listRuleId ?? '')}` : mode)) ?? []
  const start = [place, value].filter((part) => part !== undefined).join(' = ')
  return [start, ...(variable === undefined || isShort ? [] : [`as ${writtenName(variable)}`]), ...modes].join(' ')
}

function writtenValue({ context, transform, parameter = [] }: StructureMapGroupRuleTarget): string {
  const [first, second] = parameter
  if (transform === 'evaluate') {
    if (first?.valueString !== undefined) return `(${first.valueString})`
    return `evaluate(${writtenVariable(first?.valueId ?? '')}, ${second?.valueString ?? ''})`
  }
  const parameters = parameter.map(writtenParameter)
  const isPlainCopy = transform === 'copy' && context !== undefined && parameters.length === 1
  return isPlainCopy ? parameters.join() : `${transform ?? ''}(${parameters.join(', ')})`
}

function writtenParameter(parameter: StructureMapGroupRuleTargetParameter): string {
  return parameter.valueId === undefined ? writtenLiteral(parameter) : writtenVariable(parameter.valueId)
}

function writeDependent({ name, variable }: StructureMapGroupRuleDependent): string {
  const written = variable.map((text) => (isLiteralText(text) ? text : writtenName(text)))
  return `${writtenName(name)}(${written.join(', ')})`
}

function writtenPlace(context: string, element: string | undefined): string {
  return element === undefined ? writtenName(context) : `${writtenName(context)}.${writtenPath(element)}`
}

/** A variable where a value may stand, so that its name must not be one. */
function writtenVariable(name: string): string {
  return name === 'true' || name === 'false' ? quoted(name, '`') : writtenName(name)
}
