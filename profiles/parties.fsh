// Who a referral is about and who takes part in it. Identifiers, names and extensions are those of nl-core
// (Nictiz R4 zib2020); its profiles ask more than a referral may be refused for.

Profile: ReferredPatient
Parent: Patient
Id: patient
Title: "Patient"
Description: "The patient as the gateway keeps one, after nl-core-Patient: known by BSN, with the parts of a Dutch name."
* insert nl-title("Patiënt")
* insert by-value(identifier, system)
* identifier contains bsn 0..1
* identifier[bsn].system 1..1
* identifier[bsn].system = $bsn
* identifier[bsn].value 1..1
* identifier[bsn] ^short = "BSN: nine digits that pass the 11-test"
* identifier MS
* name MS
* name.family.extension contains
    http://hl7.org/fhir/StructureDefinition/humanname-own-prefix named ownPrefix 0..1 and
    http://hl7.org/fhir/StructureDefinition/humanname-own-name named ownName 0..1 and
    http://hl7.org/fhir/StructureDefinition/humanname-partner-prefix named partnerPrefix 0..1 and
    http://hl7.org/fhir/StructureDefinition/humanname-partner-name named partnerName 0..1
* telecom MS
* gender MS
* birthDate MS
* deceased[x] MS
* address MS
* contact MS
* contact ^short = "Relatives and others to call"
* communication MS
* communication ^short = "Language of the patient; that an interpreter is needed stands in the letter, under facilities"
* generalPractitioner MS
* generalPractitioner ^short = "The registered GP, to whom feedback is owed beside the referrer"

Profile: CareOrganization
Parent: Organization
Id: organization
Title: "Organisation"
Description: "A practice, an institution or a service, after nl-core-HealthcareProvider-Organization: known by URA, else by AGB."
* insert nl-title("Organisatie")
* insert care-identifiers
* type from ParticipantRoles (preferred)
* name MS
* telecom MS
* address MS
* endpoint MS

Profile: CarePractitioner
Parent: Practitioner
Id: practitioner
Title: "Practitioner"
Description: "Who refers, treats or answers, as a person, after nl-core-HealthProfessional-Practitioner: known by AGB, BIG or UZI."
* insert nl-title("Zorgverlener")
* identifier MS
* insert by-value(identifier, system)
* identifier contains
    agb 0..* and
    big 0..* and
    uzi 0..*
* identifier[agb].system 1..1
* identifier[agb].system = $agb
* identifier[big].system 1..1
* identifier[big].system = $big
* identifier[uzi].system 1..1
* identifier[uzi].system = $uzi
* identifier[agb] ^short = "AGB of the person, which is not that of the organisation"
* name MS
* telecom MS

Profile: CarePractitionerRole
Parent: PractitionerRole
Id: practitioner-role
Title: "Practitioner in a role"
Description: "Who refers, treats or answers, and for which organisation, after nl-core-HealthProfessional-PractitionerRole."
* insert nl-title("Zorgverlener in een rol")
* insert care-identifiers
* practitioner MS
* practitioner ^short = "The person, known by AGB, BIG or UZI"
* organization MS
* organization ^short = "The organisation, known by URA or AGB"
* code MS
* code ^short = "Role, as of uzi-rolcode"
* specialty MS
* specialty ^short = "Specialism, as of the list of Vektis (COD016)"
* healthcareService MS
* telecom MS

// The numbers by which an organisation or a role in it is known; any other may stand beside them.
RuleSet: care-identifiers
* identifier MS
* insert by-value(identifier, system)
* identifier contains
    ura 0..* and
    agb 0..*
* identifier[ura].system 1..1
* identifier[ura].system = $ura
* identifier[agb].system 1..1
* identifier[agb].system = $agb
