/**
 * Whether an address is one where FHIR R4 itself, or HL7's terminology beside it, has code systems.
 *
 * Implementation guides have theirs below a folder of their own (`/fhir/us/...`), and `/fhir/sid/` names systems of others:
 * these are not meant. The form of STU3 (`/fhir/v3/...`) is, because R4 has those systems elsewhere.
 * Source: https://hl7.org/fhir/R4/terminologies-systems.html
 */
export function isAddressOfHl7(system: string): boolean {
  return HL7.test(system)
}

/** A version in the address is left alone. */
const HL7 =
  /^https?:\/\/(?:terminology\.hl7\.org\/[^|]*|hl7\.org\/fhir\/(?:CodeSystem\/|v[23]\/(?:\d[\d.]*\/)?)?[\w.-]+)$/

/**
 * Code systems of R4 that are left out of what is at hand because of their size, or because they are examples; and the one
 * of designations, which R4 uses in its own code systems and does not define.
 */
export const LEFT_OUT_OF_R4: ReadonlySet<string> = new Set([
  'http://hl7.org/fhir/CodeSystem/example',
  'http://hl7.org/fhir/examplescenario-actor-type',
  'http://hl7.org/fhir/spdx-license',
  'http://terminology.hl7.org/CodeSystem/designation-usage',
  'http://terminology.hl7.org/CodeSystem/v2-0003',
  'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration',
  'http://terminology.hl7.org/CodeSystem/v3-TribalEntityUS'
])

/**
 * Whether a code system goes on changing outside of FHIR: those of version 2 and 3 and the others of HL7's terminology,
 * which has editions of its own since 2020. What is at hand is of R4, of 2019.
 */
export function isChanging(system: string): boolean {
  return system.startsWith('http://terminology.hl7.org/')
}
