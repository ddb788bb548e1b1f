import type {
  StructureMapGroupRule,
  StructureMapGroupRuleDependent,
  StructureMapGroupRuleTarget
} from '@medplum/fhirtypes'
import { isKindOf } from '../schema/navigate.ts'
import { dropsOf } from '../parse/drops.ts'
import { isShorthand } from '../parse/rule.ts'
import type { LintedGroup, LintedInput } from './linted-map.ts'
import type { Making } from './making.ts'
import { type Mentions, Notes, RuleScope, type Value } from './scope.ts'
import { followSource } from './sources.ts'
import { followTarget, write } from './targets.ts'
import { named, OPEN, type TypeSet, typeSet } from './type-set.ts'

/** Types go from group to group; each round one group deeper, and what is deeper is not looked at. */
const ROUNDS_MAX = 60

/** Rules in rules; the compiler refuses more. */
const NESTING_MAX = 50

/** Follows the rules of all groups until every group knows what it is given, and gives what was noted then. */
export function followAll(groups: readonly LintedGroup[]): Notes {
  let notes = new Notes()
  for (let round = 0; round < ROUNDS_MAX; round++) {
    notes = new Notes()
    for (const group of groups) for (const input of group.inputs) input.reset()
    for (const group of groups) followGroup(group, notes)
    if (!notes.hasGrown) return notes
  }
  return notes
}

function followGroup(group: LintedGroup, notes: Notes): void {
  const mentions: Mentions = { sure: new Set(), bare: [] }
  const depth = { conditions: 0, lists: 0 }
  const variables = new Map<string, Value>()
  for (const { definition, types, reading, making } of group.inputs) {
    const { name, mode } = definition
    const isSource = mode === 'source'
    variables.set(name, {
      name,
      types,
      lists: 0,
      reading: isSource ? reading : undefined,
      making: isSource ? undefined : making
    })
  }
  const scope = new RuleScope({
    group,
    notes,
    rule: undefined,
    variables,
    depth,
    isPart: false,
    item: undefined,
    mentions
  })
  for (const { path } of dropsOf(group.definition)) markDropped(path, scope)
  const parent = group.definition.extends === undefined ? undefined : group.map.group(group.definition.extends)
  if (parent !== undefined) give(parent, [...variables.values()], scope)
  for (const rule of group.definition.rule) followRule(rule, scope, 0)
  for (const { value, scope: at, part } of mentions.bare) {
    if (mentions.sure.has(value)) continue
    const message = `${value.name} is the variable here and not the element; say %${value.name}, or $this.${value.name}`
    at.warn('hidden-element', message, part)
  }
}

function markDropped(path: string, scope: RuleScope): void {
  const [variable = '', ...rest] = path.split('.')
  const reading = scope.variables.get(variable)?.reading
  if (reading !== undefined) reading.follow(rest).isDropped = true
}

function followRule(rule: StructureMapGroupRule, outer: RuleScope, nesting: number): void {
  if (nesting > NESTING_MAX) return
  let scope = outer.with({ rule })
  for (const [index, source] of rule.source.entries()) scope = followSource(source, scope, index === 0)
  if (isShorthand(rule)) {
    followShorthand(rule, scope)
    return
  }
  for (const target of rule.target ?? []) scope = followTarget(target, scope)
  for (const inner of rule.rule ?? []) followRule(inner, scope, nesting + 1)
  for (const call of rule.dependent ?? []) followCall(call, scope)
}

/** `src.a -> tgt.a`: by the group for the types, where there is one, else as it is. */
function followShorthand(rule: StructureMapGroupRule, scope: RuleScope): void {
  const [target] = rule.target as [StructureMapGroupRuleTarget]
  const parent = scope.variables.get(target.context ?? '')?.making
  const { item } = scope
  if (parent === undefined || item === undefined) return
  const name = target.element ?? ''
  const groups = groupsFor(item.types, parent, name, scope)
  const isByGroup = groups.size > 0 && groups.size >= item.types.known.size && !item.types.isOpen
  if (isByGroup) for (const group of groups) item.reading?.share(firstReading(group), !scope.isPart)
  else item.reading?.take(!scope.isPart)
  // A group makes of the source's type what stands there, so only its own rules say whether that fits.
  const types = isByGroup ? OPEN : item.types
  write(parent, name, { types, isMany: false, lists: item.lists, constant: undefined }, { target, scope })
}

function firstReading({ inputs }: LintedGroup) {
  const [input] = inputs as readonly [LintedInput]
  return input.reading
}

function groupsFor(
  types: TypeSet,
  { types: parents }: Making,
  name: string,
  { group }: RuleScope
): ReadonlySet<LintedGroup> {
  const wanted = [...parents.known].flatMap(
    (parent) => parent.elements.get(name)?.properties.map(({ type }) => type) ?? []
  )
  const found = [...types.known].flatMap((type) => {
    const target = wanted.includes(type) ? type : wanted[0]
    return target === undefined ? [] : (group.map.groupFor(type, target) ?? [])
  })
  return new Set(found)
}

function followCall({ name, variable, ...part }: StructureMapGroupRuleDependent, scope: RuleScope): void {
  const group = scope.group.map.group(name)
  const values = variable.map((text) => scope.variable(text) ?? literal(text, scope))
  if (group !== undefined) give(group, values, scope, part)
}

/** A constant as an argument, which R4 keeps as the text that was written. */
function literal(text: string, { schema }: RuleScope): Value {
  const name = /^['"]/.test(text) ? 'string' : (LITERALS.find(([form]) => form.test(text))?.[1] ?? '')
  return { name: text, types: typeSet(schema.type(name)), lists: 0, reading: undefined, making: undefined }
}

const LITERALS: readonly (readonly [RegExp, string])[] = [
  [/^(?:true|false)$/, 'boolean'],
  [/^-?\d+$/, 'integer'],
  [/^-?\d+\.\d+$/, 'decimal']
]

/** Gives values to a group: their types, and what it reads and writes of them. */
function give(group: LintedGroup, values: readonly Value[], scope: RuleScope, part?: object): void {
  const { conditions } = scope.depth
  const sourceLists = Math.max(0, ...values.map(({ reading, lists }) => (reading === undefined ? 0 : lists)))
  for (const [index, input] of group.inputs.entries()) {
    const value = values[index]
    if (value === undefined) continue
    if (input.give(value.types)) scope.notes.hasGrown = true
    checkGiven(group, input, value, { scope, part })
    if (input.definition.mode === 'source') value.reading?.share(input.reading, !scope.isPart)
    else
      value.making?.uses.push({
        making: input.making,
        isAlways: conditions <= value.making.depth.conditions,
        isRepeated: sourceLists > value.making.depth.lists,
        place: scope.place(part)
      })
  }
}

interface Calling {
  readonly scope: RuleScope
  readonly part: object | undefined
}

function checkGiven(
  { definition }: LintedGroup,
  { declared }: LintedInput,
  { types }: Value,
  { scope, part }: Calling
): void {
  if (declared === undefined || types.isOpen || types.known.size === 0) return
  const { schema } = scope
  const fits = [...types.known].some(
    (type) => isKindOf(type, declared.name, schema) || isKindOf(declared, type.name, schema)
  )
  if (fits) return
  scope.error('wrong-use', `group ${definition.name} wants a ${declared.name} and is given a ${named(types)}`, part)
}
