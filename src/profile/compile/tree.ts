import type { ElementDefinition, ElementDefinitionType, StructureDefinition } from '@medplum/fhirtypes'
import { isSound } from './sound-element.ts'

/** An element of a snapshot with what stands below it. */
export interface ElementNode {
  readonly element: ElementDefinition
  /** As in the path of the base definition: `identifier`, `value[x]`. */
  readonly name: string
  readonly children: readonly ElementNode[]
  /** The slices of this element; a slice may be sliced again. */
  readonly slices: readonly ElementNode[]
}

interface Growing extends ElementNode {
  readonly children: Growing[]
  readonly slices: Growing[]
  /** The latest element of each name below this one: a slice, where its slices have begun. */
  readonly latest: Map<string, Growing>
}

const trees = new WeakMap<StructureDefinition, { readonly root: ElementNode | undefined }>()

/**
 * A flat snapshot as a tree.
 *
 * A snapshot lists each element before what is below it, and the slices of an element behind all of that; so the parent of
 * an element is the latest one with the path of its parent. Ids, which say the same, are not relied on.
 * Source: https://hl7.org/fhir/R4/elementdefinition.html#path, https://hl7.org/fhir/R4/profiling.html#slicing
 *
 * @returns undefined for a definition without snapshot, or one whose elements do not hang together.
 */
export function treeOf(definition: StructureDefinition): ElementNode | undefined {
  const known = trees.get(definition)
  if (known !== undefined) return known.root
  const root = grown(definition)
  trees.set(definition, { root })
  return root
}

function grown({ snapshot }: StructureDefinition): ElementNode | undefined {
  const [first, ...rest] = snapshot?.element ?? []
  if (first === undefined || !isSound(first)) return undefined
  const root = nodeOf(first)
  for (const element of rest) {
    if (!isSound(element) || !element.path.startsWith(`${first.path}.`)) return undefined
    const names = element.path.slice(first.path.length + 1).split('.')
    const written = names.pop() ?? ''
    const parent = names.reduce<Growing | undefined>((at, name) => at?.latest.get(name), root)
    if (parent === undefined) return undefined
    const node = nodeOf(element)
    const whole = parent.children.find(({ name }) => name === node.name)
    const sliceName = element.sliceName ?? (written === node.name ? undefined : written)
    if (whole === undefined) parent.children.push(node)
    else if (sliceName === undefined) return undefined
    else sliceHolder(whole, sliceName).slices.push(node)
    parent.latest.set(written, node).set(node.name, node)
  }
  return root
}

/** `a/b` is a slice of slice `a`. */
function sliceHolder(whole: Growing, sliceName: string): Growing {
  const cut = sliceName.lastIndexOf('/')
  if (cut === -1) return whole
  const outer = sliceName.slice(0, cut)
  const holder = sliceHolder(whole, outer)
  return holder.slices.find(({ element }) => element.sliceName === outer) ?? whole
}

function nodeOf(element: ElementDefinition): Growing {
  const written = lastOf(element.path)
  const inBase = lastOf(element.base?.path ?? '')
  // Some tools write a choice of one type as `valueQuantity`.
  const name = inBase.endsWith('[x]') ? inBase : written
  const type = element.type === undefined ? undefined : joined(element.type)
  const merged = type === undefined ? element : { ...element, type }
  return { element: merged, name, children: [], slices: [], latest: new Map() }
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

/** A type that is listed twice, each time with other profiles, is one type with all of them. */
function joined(types: readonly ElementDefinitionType[]): ElementDefinitionType[] {
  const byCode = new Map<string | undefined, ElementDefinitionType>()
  for (const type of types) {
    const earlier = byCode.get(type.code)
    byCode.set(type.code, earlier === undefined ? type : joinedTwo(earlier, type))
  }
  return [...byCode.values()]
}

function joinedTwo(one: ElementDefinitionType, other: ElementDefinitionType): ElementDefinitionType {
  return {
    ...one,
    ...together('profile', one.profile, other.profile),
    ...together('targetProfile', one.targetProfile, other.targetProfile)
  }
}

/** Of two lists of profiles one that is not there asks for none, and so takes the demand of the other away. */
function together(name: string, one: string[] | undefined, other: string[] | undefined): object {
  return { [name]: one === undefined || other === undefined ? undefined : [...one, ...other] }
}
