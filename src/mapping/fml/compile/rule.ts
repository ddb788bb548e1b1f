import type {
  StructureMapGroupRule,
  StructureMapGroupRuleDependent,
  StructureMapGroupRuleSource,
  StructureMapGroupRuleTarget
} from '@medplum/fhirtypes'
import type { FaultCode } from '../fault.ts'
import { unquoted } from '../parse/quoted.ts'
import { isShorthand } from '../parse/rule.ts'
import type { RuleInfo } from '../run/run.ts'
import { TargetNode } from '../run/target-node.ts'
import type { Typed } from '../schema/types.ts'
import { Copier } from './copier.ts'
import type { Action, Frame } from './frame.ts'
import type { Callable, TypeGroups } from './groups.ts'
import { literalOf } from './literal.ts'
import type { Scope } from './scope.ts'
import { compileSource, type Items } from './source.ts'
import { compiledRule, type CompiledRule, isBare, sequence } from './straight.ts'
import { compileTarget, listPlaceOf, refuseReuse, type TargetAction } from './target.ts'

/** The groups that a rule may call. */
export interface VisibleGroups {
  named(name: string): Callable | undefined
  /** Whether several imports, equally near, have a group of this name. */
  isAmbiguous(name: string): boolean
  /** By resource type, the group that is declared to make a resource of a type out of another of that type. */
  readonly entries: ReadonlyMap<string, Callable>
  readonly types: TypeGroups
}

/** How deep rules may stand in rules. */
const NESTING_MAX = 50

/**
 * Compiles a rule: for each item of its sources, its targets in their order, the rules inside it, the groups it calls.
 *
 * Several sources are combined, each item of one with each of the next; one without items ends the rule.
 * Source: http://hl7.org/fhir/R4/mapping-language.html#7.8.0.5
 */
export function compileRule(rule: StructureMapGroupRule, outer: Scope, groups: VisibleGroups, depth = 0): CompiledRule {
  const info = infoOf(rule, outer)
  let scope = outer.inRule(info)
  if (depth > NESTING_MAX) return scope.fail('limit', `rules stand more than ${String(NESTING_MAX)} deep in each other`)
  const sources: Compiled[] = []
  for (const source of rule.source) {
    const named = source.variable === undefined ? undefined : scope.with(source.variable, 'source')
    const slot = named?.slot ?? scope.anonymousSlot()
    scope = named?.scope ?? scope
    const context = isContextAlone(source) ? scope.variables.get(source.context)?.slot : undefined
    sources.push({ items: compileSource(source, scope, slot), slot, context })
  }
  const body = isShorthand(rule)
    ? shorthand(rule, info, scope, groups)
    : compileBody(rule, { info, scope, groups, depth, firstSlot: sources[0]?.slot })
  const whole = sources.reduceRight<Action>((inner, source) => each(source, info, inner), body)
  return compiledRule(rule, info, { scope: outer, groups: groups.types, whole })
}

interface Compiled {
  readonly items: Items
  readonly slot: number
  /** The slot of the context, where the source is that and no more. */
  readonly context: number | undefined
}

function each({ items, slot, context }: Compiled, info: RuleInfo, inner: Action): Action {
  if (context !== undefined) {
    return (run, frame) => {
      const item = frame[context]
      if (item === undefined) return
      frame[slot] = item
      run.rule = info
      run.item = item
      inner(run, frame)
    }
  }
  return (run, frame) => {
    run.rule = info
    const found = items(run, frame)
    for (const item of found) {
      frame[slot] = item
      run.rule = info
      run.item = item
      inner(run, frame)
    }
  }
}

function isContextAlone(source: StructureMapGroupRuleSource): boolean {
  return source.element === undefined && isBare(source)
}

interface BodyPlan {
  readonly info: RuleInfo
  readonly scope: Scope
  readonly groups: VisibleGroups
  readonly depth: number
  readonly firstSlot: number | undefined
}

