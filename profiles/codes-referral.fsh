// Code systems of the life of a referral: its Task, and what one party asks of the other.

CodeSystem: ReferralBusinessStatus
Id: referral-business-status
Title: "Business statuses of a referral"
Description: "In Task.businessStatus of a coordination Task. Each holds during some statuses of the Task and is cleared when it is stale."
* insert nl-title("Voortgang van een verwijzing")
* ^caseSensitive = true
* ^experimental = false
* insert concept(registered, "Registered", "Aangemeld")
* insert concept(waiting-list, "On the waiting list", "Op de wachtlijst")
* insert concept(intake-planned, "Intake planned", "Intake gepland")
* insert concept(no-show, "Did not appear", "Niet verschenen")
* insert concept(intake-done, "Intake done", "Intake gedaan")
* insert concept(awaiting-information, "Awaiting information", "Wacht op informatie")
* insert concept(in-treatment, "In treatment", "In behandeling")
* insert concept(transferred, "Transferred", "Overgedragen")
* insert concept(ended, "Ended", "Beëindigd")

CodeSystem: TaskKind
Id: task-kind
Title: "What one party asks of the other"
Description: "In Task.code of a Task of its own, which the other party accepts or refuses."
* insert nl-title("Wat de ene partij de andere vraagt")
* ^caseSensitive = true
* ^experimental = false
* insert concept(back-referral, "Back-referral", "Terugverwijzing")
* insert concept(substitution, "Substitution of a stable chronic patient", "Overname van een stabiele chronische patiënt")
* insert concept(abort, "Abort after the start", "Afbreken na de start")

CodeSystem: SubstitutionPrecondition
Id: substitution-precondition
Title: "Conditions under which a GP takes over"
Description: "In Task.input.type of a request to take a stable chronic patient over. After the vision of general practice on care for psychological problems; that each is a typed input is a product choice of this gateway."
* insert nl-title("Voorwaarden waaronder een huisarts overneemt")
* ^caseSensitive = true
* ^experimental = false
* insert concept(circumstances, "Circumstances", "Omstandigheden")
* insert concept(stable, "Stable", "Stabiel")
* insert concept(willing, "Willing", "Bereid")
* insert concept(consulted, "Talked over beforehand", "Vooraf besproken")
* insert concept(on-call, "Whom to call", "Bereikbaarheid")
* insert concept(course, "Course to be expected", "Te verwachten beloop")
* insert concept(medication, "Medication", "Medicatie")
* insert concept(crisis-plan, "Crisis plan", "Crisisplan")
* insert concept(re-entry, "Way back without waiting", "Terugkeer zonder wachttijd")
* insert concept(evaluation, "Evaluation of the medication", "Evaluatie van de medicatie")
* insert concept(funding, "How it is paid for", "Bekostiging")

CodeSystem: RejectionReason
Id: rejection-reason
Title: "Reasons of a rejection"
Description: "In Task.statusReason of a rejected Task; words do as well. After what GPs report of rejections. The codes are a product choice of this gateway: no national list was found."
* insert nl-title("Redenen van afwijzing")
* ^caseSensitive = true
* ^experimental = false
* insert concept(no-capacity, "No capacity", "Geen plaats")
* insert concept(outside-target-group, "Outside the target group", "Buiten de doelgroep")
* insert concept(outside-region, "Outside the region", "Buiten de regio")
* insert concept(other-echelon, "Another echelon fits better", "Ander echelon past beter")
* insert concept(no-contract, "Not paid for by this insurer", "Niet vergoed door deze verzekeraar")
* insert concept(insufficient-information, "Information remains missing", "Gegevens blijven ontbreken")
* insert concept(expired, "Referral no longer valid", "Verwijzing niet meer geldig")
* insert concept(patient-declines, "Patient declines", "Patiënt ziet ervan af")
* insert concept(other, "Another reason", "Andere reden")

CodeSystem: RejectionAlternative
Id: rejection-alternative
Title: "Alternative at a rejection"
Description: "The statement that there is no alternative, in the extension alternative; an alternative itself is told in words."
* insert nl-title("Alternatief bij een afwijzing")
* ^caseSensitive = true
* ^experimental = false
* insert concept(none, "No alternative", "Geen alternatief")

CodeSystem: SuspensionReason
Id: suspension-reason
Title: "Reasons for which the clock stands still"
Description: "In Task.statusReason of a Task that is on hold. Who may say it and for how long at most is in the agreement."
* insert nl-title("Redenen waarom de klok stilstaat")
* ^caseSensitive = true
* ^experimental = false
* insert concept(awaiting-information, "Awaiting information", "Wacht op informatie")
* insert concept(patient-request, "At the patient’s request", "Op verzoek van de patiënt")
* insert concept(patient-unreachable, "Patient cannot be reached", "Patiënt niet bereikbaar")
* insert concept(admitted-elsewhere, "Admitted elsewhere", "Elders opgenomen")

CodeSystem: WaiverReason
Id: waiver-reason
Title: "Reasons for which feedback need not be given"
Description: "Of the operation waive. An objection that also stops the letters is a Consent."
* insert nl-title("Redenen waarom terugkoppeling niet hoeft")
* ^caseSensitive = true
* ^experimental = false
* insert concept(patient-objection, "The patient objects", "Patiënt maakt bezwaar")
* insert concept(deceased, "Deceased", "Overleden")
* insert concept(moved, "Moved", "Verhuisd")
* insert concept(other-provider-reports, "Another provider reports", "Andere aanbieder bericht")
* insert concept(agreed-otherwise, "Agreed otherwise", "Anders afgesproken")
* insert concept(error, "Opened in error", "Ten onrechte geopend")

CodeSystem: DisputeReason
Id: dispute-reason
Title: "Reasons of a dispute"
Description: "Of the operation dispute: why a call or a suspension is contested."
* insert nl-title("Redenen van betwisting")
* ^caseSensitive = true
* ^experimental = false
* insert concept(not-received-call, "The call did not take place", "Het gesprek heeft niet plaatsgevonden")
* insert concept(not-agreed, "Not agreed", "Niet afgesproken")
* insert concept(other, "Another reason", "Andere reden")
