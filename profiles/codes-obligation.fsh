// Code systems of duties and agreements.

CodeSystem: Obligation
Id: obligation
Title: "Duties to give feedback"
Description: "Codes of the rules of the agreements that come with the gateway. A region may have rules of its own, so the list is not closed."
* insert nl-title("Plichten tot terugkoppeling")
* ^caseSensitive = true
* ^experimental = false
* ^content = #fragment
* insert concept(registration-confirmation, "Confirmation of registration", "Aanmeldbevestiging")
* insert concept(intake-confirmation, "Report after intake", "Bericht na intake")
* insert concept(status-notice, "Notice while waiting", "Wachtbericht")
* insert concept(yearly-report, "Yearly progress report", "Jaarlijkse voortgangsbrief")
* insert concept(care-offer, "Offer of care after intake", "Zorgaanbod na intake")
* insert concept(treatment-start, "Notice of the start of treatment", "Bericht start behandeling")
* insert concept(crisis-plan, "Signalling or crisis plan", "Signalerings- of crisisplan")
* insert concept(no-show, "Notice of a no-show", "Bericht niet verschenen")
* insert concept(no-show-urgent, "Notice of a no-show at an urgent referral", "Bericht niet verschenen bij spoed")
* insert concept(appearance-confirmation, "Appearance after an urgent referral", "Verschenen na spoedverwijzing")
* insert concept(crisis-report, "Crisis report", "Crisisbericht")
* insert concept(transfer-notice, "Notice of transfer", "Kennisgeving overdracht behandeling")
* insert concept(end-report, "Report at the end of treatment", "Bericht einde behandeling")
* insert concept(rejection, "Notice of rejection", "Bericht van afwijzing")
* insert concept(unreferred-care, "Letter about care without referral", "Brief bij zorg zonder verwijzing")
* insert concept(consultation-answer, "Answer to a consultation", "Antwoord op consultvraag")
* insert concept(handover-agreed, "Back-referral agreed by the GP", "Terugverwijzing met instemming van de huisarts")
* insert concept(substitution-review, "Review after substitution", "Evaluatie na substitutie")
* insert concept(treek-intake, "Treek norm: intake within 4 weeks", "Treeknorm: intake binnen 4 weken")
* insert concept(treek-treatment, "Treek norm: treatment within 10 weeks after intake", "Treeknorm: start behandeling binnen 10 weken na intake")
* insert concept(treek-total, "Treek norm: treatment within 14 weeks", "Treeknorm: start behandeling binnen 14 weken")
* insert concept(appointment-notice, "Notice of an appointment", "Kennisgeving afspraak")
* insert concept(change-notice, "Notice of a change", "Bericht van wijziging")
* insert concept(information-answer, "Answer to an information request", "Antwoord op informatieverzoek")
* insert concept(handover-answer, "Answer to a proposed back-referral", "Antwoord op voorstel tot terugverwijzing")
* insert concept(handover-letter, "Hand-over letter after agreement", "Overdrachtsbrief na instemming")
* insert concept(instability-notice, "Notice of an unstable patient to the out-of-hours post", "Melding instabiele patiënt aan de huisartsenpost")

CodeSystem: ObligationState
Id: obligation-state
Title: "States of a duty"
Description: "In Task.businessStatus of an obligation Task, derived at each read and never stored."
* insert nl-title("Toestanden van een plicht")
* ^caseSensitive = true
* ^experimental = false
* insert concept(prospective, "Open", "Open")
* insert concept(due-soon, "Due soon", "Termijn verloopt binnenkort")
* insert concept(overdue, "Overdue", [["Te laat, nog niet ontvangen"]])
* insert concept(met, "Met", "Voldaan")
* insert concept(met-late, "Met late", "Te laat voldaan")
* insert concept(met-unchecked, [["Met, content not checked"]], [["Voldaan, inhoud niet te controleren"]])
* insert concept(waived, "Waived", "Vervallen: hoeft niet meer")
* insert concept(suspended, "Suspended: the clock stands still", "Opgeschort: de klok staat stil")
* insert concept(blocked, "Receiver unknown", "Ontvanger onbekend")
* insert concept(superseded, "Taken over", "Overgegaan")
* insert concept(not-applicable, "Not applicable", "Niet van toepassing")

