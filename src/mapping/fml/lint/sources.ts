import type { StructureMapGroupRuleSource } from '@medplum/fhirtypes'
import { lookAt } from './expressions.ts'
import type { Reading } from './reading.ts'
import type { RuleScope, Value } from './scope.ts'
import { named, narrowed, NO_TYPES, OPEN, steps, type TypeSet, typeSet, union } from './type-set.ts'

/** Follows one source of a rule; the scope that is given back has its variable, condition and list. */
export function followSource(source: StructureMapGroupRuleSource, scope: RuleScope, isFirst: boolean): RuleScope {
  const context = scope.variable(source.context)
  if (context?.making !== undefined) {
    // What has been written may be read as well; of what it holds by then nothing is certain.
    return bound(source, { scope, isFirst, types: OPEN, reading: undefined, isMany: false, isAlways: false })
  }
  const path = source.element?.split('.') ?? []
  const { types: own, isList, isRequired, unknown } = steps(context?.types ?? OPEN, path)
  if (unknown !== undefined) scope.error('unknown-element', unknown, source)
  const withDefault = union(own, defaultTypes(source, context, scope))
  const { types, isNarrowed, reading } = typed(source, withDefault, context?.reading?.follow(path), scope)
  checkListMode(source, isList && unknown === undefined, unknown === undefined && isClear(context?.types), scope)
  const hasDefault = Object.keys(source).some((key) => key.startsWith('defaultValue'))
  const isOne = ['first', 'last', 'only_one'].includes(source.listMode ?? '') || source.condition !== undefined
  return bound(source, {
    scope,
    isFirst,
    types,
    reading,
    isMany: isList && !isOne && source.max !== '1',
    isAlways: isSureToCome(source, isRequired || hasDefault) && !isNarrowed
  })
}

function isClear(types: TypeSet | undefined): boolean {
  return types !== undefined && !types.isOpen && types.known.size > 0
}

function isSureToCome({ condition, listMode }: StructureMapGroupRuleSource, isThere: boolean): boolean {
  return isThere && condition === undefined && (listMode === undefined || listMode === 'first' || listMode === 'last')
}

interface Bound {
  readonly scope: RuleScope
  readonly isFirst: boolean
  readonly types: TypeSet
  readonly reading: Reading | undefined
  readonly isMany: boolean
  readonly isAlways: boolean
}

function bound(source: StructureMapGroupRuleSource, { scope, isFirst, ...found }: Bound): RuleScope {
  const { conditions } = scope.depth
  // A condition picks one of all lists around, as far as its author knows.
  const lists = source.condition === undefined ? scope.depth.lists : 0
  const item: Value = {
    name: source.variable ?? '',
    types: found.types,
    lists: lists + (found.isMany ? 1 : 0),
    reading: found.reading,
    making: undefined
  }
  const named = source.variable === undefined ? scope : scope.withValue(item)
  const fires = [where(source, item, named), holds(source, item, named)].every(Boolean)
  if (source.logMessage !== undefined) lookAt(source.logMessage, item, named, source)
  const depth = { conditions: conditions + (found.isAlways && fires ? 0 : 1), lists: item.lists }
  const isPart = scope.isPart || source.condition !== undefined || source.listMode !== undefined
  return named.with({ depth, isPart, ...(isFirst ? { item } : {}) })
}

function defaultTypes(source: StructureMapGroupRuleSource, context: Value | undefined, scope: RuleScope): TypeSet {
  const { defaultValueExpression } = source
  if (defaultValueExpression?.expression !== undefined) {
    return lookAt(defaultValueExpression.expression, context, scope, source).types
  }
  const key = Object.keys(source).find((name) => name.startsWith('defaultValue'))
  if (key === undefined) return NO_TYPES
  const suffix = key.slice('defaultValue'.length)
  return typeSet(scope.schema.type(`${suffix.charAt(0).toLowerCase()}${suffix.slice(1)}`) ?? scope.schema.type(suffix))
}

interface Narrowed {
  readonly types: TypeSet
  /** Whether the type leaves something out. */
  readonly isNarrowed: boolean
  readonly reading: Reading | undefined
}

function typed(
  source: StructureMapGroupRuleSource,
  types: TypeSet,
  reading: Reading | undefined,
  scope: RuleScope
): Narrowed {
  const wanted = source.type === undefined ? undefined : scope.group.map.type(source.type)
  if (wanted === undefined) return { types, isNarrowed: false, reading }
  const kept = narrowed(types, wanted, scope.schema)
  if (kept.known.size === 0 && !kept.isOpen && types.known.size > 0) {
    scope.error(
      'never-fires',
      `${source.element ?? source.context} is ${named(types)} and never ${wanted.name}`,
      source
    )
  }
  const isNarrowed = types.isOpen || kept.known.size < types.known.size
  const name = source.element?.split('.').at(-1)
  if (!isNarrowed || name === undefined || source.element?.includes('.') === true)
    return { types: kept, isNarrowed, reading }
  const parent = scope.variables.get(source.context)?.reading
  return { types: kept, isNarrowed, reading: parent?.at(name, wanted) }
}

/** False where the condition is false on all content. */
function where(source: StructureMapGroupRuleSource, item: Value, scope: RuleScope): boolean {
  if (source.condition === undefined) return true
  const { constant } = lookAt(source.condition, item, scope, source)
  if (constant === false) scope.error('never-fires', 'the condition of the rule never holds', source)
  return constant !== false
}

function holds(source: StructureMapGroupRuleSource, item: Value, scope: RuleScope): boolean {
  if (source.check === undefined) return true
  const { constant } = lookAt(source.check, item, scope, source)
  if (constant === false) scope.error('check-failed', 'the check of the rule never holds', source)
  return true
}

function checkListMode(source: StructureMapGroupRuleSource, isList: boolean, isSure: boolean, scope: RuleScope): void {
  if (isList || !isSure) return
  const { element = source.context, listMode, min = 0 } = source
  if (min > 1) scope.error('too-many', `${element} is there once at most and must be ${String(min)} times`, source)
  if (listMode === 'not_first' || listMode === 'not_last') {
    scope.error('never-fires', `${element} is there once at most, so ${listMode} leaves nothing of it`, source)
  } else if (listMode === 'only_one') {
    scope.warn('needless-list-mode', `${element} is there once at most, so only_one says nothing`, source)
  }
}
