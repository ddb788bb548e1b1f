// Dialect s-ggz: an institution with coded content, after the coordination Task of Dutch notified pull.

Profile: SGgzServiceRequest
Parent: ServiceRequest
Id: s-ggz-service-request
Title: "Referral as an institution for specialised care says it"
Description: "What a referral of dialect s-ggz must have and may say, in both directions."
* insert nl-title("Verwijzing zoals een instelling voor gespecialiseerde ggz het zegt")
* obeys s-ggz-service-request-status
* obeys s-ggz-service-request-intent
* obeys s-ggz-service-request-subject
* obeys s-ggz-service-request-category
* obeys s-ggz-service-request-code
* insert referral-content
* orderDetail ^short = "The echelon, in the words of this dialect or in canonical ones"
* orderDetail from SEchelons (preferred)
* reasonReference ^short = "The reason as a Condition, provisional where nobody has confirmed it"
* supportingInfo ^short = "The letter as a Composition, a Flag for each risk, Consents, earlier plans and medication"
* requester 1..1
* insert asked(requester, [["the referrer"]], [["de verwijzer"]])
* authoredOn 1..1
* insert asked(authoredOn, [["the date of issue of the referral"]], [["de datum van de verwijzing"]])

Invariant: s-ggz-service-request-status
Description: "status active"
Severity: #error
Expression: "status = 'active'"
* insert told("status", [["status active"]], [["Product choice: a referral that was sent is active; completed would say that the care is over"]])

Invariant: s-ggz-service-request-intent
Description: "the intent order"
Severity: #error
Expression: "intent = 'order'"
* insert told("intent", [["de intentie order"]], [["Product choice of this gateway"]])

Invariant: s-ggz-service-request-subject
Description: "the patient"
Severity: #error
Expression: "subject.reference.exists() or subject.identifier.exists()"
* insert told("subject", [["de patiënt"]], [["Product choice of this gateway"]])

Invariant: s-ggz-service-request-category
Description: "the category referral (SNOMED CT 3457005)"
Severity: #error
Expression: "category.coding.where((system = 'http://snomed.info/sct' or system = 'urn:oid:2.16.840.1.113883.6.96') and code = '3457005').exists()"
* insert told("category", [["de categorie verwijzing (SNOMED CT 3457005)"]], [["Product choice of this gateway"]])

Invariant: s-ggz-service-request-code
Description: "a code: referral (SNOMED CT 3457005), or what is asked for"
Severity: #warning
Expression: "code.exists()"
* insert told("code", [["een code: verwijzing (SNOMED CT 3457005), of wat gevraagd wordt"]], [["Coordination Task of Dutch notified pull: code 3457005; the gateway adds it where there is none"]])

Profile: SGgzTask
Parent: Task
Id: s-ggz-task
Title: "Task as an institution for specialised care says it"
Description: "What a Task of dialect s-ggz must have and may say, in both directions."
* insert nl-title("Taak zoals een instelling voor gespecialiseerde ggz het zegt")
* obeys s-ggz-task-focus
* obeys s-ggz-task-owner
* obeys s-ggz-task-no-bsn
* insert dialect-task
* owner ^short = "The acting organisation by its URA, as a HealthcareService"
* for ^short = "The patient, without BSN: a Task can then be listed without saying who it is"

Invariant: s-ggz-task-focus
Description: "the referral that the Task is about"
Severity: #error
Expression: "focus.reference.exists() or code.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/task-kind').exists()"
* insert told("focus", [["de verwijzing waarover de Task gaat"]], [["Product choice of this gateway"]])

Invariant: s-ggz-task-owner
Description: "the acting organisation by its URA"
Severity: #error
Expression: "owner.identifier.where((system = 'http://fhir.nl/fhir/NamingSystem/ura' or system = 'urn:oid:2.16.528.1.1007.3.3') and value.exists()).exists() or code.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/task-kind').exists()"
* insert told("owner.identifier", [["de handelende organisatie met haar URA"]], [["Coordination Task of Dutch notified pull: the owner is named by its URA"]])

Invariant: s-ggz-task-no-bsn
Description: "a patient reference without BSN"
Severity: #error
Expression: "for.identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/bsn' or system = 'urn:oid:2.16.840.1.113883.2.4.6.3').empty()"
* insert told("for.identifier", [["een patiëntverwijzing zonder BSN"]], [["Coordination Task of Dutch notified pull: a Task carries no BSN"]])

