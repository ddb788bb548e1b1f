// What the elements of the profiles take their codes from.

ValueSet: FeedbackKinds
Id: feedback-kind
Title: "Kinds of feedback"
Description: "All codes of the code system feedback-kind."
* insert nl-title("Soorten terugkoppeling")
* ^experimental = false
* include codes from system FeedbackKind

ValueSet: HisCorrespondences
Id: his-correspondence
Title: "Kinds of feedback of dialect his"
Description: "All codes of the code system his-correspondence."
* insert nl-title("Berichtsoorten van dialect his")
* ^experimental = false
* include codes from system HisCorrespondence

ValueSet: GbBerichten
Id: gb-bericht
Title: "Kinds of feedback of dialect gb-ggz"
Description: "All codes of the code system gb-bericht."
* insert nl-title("Berichtsoorten van dialect gb-ggz")
* ^experimental = false
* include codes from system GbBericht

ValueSet: SMessageTypes
Id: s-message-type
Title: "Kinds of feedback of dialect s-ggz"
Description: "All codes of the code system s-message-type."
* insert nl-title("Berichtsoorten van dialect s-ggz")
* ^experimental = false
* include codes from system SMessageType

ValueSet: Echelons
Id: echelon
Title: "Echelons of mental health care"
Description: "All codes of the code system echelon."
* insert nl-title("Echelons van de ggz")
* ^experimental = false
* include codes from system Echelon

ValueSet: GbEchelons
Id: gb-echelon
Title: "Echelons in dialect gb-ggz, or in canonical words"
Description: "The codes of GbEchelon and Echelon."
* insert nl-title([["Echelons in dialect gb-ggz, of in canonieke vorm"]])
* ^experimental = false
* include codes from system GbEchelon
* include codes from system Echelon

ValueSet: SEchelons
Id: s-echelon
Title: "Echelons in dialect s-ggz, or in canonical words"
Description: "The codes of SEchelon and Echelon."
* insert nl-title([["Echelons in dialect s-ggz, of in canonieke vorm"]])
* ^experimental = false
* include codes from system SEchelon
* include codes from system Echelon

ValueSet: GgzTriageLevels
Id: ggz-triage-level
Title: "Triage levels of acute mental health care"
Description: "The codes of GgzTriageLevel and STriage."
* insert nl-title("Triageniveaus van de acute ggz")
* ^experimental = false
* include codes from system GgzTriageLevel
* include codes from system STriage

ValueSet: NtsUrgencies
Id: nts-urgency
Title: "Urgencies of the GP out-of-hours posts"
Description: "All codes of the code system nts-urgency."
* insert nl-title("Urgenties van de huisartsenposten")
* ^experimental = false
* include codes from system NtsUrgency

ValueSet: ReferralForms
Id: referral-form
Title: "Forms of a referral"
Description: "All codes of the code system referral-form."
* insert nl-title("Vormen van een verwijzing")
* ^experimental = false
* include codes from system ReferralForm

ValueSet: Risks
Id: risk
Title: "Risks that a Flag says"
Description: "All codes of the code system risk."
* insert nl-title("Risico’s die een signalering noemt")
* ^experimental = false
* include codes from system Risk

ValueSet: CarePlanCategories
Id: care-plan-category
Title: "Kinds of care plan"
Description: "All codes of the code system care-plan-category."
* insert nl-title("Soorten zorgplan")
* ^experimental = false
* include codes from system CarePlanCategory

ValueSet: ReferralBusinessStatuses
Id: referral-business-status
Title: "Business statuses of a referral"
Description: "All codes of the code system referral-business-status."
* insert nl-title("Voortgang van een verwijzing")
* ^experimental = false
* include codes from system ReferralBusinessStatus

ValueSet: TaskKinds
Id: task-kind
Title: "What one party asks of the other"
Description: "All codes of the code system task-kind."
* insert nl-title("Wat de ene partij de andere vraagt")
* ^experimental = false
* include codes from system TaskKind

ValueSet: SubstitutionPreconditions
Id: substitution-precondition
Title: "Conditions under which a GP takes over"
Description: "All codes of the code system substitution-precondition."
* insert nl-title("Voorwaarden waaronder een huisarts overneemt")
* ^experimental = false
* include codes from system SubstitutionPrecondition

ValueSet: RejectionReasons
Id: rejection-reason
Title: "Reasons of a rejection"
Description: "All codes of the code system rejection-reason."
* insert nl-title("Redenen van afwijzing")
* ^experimental = false
* include codes from system RejectionReason

