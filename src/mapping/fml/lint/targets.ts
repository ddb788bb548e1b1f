import type { StructureMapGroupRuleTarget } from '@medplum/fhirtypes'
import { findProperty } from '../schema/navigate.ts'
import type { Typed, TypeDefinition } from '../schema/types.ts'
import { type Depth, Making } from './making.ts'
import { created, valueOf, writeFault } from './probe.ts'
import type { RuleScope, Value } from './scope.ts'
import { OPEN, type TypeSet, typeSet } from './type-set.ts'
import { type Transformed, transformed } from './values.ts'

/** Follows one target of a rule; the scope that is given back has its variable. */
export function followTarget(target: StructureMapGroupRuleTarget, scope: RuleScope): RuleScope {
  const type = target.transform === 'create' ? createdType(target, scope) : undefined
  if (target.context === undefined) return type === undefined ? scope : bind(target, make(typeSet(type), scope), scope)
  const context = scope.variable(target.context)
  if (context?.making === undefined) return scope
  if (target.element === undefined) return onContext(target, context, context.making, scope)
  const path = target.element.split('.')
  const name = path.at(-1) ?? ''
  const parent = path.slice(0, -1).reduce((making, one) => open(making, { name: one, target, scope }), context.making)
  if (target.transform === undefined || target.transform === 'create') {
    return bind(target, open(parent, { name, type, target, scope, isNew: true }), scope)
  }
  const value = transformed(target, scope)
  write(parent, name, value, { target, scope })
  return target.variable === undefined ? scope : bindWritten(target, value, scope)
}

interface Opening {
  readonly name: string
  readonly target: StructureMapGroupRuleTarget
  readonly scope: RuleScope
  readonly type?: TypeDefinition | undefined
  /** Whether a list gets a new item, and not the first one that is there. */
  readonly isNew?: boolean
}

/** What a rule makes at an element: of a list something new, else what all rules share. */
function open(parent: Making, { name, target, scope, type, isNew = false }: Opening): Making {
  const { types } = parent
  const outcomes = [...types.known].map((one) => created(one, name, type, scope.schema))
  const made = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []))
  const [failed] = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.fault]))
  if (failed !== undefined && made.length === 0 && !types.isOpen) {
    scope.error(failed.code, failed.message, target)
    return new Making(OPEN, scope.depth)
  }
  const { elementName, isList } = elementOf(types, name)
  const place = scope.place(target)
  const isAlways = scope.depth.conditions <= parent.depth.conditions
  parent.writes.push({
    name: elementName,
    isWholeSingle: false,
    isAlways,
    isPart: scope.isPart,
    constant: undefined,
    place
  })
  const childTypes = types.isOpen && type === undefined ? OPEN : typeSet(...made, ...(made.length === 0 ? [type] : []))
  const isShared = target.listMode?.includes('share') === true || target.listMode?.includes('collate') === true
  const makeAt = (depth: Depth): Making => {
    const making = new Making(childTypes, depth, place)
    scope.notes.makings.push(making)
    return making
  }
  if (isList && isNew && !isShared) return makeAt(scope.depth)
  // A choice that is opened as another type fails, and that is the engine's to say.
  return parent.single(`${elementName}:${type?.name ?? ''}`, () => makeAt(parent.depth))
}

function onContext(target: StructureMapGroupRuleTarget, context: Value, making: Making, scope: RuleScope): RuleScope {
  if (target.transform === undefined) return bind(target, making, scope)
  write(making, '', transformed(target, scope), { target, scope })
  return bind(target, making, scope)
}

interface Writing {
  readonly target: StructureMapGroupRuleTarget
  readonly scope: RuleScope
}

/** Notes that an element gets a value, and says where it cannot. */
export function write(parent: Making, name: string, value: Transformed, { target, scope }: Writing): void {
  const { types } = parent
  const faults = faultsOf(parent, name, value, scope)
  const [first] = faults
  if (first !== undefined && faults.every((fault) => fault !== undefined) && !types.isOpen) {
    const isElement = [...types.known].some((type) => hasElement(type, name))
    scope.error(isElement ? 'wrong-value' : 'unknown-element', first, target)
    return
  }
  const { elementName, isList, isSure } = elementOf(types, name)
  const { conditions, lists } = parent.depth
  parent.writes.push({
    name: elementName,
    isWholeSingle: isSure && !isList,
    isAlways: scope.depth.conditions <= conditions,
    isPart: scope.isPart,
    constant: value.constant === undefined ? undefined : JSON.stringify(value.constant.value),
    place: scope.place(target)
  })
  if (!isSure || isList || value.constant !== undefined) return
  if (value.isMany || value.lists > lists) {
    const what = name === '' ? 'it' : elementName
    scope.warn('several-values', `${what} holds one value and may be given several; say first, or where`, target)
  }
}

/** For each type of the parent and of the value, the engine's fault or undefined. */
function faultsOf(
  { types }: Making,
  name: string,
  value: Transformed,
  { schema }: RuleScope
): readonly (string | undefined)[] {
  if (value.types.isOpen) {
    // Whatever the value is, an element that is not there cannot take it.
    return [...types.known].map((type) => (hasElement(type, name) ? undefined : `${type.name} has no element ${name}`))
  }
  const values = value.constant === undefined ? [...value.types.known].map(valueOf) : [value.constant as Typed]
  return [...types.known].flatMap((type) => values.map((one) => writeFault(type, name, one, schema)))
}

function hasElement(type: TypeDefinition, name: string): boolean {
  return name === '' || type.elements.has(name) || findProperty(type, name) !== undefined
}

/** The element's own name, whether it is a list of any of the types, and whether all types are known to have it. */
function elementOf(types: TypeSet, name: string) {
  const elements = [...types.known].flatMap((type) => {
    const element = type.elements.get(name) ?? findProperty(type, name)?.element
    return element === undefined ? [] : [element]
  })
  return {
    elementName: elements[0]?.name ?? name,
    isList: elements.some(({ isList }) => isList),
    isSure: !types.isOpen && types.known.size > 0 && (name === '' || elements.length === types.known.size)
  }
}

function createdType({ parameter }: StructureMapGroupRuleTarget, scope: RuleScope): TypeDefinition | undefined {
  const name = parameter?.[0]?.valueString ?? parameter?.[0]?.valueId
  return name === undefined ? undefined : scope.group.map.type(name)
}

function make(types: TypeSet, scope: RuleScope): Making {
  const making = new Making(types, scope.depth, scope.place())
  scope.notes.makings.push(making)
  return making
}

function bind({ variable }: StructureMapGroupRuleTarget, making: Making, scope: RuleScope): RuleScope {
  if (variable === undefined) return scope
  return scope.withValue({
    name: variable,
    types: making.types,
    lists: scope.depth.lists,
    reading: undefined,
    making
  })
}

/** A value that is written and named is filled already, so that nothing is missing in it. */
function bindWritten(target: StructureMapGroupRuleTarget, { types }: Transformed, scope: RuleScope): RuleScope {
  return bind(target, new Making(types, scope.depth), scope)
}
