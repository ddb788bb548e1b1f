// What the gateway itself records of what travelled and who looked: no name and no BSN stands in either.

Profile: MessageProvenance
Parent: Provenance
Id: provenance
Title: "Provenance"
Description: "Where a resource of the gateway came from: the message, its sender and the maps that it went through."
* insert nl-title("Herkomst")
* obeys provenance-no-patient
* target MS
* recorded MS
* activity MS
* agent MS
* agent.who ^short = "The sender, by its entry in the directory"
* entity MS
* entity ^short = "The message as it came; each map with its version"

Invariant: provenance-no-patient
Description: "no BSN: who the patient is stands in the resource that this is about"
Severity: #error
Expression: "(target | agent.who | agent.onBehalfOf | entity.what).identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/bsn' or system = 'urn:oid:2.16.840.1.113883.2.4.6.3').empty()"
* insert told("entity", [["geen BSN: wie de patiënt is staat in de resource waar dit over gaat"]], "Design of this gateway: no BSN in audit and logs")

Profile: AccessAuditEvent
Parent: AuditEvent
Id: audit-event
Title: "Audit event"
Description: "Who did what with which resource, and with which outcome, as NEN 7513 asks. A look at a crisis plan outside a treatment relation is break-glass and says so."
* insert nl-title("Logregel")
* obeys audit-event-no-patient
* type MS
* subtype MS
* action 1..1 MS
* recorded MS
* outcome 1..1 MS
* purposeOfEvent MS
* purposeOfEvent ^short = "Why, as BTG (break the glass) of v3-ActReason"
* agent MS
* agent.who 1..1
* agent.who only Reference(Organization or PractitionerRole or Practitioner)
* agent.who ^short = "The participant"
* source MS
* source.observer only Reference(Organization)
* source.observer ^short = "The gateway's own organisation, by name"
* entity MS
* entity.what ^short = "The resource, by reference; a patient under a pseudonym"

Invariant: audit-event-no-patient
Description: "no BSN and no name of a patient: a pseudonym says which of them are the same"
Severity: #error
Expression: "(agent.who | source.observer | entity.what).identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/bsn' or system = 'urn:oid:2.16.840.1.113883.2.4.6.3').empty() and entity.where(role.code = '1').name.empty()"
* insert told("entity", [["geen BSN en geen naam van een patiënt: een pseudoniem zegt wie dezelfde is"]], [["Design of this gateway: no BSN, name or letter text in logs; NEN 7513 asks who saw what of whom, and a pseudonym answers that"]])
