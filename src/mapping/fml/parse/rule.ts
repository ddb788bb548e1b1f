import type {
  StructureMapGroupRule,
  StructureMapGroupRuleDependent,
  StructureMapGroupRuleSource,
  StructureMapGroupRuleTarget
} from '@medplum/fhirtypes'
import { shorthandVariable } from './codes.ts'
import type { Cursor } from './cursor.ts'
import { readDocumentation } from './documentation.ts'
import { isLiteralText, readLiteral } from './literal.ts'
import { readGroupName } from './names.ts'
import { readSource } from './rule-source.ts'
import { readTarget } from './rule-target.ts'

/** Rules inside rules; FHIR content is rarely more than ten levels deep, and the reader calls itself for each. */
export const nestingMax = 50

/**
 * Reads a rule: `sources -> targets then Group(a, b) { rules } "name";`.
 *
 * @param depth - rules around it, 0 in a group.
 */
export function readRule(cursor: Cursor, depth: number): StructureMapGroupRule {
  const at = cursor.peek()
  const documentation = readDocumentation(cursor)
  const source = readList(cursor, readSource)
  const target = cursor.skip('->') ? readList(cursor, readTarget) : undefined
  const { dependent, rule } = cursor.skip('then') ? readThen(cursor, depth) : {}
  applyShorthand(source, target, dependent !== undefined || rule !== undefined)
  const name = readName(cursor, source)
  readEnd(cursor, { hasTarget: target !== undefined, hasThen: dependent !== undefined || rule !== undefined })
  return cursor.note(
    {
      name,
      source,
      ...(target === undefined ? {} : { target }),
      ...(rule === undefined ? {} : { rule }),
      ...(dependent === undefined ? {} : { dependent }),
      ...(documentation === undefined ? {} : { documentation })
    },
    at
  )
}

/** Reads rules up to the closing brace, which it leaves. */
export function readRules(cursor: Cursor, depth: number): StructureMapGroupRule[] {
  const rules: StructureMapGroupRule[] = []
  while (!cursor.at('}')) {
    if (cursor.peek().kind === 'end') return cursor.expected('a rule or "}"')
    rules.push(readRule(cursor, depth))
  }
  return rules
}

/** The name that a rule without one gets: of the element that it reads, else of its variable. */
export function derivedName([source]: readonly StructureMapGroupRuleSource[]): string {
  const name = source?.element ?? source?.context ?? ''
  return source?.element !== undefined && source.type !== undefined ? `${name}-${source.type}` : name
}

/** Whether a rule only names an element on both sides, so that groups by type say what happens. */
export function isShorthand({ source, target, rule, dependent }: StructureMapGroupRule): boolean {
  const [from] = source
  const [to] = target ?? []
  if (source.length !== 1 || target?.length !== 1 || rule !== undefined || dependent !== undefined) return false
  if (from?.element === undefined || to?.context === undefined || to.element === undefined) return false
  const isCreated = to.transform === 'create' && to.parameter === undefined
  return isCreated && from.variable === shorthandVariable && to.variable === shorthandVariable
}

function applyShorthand(
  source: readonly StructureMapGroupRuleSource[],
  target: readonly StructureMapGroupRuleTarget[] | undefined,
  goesOn: boolean
): void {
  const [from] = source
  const [to] = target ?? []
  if (goesOn || source.length !== 1 || target?.length !== 1) return
  if (from?.element === undefined || from.variable !== undefined) return
  if (to?.element === undefined || to.variable !== undefined || to.transform !== undefined) return
  from.variable = shorthandVariable
  to.variable = shorthandVariable
  to.transform = 'create'
}

function readList<T>(cursor: Cursor, read: (cursor: Cursor) => T): T[] {
  const items: T[] = []
  do items.push(read(cursor))
  while (cursor.skip(','))
  return items
}

function readThen(cursor: Cursor, depth: number): Pick<StructureMapGroupRule, 'dependent' | 'rule'> {
  const dependent = cursor.at('{') ? undefined : readList(cursor, readDependent)
  const brace = cursor.peek()
  if (!cursor.skip('{')) return dependent === undefined ? {} : { dependent }
  if (depth >= nestingMax) cursor.fault(`rules stand at most ${nestingMax} deep in one another`, brace)
  const rule = readRules(cursor, depth + 1)
  if (rule.length === 0) return cursor.expected('a rule')
  cursor.expect('}')
  return { ...(dependent === undefined ? {} : { dependent }), rule }
}

function readDependent(cursor: Cursor): StructureMapGroupRuleDependent {
  const at = cursor.peek()
  const isName = at.kind === 'name' || at.kind === 'delimited' || at.kind === 'double' || at.kind === 'single'
  if (!isName) return cursor.expected('"{" or the name of a group')
  const name = readGroupName(cursor)
  cursor.expect('(')
  const variable = readList(cursor, readArgument)
  if (!cursor.at(')')) return cursor.expected('"," or ")"')
  cursor.take()
  return cursor.note({ name, variable }, at)
}

/** R4 has one text for an argument, be it a variable or a literal as written, so that a name must not look like one. */
function readArgument(cursor: Cursor): string {
  const from = cursor.index
  const at = cursor.peek()
  if (readLiteral(cursor) === undefined) {
    const name = cursor.name('a variable or a value')
    return /^['"]/.test(name) || isLiteralText(name) ? cursor.fault('as an argument this name is a value', at) : name
  }
  const { tokens } = cursor.tokens
  return tokens
    .slice(from, cursor.index)
    .map(({ text }) => text)
    .join('')
}

function readName(cursor: Cursor, source: readonly StructureMapGroupRuleSource[]): string {
  const { kind } = cursor.peek()
  if (kind !== 'single' && kind !== 'double') return derivedName(source)
  return cursor.nonEmpty(cursor.take())
}

/** What may come next depends on what the rule has, and the message says so. */
function readEnd(
  cursor: Cursor,
  { hasTarget, hasThen }: { readonly hasTarget: boolean; readonly hasThen: boolean }
): void {
  if (cursor.skip(';') || cursor.at('}')) return
  if (cursor.peek(-1).kind === 'double' || hasThen) return cursor.expected('";"')
  return cursor.expected(hasTarget ? '",", "then", the name of the rule in quotes or ";"' : '"->", "then" or ";"')
}
