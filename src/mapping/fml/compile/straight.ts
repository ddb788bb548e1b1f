import type { StructureMapGroupRule, StructureMapGroupRuleSource } from '@medplum/fhirtypes'
import { type Maker, type Run, type RuleInfo, type StraightWay, StraightWritten } from '../run/run.ts'
import { SourceNode } from '../run/source-node.ts'
import { TargetNode } from '../run/target-node.ts'
import type { JsonObject, PropertyDefinition, TypeDefinition } from '../schema/types.ts'
import { isShorthand } from '../parse/rule.ts'
import type { Action, Frame } from './frame.ts'
import type { TypeGroups } from './groups.ts'
import type { Scope } from './scope.ts'

/** A rule that only takes an element over, with the way that knows all cases. */
export interface StraightRule {
  readonly form: Form
  /** Slots of the two contexts. */
  readonly from: number
  readonly to: number
  readonly maker: Maker
  readonly whole: Action
  /** The groups by type that a shorthand goes through. */
  readonly groups: TypeGroups | undefined
}

/** A rule, compiled. */
export interface CompiledRule {
  readonly action: Action
  readonly straight: StraightRule | undefined
}

/** A rule with what makes it straight, where it is. */
export function compiledRule(
  rule: StructureMapGroupRule,
  info: RuleInfo,
  { scope, groups, whole }: { readonly scope: Scope; readonly groups: TypeGroups; readonly whole: Action }
): CompiledRule {
  const form = formOf(rule)
  const from = form === undefined ? undefined : scope.variables.get(form.from)?.slot
  const to = form === undefined ? undefined : scope.variables.get(form.to)?.slot
  if (form === undefined || from === undefined || to === undefined) return { action: whole, straight: undefined }
  const maker = { rule: info, how: 'copy' }
  return { action: whole, straight: { form, from, to, maker, whole, groups: form.isShorthand ? groups : undefined } }
}

/** Puts rules in a row, those that are straight and stand next to each other as one. */
export function sequence(rules: readonly CompiledRule[]): readonly Action[] {
  const actions: Action[] = []
  let row: StraightRule[] = []
  const close = (): void => {
    if (row.length > 0) actions.push(straightRow(row))
    row = []
  }
  for (const { action, straight } of rules) {
    const [first] = row
    if (straight === undefined || (first !== undefined && (first.from !== straight.from || first.to !== straight.to)))
      close()
    if (straight === undefined) actions.push(action)
    else row.push(straight)
  }
  close()
  return actions
}

/**
 * A quicker way for the rules that only take an element over, which are most rules of any map: what stands in the source is
 * gone through once, and each element looks for its rule, in place of each rule for its element.
 *
 * It does what the rules do where nothing is out of the ordinary: one type on both sides, no partner of a primitive,
 * nothing there yet. In every other case it leaves the work to the rule itself, which knows all cases. So the elements
 * of the target may stand in the order of the source.
 */
function straightRow(rules: readonly StraightRule[]): Action {
  const { from = 0, to = 0 } = rules[0] ?? {}
  let fromType: TypeDefinition | undefined
  let toType: TypeDefinition | undefined
  let plan: Plan = { ways: [], byKey: new Map(), few: true, others: rules }
  return (run, frame) => {
    const source = frame[from]
    const target = frame[to]
    // What is read out of a target must be copied, and only the rules themselves do that.
    if (
      !(source instanceof SourceNode) ||
      !(target instanceof TargetNode) ||
      target.object === undefined ||
      run.ends.size > 0
    ) {
      for (const { whole } of rules) whole(run, frame)
      return
    }
    if (source.type !== fromType || target.type !== toType) {
      plan = planOf(rules, source.type, target.type)
      fromType = source.type
      toType = target.type
    }
    for (const { whole } of plan.others) whole(run, frame)
    const held = source.value as JsonObject
    const { object } = target
    let except: readonly Way[] | undefined
    if (plan.few) {
      for (const way of plan.ways) {
        if (!isTaken(run, held, object, way)) except = takeLongWay(run, frame, way, except)
      }
    } else {
      for (const key in held) {
        const way = plan.byKey.get(key)
        // A partner has its value before it, unless it stands alone.
        if (way === undefined || (key !== way.from && held[way.from] !== undefined)) continue
        if (!isTaken(run, held, object, way)) except = takeLongWay(run, frame, way, except)
      }
    }
    if (run.lineage !== undefined) run.lineage.push(new StraightWritten(target, source, { ways: plan.ways, except }))
  }
}

/** Whether an element was taken over, or is not there; false where it has to go the long way. */
function isTaken(run: Run, held: JsonObject, object: JsonObject, way: Way): boolean {
  if (!takeOver(run, held, object, way)) return !isThere(held, way)
  if (run.coverage !== undefined) run.coverage.takeMember(held, way.from)
  return true
}

function takeLongWay(run: Run, frame: Frame, way: Way, before: readonly Way[] = []): readonly Way[] {
  way.rule.whole(run, frame)
  return [...before, way]
}

function isThere(held: JsonObject, { from, partner }: Way): boolean {
  return held[from] !== undefined || (partner !== undefined && held[partner] !== undefined)
}

