// Code systems of the canonical form. The lists that code of the gateway holds are compared with them by a test.

CodeSystem: FeedbackKind
Id: feedback-kind
Title: "Kinds of feedback"
Description: "What a message between GP and mental health care is, in Communication.category. Names after the NHG guideline on information exchange between GP and mental health care, where that has one."
* insert nl-title("Soorten terugkoppeling")
* ^caseSensitive = true
* ^experimental = false
* insert concept(registration-confirmation, "Registration confirmation", "Aanmeldbevestiging")
* insert concept(status-notice, "Status notice", "Wachtbericht")
* insert concept(appointment-notice, "Appointment notice", "Kennisgeving afspraak")
* insert concept(appearance-confirmation, "Appearance confirmation", "Patiënt verschenen")
* insert concept(no-show, "No show", "Patiënt niet verschenen")
* insert concept(intake-confirmation, "Intake confirmation", "Bericht na intake")
* insert concept(care-offer, "Care offer", "Zorgaanbod")
* insert concept(treatment-start, "Treatment start", "Start behandeling")
* insert concept(progress-report, "Progress report", "Bericht voortgang")
* insert concept(change-notice, "Change notice", "Bericht wijziging")
* insert concept(transfer-notice, "Transfer notice", "Kennisgeving overdracht")
* insert concept(end-report, "End report", "Bericht einde behandeling")
* insert concept(rejection, "Rejection", "Afwijzing")
* insert concept(crisis-report, "Crisis report", "Crisisbericht")
* insert concept(crisis-plan, "Crisis plan", "Signaleringsplan of crisisplan")
* insert concept(no-plan, "No plan", "Verklaring geen plan")
* insert concept(unreferred-care, "Unreferred care", "Brief zonder verwijzing")
* insert concept(handover-proposal, "Handover proposal", "Voorstel terugverwijzing")
* insert concept(information-request, "Information request", "Informatieverzoek")
* insert concept(information-answer, "Information answer", "Informatie op verzoek")
* insert concept(consultation-question, "Consultation question", "Consultvraag")
* insert concept(consultation-answer, "Consultation answer", "Consultantwoord")
* insert concept(exploratory-advice, "Exploratory advice", "Advies verkennend gesprek")
* insert concept(professional-summary, "Professional summary", "Professionele samenvatting")
* insert concept(instability-notice, "Instability notice", "Melding instabiele patiënt")

CodeSystem: Echelon
Id: echelon
Title: "Echelon of mental health care"
Description: "Generalist or specialised care, in ServiceRequest.performerType. The referrer asks for one of them; where a referral says none, the performer chooses and tells."
* insert nl-title("Echelon van de ggz")
* ^caseSensitive = true
* ^experimental = false
* insert concept(gb-ggz, "Generalist basic mental health care", "Generalistische basis-ggz")
* insert concept(s-ggz, "Specialised mental health care", "Gespecialiseerde ggz")

CodeSystem: GgzTriageLevel
Id: ggz-triage-level
Title: "Triage level of acute mental health care"
Description: "Within how many hours somebody is to be seen, beside the priority of FHIR. Another scale than the urgency of the GP out-of-hours posts (nts-urgency)."
* insert nl-title("Triageniveau van de acute ggz")
* ^caseSensitive = true
* ^experimental = false
* insert concept(within-1-hour, "Within 1 hour", "Binnen 1 uur")
* insert concept(within-4-hours, "Within 4 hours", "Binnen 4 uur")
* insert concept(within-24-hours, "Within 24 hours", "Binnen 24 uur")

CodeSystem: NtsUrgency
Id: nts-urgency
Title: "Urgency of the GP out-of-hours posts"
Description: "The six urgencies of the Dutch triage standard, as a GP out-of-hours post gives them. They travel as they came and are never made into another scale."
* insert nl-title("Urgentie van de huisartsenpost")
* ^caseSensitive = true
* ^experimental = false
* insert concept(U0, "Resuscitation", "Reanimatie")
* insert concept(U1, "Life-threatening", "Levensbedreigend")
* insert concept(U2, "Emergent", "Spoed")
* insert concept(U3, "Urgent", "Dringend")
* insert concept(U4, "Non-urgent", "Niet dringend")
* insert concept(U5, "Advice", "Advies")

CodeSystem: ReferralForm
Id: referral-form
Title: "Forms of a referral"
Description: "What a ServiceRequest asks where it is not an ordinary referral, in ServiceRequest.category."
* insert nl-title("Vormen van een verwijzing")
* ^caseSensitive = true
* ^experimental = false
* insert concept(second-opinion, "Second opinion", "Second opinion")
* insert concept(consultation, "Consultation", "Consultatie")
* insert concept(unreferred, "Care without referral", "Zorg zonder verwijzing")

CodeSystem: Risk
Id: risk
Title: "Risks that a Flag says"
Description: "In Flag.code. A risk that is known as text only stays text. crisis-prone says that crises are to be reckoned with, and makes a crisis plan owed."
* insert nl-title("Risico’s die een signalering noemt")
* ^caseSensitive = true
* ^experimental = false
* insert concept(suicide, "Suicide risk", "Suïciderisico")
* insert concept(violence, "Violence", "Agressie")
* insert concept(neglect, "Neglect", "Verwaarlozing")
* insert concept(abuse, "Abuse", "Mishandeling of misbruik")
* insert concept(crisis-prone, "Crisis-prone", "Crisisgevoelig")

CodeSystem: CarePlanCategory
Id: care-plan-category
Title: "Kinds of care plan"
Description: "In CarePlan.category, beside the sender’s own coding."
* insert nl-title("Soorten zorgplan")
* ^caseSensitive = true
* ^experimental = false
* insert concept(crisis-plan, "Crisis plan", "Crisisplan")

CodeSystem: Dsm5Chapter
Id: dsm5-chapter
Title: "Chapters of DSM-5, by number"
Description: "Only the numbers that a suggestion can name; the texts of DSM-5 are not in here. A chapter is where a diagnosis may be found, and never a diagnosis."
* insert nl-title([["Hoofdstukken van de DSM-5, op nummer"]])
* ^caseSensitive = true
* ^experimental = false
* ^content = #fragment
* insert concept(1, "Chapter 1", "Hoofdstuk 1")
* insert concept(16, "Chapter 16", "Hoofdstuk 16")

CodeSystem: ParticipantRole
Id: participant-role
Title: "Roles of participants"
Description: "What an organisation of the directory is to the gateway, in Organization.type."
* insert nl-title("Rollen van deelnemers")
* ^caseSensitive = true
* ^experimental = false
* insert concept(his, "GP practice", "Huisartsenpraktijk")
* insert concept(gb-ggz, "Generalist basic mental health care", "Generalistische basis-ggz")
* insert concept(s-ggz, "Specialised mental health care", "Gespecialiseerde ggz")
* insert concept(crisis, "Crisis service", "Crisisdienst")
* insert concept(hap, "GP out-of-hours post", "Huisartsenpost")
* insert concept(region, "Region", "Regio")
* insert concept(auditor, "Auditor", "Auditor")
* insert concept(operator, "Operator", "Beheerder")
