import type { StructureMapGroupRuleSource } from '@medplum/fhirtypes'
import { codeOf, sourceListModes } from './codes.ts'
import type { Cursor } from './cursor.ts'
import { readClause, readExpression } from './expression.ts'
import { readLiteral } from './literal.ts'
import { readPath, readType } from './names.ts'

/** The FHIRPath of `defaultValueExpression` (http://hl7.org/fhir/R4/valueset-expression-language.html). */
export const fhirPathLanguage = 'text/fhirpath'

/** Clauses behind which the name of the source can no longer stand: their FHIRPath would take `as` for its own. */
const expressionClauses = { where: 'condition', check: 'check', log: 'logMessage' } as const

/**
 * Reads a source of a rule: `context.element : Type 0..1 default 'x' first as v where c check c log c`.
 *
 * Source: http://hl7.org/fhir/R4/mapping-language.html#7.8.0.7; cardinality without a type is read as well.
 */
export function readSource(cursor: Cursor): StructureMapGroupRuleSource {
  const at = cursor.peek()
  const source: StructureMapGroupRuleSource = { context: cursor.name('the variable of a source') }
  if (cursor.at('.')) source.element = readPath(cursor)
  if (cursor.skip(':')) source.type = readType(cursor)
  if (cursor.peek().kind === 'number') readCardinality(cursor, source)
  // Each turn takes a token or is the last one, and no clause may stand twice.
  while (readPart(cursor, source) || readExpressionPart(cursor, source));
  return cursor.note(source, at)
}

function readCardinality(cursor: Cursor, source: StructureMapGroupRuleSource): void {
  const at = cursor.peek()
  source.min = readCount(cursor)
  cursor.expect('..')
  source.max = cursor.skip('*') ? '*' : String(readCount(cursor))
  if (source.max !== '*' && Number(source.max) < source.min) cursor.fault('the maximum is below the minimum', at)
}

function readCount(cursor: Cursor): number {
  if (!/^\d{1,9}$/.test(cursor.peek().text)) return cursor.expected('a whole number or "*"')
  return Number(cursor.take().text)
}

/** Reads `default`, a list mode or `as`; false where none comes next. */
function readPart(cursor: Cursor, source: StructureMapGroupRuleSource): boolean {
  const mode = cursor.peek().kind === 'name' ? codeOf(sourceListModes, cursor.peek().text) : undefined
  if (cursor.at('default')) {
    if (hasDefault(source)) return cursor.expected('one default only')
    cursor.take()
    readDefault(cursor, source)
    return true
  }
  if (mode !== undefined) {
    if (source.listMode !== undefined) return cursor.expected('one list mode only')
    cursor.take()
    source.listMode = mode
    return true
  }
  if (!cursor.at('as')) return false
  if (source.variable !== undefined) return cursor.expected('one variable only')
  cursor.take()
  source.variable = cursor.name('the name of a variable')
  return true
}

function readExpressionPart(cursor: Cursor, source: StructureMapGroupRuleSource): boolean {
  const clause = codeOf(['where', 'check', 'log'], cursor.peek().text)
  if (clause === undefined || cursor.peek().kind !== 'name') return false
  const field = expressionClauses[clause]
  if (source[field] !== undefined) return cursor.expected(`one "${clause}" only`)
  cursor.take()
  source[field] = readClause(cursor)
  return true
}

function hasDefault(source: StructureMapGroupRuleSource): boolean {
  return Object.keys(source).some((key) => key.startsWith('defaultValue'))
}

function readDefault(cursor: Cursor, source: StructureMapGroupRuleSource): void {
  if (cursor.peek().kind === 'date') {
    source.defaultValueExpression = { language: fhirPathLanguage, expression: cursor.take().text }
    return
  }
  if (cursor.skip('(')) {
    source.defaultValueExpression = { language: fhirPathLanguage, expression: readExpression(cursor, 'argument') }
    cursor.expect(')')
    return
  }
  const literal = readLiteral(cursor)
  if (literal === undefined) return cursor.expected('a text, a number, true, false or a FHIRPath in brackets')
  if (literal.valueString !== undefined) source.defaultValueString = literal.valueString
  if (literal.valueInteger !== undefined) source.defaultValueInteger = literal.valueInteger
  if (literal.valueDecimal !== undefined) source.defaultValueDecimal = literal.valueDecimal
  if (literal.valueBoolean !== undefined) source.defaultValueBoolean = literal.valueBoolean
}
