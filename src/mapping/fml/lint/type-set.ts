import { findProperty, isKindOf } from '../schema/navigate.ts'
import type { Schema, TypeDefinition } from '../schema/types.ts'

/** The types that a value may have. */
export interface TypeSet {
  readonly known: ReadonlySet<TypeDefinition>
  /** Whether it may be of others too, so that nothing certain can be said. */
  readonly isOpen: boolean
}

/** A value of which nothing is known. */
export const OPEN: TypeSet = { known: new Set(), isOpen: true }

/** No value at all: what a group takes that nobody has called yet. */
export const NO_TYPES: TypeSet = { known: new Set(), isOpen: false }

/** A set of types; where one of them is abstract, content says what stands there. */
export function typeSet(...types: readonly (TypeDefinition | undefined)[]): TypeSet {
  const known = types.filter((type) => type !== undefined)
  const isOpen = known.length < types.length || known.some(({ isAbstract }) => isAbstract)
  return { known: new Set(known.filter(({ isAbstract }) => !isAbstract)), isOpen }
}

/** All types of both. */
export function union(one: TypeSet, other: TypeSet): TypeSet {
  if (one === other) return one
  return { known: new Set([...one.known, ...other.known]), isOpen: one.isOpen || other.isOpen }
}

/** The types that are of a kind; of a value that may be anything, the kind itself. */
export function narrowed(types: TypeSet, kind: TypeDefinition, schema: Schema): TypeSet {
  const known = [...types.known].filter((type) => type === kind || isKindOf(type, kind.name, schema))
  return types.isOpen ? union(typeSet(kind), { known: new Set(known), isOpen: false }) : typeSet(...known)
}

/** The names of the types, for a message. */
export function named(types: TypeSet): string {
  const names = [...types.known].map(({ name }) => name)
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} ...` : names.join(' or ')
}

/** Where an element leads. */
export interface Step {
  readonly types: TypeSet
  /** Whether one value may have several. */
  readonly isList: boolean
  /** Whether valid content always has it. */
  readonly isRequired: boolean
  /** False where none of the types has such an element. */
  readonly isKnown: boolean
}

/** The element of a name, or of a name in JSON (`valueString`), of each type that has it. */
export function step(from: TypeSet, name: string): Step {
  const found = [...from.known].flatMap((type) => {
    const element = type.elements.get(name)
    if (element !== undefined) return [{ element, types: element.properties.map((property) => property.type) }]
    const property = findProperty(type, name)
    return property === undefined ? [] : [{ element: property.element, types: [property.type] }]
  })
  const types = typeSet(...found.flatMap((one) => one.types))
  return {
    types: from.isOpen ? { known: types.known, isOpen: true } : types,
    isList: found.some(({ element }) => element.isList),
    isRequired: !from.isOpen && found.length === from.known.size && found.every(({ element }) => element.min > 0),
    isKnown: found.length > 0 || from.isOpen || from.known.size === 0
  }
}

/** Follows several names. */
export function steps(from: TypeSet, path: readonly string[]): Step & { readonly unknown: string | undefined } {
  let at: Step = { types: from, isList: false, isRequired: true, isKnown: true }
  for (const name of path) {
    const next = step(at.types, name)
    if (!next.isKnown) return { ...next, types: OPEN, unknown: `${named(at.types)} has no element ${name}` }
    at = { ...next, isList: at.isList || next.isList, isRequired: at.isRequired && next.isRequired }
  }
  return { ...at, unknown: undefined }
}
