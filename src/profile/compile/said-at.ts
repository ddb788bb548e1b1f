import type { Compiler } from './compiler.ts'
import { typeCodeOf } from './compiler.ts'
import type { Step } from './discriminator-path.ts'
import { treeOf, type ElementNode } from './tree.ts'
import { wantedIn, type Wanted } from './value-match.ts'

/** What a slice says of the element at a discriminator's path. */
export interface Said {
  readonly node?: ElementNode
  readonly wanted?: Wanted
}

/**
 * Looks a path up in the definition of a slice: in its own elements, its patterns, the profiles of its types, and the slices
 * that it must have below, as the one coding that a concept of that slice must hold.
 */
export function saidAt(steps: readonly Step[], node: ElementNode, compiler: Compiler): Said | undefined {
  const wanted = wantedIn(node.element)
  const [step, ...rest] = steps
  if (step === undefined) return { node, ...(wanted === undefined ? {} : { wanted }) }
  const inOwn = wanted === undefined ? undefined : inWanted(wanted, steps)
  if (inOwn !== undefined) return inOwn
  const next = nodeFrom(node, step, compiler)
  if (next === undefined) return undefined
  const own = saidAt(rest, next, compiler)
  if (own?.wanted !== undefined) return own
  const needed = next.slices.filter(({ element }) => (element.min ?? 0) > 0)
  return needed.map((slice) => saidAt(rest, slice, compiler)).find((said) => said?.wanted !== undefined) ?? own
}

/** Steps that know which of them lead to a choice, as the definition of a slice has it. */
export function stepsIn(steps: readonly Step[], slice: ElementNode, compiler: Compiler): readonly Step[] {
  let at: ElementNode | undefined = slice
  return steps.map((step) => {
    at = at === undefined ? undefined : nodeFrom(at, step, compiler)
    return step.kind === 'member' ? { ...step, isChoice: at?.name.endsWith('[x]') === true } : step
  })
}

function nodeFrom(node: ElementNode, step: Step, compiler: Compiler): ElementNode | undefined {
  if (step.kind === 'resolve') return profileRoot(node.element.type?.[0]?.targetProfile, compiler)
  if (step.kind === 'extension') {
    const slices = childOf(node, 'extension')?.slices ?? []
    return slices.find((slice) => urlOf(slice) === step.url) ?? profileRoot([step.url], compiler)
  }
  const found = childOf(node, step.name) ?? inTypeOf(node, step.name, compiler)
  return found === undefined || step.type === undefined ? found : ofOneType(found, step.type)
}

function childOf(node: ElementNode | undefined, name: string): ElementNode | undefined {
  return node?.children.find((child) => child.name === name || child.name === `${name}[x]`)
}

/** What the profile of its type, or the type itself, has below an element that lists nothing. */
function inTypeOf({ element }: ElementNode, name: string, compiler: Compiler): ElementNode | undefined {
  const [type, ...more] = element.type ?? []
  if (type === undefined || more.length > 0) return undefined
  const ofType = compiler.definitions.type(typeCodeOf(type))
  const root = profileRoot(type.profile, compiler) ?? (ofType === undefined ? undefined : treeOf(ofType))
  return childOf(root, name)
}

/** A choice as it is for one of its types. */
function ofOneType(choice: ElementNode, code: string): ElementNode | undefined {
  const type = choice.element.type?.find((one) => typeCodeOf(one) === code)
  if (type === undefined) return undefined
  const own = choice.slices.find(({ element }) => element.type?.length === 1 && element.type[0]?.code === type.code)
  return own ?? { ...choice, element: { ...choice.element, type: [type] } }
}

/** The root of the one profile that is named; of several, each may say something else. */
function profileRoot(canonicals: readonly string[] | undefined, { definitions }: Compiler): ElementNode | undefined {
  const [only, ...more] = canonicals ?? []
  const definition = only === undefined || more.length > 0 ? undefined : definitions.structure(only)
  return definition === undefined ? undefined : treeOf(definition)
}

/** The address of the extensions of a slice: its own, or that of the definition that its type names. */
export function urlOf(slice: ElementNode): string | undefined {
  const url = childOf(slice, 'url')
  const wanted = url === undefined ? undefined : wantedIn(url.element)?.value
  if (typeof wanted === 'string') return wanted
  const [type] = slice.element.type ?? []
  return type?.code === 'Extension' ? type.profile?.[0]?.split('|')[0] : undefined
}

/** The part of a fixed value or a pattern that a path leads to. */
function inWanted({ kind, value }: Wanted, steps: readonly Step[]): Said | undefined {
  let at: unknown = value
  for (const step of steps) {
    if (Array.isArray(at)) at = at[0]
    if (typeof at !== 'object' || at === null || step.kind !== 'member') return undefined
    at = Reflect.get(at, step.name)
  }
  return at === undefined ? undefined : { wanted: { kind, value: at } }
}
