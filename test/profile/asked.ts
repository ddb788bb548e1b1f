import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes'

// What a definition adds to its base and can be broken; each such rule has a mutation that is named after it.

/**
 * The rules that a definition adds to its base: keys of invariants, and ids of elements that are asked for by number,
 * value, type or codes.
 *
 * What only tells which slice or extension an item is cannot be broken: an item without it is another one.
 */
export function askedBy(definition: StructureDefinition, base: StructureDefinition | undefined): readonly string[] {
  const elements = definition.differential?.element ?? []
  const slicings = (definition.snapshot?.element ?? []).filter(({ slicing }) => slicing !== undefined)
  return elements.flatMap((element) => {
    const keys = element.constraint?.map(({ key }) => key) ?? []
    const before = base?.snapshot?.element.find(({ id }) => id === element.id) ?? unslicedIn(base, element)
    if (isSaidOfAll(element, elements)) return keys
    // It is by its url that an extension is found.
    if (element.fixedUri !== undefined && element.path.endsWith('.url')) return keys
    const isAsking =
      asksNumber(element, before, elements, slicings) ||
      asksCodes(element, before) ||
      (!tellsSlice(element, slicings) && (asksValue(element, before) || asksType(element, before)))
    return isAsking ? [...keys, element.id ?? ''] : keys
  })
}

/** The element of which a new slice is one, or below a slice the element of the same path. */
function unslicedIn(base: StructureDefinition | undefined, { path }: ElementDefinition): ElementDefinition | undefined {
  return base?.snapshot?.element.find(({ id }) => id === path)
}

/** Whether the same is asked of the items of every slice, where it is told. */
function isSaidOfAll({ id = '', min, max }: ElementDefinition, elements: readonly ElementDefinition[]): boolean {
  const ofAll = id.replaceAll(/:[^.:]+(?=\.)/g, '')
  return ofAll !== id && elements.some((one) => one.id === ofAll && one.min === min && one.max === max)
}

function asksNumber(
  element: ElementDefinition,
  before: ElementDefinition | undefined,
  elements: readonly ElementDefinition[],
  slicings: readonly ElementDefinition[]
): boolean {
  const { id = '', min, max, sliceName } = element
  if (max !== undefined && max !== '*' && max !== before?.max) return true
  // A slice need not be there because some item must be.
  const isSlice = sliceName !== undefined && before?.sliceName === undefined
  if ((min ?? 0) <= (isSlice ? 0 : (before?.min ?? 0))) return false
  // A sliced element stands as often as its slices ask, and that is told of the slice.
  const bySlices = elements.filter((one) => one.id === `${id}:${one.sliceName ?? ''}`).map((one) => one.min ?? 0)
  return !tellsSlice(element, slicings) && bySlices.reduce((sum, each) => sum + each, 0) < (min ?? 0)
}

function asksCodes({ binding }: ElementDefinition, before: ElementDefinition | undefined): boolean {
  if (binding?.strength !== 'required' && binding?.strength !== 'extensible') return false
  return binding.valueSet !== before?.binding?.valueSet || binding.strength !== before?.binding?.strength
}

function asksValue(element: ElementDefinition, before: ElementDefinition | undefined): boolean {
  const [, value] = Object.entries(element).find(([name]) => /^(pattern|fixed)/.test(name)) ?? []
  const values = Object.entries(before ?? {}).filter(([name]) => /^(pattern|fixed)/.test(name))
  return value !== undefined && !values.some(([, other]) => JSON.stringify(other) === JSON.stringify(value))
}

/** Fewer types than the base has, or references to fewer; an extension is asked for by its own definition. */
function asksType({ type }: ElementDefinition, before: ElementDefinition | undefined): boolean {
  if (type === undefined || before?.type === undefined) return false
  if (type.length < before.type.length) return true
  return type.some(({ code, targetProfile }) => {
    const wide = before.type?.find((one) => one.code === code)?.targetProfile ?? []
    return targetProfile !== undefined && !wide.every((one) => targetProfile.includes(one))
  })
}

/** Whether an element is what the items of a slice are told by: itself, or one below it. */
function tellsSlice({ id = '' }: ElementDefinition, slicings: readonly ElementDefinition[]): boolean {
  return slicings.some(({ id: sliced = '', slicing }) => {
    if (!id.startsWith(`${sliced}:`)) return false
    const [, ...below] = id.slice(sliced.length + 1).split('.')
    return (slicing?.discriminator ?? []).some(({ path }) => {
      const steps = path.split('.').filter((step) => step !== '$this' && step !== 'resolve()')
      return steps.join('.') === below.join('.')
    })
  })
}
