import type { StructureMapGroup, StructureMapGroupRule } from '@medplum/fhirtypes'
import type { CompiledMap, MapContext, Translation } from './compiled-map.ts'

/** Says what is wrong with a map, and ends its reading. */
export type Finding = (reason: string) => never

type Source = StructureMapGroupRule['source'][number]
type Target = NonNullable<StructureMapGroupRule['target']>[number]

/** A variable of a map: which type it holds, on which side, and whether many values may stand there. */
interface Variable {
  readonly side: 'source' | 'target'
  readonly type: string
  readonly isList: boolean
  /** The property of the root that it is, where it is one. */
  readonly rootElement?: string
}

interface Reading extends MapContext {
  readonly groups: ReadonlyMap<string, StructureMapGroup>
  readonly fail: Finding
  readonly translations: Translation[]
  readonly primitives: Map<string, string>
  /** Single targets written so far, by path: a second value would overwrite the first. */
  readonly written: Set<string>
  /** Groups being read, against a group that calls itself. */
  readonly open: readonly string[]
}

/** Where a rule stands: its variables, and the path of targets to it. */
interface Scope {
  readonly variables: ReadonlyMap<string, Variable>
  readonly places: ReadonlyMap<string, string>
}

/** The first group of a map, the type that it reads and writes, and every group by name. */
interface Entry extends MapContext {
  readonly main: StructureMapGroup
  readonly type: string
  readonly groups: ReadonlyMap<string, StructureMapGroup>
}

/**
 * Follows a map's rules without running it: each element must exist where it stands and hold what is put there.
 *
 * Gives what the guards around the engine need: which codes are translated, which primitives are taken whole.
 */
export function checkedRules(
  { main, type, groups, definitions, conceptMaps }: Entry,
  fail: Finding
): Pick<CompiledMap, 'translations' | 'primitives'> {
  const reading: Reading = {
    groups,
    definitions,
    conceptMaps,
    fail,
    translations: [],
    primitives: new Map(),
    written: new Set(),
    open: [main.name]
  }
  const root = { type, isList: false }
  readGroup(main, [{ side: 'source', ...root }, { side: 'target', ...root }, 'root'], reading)
  return { translations: reading.translations, primitives: reading.primitives }
}

function readGroup(
  group: StructureMapGroup,
  [source, target, place]: readonly [Variable, Variable, string],
  reading: Reading
): void {
  const [from, to] = group.input
  if (from === undefined || to === undefined) return
  const scope = {
    variables: new Map([
      [from.name, source],
      [to.name, target]
    ]),
    places: new Map([[to.name, place]])
  }
  for (const input of [from, to]) {
    const { type } = input === from ? source : target
    if (input.type !== undefined && input.type !== type) {
      reading.fail(`group ${group.name}: ${input.name} is given a ${type} and wants a ${input.type}`)
    }
    checkName(input.name, new Map(), reading)
  }
  for (const rule of group.rule) readRule(rule, scope, reading)
}

function readRule(rule: StructureMapGroupRule, scope: Scope, outer: Reading): void {
  const reading: Reading = { ...outer, fail: (reason) => outer.fail(`rule ${JSON.stringify(rule.name)}: ${reason}`) }
  const [source] = rule.source
  if (source === undefined) return
  const read = sourceVariable(source, scope, reading)
  const variables = new Map(scope.variables)
  const places = new Map(scope.places)
  if (source.variable !== undefined) {
    checkName(source.variable, scope.variables, reading)
    variables.set(source.variable, read)
  }
  for (const target of rule.target ?? []) {
    const { variable, place } = readTarget(target, { variables, places }, reading, read)
    if (target.variable === undefined) continue
    checkName(target.variable, variables, reading)
    variables.set(target.variable, variable)
    places.set(target.variable, place)
  }
  for (const child of rule.rule ?? []) readRule(child, { variables, places }, reading)
  for (const { name: called, variable } of rule.dependent ?? []) {
    readDependent(called, variable, { variables, places }, reading)
  }
}

