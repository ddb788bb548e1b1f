import type { StructureMapGroup, StructureMapGroupRule } from '@medplum/fhirtypes'
import { dropsOf } from '../parse/drops.ts'
import type { Run } from '../run/run.ts'
import { SourceNode } from '../run/source-node.ts'
import { isKindOf } from '../schema/navigate.ts'
import type { Typed, TypeDefinition } from '../schema/types.ts'
import type { Action, Frame } from './frame.ts'
import type { Callable, GroupInput, InputDrop } from './groups.ts'
import { compileRule, groupNamed, type VisibleGroups } from './rule.ts'
import { sequence } from './straight.ts'
import { type MapContext, Scope } from './scope.ts'

/** A group, compiled: first declared, so that groups may call each other, then filled. */
export class CompiledGroup implements Callable {
  readonly name: string
  readonly inputs: readonly GroupInput[]
  readonly targetType: TypeDefinition | undefined
  private readonly group: StructureMapGroup
  private readonly map: MapContext
  private parent: Callable | undefined
  private actions: readonly Action[] = []
  private slotCount = 0
  private readonly levels: number
  private excused: readonly { readonly input: number; readonly path: readonly string[] }[] = []
  constructor(group: StructureMapGroup, map: MapContext) {
    const scope = new Scope(map, group.name)
    this.group = group
    this.map = map
    this.levels = levelsOf(group.rule)
    this.name = group.name
    this.inputs = group.input.map((input) => ({
      name: input.name,
      side: input.mode,
      type: input.type === undefined ? undefined : scope.type(input.type, input)
    }))
    if (this.inputs.length === 0) scope.fail('wrong-use', `group ${group.name} takes nothing`, group)
    const [, target] = this.inputs
    this.targetType = this.inputs.length === 2 && target?.side === 'target' ? target.type : undefined
  }

  /** Compiles the rules. Faults of the map end it. */
  fill(groups: VisibleGroups): void {
    const { group, map } = this
    let scope = new Scope(map, group.name)
    for (const { name, side } of this.inputs) {
      if (scope.variables.has(name))
        scope.fail('wrong-use', `two inputs of group ${group.name} are called ${name}`, group)
      scope = scope.with(name, side).scope
    }
    this.parent = group.extends === undefined ? undefined : this.parentNamed(group.extends, groups, scope)
    const inner = scope
    this.actions = sequence(group.rule.map((rule) => compileRule(rule, inner, groups)))
    this.slotCount = inner.slotCount
    this.excused = this.ownDrops().map(({ input, path }) => ({ input, path: path.split('.') }))
  }

  get drops(): readonly InputDrop[] {
    return [...this.ownDrops(), ...(this.parent?.drops ?? [])]
  }

  private ownDrops(): readonly InputDrop[] {
    return dropsOf(this.group).flatMap(({ path, reason }) => {
      const [variable, ...rest] = path.split('.')
      const input = this.inputs.findIndex(({ name }) => name === variable)
      return input < 0 ? [] : [{ input, path: rest.join('.'), reason }]
    })
  }

  call(run: Run, values: readonly (Typed | undefined)[]): void {
    run.enter(this.levels)
    const frame: Frame = new Array<Typed | undefined>(this.slotCount)
    for (let index = 0; index < this.inputs.length; index++) {
      const value = values[index]
      this.checkInput(run, this.inputs[index], value)
      frame[index] = value
    }
    if (run.coverage !== undefined) this.excuse(run, values)
    this.parent?.call(run, values)
    for (const action of this.actions) action(run, frame)
    run.leave(this.levels)
  }

  /** What is left out on purpose is not told as unread. */
  private excuse(run: Run, values: readonly (Typed | undefined)[]): void {
    for (const { input, path } of this.excused) {
      const value = values[input]
      if (value instanceof SourceNode) run.coverage?.takePath(value, path, run.schema)
    }
  }

  private checkInput(run: Run, input: GroupInput | undefined, value: Typed | undefined): void {
    const wanted = input?.type
    if (value === undefined || wanted === undefined || value.type === wanted) return
    // What a definition calls an Age or a code is a Quantity or a string to a group that asks for that.
    if (isKindOf(value.type, wanted.name, run.schema) || isKindOf(wanted, value.type.name, run.schema)) return
    const item = value
    run.fail('wrong-use', `group ${this.name} wants a ${wanted.name} and is given a ${value.type.name}`, { item })
  }

  private parentNamed(name: string, groups: VisibleGroups, scope: Scope): Callable {
    const parent = groupNamed(name, groups, (code, message) => scope.fail(code, `${message} (to extend)`, this.group))
    const sides = (inputs: readonly GroupInput[]): string => inputs.map(({ side }) => side).join()
    // A group may ask for more than the one that it extends.
    if (sides(parent.inputs) === sides(this.inputs.slice(0, parent.inputs.length))) return parent
    return scope.fail('wrong-use', `group ${this.name} extends ${name}, which takes other things`, this.group)
  }
}

/** How deep rules stand in each other. */
function levelsOf(rules: readonly StructureMapGroupRule[]): number {
  return 1 + rules.reduce((most, { rule = [] }) => Math.max(most, rule.length === 0 ? 0 : levelsOf(rule)), 0)
}
