// The signalling or crisis plan of a patient: the letter that holds it, the CarePlan by which it is found at night, and the
// Consent that says who may read it. There is no standard form, and plans travel as text, too: what a plan lacks is advice.

Profile: CrisisPlan
Parent: Composition
Id: crisis-plan
Title: "Crisis plan"
Description: "A signalling or crisis plan as a letter: for each phase its signs and what the patient, relatives and professionals do, with contacts, medication, agreements and what not to do. The patient owns it; no standard form exists, so the sections are a proposal of this gateway, and others may stand beside them."
* insert nl-title([["Signalerings- of crisisplan"]])
* type = $sct#736253002
* insert in-coded-sections
* insert coded-section(version)
* insert coded-section(phase)
* insert coded-section(signs)
* insert coded-section(triggers)
* insert coded-section(protective-factors)
* insert coded-section(actions)
* insert coded-section(not-to-do)
* insert coded-section(contact)
* insert coded-section(medication)
* insert coded-section(agreements)
* insert coded-section(practical-care)
* insert coded-section(legal-status)
* insert coded-section(sharing)
* section[phase] insert in-coded-sections
* section[phase] insert coded-section(signs)
* section[phase] insert coded-section(actions)
* section[phase] insert coded-section(actions-by-patient)
* section[phase] insert coded-section(actions-by-relatives)
* section[phase] insert coded-section(actions-by-professionals)
* section[phase] insert coded-section(not-to-do)
* section[phase] insert coded-section(medication)
* section[phase] obeys plan-phase-signs and plan-phase-actions
* obeys plan-final and plan-with-patient and plan-version and plan-signs and plan-actions-by-patient
* obeys plan-actions-by-relatives and plan-actions-by-professionals and plan-not-to-do and plan-contact
* obeys plan-medication and plan-agreements

// Of a phase that is a text no rule knows what it holds.
Invariant: plan-phase-signs
Description: "the phase names its signs"
Severity: #warning
Expression: "section.empty() or section.where(code.coding.where(code = 'signs' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section').exists()).exists()"
* insert in-dutch([["de fase noemt haar signalen"]])
* insert from-institutions

Invariant: plan-phase-actions
Description: "the phase says what the patient, relatives or professionals do"
Severity: #warning
Expression: "section.empty() or section.where(code.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section' and (code = 'actions' or code = 'actions-by-patient' or code = 'actions-by-relatives' or code = 'actions-by-professionals')).exists()).exists()"
* insert in-dutch([["de fase zegt wat de patiënt, naasten of hulpverleners doen"]])
* insert from-institutions

Invariant: plan-final
Description: "the plan is final, or amended since"
* insert is-final([["het plan is definitief, of daarna gewijzigd"]])
* requirements = "Product choice of this gateway: what is a draft or entered in error is nobody's plan"

Invariant: plan-with-patient
Description: "the patient made the plan with the clinician: as its author, or by a signature"
Severity: #warning
Expression: "attester.where(mode = 'personal').exists() or author.where(type = 'Patient' or reference.contains('Patient/') or resolve().where(resourceType = 'Patient').exists()).exists()"
* insert in-dutch([["de patiënt maakte het plan met de behandelaar: als auteur, of door het te tekenen"]])
* insert from-institutions

Invariant: plan-version
Description: "the plan gives its version, and until when it holds"
* insert holds-or(version, [["het plan geeft zijn versie, en tot wanneer het geldt"]], [[event.period.exists()]])
* requirements = "Proposal of this gateway: without it nobody knows which plan holds"

Invariant: plan-signs
Description: "the plan names the signs, per phase"
* insert holds(signs, [["het plan noemt de signalen, per fase"]])
* insert from-institutions

Invariant: plan-actions-by-patient
Description: "the plan says what the patient does"
* insert holds-either(actions-by-patient, actions, [["het plan zegt wat de patiënt doet"]])
* insert from-institutions

Invariant: plan-actions-by-relatives
Description: "the plan says what relatives do, or that nobody is asked"
* insert holds-either(actions-by-relatives, actions, [["het plan zegt wat naasten doen, of dat niemand is gevraagd"]])
* insert from-institutions

Invariant: plan-actions-by-professionals
Description: "the plan says what professionals do"
* insert holds-either(actions-by-professionals, actions, [["het plan zegt wat hulpverleners doen"]])
* insert from-institutions

Invariant: plan-not-to-do
Description: "the plan says what not to do, or that nothing was said about it"
* insert holds(not-to-do, [["het plan zegt wat niet te doen, of dat daarover niets is afgesproken"]])
* insert from-crisis-card

Invariant: plan-contact
Description: "the plan names the contacts, and the crisis line"
* insert holds(contact, [["het plan noemt de contactpersonen, en de crisislijn"]])
* insert from-crisis-card

Invariant: plan-medication
Description: "the plan gives the medication, in crisis too, or says that there is none"
* insert holds-or-loinc(medication, 10160-0, [["het plan geeft de medicatie, ook in crisis, of zegt dat die er niet is"]])
* insert from-institutions

Invariant: plan-agreements
Description: "the plan gives the agreements and wishes, as on admission"
* insert holds(agreements, [["het plan geeft de afspraken en wensen, zoals over opname"]])
* insert from-crisis-card
