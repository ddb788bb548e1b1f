/** The base of everything that this gateway defines itself (design section 6). */
export const CANONICAL = 'https://ggz-gateway.example/fhir'

/** Code systems of the gateway, one name each; the codes stand in design sections 7 to 9. */
export const CodeSystem = {
  feedbackKind: `${CANONICAL}/CodeSystem/feedback-kind`,
  obligation: `${CANONICAL}/CodeSystem/obligation`,
  obligationState: `${CANONICAL}/CodeSystem/obligation-state`,
  /** Whether a party of a rule is its debtor or one of its creditors, and which party of a referral that is. */
  obligationPart: `${CANONICAL}/CodeSystem/obligation-part`,
  obligationParty: `${CANONICAL}/CodeSystem/obligation-party`,
  regionalQuestion: `${CANONICAL}/CodeSystem/regional-question`,
  businessStatus: `${CANONICAL}/CodeSystem/referral-business-status`,
  risk: `${CANONICAL}/CodeSystem/risk`,
  referralForm: `${CANONICAL}/CodeSystem/referral-form`,
  rejectionAlternative: `${CANONICAL}/CodeSystem/rejection-alternative`,
  suspensionReason: `${CANONICAL}/CodeSystem/suspension-reason`,
  taskKind: `${CANONICAL}/CodeSystem/task-kind`,
  outcome: `${CANONICAL}/CodeSystem/outcome`,
  hisCorrespondence: `${CANONICAL}/CodeSystem/his-correspondence`,
  sMessageType: `${CANONICAL}/CodeSystem/s-message-type`,
  snomed: 'http://snomed.info/sct',
  loinc: 'http://loinc.org'
} as const

/** Extensions of the gateway (design section 7: a fact is a Communication with the day on which it happened). */
export const ExtensionUrl = {
  eventDate: `${CANONICAL}/StructureDefinition/event-date`,
  expectedDate: `${CANONICAL}/StructureDefinition/expected-date`,
  alternative: `${CANONICAL}/StructureDefinition/alternative`,
  /** Of an issue: which rule was broken, `canonical#id`. */
  rule: `${CANONICAL}/StructureDefinition/rule`,
  /** https://hl7.org/fhir/R4/extension-flag-detail.html */
  flagDetail: 'http://hl7.org/fhir/StructureDefinition/flag-detail'
} as const

/**
 * Identifier systems in the URI form that the gateway keeps.
 *
 * Source: the NamingSystems of Nictiz nl-core; the OID forms are folded into these by `identifiers.ts`.
 */
export const IdentifierSystem = {
  bsn: 'http://fhir.nl/fhir/NamingSystem/bsn',
  agb: 'http://fhir.nl/fhir/NamingSystem/agb-z',
  ura: 'http://fhir.nl/fhir/NamingSystem/ura'
} as const
