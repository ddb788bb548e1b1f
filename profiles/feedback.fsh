// What all feedback shares, and the rule sets by which a kind of feedback says what makes it complete.
//
// The key of an invariant is the code by which a duty keeps what is missing, after "feedback-" for what all kinds share and
// after the kind for what that kind asks: a key is never changed. A warning refuses nothing: incomplete feedback is
// delivered, and what is missing stays owed.

Alias: $feedback-kind = https://ggz-gateway.example/fhir/CodeSystem/feedback-kind

Profile: Feedback
Parent: Communication
Id: feedback
Title: "Feedback"
Description: "What any feedback about a patient says, of whatever kind: each kind has a profile of its own that says what makes it complete."
* insert nl-title([["Terugkoppeling"]])
* ^abstract = true
* insert dialect-communication
* insert by-pattern(category)
* category ^short = "The kind, as a code of feedback-kind; the sender's own code may stand beside it"
* basedOn ^short = "The referral that it answers"
* sent ^short = "When it was sent, or spoken by telephone"
* payload ^short = "The report as text, a document or a Composition in coded sections"
* obeys feedback-given
* obeys feedback-kind
* obeys feedback-patient
* obeys feedback-author
* obeys feedback-content
* obeys feedback-letter
* obeys feedback-spoken-with
* obeys feedback-spoken-on

Invariant: feedback-given
Description: "status completed: only feedback that was given counts as given"
Severity: #error
Expression: "status = 'completed'"
* insert at(status, [[status completed: alleen terugkoppeling die gegeven is, telt als gegeven]])
* requirements = "Product choice; a correction of feedback (entered-in-error) is not taken yet"

Invariant: feedback-kind
Description: "the kind of message, as a code of feedback-kind"
Severity: #error
Expression: "category.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/feedback-kind' and code.exists()).exists()"
* insert at(category, [[de berichtsoort, als code van feedback-kind]])
* requirements = "Product choice of this gateway"

Invariant: feedback-patient
Description: "the patient"
Severity: #error
Expression: "subject.exists() or category.coding.where((system = 'https://ggz-gateway.example/fhir/CodeSystem/feedback-kind' and (code = 'consultation-question' or code = 'consultation-answer'))).exists()"
* insert at(subject, [[de patiënt]])
* requirements = "Product choice: what has no patient cannot be delivered, but an anonymised consultation"

Invariant: feedback-author
Description: "who reports"
Severity: #warning
Expression: "sender.exists()"
* insert at(sender, [[wie bericht]])
* requirements = "Product choice of this gateway"

Invariant: feedback-content
Description: "the report itself"
Severity: #warning
Expression: "payload.exists() and payload.all(content.ofType(string).exists() or content.ofType(Attachment).where(data.exists() or url.exists()).exists() or content.resolve().exists())"
* insert at(payload, [[het bericht zelf]])
* requirements = "Product choice of this gateway"

Invariant: feedback-letter
Description: "a letter that is not entered in error"
Severity: #warning
Expression: "payload.content.resolve().where(resourceType = 'Composition').where(status = 'entered-in-error').empty()"
* insert at(payload, [[een brief die niet als foutief is gemarkeerd]])
* requirements = "Product choice of this gateway"

Invariant: feedback-spoken-with
Description: "with whom was spoken by telephone"
Severity: #warning
Expression: "medium.coding.where(system = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode' and code = 'PHONE').empty() or recipient.exists()"
* insert at(recipient, [[met wie telefonisch is gesproken]])
* requirements = "Product choice of this gateway: a call that nobody took was no report; the Visie on GP care for mental health problems allows feedback by telephone"

Invariant: feedback-spoken-on
Description: "when was spoken by telephone"
Severity: #warning
Expression: "medium.coding.where(system = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode' and code = 'PHONE').empty() or sent.exists()"
* insert at(sent, [[wanneer telefonisch is gesproken]])
* requirements = "Product choice of this gateway: the receiver can then find the call, and dispute it"

// Three rules that some kinds share.

Invariant: feedback-event-date
Description: "the day on which it happened"
Severity: #warning
Expression: "extension.where(url = 'https://ggz-gateway.example/fhir/StructureDefinition/event-date').first().value.where($this is date or $this is dateTime).where(toString().matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}')).exists()"
* insert at(extension, [[de dag waarop het gebeurde]])
* requirements = "Product choice of this gateway: terms count from the day on which it happened"

Invariant: feedback-referral
Description: "the referral that it answers"
Severity: #warning
Expression: "basedOn.reference.exists()"
* insert at(basedOn, [[de verwijzing waarop het antwoordt]])
* requirements = "Product choice of this gateway"

// Nearly every message is decided before the variable, which takes most of the time; what stands there means the same: the
// day of sending is that of the event or a later one, and with a time its zone is not ahead of the one that is meant.
Invariant: feedback-sent-before-event
Description: "a day of sending that is not before the day on which it happened"
Severity: #warning
Expression: "sent.hasValue().not() or (sent.toString().matches('^[^T]*$|[+]0[12]:00$|Z$') and sent.toString() >= extension.where(url = 'https://ggz-gateway.example/fhir/StructureDefinition/event-date').first().value.where($this is date or $this is dateTime).toString().where(matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}')).substring(0, 10)) or extension.where(url = 'https://ggz-gateway.example/fhir/StructureDefinition/event-date').first().value.where($this is date or $this is dateTime).toString().where(matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}')).empty() or defineVariable('stated', extension.where(url = 'https://ggz-gateway.example/fhir/StructureDefinition/event-date').first().value.where($this is date or $this is dateTime).toString().where(matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}'))).select(%stated.empty() or sent.hasValue().not() or iif(sent.toString().contains('T'), iif(sent < (%stated.substring(0, 10) & 'T00:00:00+02:00').toDateTime() and (%stated.contains('T').not() or sent < %stated.toDateTime()), false, true), sent.toString() >= %stated.substring(0, sent.toString().length())))"
* insert at(sent, [[een verzenddag die niet vóór de dag ligt waarop het gebeurde]])
* requirements = "Product choice of this gateway: what is still to come cannot be reported. The day is Dutch; in winter a message sent in the last hour before it passes, too"

