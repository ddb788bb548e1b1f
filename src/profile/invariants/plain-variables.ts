import r4 from 'fhirpath/fhir-context/r4'
import type { Part, Place } from './plain-part.ts'

/**
 * A variable of FHIR's use of FHIRPath as a part of an expression; undefined for one that is not plain.
 *
 * Source: https://hl7.org/fhir/R4/fhirpath.html#variables
 */
export function variable(name: string, context: Place): Part | undefined {
  switch (name) {
    case 'resource':
      return { plain: (_, { resource }) => [resource], at: resourceIn(context) }
    case 'rootResource':
      return { plain: (_, { root }) => [root], at: undefined }
    case 'context':
      return { plain: (_, { context: value }) => [value], at: context }
    case 'ucum':
      return text('http://unitsofmeasure.org')
    case 'sct':
      return text('http://snomed.info/sct')
    case 'loinc':
      return text('http://loinc.org')
    default:
      return undefined
  }
}

function text(value: string): Part {
  const items = [value]
  return { plain: () => items, at: undefined, isText: true }
}

/** The type of the resource in which a place is, where the place says so: `Patient` of `Patient.contact`. */
function resourceIn(place: Place): Place {
  const type = place?.split('.')[0]
  // A data type may be in any resource.
  const parent = type === undefined ? undefined : r4.type2Parent[type]
  return parent === 'DomainResource' || parent === 'Resource' ? type : undefined
}
