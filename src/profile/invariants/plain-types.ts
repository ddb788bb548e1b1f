import r4 from 'fhirpath/fhir-context/r4'
import { isElement } from './element.ts'
import { Chosen, leave, type Item } from './plain-items.ts'
import { placeOf } from './plain-members.ts'
import { asked, chosen, type Part } from './plain-part.ts'

/** What can be asked about a type. */
export type TypeOperation = 'is' | 'as' | 'ofType'

/** Whether `is`, `as` and `ofType` are called by this name. */
export function isTypeOperation(name: string): name is TypeOperation {
  return name === 'is' || name === 'as' || name === 'ofType'
}

/** A type of FHIR by its name, with or without FHIR before it; undefined for FHIRPath's own, to which FHIR's convert. */
export function typeNamed(written: string | undefined): string | undefined {
  const name = written?.replace(/^FHIR\./, '')
  if (name === undefined || r4.type2Parent[name] === undefined || SYSTEM_TYPES.has(name)) return undefined
  return name
}

const SYSTEM_TYPES = new Set(['String', 'Boolean', 'Integer', 'Long', 'Decimal', 'Date', 'DateTime', 'Time'])

/** A question for a type, about elements of a choice, of which the name in JSON says it, and about resources. */
export function plainOfType(operation: TypeOperation, input: Part, type: string): Part {
  const isOf = (item: Item): boolean => isKindOf(typeOf(item), type)
  if (operation === 'ofType') return chosen(input, placeOf(type), isOf)
  const { plain, isThis = false } = input
  if (operation === 'is') return isThis ? asked(isOf) : asked((self, around) => isOneOf(plain(self, around), isOf))
  return {
    at: placeOf(type),
    plain: (self, around) => {
      const items = plain(self, around)
      return items.length > 1 ? leave() : items.filter(isOf)
    }
  }
}

function isOneOf([item, another]: readonly Item[], isOf: (item: Item) => boolean): boolean | undefined {
  if (another !== undefined) return leave()
  return item === undefined ? undefined : isOf(item)
}

function typeOf(item: Item): string {
  if (item instanceof Chosen) return item.type
  return isElement(item) && typeof item['resourceType'] === 'string' ? item['resourceType'] : leave()
}

function isKindOf(type: string, name: string): boolean {
  // FHIR's types stand a handful deep.
  for (let one: string | undefined = type; one !== undefined; one = r4.type2Parent[one]) if (one === name) return true
  return false
}
