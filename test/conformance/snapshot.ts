import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes'
import type { Definitions } from '../../src/profile/definitions/definitions.ts'

/**
 * A profile with a snapshot, made from its differential and the snapshot of its base, as a test needs it.
 *
 * What it does: elements of the differential over those of the base, slices (of lists, of choices, of extensions) with
 * the children of what they slice, children of data types and of a type's profile, and content references unrolled where
 * a differential goes below them. What it does not do: check that a differential is allowed.
 *
 * @returns undefined where the base is not known (yet).
 * Source: https://hl7.org/fhir/R4/profiling.html#snapshot
 */
export function withSnapshot(profile: StructureDefinition, definitions: Definitions): StructureDefinition | undefined {
  if (profile.snapshot !== undefined || profile.differential === undefined) return profile
  const base = definitions.structure(profile.baseDefinition ?? '')
  if (base?.snapshot === undefined) return undefined
  const elements: ElementDefinition[] = base.snapshot.element.map((element) => ({
    ...structuredClone(element),
    id: element.id ?? element.path
  }))
  for (const change of profile.differential.element) apply(elements, change, definitions)
  return { ...profile, snapshot: { element: elements } }
}

/** An element is found by its id: the path, with the slice behind each step that is one. */
function apply(elements: ElementDefinition[], change: ElementDefinition, definitions: Definitions): void {
  const id = idOf(elements, change)
  const element = ensure(elements, id, definitions)
  if (element === undefined) throw new Error(`no place for ${id}`)
  Object.assign(element, merged(element, structuredClone(change)), { id, path: element.path })
}

/** Ids may be left out, and may name a choice by one of its types. */
function idOf(elements: readonly ElementDefinition[], { id, path = '', sliceName }: ElementDefinition): string {
  if (id !== undefined) return id
  if (sliceName !== undefined) return `${path}:${sliceName}`
  // Without ids what stands below a slice follows it.
  const parent = path.slice(0, path.lastIndexOf('.'))
  const latest = elements.filter((one) => one.path === parent && one.sliceName !== undefined).at(-1)
  return latest?.id === undefined || elements.some((one) => one.id === path)
    ? path
    : latest.id + path.slice(parent.length)
}

function ensure(elements: ElementDefinition[], id: string, definitions: Definitions): ElementDefinition | undefined {
  const found = elements.find((one) => one.id === id)
  if (found !== undefined) return found
  const cut = id.lastIndexOf('.')
  const last = id.slice(cut + 1)
  const colon = last.indexOf(':')
  if (colon !== -1) return addSlice(elements, id, id.slice(0, cut + 1 + colon), definitions)
  const parent = ensure(elements, id.slice(0, cut), definitions)
  if (parent === undefined) return undefined
  const shortcut = choiceOf(elements, parent, last)
  if (shortcut !== undefined) {
    const slice = ensure(elements, `${shortcut.choice.id ?? ''}:${last}`, definitions)
    if (slice !== undefined) slice.type = [{ code: shortcut.code }]
    return slice
  }
  unfold(elements, parent, definitions)
  return elements.find((one) => one.id === id)
}

/** `valueQuantity` below a parent that has `value[x]`. */
function choiceOf(
  elements: readonly ElementDefinition[],
  parent: ElementDefinition,
  name: string
): { readonly choice: ElementDefinition; readonly code: string } | undefined {
  const prefix = `${parent.id ?? ''}.`
  for (const choice of elements) {
    if (choice.id?.startsWith(prefix) !== true || !choice.id.endsWith('[x]')) continue
    const stem = choice.id.slice(prefix.length, -'[x]'.length)
    const type = choice.type?.find(({ code = '' }) => name === stem + code.charAt(0).toUpperCase() + code.slice(1))
    if (type?.code !== undefined) return { choice, code: type.code }
  }
  return undefined
}

/** A slice is a copy of what it slices, with what stands below it, behind that and its earlier slices. */
function addSlice(
  elements: ElementDefinition[],
  id: string,
  wholeId: string,
  definitions: Definitions
): ElementDefinition | undefined {
  const whole = ensure(elements, wholeId, definitions)
  if (whole === undefined) return undefined
  const below = elements.filter((one) => one.id?.startsWith(`${wholeId}.`) === true)
  const { slicing: _, ...plain } = whole
  const slice: ElementDefinition = { ...structuredClone(plain), id, sliceName: id.slice(wholeId.length + 1), min: 0 }
  const copies = below.map((one) => ({ ...structuredClone(one), id: id + (one.id ?? '').slice(wholeId.length) }))
  const isExtension = whole.type?.[0]?.code === 'Extension'
  if (whole.slicing === undefined) {
    const discriminator = isExtension
      ? ({ type: 'value', path: 'url' } as const)
      : ({ type: 'type', path: '$this' } as const)
    if (isExtension || whole.path.endsWith('[x]')) whole.slicing = { discriminator: [discriminator], rules: 'open' }
  }
  elements.splice(endOf(elements, wholeId), 0, slice, ...copies)
  return slice
}

/** Where what belongs to an element ends: itself, its slices, and all that stands below them. */
function endOf(elements: readonly ElementDefinition[], id: string): number {
  const isOwn = (one: ElementDefinition): boolean =>
    one.id === id || one.id?.startsWith(`${id}.`) === true || one.id?.startsWith(`${id}:`) === true
  return elements.findLastIndex(isOwn) + 1
}

/** Puts the children of an element's type, or of what it refers to, below it. */
function unfold(elements: ElementDefinition[], parent: ElementDefinition, definitions: Definitions): void {
  const id = parent.id ?? ''
  if (elements.some((one) => one.id?.startsWith(`${id}.`) === true)) return
  const { root, all } = contentOf(elements, parent, definitions)
  const children = all
    .filter((one) => one.id?.startsWith(`${root}.`) === true)
    .map((one) => ({
      ...structuredClone(one),
      id: id + (one.id ?? '').slice(root.length),
      path: parent.path + one.path.slice(pathOf(root).length)
    }))
  elements.splice(elements.indexOf(parent) + 1, 0, ...children)
}

function contentOf(
  elements: readonly ElementDefinition[],
  parent: ElementDefinition,
  definitions: Definitions
): { readonly root: string; readonly all: readonly ElementDefinition[] } {
  if (parent.contentReference !== undefined) {
    const root = parent.contentReference.slice(parent.contentReference.indexOf('#') + 1)
    delete parent.contentReference
    const type = definitions.type(root.split('.')[0] ?? '')
    const target = elements.find((one) => one.id === root)
    if (target?.type !== undefined) parent.type = structuredClone(target.type)
    return { root, all: withIds(type) }
  }
  const [type] = parent.type ?? []
  const profile = type?.profile?.[0]
  const definition =
    (profile === undefined ? undefined : definitions.structure(profile)) ?? definitions.type(type?.code ?? '')
  return { root: definition?.type ?? '', all: withIds(definition) }
}

function withIds(definition: StructureDefinition | undefined): readonly ElementDefinition[] {
  return definition?.snapshot?.element.map((one) => ({ ...one, id: one.id ?? one.path })) ?? []
}

function pathOf(id: string): string {
  return id
    .split('.')
    .map((step) => step.split(':')[0] ?? '')
    .join('.')
}

/** What a differential says replaces what the base says, but invariants, which it adds to, and types, which it may narrow. */
function merged(base: ElementDefinition, change: ElementDefinition): ElementDefinition {
  const constraint = [...(base.constraint ?? []), ...(change.constraint ?? [])]
  return { ...base, ...change, ...(constraint.length === 0 ? {} : { constraint }) }
}