// The kind that a profile is about.
RuleSet: of-kind(kind)
* category contains kind 1..*
* category[kind] = $feedback-kind#{kind}

// Where an invariant is told, and its Dutch words.
RuleSet: at(path, nl)
* extension[0].url = $invariant-path
* extension[0].valueString = "{path}"
* insert in-dutch([["{nl}"]])

// A letter in coded sections holds this one, at any depth, with something in it: a section that says that there is nothing to
// say (emptyReason) says something. Of a text or a PDF no rule knows what it holds, so nothing is asked of it.
RuleSet: letter-holds(code, nl)
* severity = #warning
* expression = "payload.content.resolve().where(resourceType = 'Composition').repeat(section).where(code.coding.where((code = '{code}' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section')).exists() and (text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())).exists() or payload.content.resolve().where(resourceType = 'Composition').empty()"
* insert at(payload, [[{nl}]])

// A code of LOINC marks the same section.
RuleSet: letter-holds-or-loinc(code, loinc, nl)
* severity = #warning
* expression = "payload.content.resolve().where(resourceType = 'Composition').repeat(section).where(code.coding.where((code = '{code}' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section') or (code = '{loinc}' and system = 'http://loinc.org')).exists() and (text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())).exists() or payload.content.resolve().where(resourceType = 'Composition').empty()"
* insert at(payload, [[{nl}]])

RuleSet: letter-holds-either(code, other, nl)
* severity = #warning
* expression = "payload.content.resolve().where(resourceType = 'Composition').repeat(section).where(code.coding.where((code = '{code}' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section') or (code = '{other}' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section')).exists() and (text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())).exists() or payload.content.resolve().where(resourceType = 'Composition').empty()"
* insert at(payload, [[{nl}]])

// For what FHIR has a place of its own for: that does as well as the section.
RuleSet: letter-holds-or(code, nl, otherwise)
* severity = #warning
* expression = "payload.content.resolve().where(resourceType = 'Composition').repeat(section).where(code.coding.where((code = '{code}' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section')).exists() and (text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())).exists() or payload.content.resolve().where(resourceType = 'Composition').empty() or ({otherwise})"
* insert at(payload, [[{nl}]])

// Where rules come from.

RuleSet: from-survey
* requirements = "Proposal of this gateway, no rule asks it; the need is in the Trimbos survey of POH-GGZ"

RuleSet: from-guideline
* requirements = "Core content as gathered for this product from the NHG guideline on information exchange between GP and GGZ; the coded section is a product choice of this gateway"

RuleSet: left-to-region
* requirements = "A point that the NHG summary of the LGA leaves to regional agreement: who checks whether the patient appeared, and who is responsible; the coded section is a product choice of this gateway"

RuleSet: from-lga-on-intake
* requirements = "Core content of the report after intake as gathered for this product from the national agreement on GP-GGZ collaboration (LGA) and the NHG guideline on information exchange; which coded section holds it is a product choice"

RuleSet: from-visie-on-offer
* requirements = "The Visie on GP care for mental health problems: within four weeks after intake the institution determines the offer and is responsible from intake on; the coded section is a product choice of this gateway"

RuleSet: from-survey-and-poll
* requirements = "Proposal of this gateway, no rule asks it; the need is in the Trimbos survey of POH-GGZ and the LHV poll of 2025 on refused referrals"

RuleSet: from-verwijsafspraken
* requirements = "The Verwijsafspraken ggz ask a letter within 60 days; what it holds is gathered for this product; the coded section is a product choice of this gateway"

RuleSet: proposed-yearly-report
* requirements = "Proposal of this gateway: no national list of fields of the yearly report was found. The NHG guideline on information exchange between GP and GGZ has it as a shorter end report"

RuleSet: from-guideline-and-survey
* requirements = "Core content as gathered for this product from the NHG guideline on information exchange between GP and GGZ and the Trimbos survey of POH-GGZ; the coded section is a product choice of this gateway"

RuleSet: from-back-referral
* requirements = "Core content as gathered for this product from a regional agreement on back-referral (Unicum) and the Visie on GP care for mental health problems; the coded section is a product choice of this gateway"

RuleSet: from-visie-on-crisis
* requirements = "Proposal of this gateway, no rule asks it; the need is in the Visie on GP care for mental health problems (report back of crisis services) and the NHG summary of the LGA, which leaves it to regional agreement"

RuleSet: from-institutions
* requirements = "Gathered from public pages of institutions on the signalling plan (inGeest, Dimence); the coded section is a product choice of this gateway"

RuleSet: from-crisis-card
* requirements = "Gathered from public pages on the crisis plan (Crisiskaart Rijnmond); the coded section is a product choice of this gateway"

RuleSet: proposed-statement
* requirements = "Proposal of this gateway: a reasoned statement that there is no plan informs the GP, too"

RuleSet: from-lga-on-consultation
* requirements = "The NHG summary of the LGA: consultation with consent of the patient, or anonymised; the coded section is a product choice of this gateway"