CodeSystem: ObligationPart
Id: obligation-part
Title: "Part in a duty"
Description: "Whether a party of a rule owes or is owed."
* insert nl-title("Rol in een plicht")
* ^caseSensitive = true
* ^experimental = false
* insert concept(debtor, "Debtor", "Wie verschuldigd is")
* insert concept(creditor, "Creditor", "Aan wie verschuldigd is")

CodeSystem: ObligationParty
Id: obligation-party
Title: "Parties of a duty"
Description: "Which party of a referral a rule means."
* insert nl-title("Partijen van een plicht")
* ^caseSensitive = true
* ^experimental = false
* insert concept(performer, "Performer", "Uitvoerder")
* insert concept(requester, "Requester", "Verwijzer")
* insert concept(gp, "GP of the patient", "Huisarts van de patiënt")
* insert concept(poh, "Mental health nurse of the GP", "POH-GGZ van de huisarts")
* insert concept(hap, "GP out-of-hours post", "Huisartsenpost")

CodeSystem: RegionalQuestion
Id: regional-question
Title: "Questions that a region settles"
Description: "Points that the national agreements leave to the region, answered in an agreement’s arrangements."
* insert nl-title("Vragen die een regio beantwoordt")
* ^caseSensitive = true
* ^experimental = false
* insert concept(care-available, [["Which guidance, support and treatment does the region have?"]], [["Welke begeleiding, ondersteuning en behandeling is er in de regio?"]])
* insert concept(earlier-agreements, "Which agreements are there already?", "Welke afspraken gelden er al?")
* insert concept(reachability, "How and when can the clinicians involved be reached?", "Hoe en wanneer zijn de betrokken hulpverleners bereikbaar voor overleg?")
* insert concept(consultation-channel, "By which channel does a GP ask for a consultation?", "Langs welke weg vraagt een huisarts consultatie?")
* insert concept(prevention, "What is offered for prevention?", "Wat is er aan preventie?")
* insert concept(known-waits, "Where are the present waiting times to be found?", "Waar staan de actuele wachttijden?")
* insert concept(crisis-appearance, "Who makes sure that a patient who was referred in a crisis appeared?", "Wie gaat na of een patiënt na een verwijzing in crisis is verschenen?")
* insert concept(gp-expertise, [["Which expertise does a GP need for chronic patients, and how is it provided?"]], [["Welke kennis heeft de huisarts nodig om chronische patiënten op te vangen, en hoe komt die daar?"]])
* insert concept(somatic-checks, "Who does the somatic checks of a patient who is treated in specialised care?", "Wie doet de lichamelijke controles van een patiënt in de s-ggz?")
* insert concept(care-coordination, "Who coordinates where several clinicians treat one patient?", "Wie coördineert de zorg als meer behandelaren betrokken zijn?")
* insert concept(regular-exchange, [["How do patient, relatives, GP, basic and specialised care keep in touch?"]], [["Hoe stemmen patiënt, naasten, huisarts, gb-ggz en s-ggz geregeld met elkaar af?"]])
* insert concept(crisis-available, "In which situations is the crisis service available?", "In welke situaties is de crisisdienst beschikbaar?")
* insert concept(crisis-by-patient, "When may a patient call the crisis service?", "Wanneer mag een patiënt zelf de crisisdienst bellen?")
* insert concept(crisis-unseen, "When may a doctor refer to the crisis service without having seen the patient?", "Wanneer mag een arts naar de crisisdienst verwijzen zonder de patiënt te hebben gezien?")
* insert concept(responsible-while-waiting, "Who is responsible after a referral while the patient waits?", "Wie is na een verwijzing verantwoordelijk zolang de patiënt wacht?")
* insert concept(crisis-report, "What must a referral to the crisis service and the report back contain?", "Waaraan moeten een verwijzing naar de crisisdienst en het bericht terug voldoen?")
* insert concept(care-after-crisis, [["Who is responsible after a crisis intervention, when the patient goes back and when the patient is passed on?"]], [["Wie is verantwoordelijk na een crisisinterventie, bij terugverwijzing en bij doorverwijzing?"]])
* insert concept(maximum-wait, "Which longest wait is agreed?", "Welke wachttijd is ten hoogste afgesproken?")

CodeSystem: Outcome
Id: outcome
Title: "Codes of outcomes"
Description: "In OperationOutcome.issue.details. The codes stand in docs/outcomes.md and are not repeated here."
* insert nl-title("Codes van uitkomsten")
* ^caseSensitive = true
* ^experimental = false
* ^content = #not-present
