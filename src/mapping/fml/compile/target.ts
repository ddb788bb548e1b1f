import type { StructureMapGroupRuleTarget } from '@medplum/fhirtypes'
import { ownValue, Writer } from '../run/assign.ts'
import { createAt } from '../run/create.ts'
import type { ListPlace } from '../run/ends.ts'
import { listOf, stand } from '../run/list.ts'
import { setPrimitive } from '../run/primitive-node.ts'
import { type Maker, type Run, type RuleInfo, Written } from '../run/run.ts'
import { SourceNode, valueOf } from '../run/source-node.ts'
import { freeTarget, TargetNode } from '../run/target-node.ts'
import type { Typed, TypeDefinition } from '../schema/types.ts'
import { transforms } from '../transforms/registry.ts'
import type { OwnTransform, Parameter, Transform, TransformCall } from '../transforms/transform.ts'
import type { Frame } from './frame.ts'
import { compileParameter } from './parameter.ts'
import type { Scope } from './scope.ts'
import { sharing } from './sharing.ts'

/** Makes one target of a rule, for one item of its first source. */
export type TargetAction = (run: Run, frame: Frame, item: Typed | undefined) => void

/** What a target is compiled with. */
export interface TargetPlan {
  readonly scope: Scope
  readonly rule: RuleInfo
  /** Where the target's own variable goes; undefined where it has none. */
  readonly slot: number | undefined
}

/**
 * Compiles one target of a rule.
 *
 * Without a transform it creates what stands at the element, or names the context anew; with `create`, of the type that
 * is named; with another, it writes the value. `a.b.c` goes through what stands there already.
 * Source: http://hl7.org/fhir/R4/mapping-language.html#7.8.0.5.2
 */
export function compileTarget(target: StructureMapGroupRuleTarget, plan: TargetPlan): TargetAction {
  const { scope, slot } = plan
  if (target.context === undefined) return standalone(target, plan)
  const context = scope.variable(target.context, target)
  if (context.side !== 'target') scope.fail('wrong-use', `${target.context} is read from, not written to`, target)
  if (target.element === undefined) return onContext(target, plan, context.slot)
  const path = target.element.split('.')
  const name = path.at(-1) ?? ''
  const parentOf = parentFinder(path.slice(0, -1), context.slot)
  const isPlace = target.transform === undefined || target.transform === 'create'
  if (!isPlace) return writing(target, plan, { parentOf, name })
  const type = createdType(target, scope)
  const make = placing(target, { name, type })
  const maker = makerOf(target, plan)
  return (run, frame) => {
    if (slot !== undefined) frame[slot] = undefined
    const parent = parentOf(run, frame)
    if (parent === undefined) return
    const node = make(run, frame, parent)
    if (slot !== undefined) frame[slot] = node
    if (run.lineage !== undefined && node.property !== undefined) {
      run.lineage.push(new Written({ parent, property: node.property.name }, node, maker, undefined))
    }
  }
}

/** `create('Patient') as p`: a value that hangs nowhere yet. */
function standalone(target: StructureMapGroupRuleTarget, { scope, slot }: TargetPlan): TargetAction {
  const type = target.transform === 'create' ? createdType(target, scope) : undefined
  if (type === undefined || slot === undefined) {
    return scope.fail('wrong-use', 'a target without a context can only create something and name it', target)
  }
  return (_run, frame) => {
    frame[slot] = freeTarget(type)
  }
}

/** `tgt as t` and, for a primitive, `tgt = value`. */
function onContext(target: StructureMapGroupRuleTarget, plan: TargetPlan, context: number): TargetAction {
  const { scope, slot } = plan
  if (target.transform === undefined) {
    return (_run, frame) => {
      if (slot !== undefined) frame[slot] = frame[context]
    }
  }
  const transform = compileTransform(target, scope)
  const maker = makerOf(target, plan)
  return (run, frame, item) => {
    if (slot !== undefined) frame[slot] = undefined
    const node = frame[context]
    if (!(node instanceof TargetNode)) return
    const call = { run, frame, item, parent: node, name: '' }
    const value = single(run, transform.make(call))
    if (value === undefined) return
    if (node.object !== undefined) run.fail('wrong-use', `a ${node.type.name} gets its value by its elements`)
    setPrimitive(run, node, value)
    if (run.coverage !== undefined) transform.cover(call)
    run.lineage?.push(new Written({ parent: node, property: undefined }, value, maker, transform.from(call)))
    if (slot !== undefined) frame[slot] = node
  }
}

type ParentFinder = (run: Run, frame: Frame) => TargetNode | undefined

function parentFinder(path: readonly string[], slot: number): ParentFinder {
  return (run, frame) => {
    let node = frame[slot]
    if (!(node instanceof TargetNode)) return undefined
    for (const name of path) node = createAt(run, node as TargetNode, name, { reuse: 'first' })
    return node as TargetNode
  }
}

function createdType(target: StructureMapGroupRuleTarget, scope: Scope): TypeDefinition | undefined {
  const { transform, parameter = [] } = target
  const [only, other] = parameter
  if (transform === undefined || only === undefined) return undefined
  const name = only.valueString ?? only.valueId
  if (name === undefined || other !== undefined) {
    return scope.fail('wrong-use', 'create takes the name of one type, in quotes', target)
  }
  const type = scope.type(name, target)
  return type.isAbstract ? scope.fail('wrong-use', `a ${name} cannot be created; say which kind of it`, target) : type
}

