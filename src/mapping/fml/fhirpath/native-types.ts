import { isKindOf } from '../schema/navigate.ts'
import type { Schema } from '../schema/types.ts'
import { itemsOf, NOTHING, singleton, type Item, type Native } from './items.ts'
import { isSystemType } from './standard-names.ts'
import type { TypeTerm } from './term.ts'

/** `is`, `as` and `ofType` of FHIR types; FHIRPath's own types, to which FHIR's convert, are the library's. */
export function nativeType(base: Native | undefined, term: TypeTerm, schema: Schema): Native | undefined {
  const { operation, namespace, name } = term
  if (namespace === 'System' || isSystemType(name)) return undefined
  const isOfType = (item: Item): boolean => typeof item === 'object' && isKindOf(item.type, name, schema)
  return (self, frame) => {
    const items = base === undefined ? self : base(self, frame)
    if (operation === 'ofType') return items.filter(isOfType)
    const item = singleton(items, operation)
    if (item === undefined) return NOTHING
    if (operation === 'is') return itemsOf(isOfType(item))
    return isOfType(item) ? items : NOTHING
  }
}
