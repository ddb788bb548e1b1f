import type { ElementDefinitionSlicingDiscriminator } from '@medplum/fhirtypes'
import type { Scope } from '../scope.ts'
import { typeCodeOf, type Compiler, type Item, type Spot } from './compiler.ts'
import { capital, stepsOf, valuesAt, type Reached, type Step } from './discriminator-path.ts'
import { resourceTypeOf, scopeOfTarget } from './inner-scope.ts'
import { conforms } from './memory.ts'
import { targetTypeOf } from './reference-check.ts'
import { saidAt, stepsIn, urlOf } from './said-at.ts'
import { targetTypesOf } from './target-profile.ts'
import { treeOf, type ElementNode } from './tree.ts'
import { matching, type Wanted } from './value-match.ts'

/** Whether an item belongs to a slice. */
export type Belongs = (item: Item, scope: Scope) => boolean

/** What a discriminator is compiled from. */
interface Telling {
  readonly steps: readonly Step[]
  readonly slice: ElementNode
  readonly compiler: Compiler
}

/**
 * What tells the items of a slice from others, by every discriminator of the slicing: value, pattern, exists, type, profile.
 *
 * @returns undefined where one of them cannot be told from the definition, or none of them says anything.
 * Source: https://hl7.org/fhir/R4/valueset-discriminator-type.html
 */
export function discriminate(spot: Spot, slice: ElementNode, compiler: Compiler): Belongs | undefined {
  const tests: Belongs[] = []
  for (const { type, path } of discriminatorsOf(spot.node)) {
    const steps = stepsOf(path ?? '$this')
    const telling = steps === undefined ? undefined : { steps: stepsIn(steps, slice, compiler), slice, compiler }
    const test = telling === undefined ? undefined : makers.get(type ?? 'value')?.(telling)
    if (test === undefined) return undefined
    // One of several may leave it open: the slice is then told by the others.
    if (test !== 'open') tests.push(test)
  }
  const [only, ...more] = tests
  if (only === undefined || more.length === 0) return only
  return (item, scope) => tests.every((test) => test(item, scope))
}

/** Extensions are told apart by URL and choices by type, also where a definition leaves that out. */
function discriminatorsOf({ element, name }: ElementNode): readonly Partial<ElementDefinitionSlicingDiscriminator>[] {
  const { discriminator = [] } = element.slicing ?? {}
  if (discriminator.length > 0) return discriminator
  if (name === 'extension' || name === 'modifierExtension') return [{ type: 'value', path: 'url' }]
  return name.endsWith('[x]') ? [{ type: 'type', path: '$this' }] : []
}

const makers: ReadonlyMap<string, (telling: Telling) => Belongs | 'open' | undefined> = new Map([
  ['value', byValue],
  ['pattern', byValue],
  ['exists', byExistence],
  ['type', byType],
  ['profile', byProfile]
])

function byValue({ steps, slice, compiler }: Telling): Belongs | 'open' | undefined {
  const url = isUrl(steps) ? urlOf(slice) : undefined
  const { wanted, node } = url === undefined ? (saidAt(steps, slice, compiler) ?? {}) : { wanted: fixed(url) }
  if (wanted !== undefined) return holding(steps, wanted)
  const { strength, valueSet } = node?.element.binding ?? {}
  const isBound = strength === 'required' && compiler.definitions.valueSet(valueSet ?? '') !== undefined
  const binding = node === undefined || !isBound ? undefined : compiler.binding(node.element, typeOf(node))
  if (binding === undefined) return saysNothing(node) ? 'open' : undefined
  return ({ value, path }, scope) =>
    valuesAt(steps, value, scope).some((one) => conforms(binding, one.value, { path, scope }))
}

/** Whether a slice may have any value there: nothing below it, no profile and no binding says which. */
function saysNothing(node: ElementNode | undefined): boolean {
  if (node === undefined || node.children.length > 0 || node.slices.length > 0) return false
  const { type = [], binding } = node.element
  return binding?.strength !== 'required' && type.every(({ profile }) => profile === undefined)
}

