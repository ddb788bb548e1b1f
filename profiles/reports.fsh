// What a report after intake and a yearly report hold, as letters in coded sections. What a section lacks is advice: the
// profiles of feedback say what is owed. The codes are those of report-section; other sections, and other letters, are free.

Alias: $report-section = https://ggz-gateway.example/fhir/CodeSystem/report-section

Profile: YearlyReport
Parent: Composition
Id: yearly-report
Title: "Yearly report"
Description: "A report on the progress of treatment, owed at least yearly, as a letter in coded sections. No national list of its fields was found: the sections are a proposal of this gateway."
* insert nl-title([["Jaarlijks bericht over de voortgang"]])
* insert in-coded-sections
* insert coded-section(period)
* insert coded-section(diagnosis)
* insert coded-section(treatment)
* insert coded-section(treatment-plan)
* insert coded-section(course)
* insert coded-section(medication)
* insert coded-section(checks)
* insert coded-section(risk)
* insert coded-section(regiebehandelaar)
* insert coded-section(expected-duration)
* insert coded-section(request-to-gp)
* insert coded-section(echelon)
* insert coded-section(consent)
* obeys yearly-report-final and yearly-report-period and yearly-report-diagnosis and yearly-report-treatment
* obeys yearly-report-course and yearly-report-medication and yearly-report-checks and yearly-report-risk
* obeys yearly-report-regiebehandelaar and yearly-report-expected-duration and yearly-report-request-to-gp

Invariant: yearly-report-final
Description: "the report is final, or amended since"
* insert is-final([["het bericht is definitief, of daarna gewijzigd"]])
* insert proposed-yearly-report

Invariant: yearly-report-period
Description: "the report says of which period it speaks"
* insert holds-or(period, [["het bericht zegt over welke periode het gaat"]], [[event.period.exists()]])
* insert proposed-yearly-report

Invariant: yearly-report-diagnosis
Description: "the report gives the diagnosis and what changed in it; words suffice"
* insert holds(diagnosis, [["het bericht geeft de diagnose en wat daarin is veranderd; woorden volstaan"]])
* insert proposed-yearly-report

Invariant: yearly-report-treatment
Description: "the report gives the treatment and its goals"
Severity: #warning
Expression: "repeat(section).where(code.coding.where((code = 'treatment' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section') or (code = 'treatment-plan' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section') or (code = '18776-5' and system = 'http://loinc.org')).exists() and (text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())).exists()"
* insert in-dutch([["het bericht geeft de behandeling en haar doelen"]])
* insert proposed-yearly-report

Invariant: yearly-report-course
Description: "the report gives the course and the result so far"
* insert holds(course, [["het bericht geeft het beloop en het resultaat tot nu toe"]])
* insert proposed-yearly-report

Invariant: yearly-report-medication
Description: "the report gives the medication with its changes and who prescribes it, or says that there is none"
* insert holds-or-loinc(medication, 10160-0, [["het bericht geeft de medicatie met de wijzigingen en wie die voorschrijft, of zegt dat die er niet is"]])
* insert proposed-yearly-report

Invariant: yearly-report-checks
Description: "the report says which somatic checks there are and who does them, or that there are none"
* insert holds(checks, [["het bericht zegt welke lichamelijke controles er zijn en wie ze doet, of dat die er niet zijn"]])
* insert proposed-yearly-report

Invariant: yearly-report-risk
Description: "the report gives the risk, and which signalling or crisis plan holds"
* insert holds(risk, [["het bericht geeft het risico, en welk signalerings- of crisisplan geldt"]])
* insert proposed-yearly-report

Invariant: yearly-report-regiebehandelaar
Description: "the report names the regiebehandelaar, with telephone number"
* insert holds(regiebehandelaar, [["het bericht noemt de regiebehandelaar, met telefoonnummer"]])
* insert proposed-yearly-report

Invariant: yearly-report-expected-duration
Description: "the report says how long treatment is expected to last"
* insert holds(expected-duration, [["het bericht zegt hoe lang de behandeling naar verwachting duurt"]])
* insert proposed-yearly-report

Invariant: yearly-report-request-to-gp
Description: "the report says what is asked of the GP, or that nothing is"
* insert holds(request-to-gp, [["het bericht zegt wat van de huisarts wordt gevraagd, of dat dat niets is"]])
* insert proposed-yearly-report

