// Feedback around a crisis.

Profile: FeedbackCrisisReport
Parent: Feedback
Id: feedback-crisis-report
Title: "Feedback: crisis report"
Description: "What makes a report of a crisis assessment complete. What a crisis service reports is left to regional agreement."
* insert nl-title([["Terugkoppeling: crisisbericht"]])
* insert of-kind(crisis-report)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys crisis-report-urgency
* obeys crisis-report-findings
* obeys crisis-report-risk
* obeys crisis-report-measures
* obeys crisis-report-medication
* obeys crisis-report-responsible

Invariant: crisis-report-urgency
Description: "the urgency"
* insert letter-holds-or(urgency, [[de urgentie]], [[priority.extension.where(url = 'https://ggz-gateway.example/fhir/StructureDefinition/ggz-triage-level').value.exists()]])
* insert from-visie-on-crisis

Invariant: crisis-report-findings
Description: "the findings"
* insert letter-holds(findings, [[de bevindingen]])
* insert from-visie-on-crisis

Invariant: crisis-report-risk
Description: "the risk"
* insert letter-holds(risk, [[het risico]])
* insert from-visie-on-crisis

Invariant: crisis-report-measures
Description: "the measures taken, legal ones too"
* insert letter-holds(measures, [[de genomen maatregelen, ook juridische]])
* insert from-visie-on-crisis

Invariant: crisis-report-medication
Description: "the medication that was given, or that there was none"
* insert letter-holds-or-loinc(medication, 10160-0, [[de gegeven medicatie, of dat die er niet was]])
* insert from-visie-on-crisis

Invariant: crisis-report-responsible
Description: "who is responsible now"
* insert letter-holds(responsible, [[wie nu verantwoordelijk is]])
* insert from-visie-on-crisis

Profile: FeedbackCrisisPlan
Parent: Feedback
Id: feedback-crisis-plan
Title: "Feedback: crisis plan"
Description: "What makes a signalling or crisis plan complete. It may be a letter, a CarePlan of category crisis-plan, or both; no standard form exists. That the GP is told of it is a wish of the Visie on GP care, which sets no norms."
* insert nl-title([["Terugkoppeling: signaleringsplan of crisisplan"]])
* insert of-kind(crisis-plan)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys crisis-plan-current-plan
* obeys crisis-plan-version
* obeys crisis-plan-signs
* obeys crisis-plan-actions
* obeys crisis-plan-not-to-do
* obeys crisis-plan-contact
* obeys crisis-plan-medication
* obeys crisis-plan-agreements

Invariant: crisis-plan-current-plan
Description: "a plan that is in force, not one that is a draft, replaced, ended or entered in error"
Severity: #warning
Expression: "(payload.content.resolve().where(resourceType = 'CarePlan').empty() or payload.content.resolve().where(resourceType = 'CarePlan').where(status = 'active' or status = 'on-hold' or status = 'unknown').exists()) and (payload.content.resolve().where(resourceType = 'DocumentReference').empty() or payload.content.resolve().where(resourceType = 'DocumentReference').where(status = 'current').exists())"
* insert at(payload, [[een plan dat geldt, niet een dat concept, vervangen, beëindigd of foutief is]])
* requirements = "Product choice of this gateway: the duty is to give the current plan"

Invariant: crisis-plan-version
Description: "the version or date of the plan"
* insert letter-holds-or(version, [[de versie of datum van het plan]], [[payload.content.resolve().where(resourceType = 'CarePlan').where(category.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/care-plan-category' and code = 'crisis-plan').exists() and (created.exists() or period.start.exists())).exists()]])
* requirements = "Proposal of this gateway: without it nobody knows which plan holds"

Invariant: crisis-plan-signs
Description: "the signs, per phase"
* insert letter-holds(signs, [[de signalen, per fase]])
* insert from-institutions

Invariant: crisis-plan-actions
Description: "what patient, relatives and professionals do, per phase"
Severity: #warning
Expression: "payload.content.resolve().where(resourceType = 'Composition').repeat(section).where(code.coding.where((code = 'actions' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section') or (code = 'actions-by-patient' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section') or (code = 'actions-by-relatives' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section') or (code = 'actions-by-professionals' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section')).exists() and (text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())).exists() or payload.content.resolve().where(resourceType = 'Composition').empty()"
* insert at(payload, [[wat patiënt, naasten en hulpverleners doen, per fase]])
* insert from-institutions

Invariant: crisis-plan-not-to-do
Description: "what not to do, or that nothing was said about it"
* insert letter-holds(not-to-do, [[wat niet te doen, of dat daarover niets is afgesproken]])
* insert from-crisis-card

Invariant: crisis-plan-contact
Description: "the contacts, and the crisis line"
* insert letter-holds(contact, [[de contactpersonen, en de crisislijn]])
* insert from-crisis-card

Invariant: crisis-plan-medication
Description: "the medication, in crisis too, or that there is none"
* insert letter-holds-or-loinc(medication, 10160-0, [[de medicatie, ook in crisis, of dat die er niet is]])
* insert from-institutions

Invariant: crisis-plan-agreements
Description: "the agreements and wishes, as on admission"
* insert letter-holds(agreements, [[de afspraken en wensen, zoals over opname]])
* insert from-crisis-card

Profile: FeedbackNoPlan
Parent: Feedback
Id: feedback-no-plan
Title: "Feedback: no plan"
Description: "What makes a statement that there is no crisis plan complete."
* insert nl-title([["Terugkoppeling: verklaring geen plan"]])
* insert of-kind(no-plan)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys no-plan-reason
* obeys no-plan-decided-by

Invariant: no-plan-reason
Description: "why there is no plan"
* insert letter-holds(reason, [[waarom er geen plan is]])
* insert proposed-statement

Invariant: no-plan-decided-by
Description: "who decided it: a signature of the letter, or in words"
* insert letter-holds-or(decided-by, [[wie het heeft besloten: een ondertekening van de brief, of in woorden]], [[payload.content.resolve().where(resourceType = 'Composition').attester.party.exists()]])
* insert proposed-statement

Profile: FeedbackInstabilityNotice
Parent: Feedback
Id: feedback-instability-notice
Title: "Feedback: instability notice"
Description: "What makes a notice of an unstable patient complete. It asks for no referral: a GP tells the out-of-hours post."
* insert nl-title([["Terugkoppeling: melding instabiele patiënt"]])
* insert of-kind(instability-notice)
* obeys feedback-event-date and feedback-sent-before-event