/** So many rules look for their elements quicker than the elements of a resource for their rules. */
const FEW = 4

interface Plan {
  readonly ways: readonly Way[]
  /** By JSON property of the source, the name of a partner among them. */
  readonly byKey: ReadonlyMap<string, Way>
  /** Whether the rules look for their elements. */
  readonly few: boolean
  /** Rules that are not straight for these types. */
  readonly others: readonly StraightRule[]
}

function planOf(rules: readonly StraightRule[], from: TypeDefinition, to: TypeDefinition): Plan {
  const ways: Way[] = []
  const byKey = new Map<string, Way>()
  const others: StraightRule[] = []
  // What several rules add to stands in the order of the rules.
  const elements = rules.map(({ form }) => form.targetElement)
  const shared = new Set(elements.filter((name, index) => elements.indexOf(name) !== index))
  for (const rule of rules) {
    const way = wayOf(from, to, rule)
    if (way === undefined || byKey.has(way.from) || shared.has(rule.form.targetElement)) others.push(rule)
    else {
      ways.push(way)
      byKey.set(way.from, way)
      if (way.partner !== undefined) byKey.set(way.partner, way)
    }
  }
  return { ways, byKey, few: ways.length <= FEW, others }
}

interface Form {
  readonly from: string
  readonly to: string
  readonly element: string
  readonly targetElement: string
  readonly isShorthand: boolean
}

/** `src.a as v -> tgt.b = v` and `src.a -> tgt.b`, and nothing more than that. */
function formOf(rule: StructureMapGroupRule): Form | undefined {
  const [source, ...moreSources] = rule.source
  const [target, ...moreTargets] = rule.target ?? []
  if (source === undefined || target === undefined || moreSources.length + moreTargets.length > 0) return undefined
  if ((rule.rule ?? []).length + (rule.dependent ?? []).length > 0 || !isBare(source)) return undefined
  const { element, context: from } = source
  const { element: targetElement, context: to } = target
  if (element === undefined || targetElement === undefined || to === undefined) return undefined
  if (element.includes('.') || targetElement.includes('.') || (target.listMode ?? []).length > 0) return undefined
  const form = { from, to, element, targetElement }
  if (isShorthand(rule)) return { ...form, isShorthand: true }
  const [parameter, other] = target.parameter ?? []
  const isCopy = target.transform === 'copy' && target.variable === undefined && other === undefined
  if (!isCopy || parameter?.valueId === undefined || parameter.valueId !== source.variable) return undefined
  return { ...form, isShorthand: false }
}

/** Whether a source has no clause that chooses, checks or logs. */
export function isBare({
  type,
  min,
  max,
  condition,
  check,
  logMessage,
  listMode,
  ...source
}: StructureMapGroupRuleSource): boolean {
  const clauses = [type, min, max, condition, check, logMessage, listMode]
  return (
    clauses.every((clause) => clause === undefined) && !Object.keys(source).some((key) => key.startsWith('default'))
  )
}

/** What stands under one name goes under another, between two types that say the same of it. */
interface Way extends StraightWay {
  readonly rule: StraightRule
  /** The name of the partner; undefined where the type is not primitive. */
  readonly partner: string | undefined
  readonly targetPartner: string | undefined
  readonly isList: boolean
}

function wayOf(from: TypeDefinition, to: TypeDefinition, rule: StraightRule): Way | undefined {
  const { form, groups } = rule
  const source = onlyProperty(from, form.element)
  const target = onlyProperty(to, form.targetElement)
  if (source === undefined || source.type !== target?.type || source.type.isAbstract) return undefined
  if (from.kind === 'primitive' || to.kind === 'primitive') return undefined
  if (source.element.isList !== target.element.isList) return undefined
  const { type } = source
  if (groups !== undefined && (groups.forTypes(type, type) !== undefined || groups.reaches(type))) return undefined
  const { partner } = source
  return {
    rule,
    maker: rule.maker,
    from: source.name,
    to: target.name,
    partner,
    targetPartner: target.partner,
    isList: source.element.isList
  }
}

function onlyProperty(type: TypeDefinition, name: string): PropertyDefinition | undefined {
  const element = type.elements.get(name)
  return element === undefined || element.isChoice ? undefined : element.properties[0]
}

/** False where something is out of the ordinary, and nothing was done. */
function takeOver(run: Run, from: JsonObject, to: JsonObject, way: Way): boolean {
  const held = from[way.from]
  if (held === undefined || held === null || held === '' || to[way.to] !== undefined) return false
  if (way.partner !== undefined && from[way.partner] !== undefined) return false
  if (way.targetPartner !== undefined && to[way.targetPartner] !== undefined) return false
  if (!way.isList) {
    if (Array.isArray(held)) return false
    run.items++
    run.countWrite()
    to[way.to] = held
    return true
  }
  if (!Array.isArray(held) || held.length === 0) return false
  const items = held as readonly unknown[]
  for (let index = 0; index < items.length; index++) if (items[index] === null || items[index] === '') return false
  run.countItems(items.length)
  run.countWrites(items.length)
  to[way.to] = items.slice()
  return true
}