function compileBody(rule: StructureMapGroupRule, plan: BodyPlan): Action {
  const { info, groups, depth, firstSlot } = plan
  let { scope } = plan
  const targets: TargetAction[] = []
  for (const target of rule.target ?? []) {
    // A target's value may not name the target itself, so its variable begins after it.
    const named = target.variable === undefined ? undefined : scope.with(target.variable, 'target')
    targets.push(compileTarget(target, { scope, rule: info, slot: named?.slot }))
    scope = named?.scope ?? scope
  }
  const inner = sequence((rule.rule ?? []).map((one) => compileRule(one, scope, groups, depth + 1)))
  const calls = (rule.dependent ?? []).map((one) => compileCall(one, scope, groups))
  return (run, frame) => {
    const item = firstSlot === undefined ? undefined : frame[firstSlot]
    for (const target of targets) target(run, frame, item)
    for (const action of inner) action(run, frame)
    if (calls.length === 0) return
    run.rule = info
    run.item = item
    for (const call of calls) call(run, frame)
  }
}

function shorthand(rule: StructureMapGroupRule, info: RuleInfo, scope: Scope, { types }: VisibleGroups): Action {
  const [target] = rule.target as [StructureMapGroupRuleTarget]
  const context = scope.variable(target.context ?? '', target)
  if (context.side !== 'target')
    return scope.fail('wrong-use', `${target.context ?? ''} is read from, not written to`, target)
  const { slot } = scope.variable(target.variable ?? '', target)
  refuseReuse(target, scope)
  const copier = new Copier(types, { name: target.element ?? '', place: listPlaceOf(target.listMode ?? []) }, info)
  return (run, frame) => {
    const item = frame[slot]
    const parent = frame[context.slot]
    if (item !== undefined && parent instanceof TargetNode) copier.copy(run, item, parent)
  }
}

function compileCall(
  { name, variable, ...part }: StructureMapGroupRuleDependent,
  scope: Scope,
  groups: VisibleGroups
): Action {
  const group = groupNamed(name, groups, (code, message) => scope.fail(code, message, part))
  if (group.inputs.length !== variable.length) {
    const counts = `takes ${String(group.inputs.length)} and is given ${String(variable.length)}`
    return scope.fail('wrong-use', `group ${name} ${counts}`, part)
  }
  const reads = variable.map((text, index) => compileArgument(text, { scope, group, index }))
  return (run, frame) => {
    const { rule, item } = run
    const values = reads.map((read) => read(frame))
    group.call(run, values)
    run.rule = rule
    run.item = item
  }
}

/** The group of a name. Faults: `unknown-name`, and `wrong-use` where several are meant. */
export function groupNamed(
  name: string,
  groups: VisibleGroups,
  refuse: (code: FaultCode, message: string) => never
): Callable {
  if (groups.isAmbiguous(name)) return refuse('wrong-use', `several imported maps have a group ${name}`)
  return groups.named(name) ?? refuse('unknown-name', `there is no group ${name}`)
}

interface ArgumentPlan {
  readonly scope: Scope
  readonly group: Callable
  readonly index: number
}

/** An argument is a variable, or a constant as the map writes it: R4 keeps both as text. */
function compileArgument(text: string, { scope, group, index }: ArgumentPlan): (frame: Frame) => Typed | undefined {
  const literal = constantOf(text)
  const input = group.inputs[index]
  if (literal !== undefined) {
    if (input?.side === 'target') return scope.fail('wrong-use', `group ${group.name} wants something to write to`)
    const typed = literalOf(literal[0], literal[1], scope)
    return () => typed
  }
  const { slot, side } = scope.variable(text)
  if (input?.side === 'target' && side === 'source') {
    return scope.fail(
      'wrong-use',
      `group ${group.name} writes to ${input.name} and is given ${text}, which is read from`
    )
  }
  return (frame) => frame[slot]
}

function constantOf(text: string): readonly [string, unknown] | undefined {
  if (/^(['"])[^]*\1$/.test(text)) return ['String', unquoted(text) ?? '']
  if (text === 'true' || text === 'false') return ['Boolean', text === 'true']
  if (/^-?\d+$/.test(text)) return ['Integer', Number(text)]
  return /^-?\d+\.\d+$/.test(text) ? ['Decimal', Number(text)] : undefined
}

function infoOf(rule: StructureMapGroupRule, { map, group }: Scope): RuleInfo {
  const position = map.positionOf(rule)
  const text = position === undefined ? undefined : map.lines[position.line - 1]?.trim()
  return {
    file: map.file,
    map: map.url,
    mapVersion: map.version,
    group,
    rule: rule.name,
    text,
    documentation: rule.documentation,
    ...position
  }
}
