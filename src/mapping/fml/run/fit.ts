import { findProperty, isKindOf, present, propertyOf } from '../schema/navigate.ts'
import type { ElementDefinition, JsonObject, PropertyDefinition, Typed, TypeDefinition } from '../schema/types.ts'
import { fitsPrimitive, tellable } from './primitive.ts'
import type { Run } from './run.ts'

/** The property that a value of the type is written to. */
export function propertyFor(
  run: Run,
  type: TypeDefinition,
  name: string,
  valueType: TypeDefinition
): PropertyDefinition {
  const element = type.elements.get(name)
  if (element === undefined) {
    const named = findProperty(type, name)
    return named ?? run.fail('unknown-element', `${type.name} has no element ${name}`)
  }
  const [only] = element.properties
  if (!element.isChoice && only !== undefined) return only
  return choiceFor(run, element, valueType)
}

function choiceFor(run: Run, element: ElementDefinition, valueType: TypeDefinition): PropertyDefinition {
  const exact = propertyOf(element, valueType.name)
  if (exact !== undefined) return exact
  const possible = element.properties.filter(({ type }) => mayHold(run, type, valueType))
  const [one, other] = possible
  if (one !== undefined && other === undefined) return one
  const names = (possible.length === 0 ? element.properties : possible).map(({ type }) => type.name).slice(0, 12)
  const message = `${element.name}[x] takes ${names.join(', ')} and is given a ${valueType.name}; say which by create or cast`
  return run.fail('wrong-value', message)
}

/** Primitives that are written as text in JSON, so that one may be given for another if its form fits. */
const TEXTUAL: ReadonlySet<string> = new Set(
  'string markdown code id uri url canonical oid uuid base64Binary date dateTime instant time'.split(' ')
)
const NUMBERS: ReadonlySet<string> = new Set(['integer', 'unsignedInt', 'positiveInt', 'decimal'])

/** Whether a value of one type may stand where another is wanted, if its form fits. */
export function mayHold(run: Run, type: TypeDefinition, valueType: TypeDefinition): boolean {
  if (type === valueType) return true
  if (type.isAbstract) return valueType.kind === 'resource'
  if (type.kind === 'primitive' && valueType.kind === 'primitive') {
    if (TEXTUAL.has(type.name)) return TEXTUAL.has(valueType.name)
    return NUMBERS.has(type.name) && NUMBERS.has(valueType.name)
  }
  if (type.kind === 'primitive' || valueType.kind === 'primitive') return false
  // An Age is a Quantity; a Quantity is allowed where a SimpleQuantity or an Age is wanted, as they hold the same.
  return isKindOf(valueType, type.name, run.schema) || isKindOf(type, valueType.name, run.schema)
}

/** Refuses a value that cannot stand in the property. Fault: `wrong-value`. */
export function checkFits(run: Run, { value, type, partner }: Typed, property: PropertyDefinition): void {
  if (!mayHold(run, property.type, type)) {
    const message = `${property.name} takes a ${property.type.name} and is given a ${type.name}`
    run.fail('wrong-value', message, { value: tellable(value, type) })
  }
  if (property.type.kind !== 'primitive' || (value === undefined && partner !== undefined)) return
  if (fitsPrimitive(value, property.type)) return
  const told = tellable(value, property.type)
  run.fail('wrong-value', `${property.name} takes a ${property.type.name}, and the value does not read as one`, {
    value: told
  })
}

/** Refuses a second of the properties of a choice. Fault: `too-many`. */
export function checkChoice(run: Run, type: TypeDefinition, object: JsonObject, property: PropertyDefinition): void {
  const other = present(property.element, type, object)
  if (other === undefined || other === property) return
  run.fail('too-many', `${property.element.name}[x] holds ${other.name} already and is given ${property.name}`)
}