Profile: IntakeReport
Parent: Composition
Id: intake-report
Title: "Report after intake"
Description: "The report after intake as a letter in coded sections; it may hold the offer of care, too."
* insert nl-title([["Bericht na intake"]])
* insert in-coded-sections
* insert coded-section(answer)
* insert coded-section(diagnosis)
* insert coded-section(treatment-plan)
* insert coded-section(regiebehandelaar)
* insert coded-section(medication)
* insert coded-section(start-or-wait)
* insert coded-section(expected-duration)
* insert coded-section(offer)
* insert coded-section(alternative)
* insert coded-section(responsible)
* insert coded-section(risk)
* insert coded-section(checks)
* insert coded-section(contact)
* insert coded-section(echelon)
* insert coded-section(consent)
* obeys intake-report-final and intake-report-answer and intake-report-diagnosis and intake-report-treatment-plan
* obeys intake-report-regiebehandelaar and intake-report-medication and intake-report-start-or-wait

Invariant: intake-report-final
Description: "the report is final, or amended since"
* insert is-final([["het bericht is definitief, of daarna gewijzigd"]])
* insert from-lga-on-intake

Invariant: intake-report-answer
Description: "the report answers the GP's question"
* insert holds(answer, [["het bericht beantwoordt de vraag van de huisarts"]])
* insert from-lga-on-intake

Invariant: intake-report-diagnosis
Description: "the report gives the diagnosis"
* insert holds(diagnosis, [["het bericht geeft de diagnose"]])
* insert from-lga-on-intake

Invariant: intake-report-treatment-plan
Description: "the report gives the treatment plan"
* insert holds-or-loinc(treatment-plan, 18776-5, [["het bericht geeft het behandelplan"]])
* insert from-lga-on-intake

Invariant: intake-report-regiebehandelaar
Description: "the report names the regiebehandelaar"
* insert holds(regiebehandelaar, [["het bericht noemt de regiebehandelaar"]])
* insert from-lga-on-intake

Invariant: intake-report-medication
Description: "the report gives the medication, or says that there is none"
* insert holds-or-loinc(medication, 10160-0, [["het bericht geeft de medicatie, of zegt dat die er niet is"]])
* insert from-lga-on-intake

Invariant: intake-report-start-or-wait
Description: "the report says when treatment starts, or how long the wait is"
* insert holds(start-or-wait, [["het bericht zegt wanneer de behandeling start, of hoe lang de wachttijd is"]])
* insert from-lga-on-intake

// A letter, or a section of one, whose sections are told apart by their codes.
RuleSet: in-coded-sections
* section ^slicing.discriminator.type = #pattern
* section ^slicing.discriminator.path = "code"
* section ^slicing.rules = #open
* section ^slicing.description = "By the code of the section; sections without one may stand beside them"

RuleSet: coded-section(section)
* section contains {section} 0..*
* section[{section}].code 1..1
* section[{section}].code = $report-section#{section}

RuleSet: is-final(nl)
* severity = #warning
* expression = "status = 'final' or status = 'amended'"
* insert in-dutch([[{nl}]])

// A section of this code stands in the letter, at any depth, with something in it.
RuleSet: holds(code, nl)
* severity = #warning
* expression = "repeat(section).where(code.coding.where((code = '{code}' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section')).exists() and (text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())).exists()"
* insert in-dutch([[{nl}]])

// A code of LOINC marks the same section.
RuleSet: holds-or-loinc(code, loinc, nl)
* severity = #warning
* expression = "repeat(section).where(code.coding.where((code = '{code}' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section') or (code = '{loinc}' and system = 'http://loinc.org')).exists() and (text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())).exists()"
* insert in-dutch([[{nl}]])

RuleSet: holds-either(code, other, nl)
* severity = #warning
* expression = "repeat(section).where(code.coding.where((code = '{code}' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section') or (code = '{other}' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section')).exists() and (text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())).exists()"
* insert in-dutch([[{nl}]])

// For what FHIR has a place of its own for: that does as well as the section.
RuleSet: holds-or(code, nl, otherwise)
* severity = #warning
* expression = "({otherwise}) or repeat(section).where(code.coding.where((code = '{code}' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section')).exists() and (text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())).exists()"
* insert in-dutch([[{nl}]])