function readDependent(name: string, names: readonly string[], scope: Scope, reading: Reading): void {
  const group = reading.groups.get(name)
  if (group === undefined) return reading.fail(`there is no group ${name}`)
  if (reading.open.includes(name)) return reading.fail(`group ${name} calls itself`)
  const [source, target, more] = names
  const from = scope.variables.get(source ?? '')
  const to = scope.variables.get(target ?? '')
  const place = scope.places.get(target ?? '')
  if (from?.side !== 'source' || to?.side !== 'target' || place === undefined || more !== undefined) {
    return reading.fail(`group ${name} needs a source and a target variable`)
  }
  readGroup(group, [from, to, place], { ...reading, open: [...reading.open, name] })
}

function sourceVariable(source: Source, { variables }: Scope, reading: Reading): Variable {
  const context = variables.get(source.context)
  if (context?.side !== 'source') return reading.fail(`${source.context} is no source`)
  if (source.element === undefined) return context
  const shape = reading.definitions.get(context.type)?.get(source.element)
  if (shape === undefined) return reading.fail(`${context.type} has no property ${source.element} in JSON`)
  const isOne = source.listMode === 'first' || source.listMode === 'last' || source.listMode === 'only_one'
  const isRoot = context.rootElement === undefined && reading.open.length === 1 && variables.size === 2
  return {
    side: 'source',
    type: shape.type,
    isList: shape.isList && !isOne,
    ...(isRoot ? { rootElement: source.element } : {})
  }
}

function readTarget(
  target: Target,
  { variables, places }: Scope,
  reading: Reading,
  read: Variable
): { readonly variable: Variable; readonly place: string } {
  const context = variables.get(target.context ?? '')
  const parent = places.get(target.context ?? '')
  const element = target.element ?? ''
  if (context?.side !== 'target' || parent === undefined) return reading.fail(`${target.context ?? ''} is no target`)
  const shape = reading.definitions.get(context.type)?.get(element)
  if (shape === undefined) return reading.fail(`${context.type} has no property ${element} in JSON`)
  const place = `${parent}.${element}`
  if (!shape.isList && reading.written.has(place)) return reading.fail(`${element} is written twice`)
  reading.written.add(place)
  if (!shape.isList && read.isList) return reading.fail(`${element} takes one value and would get the last of many`)
  const [parameter] = target.parameter ?? []
  const value = parameter?.valueId === undefined ? undefined : variables.get(parameter.valueId)
  if (parameter?.valueId !== undefined && value === undefined) return reading.fail(`${parameter.valueId} is not known`)
  const isRoot = parent === 'root'
  if (target.transform === 'copy') checkCopy(value, shape.type, { element, isRoot }, reading)
  if (target.transform === 'translate') checkTranslate(target, value, { element, isRoot }, reading)
  return { variable: { side: 'target', ...shape }, place }
}

function checkCopy(
  value: Variable | undefined,
  type: string,
  { element, isRoot }: { readonly element: string; readonly isRoot: boolean },
  reading: Reading
): void {
  // A literal has no type here; what it makes is validated like everything else that leaves.
  if (value === undefined) return
  if (value.type !== type) return reading.fail(`${element} is a ${type} and would get a ${value.type}`)
  const isPrimitive = /^[a-z]/.test(type)
  if (isRoot && isPrimitive && value.rootElement !== undefined) reading.primitives.set(value.rootElement, element)
}

function checkTranslate(
  target: Target,
  value: Variable | undefined,
  { element, isRoot }: { readonly element: string; readonly isRoot: boolean },
  reading: Reading
): void {
  const url = target.parameter?.[1]?.valueString ?? ''
  const conceptMap = reading.conceptMaps.get(url)
  if (conceptMap === undefined) return reading.fail(`there is no ConceptMap ${url}`)
  // The engine looks only at the first group, and never at the system of the code that it is given.
  if (conceptMap.systems.size !== 1) return reading.fail(`ConceptMap ${url} needs exactly one group here`)
  if (!isRoot || value?.rootElement === undefined || value.type !== 'code' || value.isList) {
    return reading.fail('translate is for a code of the resource itself; a coding is translated beside, by a step')
  }
  reading.primitives.set(value.rootElement, element)
  reading.translations.push({ source: value.rootElement, target: element, conceptMap })
}

function checkName(name: string, known: ReadonlyMap<string, unknown>, { groups, fail }: Reading): void {
  if (groups.has(name)) fail(`variable ${name} has the name of a group, and the engine keeps both in one place`)
  if (known.has(name) || name === '_') fail(`variable ${name} is used twice`)
}