ValueSet: RejectionAlternatives
Id: rejection-alternative
Title: "Alternative at a rejection"
Description: "All codes of the code system rejection-alternative."
* insert nl-title("Alternatief bij een afwijzing")
* ^experimental = false
* include codes from system RejectionAlternative

ValueSet: SuspensionReasons
Id: suspension-reason
Title: "Reasons for which the clock stands still"
Description: "All codes of the code system suspension-reason."
* insert nl-title("Redenen waarom de klok stilstaat")
* ^experimental = false
* include codes from system SuspensionReason

ValueSet: WaiverReasons
Id: waiver-reason
Title: "Reasons for which feedback need not be given"
Description: "All codes of the code system waiver-reason."
* insert nl-title("Redenen waarom terugkoppeling niet hoeft")
* ^experimental = false
* include codes from system WaiverReason

ValueSet: DisputeReasons
Id: dispute-reason
Title: "Reasons of a dispute"
Description: "All codes of the code system dispute-reason."
* insert nl-title("Redenen van betwisting")
* ^experimental = false
* include codes from system DisputeReason

ValueSet: Obligations
Id: obligation
Title: "Duties to give feedback"
Description: "All codes of the code system obligation."
* insert nl-title("Plichten tot terugkoppeling")
* ^experimental = false
* include codes from system Obligation

ValueSet: ObligationStates
Id: obligation-state
Title: "States of a duty"
Description: "All codes of the code system obligation-state."
* insert nl-title("Toestanden van een plicht")
* ^experimental = false
* include codes from system ObligationState

ValueSet: ObligationParts
Id: obligation-part
Title: "Parts in a duty"
Description: "All codes of the code system obligation-part."
* insert nl-title("Rollen in een plicht")
* ^experimental = false
* include codes from system ObligationPart

ValueSet: ObligationParties
Id: obligation-party
Title: "Parties of a duty"
Description: "All codes of the code system obligation-party."
* insert nl-title("Partijen van een plicht")
* ^experimental = false
* include codes from system ObligationParty

ValueSet: RegionalQuestions
Id: regional-question
Title: "Questions that a region settles"
Description: "All codes of the code system regional-question."
* insert nl-title("Vragen die een regio beantwoordt")
* ^experimental = false
* include codes from system RegionalQuestion

ValueSet: ParticipantRoles
Id: participant-role
Title: "Roles of participants"
Description: "All codes of the code system participant-role."
* insert nl-title("Rollen van deelnemers")
* ^experimental = false
* include codes from system ParticipantRole

ValueSet: ReportSections
Id: report-section
Title: "Sections of feedback"
Description: "All codes of the code system report-section."
* insert nl-title("Onderdelen van terugkoppeling")
* ^experimental = false
* include codes from system ReportSection

ValueSet: LegalStatuses
Id: legal-status
Title: "Legal status of the zib"
Description: "The measures that the list of the zib LegalSituation has, those of the Bopz beside those of the Wvggz."
* insert nl-title("Juridische status volgens de zib")
* ^experimental = false
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#ZM
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#CM
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#VCM
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#NOOD
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#TEMP
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#RM
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#IBS
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#VM
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#OPM
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#TBS
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#PIJ
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#OTS
* urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#VMM

ValueSet: ProblemNames
Id: problem-name
Title: "Names of problems"
Description: "The code systems that nl-core lets a problem be named by and the gateway carries. Their codes are not at hand, so which of them exist is not checked."
* insert nl-title("Namen van problemen")
* ^copyright = "Names of code systems only, no content: ICPC-1-NL is of NHG, DSM-5 of the American Psychiatric Association, SNOMED CT of SNOMED International (affiliate licence)."
* ^experimental = false
* include codes from system $sct
* include codes from system http://hl7.org/fhir/sid/icpc-1-nl
* include codes from system urn:oid:2.16.840.1.113883.2.4.4.31.1
* include codes from system http://hl7.org/fhir/sid/icd-10
* include codes from system http://hl7.org/fhir/sid/icd-10-nl
* include codes from system http://hl7.org/fhir/sid/dsm5
* include codes from system urn:oid:2.16.840.1.113883.6.344
* include codes from system urn:oid:2.16.840.1.113883.6.126
* include codes from system urn:oid:2.16.840.1.113883.3.3210.14.2.2.35
* include codes from system Dsm5Chapter
