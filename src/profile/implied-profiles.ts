import type { Resource } from '@medplum/fhirtypes'

/** Codes by which R4 asks an Observation to be valid against one of its own profiles, and the profile. */
const VITAL_SIGNS: Readonly<Record<string, string>> = {
  'http://loinc.org|85353-1': 'vitalspanel',
  'http://loinc.org|9279-1': 'resprate',
  'http://loinc.org|8867-4': 'heartrate',
  'http://loinc.org|2708-6': 'oxygensat',
  'http://loinc.org|8310-5': 'bodytemp',
  'http://loinc.org|8302-2': 'bodyheight',
  'http://loinc.org|9843-4': 'headcircum',
  'http://loinc.org|29463-7': 'bodyweight',
  'http://loinc.org|39156-5': 'bmi',
  'http://loinc.org|85354-9': 'bp',
  // A temperature under its code of SNOMED CT is a temperature all the same, and the profile then asks for the LOINC code.
  'http://snomed.info/sct|276885007': 'bodytemp',
  'http://snomed.info/sct|386725007': 'bodytemp'
}

/**
 * The profiles that R4 itself asks of a resource because of what it says: an Observation of a vital sign is to be valid
 * against the profile of that sign.
 *
 * Source: https://hl7.org/fhir/R4/observation-vitalsigns.html
 */
export function impliedProfiles(resource: Resource): readonly string[] {
  if (resource.resourceType !== 'Observation') return []
  const codings: unknown = resource.code.coding
  if (!Array.isArray(codings)) return []
  const found = (resource.code.coding ?? []).flatMap(({ system, code }) => {
    return VITAL_SIGNS[`${system ?? ''}|${code ?? ''}`] ?? []
  })
  return [...new Set(found)].map((id) => `http://hl7.org/fhir/StructureDefinition/${id}`)
}
