import type { Identifier, Organization, Patient } from '@medplum/fhirtypes'
import { CodeSystem, IdentifierSystem } from './systems.ts'

/**
 * System URIs that mean the same thing, and the one that the gateway keeps.
 *
 * Maps have the same table as the ConceptMap `kept-systems` of `mappings/shared/`; a test holds the two equal.
 * Source: Nictiz nl-core NamingSystems; the OIDs are those of HL7's Dutch samples, of Nictiz ELZ, and for the
 * international code systems of https://hl7.org/fhir/R4/terminologies-systems.html. ICD-10-NL has no OID of its own here:
 * the one of ICD-10 means the international classification.
 */
export const keptSystems: Readonly<Record<string, string>> = {
  'urn:oid:2.16.840.1.113883.2.4.6.3': IdentifierSystem.bsn,
  'urn:oid:2.16.840.1.113883.2.4.6.1': IdentifierSystem.agb,
  'urn:oid:2.16.528.1.1007.3.3': IdentifierSystem.ura,
  'urn:oid:2.16.528.1.1007.3.1': 'http://fhir.nl/fhir/NamingSystem/uzi-nr-pers',
  'urn:oid:2.16.528.1.1007.3.2': 'http://fhir.nl/fhir/NamingSystem/uzi-nr-sys',
  'urn:oid:2.16.840.1.113883.2.4.15.111': 'http://fhir.nl/fhir/NamingSystem/uzi-rolcode',
  'urn:oid:2.16.840.1.113883.2.4.4.31.1': 'http://hl7.org/fhir/sid/icpc-1-nl',
  'urn:oid:2.16.840.1.113883.6.139': 'http://hl7.org/fhir/sid/icpc-2',
  'urn:oid:2.16.840.1.113883.6.344': 'http://hl7.org/fhir/sid/dsm5',
  'urn:oid:2.16.840.1.113883.6.3': 'http://hl7.org/fhir/sid/icd-10',
  'urn:oid:2.16.840.1.113883.6.96': CodeSystem.snomed,
  'urn:oid:2.16.840.1.113883.6.1': CodeSystem.loinc,
  'https://referentiemodel.nhg.org/tabellen/nhg-tabel-14-contactwijze': 'urn:oid:2.16.840.1.113883.2.4.4.30.14',
  'https://referentiemodel.nhg.org/tabellen/nhg-tabel-45-diagnostische-bepalingen':
    'urn:oid:2.16.840.1.113883.2.4.4.30.45',
  'https://referentiemodel.nhg.org/tabellen/nhg-tabel-69-soort-correspondentie': 'urn:oid:2.16.840.1.113883.2.4.4.30.69'
}

/**
 * Whether a value is a BSN: nine digits that pass the 11-test; 000000000 is none.
 *
 * Source: the 11-test, 9a+8b+...+2h-1i divisible by 11.
 */
export function isBsn(value: string): boolean {
  if (!/^\d{9}$/.test(value) || value === '000000000') return false
  const digits = Array.from(value, Number)
  const sum = digits.reduce((total, digit, index) => total + digit * (index === 8 ? -1 : 9 - index), 0)
  return sum % 11 === 0
}

/**
 * Whether a BSN stands in a text: nine digits between anything but digits.
 *
 * UUIDs are left out: one of 700 has such nine digits among its own, and ids would be taken for a BSN.
 */
export function hasBsn(text: string): boolean {
  return [...withoutUuids(text).matchAll(/(?<!\d)\d{9}(?!\d)/g)].some(([digits]) => isBsn(digits))
}

/**
 * Whether a BSN stands in words that people write, however its digits are spaced; a telephone number has ten, or a country before it.
 *
 * Not for addresses and ids, in which numbers stand side by side.
 */
export function hasBsnInWords(text: string): boolean {
  const found = withoutUuids(text.normalize('NFKC')).matchAll(
    /(?<![\d+])(?<!\+\d{1,3}[\s./-]{1,2})\d(?:[\s./-]{0,2}\d){8}(?![\s./-]{0,2}\d)/g
  )
  return [...found].some(([digits]) => isBsn(digits.replaceAll(/[^\d]/g, '')))
}

function withoutUuids(text: string): string {
  return text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '')
}

/** The same system under the name that the gateway keeps. */
export function keptSystem(system: string): string {
  return Object.hasOwn(keptSystems, system) ? (keptSystems[system] ?? system) : system
}

/**
 * A copy with each Identifier's and Coding's system in the form that the gateway keeps; the same object when none differs.
 */
export function normalised<T>(value: T): T {
  // Only strings are replaced, by strings, so the copy has the shape of the value.
  return normalisedValue(value) as T
}

function normalisedValue(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(normalisedValue)
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (typeof value !== 'object' || value === null) return value
  let copy: Record<string, unknown> | undefined
  for (const [key, member] of Object.entries(value)) {
    const next = key === 'system' && typeof member === 'string' ? keptSystem(member) : normalisedValue(member)
    if (next === member) continue
    copy ??= Object.fromEntries(Object.entries(value))
    copy[key] = next
  }
  return copy ?? value
}

/** The patient's BSN, in either form of its system. */
export function bsnOf(patient: Patient): string | undefined {
  return valueIn(patient.identifier, IdentifierSystem.bsn)
}

/** Every BSN among a patient's identifiers; a patient has one, and a record with two is a mix-up. */
export function bsnsOf({ identifier = [] }: Patient): readonly string[] {
  return identifier.flatMap(({ system, value }) => (isBsnSystem(system) && value !== undefined ? [value] : []))
}

/** Whether this is the system of BSNs, in either form. */
export function isBsnSystem(system: string | undefined): boolean {
  return system !== undefined && keptSystem(system) === IdentifierSystem.bsn
}

/** The URA and AGB among an organisation's identifiers: the only things that identify it here. */
export function organisationNumbers(identifiers: Organization['identifier']): { ura?: string; agb?: string } {
  const ura = valueIn(identifiers, IdentifierSystem.ura)
  const agb = valueIn(identifiers, IdentifierSystem.agb)
  return { ...(ura === undefined ? {} : { ura }), ...(agb === undefined ? {} : { agb }) }
}

function valueIn(identifiers: readonly Identifier[] | undefined, system: string): string | undefined {
  return identifiers?.find((one) => one.system !== undefined && keptSystem(one.system) === system)?.value
}