Profile: SGgzCommunication
Parent: Communication
Id: s-ggz-communication
Title: "Feedback as an institution for specialised care says it"
Description: "What feedback of dialect s-ggz must have and may say, in both directions. What makes a kind of feedback complete is asked of its canonical form."
* insert nl-title("Terugkoppeling zoals een instelling voor gespecialiseerde ggz het zegt")
* obeys s-ggz-communication-given
* obeys s-ggz-communication-kind
* obeys s-ggz-communication-patient
* insert dialect-communication
* category from SMessageTypes (preferred)
* payload ^short = "The report as a Composition, or a CarePlan that points at one"

Invariant: s-ggz-communication-given
Description: "status completed: only feedback that was given counts as given"
Severity: #error
Expression: "status = 'completed'"
* insert told("status", [["status completed: alleen terugkoppeling die gegeven is, telt als gegeven"]], [["Product choice; a correction of feedback (entered-in-error) is not taken yet"]])

Invariant: s-ggz-communication-kind
Description: "the kind of message, as a code of s-message-type"
Severity: #error
Expression: "category.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/s-message-type' and code.exists()).exists()"
* insert told("category", [["de berichtsoort, als code van s-message-type"]], [["Product choice of this gateway"]])

Invariant: s-ggz-communication-patient
Description: "the patient"
Severity: #error
Expression: "subject.exists() or category.coding.where((system = 'https://ggz-gateway.example/fhir/CodeSystem/feedback-kind' and (code = 'consultation-question' or code = 'consultation-answer')) or (system = 'https://ggz-gateway.example/fhir/CodeSystem/s-message-type' and (code = '503' or code = '504'))).exists()"
* insert told("subject", [["de patiënt"]], [["Product choice: what has no patient cannot be delivered, but an anonymised consultation"]])

Profile: SGgzCondition
Parent: Condition
Id: s-ggz-condition
Title: "Condition of an institution for specialised care"
Description: "A disorder in DSM-5, SNOMED CT or ICD-10, or a legal status of the zib. A coding of ICPC-1-NL stays, and what may be meant by it stands beside it, marked as suggested."
* insert nl-title("Aandoening bij een instelling voor gespecialiseerde ggz")
* verificationStatus MS
* verificationStatus ^short = "Provisional where the gateway made it of a referrer's reason"
* severity MS
* insert condition-code
* code ^short = "Another legal status than the zib knows refuses the message"
* subject MS

Profile: SGgzFlag
Parent: Flag
Id: s-ggz-flag
Title: "Risk that an institution for specialised care flags"
Description: "A Flag for each risk. What a letter tells in words is never made into one."
* insert nl-title("Signalering van een instelling voor gespecialiseerde ggz")
* extension contains http://hl7.org/fhir/StructureDefinition/flag-detail named detail 0..*
* status MS
* category MS
* insert risk-code
* subject MS
* period MS
* author MS

Profile: SGgzConsent
Parent: SharingConsent
Id: s-ggz-consent
Title: "Consent or objection at an institution for specialised care"
Description: "As in canonical form: it travels beside the referral that provision.data names."
* insert nl-title("Toestemming of bezwaar bij een instelling voor gespecialiseerde ggz")
* provision.data.reference MS

Profile: SGgzCarePlan
Parent: CarePlan
Id: s-ggz-care-plan
Title: "Plan of an institution for specialised care"
Description: "The index of a plan, of which the text is a Composition. The kind of plan has a code of SNOMED CT, beside the canonical one."
* insert nl-title("Plan van een instelling voor gespecialiseerde ggz")
* status MS
* intent MS
* category MS
* category ^short = "Crisis plan: SNOMED CT 736253002"
* title MS
* subject MS
* period MS
* author MS
* supportingInfo MS
* supportingInfo ^short = "The Composition with the text"

Profile: SGgzComposition
Parent: Composition
Id: s-ggz-composition
Title: "Letter or report of an institution for specialised care"
Description: "Coded sections: which of them a kind of feedback asks for stands in the profile of that kind."
* insert nl-title("Brief of verslag van een instelling voor gespecialiseerde ggz")
* type MS
* subject MS
* date MS
* author MS
* title MS
* section MS
* section.code MS
* section.code from ReportSections (preferred)
* section.text MS
* section.entry MS
* section.section MS
