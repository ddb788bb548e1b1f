import type { StructureMapGroupRuleTarget, StructureMapGroupRuleTargetParameter } from '@medplum/fhirtypes'
import { codeOf, targetListModes, transforms } from './codes.ts'
import type { Cursor } from './cursor.ts'
import { readExpression, readPathFrom } from './expression.ts'
import { readLiteral } from './literal.ts'
import { readPath } from './names.ts'

type Value = Pick<StructureMapGroupRuleTarget, 'transform' | 'parameter'>

/**
 * Reads a target of a rule: `context.element = transform as v share id`, or a transform without a context.
 *
 * Source: http://hl7.org/fhir/R4/mapping-language.html#7.8.0.8
 */
export function readTarget(cursor: Cursor): StructureMapGroupRuleTarget {
  const at = cursor.peek()
  const target = readPlace(cursor)
  if (cursor.skip('as')) target.variable = cursor.name('the name of a variable')
  readListModes(cursor, target)
  return cursor.note(target, at)
}

function readPlace(cursor: Cursor): StructureMapGroupRuleTarget {
  const next = cursor.peek(1)
  if (cursor.at('(') || (next.kind === 'symbol' && next.text === '(')) return readValue(cursor)
  const context = cursor.name('the variable of a target or a transform')
  const element = cursor.at('.') ? readPath(cursor) : undefined
  return {
    context,
    contextType: 'variable',
    ...(element === undefined ? {} : { element }),
    ...(cursor.skip('=') ? readValue(cursor) : {})
  }
}

/** A literal or a variable is copied; a FHIRPath, in brackets or as a path, is evaluated. */
function readValue(cursor: Cursor): Value {
  if (cursor.skip('(')) {
    const text = readExpression(cursor, 'argument')
    cursor.expect(')')
    return evaluate(text)
  }
  if (cursor.peek().kind === 'date') return evaluate(cursor.take().text)
  const literal = readLiteral(cursor)
  if (literal !== undefined) return { transform: 'copy', parameter: [literal] }
  const from = cursor.index
  const at = cursor.peek()
  const name = cursor.name('a variable, a value, a transform or a FHIRPath in brackets')
  if (cursor.at('.', '[')) return evaluate(readPathFrom(cursor, from))
  if (!cursor.at('(')) return { transform: 'copy', parameter: [{ valueId: name }] }
  const transform = at.kind === 'name' ? codeOf(transforms, name) : undefined
  if (transform === undefined) {
    return cursor.fault(`expected a transform (${transforms.join(', ')}) and found "${name.slice(0, 40)}"`, at)
  }
  cursor.take()
  const parameter = transform === 'evaluate' ? readEvaluate(cursor) : readParameters(cursor)
  cursor.expect(')')
  return parameter.length === 0 ? { transform } : { transform, parameter }
}

function evaluate(text: string): Value {
  return { transform: 'evaluate', parameter: [{ valueString: text }] }
}

/** `evaluate(expression)` or `evaluate(variable, expression)`. */
function readEvaluate(cursor: Cursor): StructureMapGroupRuleTargetParameter[] {
  const from = cursor.index
  const at = cursor.peek()
  const text = readExpression(cursor, 'argument')
  if (!cursor.at(',')) return [{ valueString: text }]
  const isName = (at.kind === 'name' || at.kind === 'delimited') && cursor.index === from + 1
  if (!isName) return cursor.fault('expected a variable before the FHIRPath that is evaluated', at)
  cursor.take()
  const valueId = at.kind === 'name' ? at.text : cursor.nonEmpty(at)
  return [{ valueId }, { valueString: readExpression(cursor, 'argument') }]
}

function readParameters(cursor: Cursor): StructureMapGroupRuleTargetParameter[] {
  const parameters: StructureMapGroupRuleTargetParameter[] = []
  if (cursor.at(')')) return parameters
  do {
    const literal = readLiteral(cursor)
    parameters.push(literal ?? { valueId: cursor.name('a variable or a value') })
    if (!cursor.at(',', ')')) return cursor.expected('"," or ")"')
  } while (cursor.skip(','))
  return parameters
}

function readListModes(cursor: Cursor, target: StructureMapGroupRuleTarget): void {
  while (cursor.peek().kind === 'name') {
    if (cursor.at('single')) return cursor.fault('list mode "single" is of R5; R4 does not have it', cursor.peek())
    const mode = codeOf(targetListModes, cursor.peek().text)
    if (mode === undefined) return
    const modes = (target.listMode ??= [])
    if (modes.includes(mode)) return cursor.expected('each list mode once only')
    cursor.take()
    modes.push(mode)
    if (mode === 'share') target.listRuleId = cursor.name('the name under which it is shared')
  }
}