function holding(steps: readonly Step[], wanted: Wanted): Belongs {
  const matches = matching(wanted)
  const anywhere: Belongs = ({ value }, scope) => valuesAt(steps, value, scope).some((one) => matches(one.value))
  const [step, ...more] = steps
  // Most items are told apart by themselves, or by a text in them.
  if (step === undefined) return ({ value }) => value !== undefined && matches(value)
  if (more.length > 0 || step.kind !== 'member' || step.isChoice === true) return anywhere
  const { name } = step
  return (item, scope) => {
    const { value } = item
    const text =
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
    return typeof text === 'string' ? text === wanted.value : anywhere(item, scope)
  }
}

function fixed(value: string): Wanted {
  return { kind: 'fixed', value }
}

function isUrl([only, ...more]: readonly Step[]): boolean {
  return only?.kind === 'member' && only.name === 'url' && more.length === 0
}

function typeOf({ element }: ElementNode): string | undefined {
  const [type] = element.type ?? []
  return type === undefined ? undefined : typeCodeOf(type)
}

function byExistence({ steps, slice, compiler }: Telling): Belongs | undefined {
  const node = saidAt(steps, slice, compiler)?.node
  if (node === undefined) return undefined
  const mustBeAbsent = node.element.max === '0'
  if (!mustBeAbsent && (node.element.min ?? 0) === 0) return undefined
  return ({ value }, scope) => (valuesAt(steps, value, scope).length === 0) === mustBeAbsent
}

function byType({ steps, slice, compiler }: Telling): Belongs | undefined {
  if (steps.at(-1)?.kind === 'resolve') return byTypeOfTarget({ steps: steps.slice(0, -1), slice, compiler })
  const codes = saidAt(steps, slice, compiler)?.node?.element.type?.map(typeCodeOf) ?? []
  if (codes.length === 0) return undefined
  const types = new Set(codes.map(capital))
  const isAnyResource = codes.some((code) => compiler.definitions.type(code)?.abstract === true)
  const isOfType = ({ value, suffix }: Reached): boolean => {
    const resource = resourceTypeOf(value)
    if (resource !== undefined) return isAnyResource || types.has(resource)
    // What is no choice has the one type that its definition gives it.
    return suffix === undefined || types.has(suffix)
  }
  if (steps.length > 0) return ({ value }, scope) => valuesAt(steps, value, scope).some(isOfType)
  return ({ value, type = '' }) => isOfType({ value, suffix: capital(type) })
}

function byTypeOfTarget({ steps, slice, compiler }: Telling): Belongs | undefined {
  const node = saidAt(steps, slice, compiler)?.node
  const targets = node?.element.type?.flatMap(({ targetProfile = [] }) => targetProfile) ?? []
  const types = targetTypesOf(targets, compiler)
  if (types === undefined || types.size === 0) return undefined
  return ({ value }, scope) =>
    valuesAt(steps, value, scope).some((one) => {
      const type = targetTypeOf(one.value, scope)
      return type !== undefined && types.has(type)
    })
}

function byProfile({ steps, slice, compiler }: Telling): Belongs | undefined {
  const isResolved = steps.at(-1)?.kind === 'resolve'
  const node = saidAt(isResolved ? steps.slice(0, -1) : steps, slice, compiler)?.node
  const profiles =
    node?.element.type?.flatMap(({ profile = [], targetProfile = [] }) => (isResolved ? targetProfile : profile)) ?? []
  const isKnown = profiles.every((canonical) => {
    const definition = compiler.definitions.structure(canonical)
    return definition !== undefined && treeOf(definition) !== undefined
  })
  if (profiles.length === 0 || !isKnown) return undefined
  return ({ value, path }, scope) =>
    valuesAt(steps, value, scope).some((one) =>
      profiles.some((canonical) => {
        const definition = compiler.definitions.structure(canonical)
        const check = compiler.ofProfile(canonical)
        const type = resourceTypeOf(one.value)
        if (check === undefined || (type !== undefined && definition?.type !== type)) return false
        return conforms(check, one.value, { path, scope: scopeOfTarget(one.value, scope) })
      })
    )
}
