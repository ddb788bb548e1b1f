import type { StructureMapGroupRuleSource } from '@medplum/fhirtypes'
import { reader } from '../run/read.ts'
import type { Run, RuleInfo } from '../run/run.ts'
import { pathOf, SourceNode } from '../run/source-node.ts'
import { isKindOf } from '../schema/navigate.ts'
import type { Typed, TypeDefinition } from '../schema/types.ts'
import type { Frame } from './frame.ts'
import { literalOf } from './literal.ts'
import type { Scope, ScopedExpression } from './scope.ts'

/** Gives the items that a source of a rule stands for. */
export type Items = (run: Run, frame: Frame) => readonly Typed[]

type Filter = (items: readonly Typed[], run: Run, frame: Frame) => readonly Typed[]

/**
 * Compiles one source: elements or the context itself; then default, type, where, cardinality, check, log, list mode, in
 * this order, each for the items that the one before left.
 *
 * Source: http://hl7.org/fhir/R4/mapping-language.html#7.8.0.5.1 and its reference implementation.
 *
 * @param scope - with the source's own variable, so that its conditions may name it.
 * @param slot - of that variable; undefined where it has none.
 */
export function compileSource(source: StructureMapGroupRuleSource, scope: Scope, slot: number | undefined): Items {
  const read = base(source, scope)
  const filters = [
    defaultFilter(source, scope),
    typeFilter(source, scope),
    whereFilter(source, scope, slot),
    cardinalityFilter(source, scope),
    checkFilter(source, scope, slot),
    logFilter(source, scope, slot),
    listFilter(source.listMode)
  ].filter((filter) => filter !== undefined)
  if (filters.length === 0) return read
  return (run, frame) => {
    let items = read(run, frame)
    for (const filter of filters) items = filter(items, run, frame)
    return items
  }
}

function base(source: StructureMapGroupRuleSource, scope: Scope): Items {
  const { slot, side } = scope.variable(source.context, source)
  if (side === 'target') scope.fail('wrong-use', `${source.context} is written to, not read from`, source)
  if (source.element === undefined) {
    return (run, frame) => {
      const own = frame[slot]
      return own === undefined ? [] : [own]
    }
  }
  const read = reader(source.element)
  return (run, frame) => {
    const own = frame[slot]
    return own === undefined ? [] : read(own, run)
  }
}

function defaultFilter(source: StructureMapGroupRuleSource, scope: Scope): Filter | undefined {
  const { defaultValueExpression } = source
  if (defaultValueExpression?.expression !== undefined) {
    const { expression } = scope.expression(defaultValueExpression.expression, source)
    const { slot } = scope.variable(source.context, source)
    return (items, run, frame) => (items.length > 0 ? items : expression.evaluate(frame[slot], frame))
  }
  const entries: readonly (readonly [string, unknown])[] = Object.entries(source)
  const entry = entries.find(([name]) => name.startsWith('defaultValue'))
  if (entry === undefined) return undefined
  const [name, value] = entry
  const literal = literalOf(name.slice('defaultValue'.length), value, scope)
  return (items) => (items.length > 0 ? items : [literal])
}

/** Keeps the items of the type; only a choice or a resource of any type can have others. */
function typeFilter({ type: name, ...source }: StructureMapGroupRuleSource, scope: Scope): Filter | undefined {
  if (name === undefined) return undefined
  const type = scope.type(name, source)
  return (items, run) => items.filter((item) => isOfType(item.type, type, run))
}

/** Whether a value of one type may be taken as another, in either direction for what holds the same. */
export function isOfType(actual: TypeDefinition, wanted: TypeDefinition, run: Run): boolean {
  return actual === wanted || isKindOf(actual, wanted.name, run.schema)
}

function whereFilter(source: StructureMapGroupRuleSource, scope: Scope, slot: number | undefined): Filter | undefined {
  if (source.condition === undefined) return undefined
  const { expression, reads } = scope.expression(source.condition, source)
  return (items, run, frame) => {
    let kept: Typed[] | undefined
    for (let index = 0; index < items.length; index++) {
      const item = items[index] as Typed
      run.item = item
      if (slot !== undefined) frame[slot] = item
      const holds = expression.test(item, frame)
      if (holds) kept?.push(item)
      else kept ??= items.slice(0, index)
    }
    if (run.coverage !== undefined) {
      for (const item of items) {
        if (slot !== undefined) frame[slot] = item
        cover(reads, item, run, frame)
      }
    }
    return kept ?? items
  }
}

/** Remembers what an expression took values from. */
export function cover(reads: ScopedExpression['reads'], focus: Typed | undefined, run: Run, frame: Frame): void {
  for (const read of reads) {
    if (read.isPresence) continue
    const node = read.slot === undefined ? focus : frame[read.slot]
    if (node instanceof SourceNode) run.coverage?.takeRead(node, read, { schema: run.schema, frame })
  }
}

function cardinalityFilter({ min, max, element }: StructureMapGroupRuleSource, scope: Scope): Filter | undefined {
  if (min === undefined && max === undefined) return undefined
  const most = max === undefined || max === '*' ? Number.POSITIVE_INFINITY : Number(max)
  const least = min ?? 0
  if (Number.isNaN(most) || least > most)
    return scope.fail('wrong-use', `the cardinality ${String(min)}..${String(max)} cannot hold`)
  return (items, run) => {
    if (items.length >= least && items.length <= most) return items
    const wanted = `${String(least)}..${max ?? '*'}`
    return run.fail(
      'too-many',
      `${element ?? 'the source'} is there ${String(items.length)} times and must be ${wanted}`
    )
  }
}

function checkFilter(source: StructureMapGroupRuleSource, scope: Scope, slot: number | undefined): Filter | undefined {
  if (source.check === undefined) return undefined
  const { expression, reads } = scope.expression(source.check, source)
  return (items, run, frame) => {
    for (const item of items) {
      run.item = item
      if (slot !== undefined) frame[slot] = item
      if (!expression.test(item, frame))
        run.fail('check-failed', run.rule?.documentation ?? `it must hold that ${expression.text}`)
      if (run.coverage !== undefined) cover(reads, item, run, frame)
    }
    return items
  }
}

function logFilter(source: StructureMapGroupRuleSource, scope: Scope, slot: number | undefined): Filter | undefined {
  if (source.logMessage === undefined) return undefined
  const { expression } = scope.expression(source.logMessage, source)
  return (items, run, frame) => {
    for (const item of items) {
      if (slot !== undefined) frame[slot] = item
      const text = expression.evaluate(item, frame).map(({ value }) => String(value))
      const sourcePath = item instanceof SourceNode ? pathOf(item) : undefined
      run.countWrite()
      run.logs.push({ rule: run.rule as RuleInfo, sourcePath, text: text.join(', ') })
    }
    return items
  }
}

function listFilter(mode: StructureMapGroupRuleSource['listMode']): Filter | undefined {
  if (mode === undefined) return undefined
  if (mode === 'first') return (items) => items.slice(0, 1)
  if (mode === 'not_first') return (items) => items.slice(1)
  if (mode === 'last') return (items) => items.slice(-1)
  if (mode === 'not_last') return (items) => items.slice(0, -1)
  return (items) => (items.length === 1 ? items : [])
}
