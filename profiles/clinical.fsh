// What a referral or feedback brings along: conditions, risks, consents.

Profile: ReferredCondition
Parent: Condition
Id: condition
Title: "Condition"
Description: "A suspected or known disorder, comorbidity or legal status, after nl-core-Problem and nl-core-LegalSituation-LegalStatus. A code that is only suggested says so."
* insert nl-title("Aandoening of juridische status")
* clinicalStatus MS
* verificationStatus MS
* verificationStatus ^short = "Provisional where nobody has confirmed it"
* category MS
* severity MS
* insert condition-code
* code from ProblemNames (preferred)
* subject MS
* onset[x] MS
* recordedDate MS
* note MS

RuleSet: condition-code
* code MS
* code.coding.extension contains SuggestedTranslation named suggestedTranslation 0..1
* insert by-value(code.coding, system)
* code.coding contains legalStatus 0..*
* code.coding[legalStatus].system 1..1
* code.coding[legalStatus].system = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2"
* code.coding[legalStatus] from LegalStatuses (extensible)
* code.coding[legalStatus] ^short = "Measure under the Wvggz, as a code of the zib"

Profile: RiskFlag
Parent: Flag
Id: flag
Title: "Flag"
Description: "A risk, or that crises are to be reckoned with, after nl-core-Alert. A risk that is known as text only is no Flag."
* insert nl-title("Signalering")
* extension contains http://hl7.org/fhir/StructureDefinition/flag-detail named detail 0..*
* extension[detail] ^short = "The referral that it belongs to"
* status MS
* category MS
* insert risk-code
* subject MS
* period MS
* author MS

RuleSet: risk-code
* code MS
* insert by-value(code.coding, system)
* code.coding contains risk 0..*
* code.coding[risk].system 1..1
* code.coding[risk].system = "https://ggz-gateway.example/fhir/CodeSystem/risk"
* code.coding[risk] from Risks (extensible)
* code.coding[risk] ^short = "crisis-prone makes a crisis plan owed"

Profile: SharingConsent
Parent: Consent
Id: consent
Title: "Consent or objection"
Description: "What a patient allows or objects to: with provision.code which kinds of feedback, with provision.actor which receivers, with provision.data which referral. Another limit is not understood, and then nothing is done by guess."
* insert nl-title("Toestemming of bezwaar")
* status MS
* scope MS
* category MS
* patient MS
* dateTime MS
* performer MS
* organization MS
* sourceReference MS
* provision MS
* provision.type MS
* provision.actor MS
* provision.actor ^short = "Receivers, by URA or AGB"
* provision.code MS
* provision.code from FeedbackKinds (preferred)
* provision.code ^short = "Kinds of feedback"
* provision.data MS
* provision.data ^short = "The referral"
