import type { ElementDefinition, ElementDefinitionType, StructureDefinition } from '@medplum/fhirtypes'
import type { Definitions } from '../definitions/definitions.ts'
import type { Invariant } from '../invariants/compile-invariant.ts'
import type { Check, Scope } from '../scope.ts'
import type { ElementNode } from './tree.ts'

/** A check of one item of an element; `companion` is what stands in `_name` beside a primitive. */
export type ItemCheck = (value: unknown, path: string, scope: Scope, companion?: unknown) => void

/** One item of an element that is sliced. */
export interface Item {
  readonly value: unknown
  readonly companion: unknown
  /** Of a choice, the type that it has here. */
  readonly type: string | undefined
  readonly path: string
}

/** A check of all items of an element together. */
export type ListCheck = (items: readonly Item[], path: string, scope: Scope) => void

/** Something that a definition asks and this validator does not check. */
export interface Unsupported {
  /** Canonical of the profile. */
  readonly profile: string
  /** Id of the element. */
  readonly element: string
  readonly reason: string
}

/** The definition that is being compiled, and the element in it at which. */
export interface Spot {
  readonly definition: StructureDefinition
  readonly root: ElementNode
  readonly node: ElementNode
}

/** What the parts of a compilation ask of each other. Everything is compiled once, when it is first needed. */
export interface Compiler {
  readonly definitions: Definitions
  /** The check of one item of an element under one of its types, and of everything below it. */
  item(spot: Spot, type: ElementDefinitionType | undefined): ItemCheck | undefined
  /** The check of a resource that stands within another: contained, in a Bundle, in Parameters. */
  readonly nested: ItemCheck
  /** The check of a data type or a resource type by its base definition; undefined for a type without one. */
  ofType(code: string): ItemCheck | undefined
  /** The check of a profile; undefined where it is not known or cannot be compiled. */
  ofProfile(canonical: string): ItemCheck | undefined
  /** What every value of a type must be, whatever a profile lists below it: the invariants and content rules of its type. */
  extrasOf(code: string): ItemCheck | undefined
  /** @param type - code of the type that the element has there. */
  binding(element: ElementDefinition, type: string | undefined): Check | undefined
  invariant(constraint: { readonly key: string; readonly expression: string }, at: string): Invariant | undefined
  isPrimitive(code: string): boolean
  unsupported(spot: Spot, reason: string): void
}

/** Canonical of the definition with its version, and the id of the element: which rule it is. */
export function ruleAt({ definition, node }: Spot): { readonly canonical: string; readonly id: string } {
  return { canonical: canonicalOf(definition), id: node.element.id ?? node.element.path }
}

/** `url|version`, as far as a definition has them. */
export function canonicalOf({ url, version }: Pick<StructureDefinition, 'url' | 'version'>): string {
  return version === undefined ? url : `${url}|${version}`
}

/** The code of a type of an element; FHIRPath's own types, as of `Element.id`, are the primitives that they stand for. */
export function typeCodeOf({ code = '' }: { readonly code?: string | undefined }): string {
  const [, system] = /^http:\/\/hl7\.org\/fhirpath\/System\.(\w+)$/.exec(code) ?? []
  return system === undefined ? code : system.charAt(0).toLowerCase() + system.slice(1)
}
