// The referral in canonical form, and what every form of it says alike.

Profile: Referral
Parent: ServiceRequest
Id: referral
Title: "Referral"
Description: "A referral to mental health care, or another request for its help, as the gateway keeps it. Each dialect says the same in its own way. What FHIR has no element for (protective factors, wishes, who is responsible while waiting) stands in its letter: see referral-letter."
* insert nl-title("Verwijzing")
* obeys referral-status
* obeys referral-intent
* obeys referral-to-be-done
* obeys lga-adult and lga-letter and lga-disorder and lga-severity and lga-risk and lga-echelon and lga-referrer
* obeys lga-gb-danger and lga-gb-involuntary and lga-gb-severe and lga-s-mild
* insert referral-content
* insert by-pattern(category)
* category contains
    referral 1..* and
    form 0..*
* category[referral] = $sct#3457005
* insert asked(category, [["the category referral (SNOMED CT 3457005)"]], [["de categorie verwijzing (SNOMED CT 3457005)"]])
* insert asked(category[referral], [["the category referral (SNOMED CT 3457005)"]], [["de categorie verwijzing (SNOMED CT 3457005)"]])
* category[form] ^patternCodeableConcept.coding.system = "https://ggz-gateway.example/fhir/CodeSystem/referral-form"
* category[form] from ReferralForms (extensible)
* category[form] ^short = "What is asked where it is no ordinary referral"
* subject.reference 1..1
* insert asked(subject.reference, "the patient", "de patiënt")
* requester 1..1
* insert asked(requester, "the referrer", "de verwijzer")
* authoredOn 1..1
* insert asked(authoredOn, "the date of issue of the referral", "de datum van de verwijzing")
* performer 1..*
* insert asked(performer, [["the organisation that is asked to treat"]], [["de organisatie die om behandeling wordt gevraagd"]])
* insert by-value(performerType.coding, system)
* performerType.coding contains echelon 0..*
* performerType.coding[echelon].system 1..1
* performerType.coding[echelon].system = "https://ggz-gateway.example/fhir/CodeSystem/echelon"
* performerType.coding[echelon] from Echelons (extensible)
* performerType.coding[echelon] ^short = "Generalist or specialised care"

// What a referral carries in every form. Nothing of it is asked here: care with less is care as well.
RuleSet: referral-content
* identifier MS
* basedOn MS
* basedOn ^short = "The referral that this one passes on"
* replaces MS
* replaces ^short = "The referral that this one takes the place of"
* category MS
* priority MS
* priority ^short = "Urgency, as routine, urgent, asap or stat; a triage level beside it is an extension"
* priority.extension contains
    GgzTriageLevelOfPriority named ggzTriageLevel 0..* and
    NtsUrgencyOfPriority named ntsUrgency 0..*
* priority.extension[ggzTriageLevel] ^short = "Within how many hours somebody is to be seen"
* priority.extension[ntsUrgency] ^short = "Urgency of the GP out-of-hours post"
* code MS
* orderDetail MS
* subject MS
* occurrence[x] MS
* occurrence[x] ^short = "To be seen before: the end of the period, without a crisis"
* authoredOn MS
* authoredOn ^short = "Date of issue, from which validity is counted"
* requester MS
* performer MS
* performerType MS
* reasonCode MS
* reasonCode ^short = "Suspected disorder and the question, in words or coded; a wish for one kind of treatment is a suggestion"
* reasonReference MS
* reasonReference ^short = "Suspected disorder, comorbidity and legal status as Conditions, each with its severity and onset"
* insurance MS
* supportingInfo MS
* supportingInfo ^short = "The letter with all that has no element here; a Flag for each risk, Consents, earlier CarePlans, medication"
* note MS
* note ^short = "What else is to be known, in words"
* relevantHistory MS

Invariant: referral-status
Description: "status active: a referral that is sent is under way"
Severity: #error
Expression: "status = 'active'"
* insert told("status", [["status active: een verwijzing die verstuurd is, loopt"]], "Product choice of this gateway")

Invariant: referral-intent
Description: "the intent order"
Severity: #error
Expression: "intent = 'order'"
* insert told("intent", "de intentie order", "Product choice of this gateway")

Invariant: referral-to-be-done
Description: "a referral that is to be carried out"
Severity: #error
Expression: "doNotPerform.empty() or doNotPerform = false"
* insert told("doNotPerform", "een verwijzing die moet worden uitgevoerd", [["FHIR R4: doNotPerform turns a request into its opposite, and nothing here acts on that"]])
