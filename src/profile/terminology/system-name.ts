import { keptSystems } from '../../fhir/identifiers.ts'

/** A code system as a text names it. */
export interface SystemName {
  readonly system: string
  /** The Dutch one, where it differs. */
  readonly systemNl?: string
}

/** A system that is not known here: its address comes from a message, so it is not repeated. */
export const THAT_SYSTEM: SystemName = { system: 'that system', systemNl: 'dat systeem' }

/** Where a code stands without a system. */
export const NO_SYSTEM: SystemName = {
  system: 'a system that is not named',
  systemNl: 'een systeem dat niet genoemd is'
}

/** Where the system is the address of a value set: a choice from systems, and not one itself. */
export function valueSetAsSystem(url?: string): SystemName {
  const [named, genoemd] = url === undefined ? ['a value set', 'een waardelijst'] : [url, url]
  return {
    system: `${named}: that is a value set and not a code system`,
    systemNl: `${genoemd}: dat is een waardelijst en geen codesysteem`
  }
}

/** A system of which a text says that a code does not exist in it, with the reason that this can be said without its content. */
export function notOfItsForm({ system, systemNl = system }: SystemName): SystemName {
  return {
    system: `${system}: by its form it cannot be a code of that system`,
    systemNl: `${systemNl}: naar zijn vorm kan het geen code van dat systeem zijn`
  }
}

/** The name of a system whose content is not at hand: its own url where that is one that everybody knows. */
export function nameOfAbsent(system: string): SystemName {
  return wellKnownSystems.has(system) ? { system } : THAT_SYSTEM
}

/**
 * Systems of the outer world that Dutch messages draw on, by the addresses that may be repeated, whose content is licensed, large or elsewhere.
 *
 * Source: https://hl7.org/fhir/R4/terminologies-systems.html, and the code systems of Nictiz nl-core.
 */
export const wellKnownSystems: ReadonlySet<string> = new Set([
  ...Object.keys(keptSystems),
  ...Object.values(keptSystems),
  'http://unitsofmeasure.org',
  'http://www.whocc.no/atc',
  'http://hl7.org/fhir/sid/atc',
  'http://hl7.org/fhir/sid/icd-9-cm',
  'http://hl7.org/fhir/sid/icd-10-cm',
  'http://hl7.org/fhir/sid/icd-10-nl',
  'http://id.who.int/icd/release/11/mms',
  'http://hl7.org/fhir/sid/icpc-1',
  'http://hl7.org/fhir/sid/icf-nl',
  'http://www.nlm.nih.gov/research/umls/rxnorm',
  'http://dicom.nema.org/resources/ontology/DCM',
  'http://unstats.un.org/unsd/methods/m49/m49.htm',
  'http://nucc.org/provider-taxonomy',
  'http://ihe.net/fhir/ValueSet/IHE.FormatCode.codesystem',
  'https://www.iana.org/time-zones',
  'urn:ietf:bcp:13',
  'urn:ietf:bcp:47',
  'urn:ietf:rfc:3986',
  'urn:iso:std:iso:3166',
  'urn:iso:std:iso:3166:-2',
  'urn:iso:std:iso:4217',
  'urn:iso-astm:E1762-95:2013'
])
