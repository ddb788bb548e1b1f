// Dialect gb-ggz: a small practice, which reads and writes words and documents.

Profile: GbGgzServiceRequest
Parent: ServiceRequest
Id: gb-ggz-service-request
Title: "Referral as a practice for generalist care says it"
Description: "What a referral of dialect gb-ggz must have and may say, in both directions."
* insert nl-title("Verwijzing zoals een praktijk voor basis-ggz het zegt")
* obeys gb-ggz-service-request-status
* obeys gb-ggz-service-request-intent
* obeys gb-ggz-service-request-subject
* obeys gb-ggz-service-request-category
* insert referral-content
* insert by-value(performerType.coding, system)
* performerType.coding contains echelon 0..*
* performerType.coding[echelon].system 1..1
* performerType.coding[echelon].system = "https://ggz-gateway.example/fhir/CodeSystem/gb-echelon"
* performerType.coding[echelon] ^short = "The echelon in the words of this dialect; another code than its own refuses the message"
* performerType.coding[echelon] from GbEchelons (preferred)
* reasonCode ^short = "The reason in words: a diagnosis is not asked of generalist care"
* supportingInfo ^short = "The letter as a document, as text or PDF"
* requester 1..1
* insert asked(requester, [["the referrer"]], [["de verwijzer"]])
* authoredOn 1..1
* insert asked(authoredOn, [["the date of issue of the referral"]], [["de datum van de verwijzing"]])

Invariant: gb-ggz-service-request-status
Description: "status active"
Severity: #error
Expression: "status = 'active'"
* insert told("status", [["status active"]], [["Product choice: a referral that was sent is active; completed would say that the care is over"]])

Invariant: gb-ggz-service-request-intent
Description: "the intent order"
Severity: #error
Expression: "intent = 'order'"
* insert told("intent", [["de intentie order"]], [["Product choice of this gateway"]])

Invariant: gb-ggz-service-request-subject
Description: "the patient"
Severity: #error
Expression: "subject.reference.exists() or subject.identifier.exists()"
* insert told("subject", [["de patiënt"]], [["Product choice of this gateway"]])

Invariant: gb-ggz-service-request-category
Description: "the category verwijsbrief, as code of gb-verwijzing"
Severity: #error
Expression: "category.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/gb-verwijzing' and code = 'verwijsbrief').exists()"
* insert told("category", [["de categorie verwijsbrief, als code van gb-verwijzing"]], [["Product choice of this gateway"]])

Profile: GbGgzTask
Parent: Task
Id: gb-ggz-task
Title: "Task as a practice for generalist care says it"
Description: "What a Task of dialect gb-ggz must have and may say, in both directions."
* insert nl-title("Taak zoals een praktijk voor basis-ggz het zegt")
* obeys gb-ggz-task-focus
* obeys gb-ggz-task-owner
* insert dialect-task
* owner ^short = "The acting organisation by its AGB"

Invariant: gb-ggz-task-focus
Description: "the referral that the Task is about"
Severity: #error
Expression: "focus.reference.exists() or code.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/task-kind').exists()"
* insert told("focus", [["de verwijzing waarover de Task gaat"]], [["Product choice of this gateway"]])

Invariant: gb-ggz-task-owner
Description: "the acting organisation by its AGB"
Severity: #error
Expression: "owner.identifier.where((system = 'http://fhir.nl/fhir/NamingSystem/agb-z' or system = 'urn:oid:2.16.840.1.113883.2.4.6.1') and value.exists()).exists() or code.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/task-kind').exists()"
* insert told("owner.identifier", [["de handelende organisatie met haar AGB-code"]], [["Product choice: a small practice knows other organisations by their AGB"]])

Profile: GbGgzCommunication
Parent: Communication
Id: gb-ggz-communication
Title: "Feedback as a practice for generalist care says it"
Description: "What feedback of dialect gb-ggz must have and may say, in both directions. What makes a kind of feedback complete is asked of its canonical form."
* insert nl-title("Terugkoppeling zoals een praktijk voor basis-ggz het zegt")
* obeys gb-ggz-communication-given
* obeys gb-ggz-communication-kind
* obeys gb-ggz-communication-patient
* insert dialect-communication
* category from GbBerichten (preferred)
* payload ^short = "The report in words; a Composition beside it stays"

Invariant: gb-ggz-communication-given
Description: "status completed: only feedback that was given counts as given"
Severity: #error
Expression: "status = 'completed'"
* insert told("status", [["status completed: alleen terugkoppeling die gegeven is, telt als gegeven"]], [["Product choice; a correction of feedback (entered-in-error) is not taken yet"]])

Invariant: gb-ggz-communication-kind
Description: "the kind of message, as a code of gb-bericht"
Severity: #error
Expression: "category.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/gb-bericht' and code.exists()).exists()"
* insert told("category", [["de berichtsoort, als code van gb-bericht"]], [["Product choice of this gateway"]])

Invariant: gb-ggz-communication-patient
Description: "the patient"
Severity: #error
Expression: "subject.exists() or category.coding.where((system = 'https://ggz-gateway.example/fhir/CodeSystem/feedback-kind' and (code = 'consultation-question' or code = 'consultation-answer')) or (system = 'https://ggz-gateway.example/fhir/CodeSystem/gb-bericht' and (code = 'consultvraag' or code = 'consultantwoord'))).exists()"
* insert told("subject", [["de patiënt"]], [["Product choice: what has no patient cannot be delivered, but an anonymised consultation"]])

Profile: GbGgzDocumentReference
Parent: DocumentReference
Id: gb-ggz-document-reference
Title: "Letter of a practice for generalist care"
Description: "A letter as text or PDF. What it holds no rule can check, so a duty that it meets is met unchecked."
* insert nl-title("Brief van een praktijk voor basis-ggz")
* insert letter-document
