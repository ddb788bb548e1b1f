import type { StructureDefinition } from '@medplum/fhirtypes'
import type { Compiler, Spot } from './compiler.ts'

/** Where an extension stands. */
export interface Place {
  readonly spot: Spot
  /** Names of the element that holds it: by path, by its path in the base definition, by type. */
  readonly holder: readonly string[]
  readonly isModifier: boolean
}

/**
 * Where the extension stands: the path of the element in its base definition, and each of the types that it has there.
 */
export function holderOf({ definition, node, root }: Spot): readonly string[] {
  const basePath = node.element.base?.path ?? node.element.path
  const path = node.element.path.slice(0, node.element.path.lastIndexOf('.'))
  const parent = find(root, path)
  const types = parent === root ? [definition.type] : (parent?.element.type?.map(({ code }) => code) ?? [])
  return [
    ...new Set([path, parent?.element.base?.path ?? path, basePath.slice(0, basePath.lastIndexOf('.')), ...types])
  ]
}

function find(node: Spot['node'], path: string): Spot['node'] | undefined {
  if (node.element.path === path) return node
  for (const child of node.children) {
    const found = path.startsWith(child.element.path) ? find(child, path) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * Whether a definition allows an extension at a place. What cannot be told is not refused: a context by FHIRPath, which
 * extension is around it, and the path of a resource where only the data type in it is known.
 */
export function mayStandAt(
  { context = [], snapshot }: StructureDefinition,
  { spot, holder, isModifier }: Place,
  compiler: Compiler
): boolean {
  // Who does not know a modifier must stop at it, so it stands where it is looked for, and nothing else does.
  if ((snapshot?.element[0]?.isModifier === true) !== isModifier) return false
  if (context.length === 0) return true
  const names = new Set(holder.flatMap((at) => [withoutChoice(at), ...ancestorsOf(at, compiler)]))
  return context.some(({ type, expression }) => {
    if (type === 'extension') return holder.includes('Extension')
    if (type !== 'element' || expression === 'Element') return true
    const isInDataType = spot.definition.kind === 'complex-type'
    if (isInDataType && expression.includes('.') && !expression.startsWith(`${spot.definition.type}.`)) return true
    return names.has(withoutChoice(definedAt(expression, compiler)))
  })
}

/**
 * The path at which an element is defined: `CapabilityStatement.rest.operation` is what `CapabilityStatement.rest.resource.operation`
 * is, and `Questionnaire.item.item` what `Questionnaire.item` is. A path into a data type is left as it is.
 */
function definedAt(path: string, { definitions }: Compiler): string {
  const [type = '', ...names] = path.split('.')
  const elements = definitions.type(type)?.snapshot?.element ?? []
  return names.reduce((at, name) => {
    const found = elements.find((one) => withoutChoice(one.path) === withoutChoice(`${at}.${name}`))
    const reference = found?.contentReference
    return reference === undefined ? `${at}.${name}` : reference.slice(reference.indexOf('#') + 1)
  }, type)
}

function withoutChoice(path: string): string {
  return path.replace(/\[x\]$/, '')
}

/** The abstract types that a type is one of: `DomainResource` and `Resource` for a Patient. */
function ancestorsOf(type: string, { definitions }: Compiler): readonly string[] {
  const found: string[] = []
  let at = definitions.type(type)?.baseDefinition
  while (at !== undefined && found.length < ANCESTORS_MAX) {
    const base = definitions.structure(at)
    found.push(base?.type ?? at.slice(at.lastIndexOf('/') + 1))
    at = base?.baseDefinition
  }
  return found
}

/** No type of R4 descends from more. */
const ANCESTORS_MAX = 5
