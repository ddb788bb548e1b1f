// Feedback from the start of treatment to its end, and beyond it.

Profile: FeedbackTreatmentStart
Parent: Feedback
Id: feedback-treatment-start
Title: "Feedback: treatment start"
Description: "What makes the notice that treatment has started complete: its event date is the day of the start."
* insert nl-title([["Terugkoppeling: start behandeling"]])
* insert of-kind(treatment-start)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event

Profile: FeedbackProgressReport
Parent: Feedback
Id: feedback-progress-report
Title: "Feedback: progress report"
Description: "What makes a progress report (at least yearly) complete. That it is owed yearly stands in the Verwijsafspraken ggz; what it must hold is a proposal of this gateway. Sections that no rule asks for here (period, checks, expected duration, request to the GP, chosen echelon) are known all the same."
* insert nl-title([["Terugkoppeling: bericht voortgang"]])
* insert of-kind(progress-report)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys progress-report-diagnosis
* obeys progress-report-treatment
* obeys progress-report-course
* obeys progress-report-medication
* obeys progress-report-risk
* obeys progress-report-regiebehandelaar

Invariant: progress-report-diagnosis
Description: "the diagnosis and what changed in it; words suffice"
* insert letter-holds(diagnosis, [[de diagnose en wat daarin is veranderd; woorden volstaan]])
* insert proposed-yearly-report

Invariant: progress-report-treatment
Description: "the treatment and its goals"
Severity: #warning
Expression: "payload.content.resolve().where(resourceType = 'Composition').repeat(section).where(code.coding.where((code = 'treatment' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section') or (code = 'treatment-plan' and system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section') or (code = '18776-5' and system = 'http://loinc.org')).exists() and (text.exists() or entry.exists() or section.exists() or emptyReason.exists() or extension.exists())).exists() or payload.content.resolve().where(resourceType = 'Composition').empty()"
* insert at(payload, [[de behandeling en haar doelen]])
* insert proposed-yearly-report

Invariant: progress-report-course
Description: "the course and the result so far"
* insert letter-holds(course, [[het beloop en het resultaat tot nu toe]])
* insert proposed-yearly-report

Invariant: progress-report-medication
Description: "the medication and who prescribes it, or that there is none"
* insert letter-holds-or-loinc(medication, 10160-0, [[de medicatie en wie die voorschrijft, of dat die er niet is]])
* insert proposed-yearly-report

Invariant: progress-report-risk
Description: "the risk, and which signalling or crisis plan holds"
* insert letter-holds(risk, [[het risico, en welk signalerings- of crisisplan geldt]])
* insert proposed-yearly-report

Invariant: progress-report-regiebehandelaar
Description: "the regiebehandelaar, with telephone number"
* insert letter-holds(regiebehandelaar, [[de regiebehandelaar, met telefoonnummer]])
* insert proposed-yearly-report

Profile: FeedbackChangeNotice
Parent: Feedback
Id: feedback-change-notice
Title: "Feedback: change notice"
Description: "What makes a notice of change (treatment, somatic, checks) complete; both sides send it."
* insert nl-title([["Terugkoppeling: bericht wijziging"]])
* insert of-kind(change-notice)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys change-notice-change
* obeys change-notice-reason
* obeys change-notice-checks

Invariant: change-notice-change
Description: "what changed"
* insert letter-holds(change, [[wat er is veranderd]])
* insert from-guideline

Invariant: change-notice-reason
Description: "why it changed"
* insert letter-holds(reason, [[waarom het is veranderd]])
* insert from-guideline

Invariant: change-notice-checks
Description: "the checks that were agreed and who does them, or that there are none"
* insert letter-holds(checks, [[de afgesproken controles en wie ze doet, of dat die er niet zijn]])
* insert from-guideline

Profile: FeedbackTransferNotice
Parent: Feedback
Id: feedback-transfer-notice
Title: "Feedback: transfer notice"
Description: "What makes a notice of transfer to another department, provider or echelon complete."
* insert nl-title([["Terugkoppeling: kennisgeving overdracht"]])
* insert of-kind(transfer-notice)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys transfer-notice-transfer
* obeys transfer-notice-reason
* obeys transfer-notice-contact

Invariant: transfer-notice-transfer
Description: "from whom and to whom"
* insert letter-holds(transfer, [[van wie en naar wie]])
* insert from-guideline

