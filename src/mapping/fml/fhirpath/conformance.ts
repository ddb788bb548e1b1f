import { fail } from '../fault.ts'
import { isKindOf } from '../schema/navigate.ts'
import type { Schema } from '../schema/types.ts'
import type { Item } from './items.ts'

const CANONICAL = 'http://hl7.org/fhir/StructureDefinition/'

/**
 * Whether an item is of the type that the canonical names; a profile, which nothing here validates, is a FaultError
 * `wrong-use`.
 */
export function conformance(profile: string, schema: Schema): (item: Item) => boolean {
  const type = profile.startsWith(CANONICAL) ? schema.type(profile.slice(CANONICAL.length)) : schema.type(profile)
  if (type === undefined)
    return fail({ code: 'wrong-use', message: 'conformsTo() takes the url of a FHIR type', value: profile })
  return (item) => typeof item === 'object' && isKindOf(item.type, type.name, schema)
}
