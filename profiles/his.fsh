// Dialect his: the shape of the Nictiz ELZ draft, without its exact cardinalities.

Profile: HisServiceRequest
Parent: ServiceRequest
Id: his-service-request
Title: "Referral as a GP system says it"
Description: "What a referral of dialect his must have and may say, in both directions."
* insert nl-title("Verwijzing zoals een huisartsinformatiesysteem het zegt")
* obeys his-service-request-status
* obeys his-service-request-intent
* obeys his-service-request-subject
* obeys his-service-request-category
* insert referral-content
* category ^short = "Verwijsbrief: code 1 of NHG table 69, under either of its names"
* supportingInfo ^short = "The Composition with the core sections of the letter"
* requester 1..1
* insert asked(requester, [["the referrer"]], [["de verwijzer"]])
* authoredOn 1..1
* insert asked(authoredOn, [["the date of issue of the referral"]], [["de datum van de verwijzing"]])

Invariant: his-service-request-status
Description: "status completed (sent) or active"
Severity: #error
Expression: "status = 'completed' or status = 'active'"
* insert told("status", [["status completed (verstuurd) of active"]], [["Nictiz ELZ draft: completed means sent; active is taken as the same. Product choice for the rest"]])

Invariant: his-service-request-intent
Description: "the intent order"
Severity: #error
Expression: "intent = 'order'"
* insert told("intent", [["de intentie order"]], [["Nictiz ELZ draft 0.2.0-beta.1, hg-ReferralServiceRequest"]])

Invariant: his-service-request-subject
Description: "the patient"
Severity: #error
Expression: "subject.reference.exists() or subject.identifier.exists()"
* insert told("subject", [["de patiënt"]], [["Nictiz ELZ draft 0.2.0-beta.1, hg-ReferralServiceRequest"]])

Invariant: his-service-request-category
Description: "the category Verwijsbrief (NHG table 69, code 1)"
Severity: #error
Expression: "category.coding.where((system = 'urn:oid:2.16.840.1.113883.2.4.4.30.69' or system = 'https://referentiemodel.nhg.org/tabellen/nhg-tabel-69-soort-correspondentie') and code.exists()).exists()"
* insert told("category", [["de categorie Verwijsbrief (NHG-tabel 69, code 1)"]], [["Nictiz ELZ draft 0.2.0-beta.1, hg-ReferralServiceRequest"]])

Profile: HisTask
Parent: Task
Id: his-task
Title: "Task as a GP system says it"
Description: "What a Task of dialect his must have and may say, in both directions."
* insert nl-title("Taak zoals een huisartsinformatiesysteem het zegt")
* obeys his-task-task-code
* obeys his-task-focus
* obeys his-task-owner
* insert dialect-task
* code ^short = "Referral (SNOMED CT 3457005) or fulfill; for what one party asks of the other a code of task-kind"

Invariant: his-task-task-code
Description: "the code of a referral (SNOMED CT 3457005) or fulfill"
Severity: #error
Expression: "code.coding.where((system = 'http://snomed.info/sct' or system = 'urn:oid:2.16.840.1.113883.6.96') and code = '3457005').exists() or code.coding.where(system = 'http://hl7.org/fhir/CodeSystem/task-code' and code = 'fulfill').exists() or code.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/task-kind').exists()"
* insert told("code", [["de code van een verwijzing (SNOMED CT 3457005) of fulfill"]], [["Nictiz ELZ draft 0.2.0-beta.1, hg-ReferralTask"]])

Invariant: his-task-focus
Description: "the referral that the Task is about"
Severity: #error
Expression: "focus.reference.exists() or code.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/task-kind').exists()"
* insert told("focus", [["de verwijzing waarover de Task gaat"]], [["Nictiz ELZ draft 0.2.0-beta.1, hg-ReferralTask"]])

Invariant: his-task-owner
Description: "the organisation that is to act"
Severity: #error
Expression: "owner.exists() or code.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/task-kind').exists()"
* insert told("owner", [["de organisatie die moet handelen"]], [["Nictiz ELZ draft 0.2.0-beta.1, hg-ReferralTask"]])

Profile: HisCommunication
Parent: Communication
Id: his-communication
Title: "Feedback as a GP system says it"
Description: "What feedback of dialect his must have and may say, in both directions. What makes a kind of feedback complete is asked of its canonical form."
* insert nl-title("Terugkoppeling zoals een huisartsinformatiesysteem het zegt")
* obeys his-communication-given
* obeys his-communication-kind
* obeys his-communication-patient
* insert dialect-communication
* category from HisCorrespondences (preferred)
* payload ^short = "The report: a document beside the Composition, or words"

Invariant: his-communication-given
Description: "status completed: only feedback that was given counts as given"
Severity: #error
Expression: "status = 'completed'"
* insert told("status", [["status completed: alleen terugkoppeling die gegeven is, telt als gegeven"]], [["Product choice; a correction of feedback (entered-in-error) is not taken yet"]])

Invariant: his-communication-kind
Description: "the kind of message, as a code of his-correspondence"
Severity: #error
Expression: "category.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/his-correspondence' and code.exists()).exists()"
* insert told("category", [["de berichtsoort, als code van his-correspondence"]], [["Product choice of this gateway"]])

Invariant: his-communication-patient
Description: "the patient"
Severity: #error
Expression: "subject.exists() or category.coding.where((system = 'https://ggz-gateway.example/fhir/CodeSystem/feedback-kind' and (code = 'consultation-question' or code = 'consultation-answer')) or (system = 'https://ggz-gateway.example/fhir/CodeSystem/his-correspondence' and (code = 'CONSULT' or code = 'ADVIES'))).exists()"
* insert told("subject", [["de patiënt"]], [["Product choice: what has no patient cannot be delivered, but an anonymised consultation"]])

Profile: HisComposition
Parent: Composition
Id: his-composition
Title: "Letter of a GP system"
Description: "The letter of a referral in dialect his: core sections of the Dutch draft, each coded, with the words of the GP."
* insert nl-title("Brief van een huisartsinformatiesysteem")
* type MS
* type ^short = "Referral note (LOINC 57133-1)"
* subject MS
* author MS
* title MS
* section MS
* section.code MS
* section.code ^short = "Envelop (SNOMED CT 405624007), kern (406550009); in it reason, treatment so far, wishes"
* section.text MS
* section.entry MS
* section.section MS

Profile: HisDocumentReference
Parent: DocumentReference
Id: his-document-reference
Title: "Document for a GP system"
Description: "A letter as a GP system shows it: the words of a Composition come as a document of their own beside it."
* insert nl-title("Document voor een huisartsinformatiesysteem")
* insert letter-document