Invariant: transfer-notice-reason
Description: "the reason of the transfer"
* insert letter-holds(reason, [[de reden van de overdracht]])
* insert from-guideline

Invariant: transfer-notice-contact
Description: "the new contact"
* insert letter-holds(contact, [[het nieuwe contact]])
* insert from-guideline

Profile: FeedbackEndReport
Parent: Feedback
Id: feedback-end-report
Title: "Feedback: end report"
Description: "What makes a report at the end of treatment complete."
* insert nl-title([["Terugkoppeling: bericht einde behandeling"]])
* insert of-kind(end-report)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys end-report-reason
* obeys end-report-course
* obeys end-report-diagnosis
* obeys end-report-medication
* obeys end-report-follow-up
* obeys end-report-relapse-plan
* obeys end-report-contact

Invariant: end-report-reason
Description: "the reason why treatment ended"
* insert letter-holds(reason, [[de reden waarom de behandeling is beëindigd]])
* insert from-guideline-and-survey

Invariant: end-report-course
Description: "the course and the result"
* insert letter-holds(course, [[het beloop en het resultaat]])
* insert from-guideline-and-survey

Invariant: end-report-diagnosis
Description: "the diagnosis; words suffice"
* insert letter-holds(diagnosis, [[de diagnose; woorden volstaan]])
* insert from-guideline-and-survey

Invariant: end-report-medication
Description: "the medication, or that there is none"
* insert letter-holds-or-loinc(medication, 10160-0, [[de medicatie, of dat die er niet is]])
* insert from-guideline-and-survey

Invariant: end-report-follow-up
Description: "the advice for follow-up"
* insert letter-holds(follow-up, [[het advies voor het vervolg]])
* insert from-guideline-and-survey

Invariant: end-report-relapse-plan
Description: "the plan for relapse or crisis, or that there is none"
* insert letter-holds(relapse-plan, [[het terugval- of crisisplan, of dat dat er niet is]])
* insert from-guideline-and-survey

Invariant: end-report-contact
Description: "whom to call when it goes wrong again"
* insert letter-holds(contact, [[wie te bellen als het weer misgaat]])
* insert from-guideline-and-survey

Profile: FeedbackHandoverProposal
Parent: Feedback
Id: feedback-handover-proposal
Title: "Feedback: handover proposal"
Description: "What makes a proposal to hand a stable patient back to the GP complete; the GP may refuse."
* insert nl-title([["Terugkoppeling: voorstel terugverwijzing"]])
* insert of-kind(handover-proposal)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys handover-proposal-diagnosis
* obeys handover-proposal-medication
* obeys handover-proposal-checks
* obeys handover-proposal-follow-up
* obeys handover-proposal-relapse-plan
* obeys handover-proposal-contact

Invariant: handover-proposal-diagnosis
Description: "the diagnosis and the course"
* insert letter-holds(diagnosis, [[de diagnose en het beloop]])
* insert from-back-referral

Invariant: handover-proposal-medication
Description: "the medication and the policy on it, or that there is none"
* insert letter-holds-or-loinc(medication, 10160-0, [[de medicatie en het beleid daarbij, of dat die er niet is]])
* insert from-back-referral

Invariant: handover-proposal-checks
Description: "the checks, how often and by whom, or that there are none"
* insert letter-holds(checks, [[de controles, hoe vaak en door wie, of dat die er niet zijn]])
* insert from-back-referral

Invariant: handover-proposal-follow-up
Description: "the proposal for further care"
* insert letter-holds(follow-up, [[het voorstel voor verdere zorg]])
* insert from-back-referral

Invariant: handover-proposal-relapse-plan
Description: "the plan for relapse or crisis, or that there is none"
* insert letter-holds(relapse-plan, [[het terugval- of crisisplan, of dat dat er niet is]])
* insert from-back-referral

Invariant: handover-proposal-contact
Description: "the quick way back: whom to call"
* insert letter-holds(contact, [[de snelle weg terug: wie te bellen]])
* insert from-back-referral

Profile: FeedbackProfessionalSummary
Parent: Feedback
Id: feedback-professional-summary
Title: "Feedback: professional summary"
Description: "What makes a professional summary complete; its event date is the day of which it speaks."
* insert nl-title([["Terugkoppeling: professionele samenvatting"]])
* insert of-kind(professional-summary)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
