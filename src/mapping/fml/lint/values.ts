import type { StructureMapGroupRuleTarget, StructureMapGroupRuleTargetParameter } from '@medplum/fhirtypes'
import type { TypeDefinition } from '../schema/types.ts'
import { lookAt } from './expressions.ts'
import type { RuleScope, Value } from './scope.ts'
import { named, OPEN, type TypeSet, typeSet } from './type-set.ts'

/** What a transform gives to a target. */
export interface Transformed {
  readonly types: TypeSet
  /** Whether one item of the rule may make several. */
  readonly isMany: boolean
  /** Lists around what it is made of; under more lists it is the same value again. */
  readonly lists: number
  /** The constant itself. */
  readonly constant: { readonly value: unknown; readonly type: TypeDefinition } | undefined
}

type Parameter = StructureMapGroupRuleTargetParameter

/** Looks at the transform of a target: what it takes, and what it gives. */
export function transformed(target: StructureMapGroupRuleTarget, scope: RuleScope): Transformed {
  const { transform = '', parameter = [] } = target
  if (transform === 'evaluate') return evaluated(target, scope)
  const values = parameter.map((one) => valueOfParameter(one, scope))
  for (const value of values) value?.reading?.take(!scope.isPart)
  const constant = transform === 'copy' ? constantOf(parameter[0], scope) : undefined
  const types = constant === undefined ? resultTypes(target, values, scope) : typeSet(constant.type)
  const isRemade =
    transform === 'uuid' || [...types.known].some(({ kind }) => kind !== 'primitive' && transform !== 'copy')
  const lists = isRemade ? scope.depth.lists : Math.max(0, ...values.map((value) => value?.lists ?? 0))
  return { types, isMany: false, lists: constant === undefined ? lists : 0, constant }
}

function evaluated(target: StructureMapGroupRuleTarget, scope: RuleScope): Transformed {
  const [first, second] = target.parameter ?? []
  const text = (second ?? first)?.valueString
  const focus = second === undefined || first === undefined ? scope.item : valueOfParameter(first, scope)
  if (text === undefined) return { types: OPEN, isMany: false, lists: scope.depth.lists, constant: undefined }
  return { ...lookAt(text, focus, scope, target), constant: undefined }
}

function valueOfParameter({ valueId }: Parameter, scope: RuleScope): Value | undefined {
  return valueId === undefined ? undefined : scope.variable(valueId)
}

/** The constant of a parameter, typed by the property that it stands in. */
export function constantOf(parameter: Parameter | undefined, scope: RuleScope): Transformed['constant'] {
  const entry = Object.entries<unknown>({ ...parameter }).find(
    ([name]) => name.startsWith('value') && name !== 'valueId'
  )
  if (entry === undefined) return undefined
  const [name, value] = entry
  const suffix = name.slice('value'.length)
  const type = scope.schema.type(`${suffix.charAt(0).toLowerCase()}${suffix.slice(1)}`)
  return type === undefined ? undefined : { value, type }
}

function resultTypes(
  target: StructureMapGroupRuleTarget,
  values: readonly (Value | undefined)[],
  scope: RuleScope
): TypeSet {
  const { transform = '', parameter = [] } = target
  const [first] = values
  const own = first?.types ?? OPEN
  const fixed = RESULTS[transform]
  const isTaken = checkTaken(target, values, scope)
  if (fixed !== undefined) return typeSet(scope.schema.type(fixed))
  if (!isTaken) return OPEN
  if (transform === 'copy' || transform === 'truncate') return own
  if (transform === 'cast') {
    const name = parameter[1]?.valueString
    return name === undefined ? OPEN : typeSet(scope.group.map.type(name))
  }
  return transform === 'translate' ? translated(target, own, scope) : OPEN
}

/** What each transform gives, where that is always the same. */
const RESULTS: Readonly<Record<string, string>> = {
  append: 'string',
  escape: 'string',
  uuid: 'string',
  reference: 'string',
  pointer: 'string',
  cc: 'CodeableConcept',
  c: 'Coding',
  id: 'Identifier',
  cp: 'ContactPoint',
  qty: 'Quantity'
}

const TEXT_TAKING: ReadonlySet<string> = new Set(['append', 'truncate', 'escape', 'cc', 'c', 'id', 'cp', 'qty', 'cast'])

/** A transform that takes text cannot take a structure, and one that points at a resource takes nothing else. */
function checkTaken(
  target: StructureMapGroupRuleTarget,
  values: readonly (Value | undefined)[],
  scope: RuleScope
): boolean {
  const { transform = '' } = target
  const isPointing = transform === 'reference' || transform === 'pointer'
  const wanted = isPointing ? 'resource' : 'primitive'
  if (!isPointing && !TEXT_TAKING.has(transform)) return true
  const wrong = values.find((value) => {
    if (value === undefined || value.types.isOpen || value.types.known.size === 0) return false
    return [...value.types.known].every(({ kind }) => kind !== wanted)
  })
  if (wrong === undefined) return true
  const message = `${transform} takes ${isPointing ? 'a resource' : 'text'} and is given a ${named(wrong.types)}`
  scope.error('wrong-value', message, target)
  return false
}

const TRANSLATED: ReadonlySet<string> = new Set(['Coding', 'CodeableConcept', 'Quantity'])
const OUTPUTS: readonly string[] = ['code', 'uri', 'Coding', 'CodeableConcept']

function translated(target: StructureMapGroupRuleTarget, own: TypeSet, scope: RuleScope): TypeSet {
  const { parameter = [] } = target
  const url = parameter[1]?.valueString
  if (url !== undefined && !scope.group.map.conceptMaps.has(url)) {
    scope.error('unknown-concept-map', `there is no ConceptMap ${url}`, target)
  }
  const isCoded = [...own.known].some(({ kind, name }) => kind === 'primitive' || TRANSLATED.has(name))
  if (!isCoded && !own.isOpen && own.known.size > 0) {
    const message = `translate takes a code, a Coding or a CodeableConcept and is given a ${named(own)}`
    scope.error('wrong-value', message, target)
  }
  const output = parameter[2]?.valueString
  if (output === 'system') return typeSet(scope.schema.type('uri'))
  if (output === 'display') return typeSet(scope.schema.type('string'))
  if (output !== undefined) return typeSet(scope.schema.type(output))
  const names = [...own.known].map(({ name }) => (OUTPUTS.includes(name) ? name : 'code'))
  return own.isOpen ? OPEN : typeSet(...names.map((name) => scope.schema.type(name)))
}