interface Placing {
  readonly name: string
  readonly type: TypeDefinition | undefined
}

/** Makes the place that the target's list mode asks for. */
function placing({ listMode = [], listRuleId, ...target }: StructureMapGroupRuleTarget, { name, type }: Placing) {
  const reuse = listMode.includes('collate') ? 'first' : 'single'
  const place = listPlaceOf(listMode)
  const create = (run: Run, parent: TargetNode): TargetNode => createAt(run, parent, name, { type, place, reuse })
  if (!listMode.includes('share')) return (run: Run, _frame: Frame, parent: TargetNode) => create(run, parent)
  return sharing(listRuleId ?? target.variable ?? name, create)
}

/** One for each target, because items of two rules cannot both be first. */
export function listPlaceOf(listMode: readonly string[]): ListPlace | undefined {
  if (listMode.includes('first')) return { end: 'first' }
  return listMode.includes('last') ? { end: 'last' } : undefined
}

/** Refuses what has a meaning only for a place that is created, to be written into. */
export function refuseReuse({ listMode = [], ...target }: StructureMapGroupRuleTarget, scope: Scope): void {
  const mode = listMode.find((one) => one === 'share' || one === 'collate')
  if (mode !== undefined) scope.fail('wrong-use', `${mode} needs something that is created; here is a value`, target)
}

interface Writing {
  readonly parentOf: ParentFinder
  readonly name: string
}

function writing(target: StructureMapGroupRuleTarget, plan: TargetPlan, { parentOf, name }: Writing): TargetAction {
  const { scope, slot } = plan
  refuseReuse(target, scope)
  const transform = compileTransform(target, scope)
  const writer = new Writer(name, listPlaceOf(target.listMode ?? []))
  const maker = makerOf(target, plan)
  const writeOne = (call: TransformCall, parent: TargetNode, made: Typed): void => {
    const isOwn = slot !== undefined || made instanceof TargetNode
    const value = isOwn ? ownValue(made) : made
    const property = writer.write(call.run, parent, value)
    if (slot !== undefined) call.frame[slot] = nodeOf(call.run, value, { parent, property, index: writer.index })
    const { run } = call
    if (run.coverage !== undefined) transform.cover(call)
    if (run.lineage !== undefined) {
      const written = value === made ? made : { value: value.value, translation: made.translation }
      run.lineage.push(new Written({ parent, property: property?.name }, written, maker, transform.from(call)))
    }
  }
  return (run, frame, item) => {
    // What an earlier item made is not what this one writes into.
    if (slot !== undefined) frame[slot] = undefined
    const parent = parentOf(run, frame)
    if (parent === undefined) return
    const call = { run, frame, item, parent, name }
    const made = transform.make(call)
    if (made === undefined) return
    if (!Array.isArray(made)) {
      writeOne(call, parent, made as Typed)
      return
    }
    const values = made as readonly Typed[]
    if (values.length > 1 && slot !== undefined) run.fail('too-many', `${name} would be several values under one name`)
    for (const value of values) writeOne(call, parent, value)
  }
}

function makerOf({ transform = 'create' }: StructureMapGroupRuleTarget, { rule }: TargetPlan): Maker {
  return { rule, how: transform }
}

interface WrittenPlace {
  readonly parent: TargetNode
  readonly property: TargetNode['property']
  readonly index: number
}

/** What was written, for writing into: of a primitive, its place. */
function nodeOf(run: Run, value: Typed, { parent, property, index }: WrittenPlace): TargetNode {
  if (value instanceof TargetNode && value.object !== undefined) return value
  if (property === undefined) return parent
  const node = new TargetNode(property.type, { parent, property })
  if (index >= 0 && parent.holder !== undefined) stand(run, listOf(parent.holder, property.name), node, index)
  return node
}

function compileTransform(target: StructureMapGroupRuleTarget, scope: Scope): Transform {
  const name = target.transform ?? ''
  const maker = Object.hasOwn(transforms, name) ? transforms[name] : undefined
  if (maker === undefined) return scope.fail('wrong-use', `there is no transform ${name} here`, target)
  const parameters = (target.parameter ?? []).map((parameter) => compileParameter(parameter, target, scope))
  return tracked(maker({ scope, parameters, part: target }), parameters, KEEPING.has(name))
}

/** The transforms whose value keeps the partner of what it is made of. */
const KEEPING: ReadonlySet<string> = new Set(['copy', 'cast'])

/** A transform that says nothing else takes each of its parameters that comes from the source. */
function tracked(own: OwnTransform, parameters: readonly Parameter[], isWhole: boolean): Transform {
  const [only, ...more] = parameters.filter(({ slot }) => slot !== undefined)
  const from = (call: TransformCall): Typed | readonly (Typed | undefined)[] | undefined =>
    more.length === 0 ? only?.read(call.frame) : parameters.map((parameter) => parameter.read(call.frame))
  return {
    from,
    cover: (call) => {
      for (const node of [from(call)].flat()) {
        if (!(node instanceof SourceNode)) continue
        call.run.coverage?.take(isWhole || node.type.kind !== 'primitive' ? node : valueOf(node))
      }
    },
    ...own
  }
}

function single(run: Run, made: Typed | readonly Typed[] | undefined): Typed | undefined {
  if (!Array.isArray(made)) return made as Typed | undefined
  const values = made as readonly Typed[]
  return values.length > 1 ? run.fail('too-many', 'one value is wanted and there are several') : values[0]
}
