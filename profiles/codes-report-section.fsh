// The sections of structured feedback, and of a structured referral letter.

CodeSystem: ReportSection
Id: report-section
Title: "Sections of feedback"
Description: "The sections by which structured feedback is found complete, in Composition.section.code; the profile of a kind says which it asks for. A referral letter may use them, too. The codes are a product choice of this gateway: no national list was found. A coding of another system that marks the same section (same-as) counts as well."
* insert nl-title("Onderdelen van terugkoppeling")
* ^caseSensitive = true
* ^experimental = false
* ^property[0].code = #same-as
* ^property[0].description = "A coding of another system that marks the same section"
* ^property[0].type = #Coding
* insert concept(answer, "Answer to the question", "Antwoord op de vraag")
* insert concept(diagnosis, "Diagnosis", "Diagnose")
* insert concept(treatment-plan, "Treatment plan", "Behandelplan")
* #treatment-plan ^property[0].code = #same-as
* #treatment-plan ^property[0].valueCoding = http://loinc.org#18776-5
* insert concept(regiebehandelaar, "Regiebehandelaar", "Regiebehandelaar")
* insert concept(medication, "Medication", "Medicatie")
* #medication ^property[0].code = #same-as
* #medication ^property[0].valueCoding = http://loinc.org#10160-0
* insert concept(start-or-wait, "Start or wait", "Start of wachttijd")
* insert concept(care-status, "How things stand", "Stand van zaken")
* insert concept(responsible, "Who is responsible", "Verantwoordelijkheid")
* insert concept(bridging-care, "Bridging care", "Overbruggingszorg")
* insert concept(contact, "Contact", "Contact en bereikbaarheid")
* insert concept(appointment, "Place and clinician of the appointment", "Plaats en behandelaar")
* insert concept(next-step, "Attempts and next step", "Pogingen en vervolgstap")
* insert concept(who-acts, "Who acts", "Wie onderneemt actie")
* insert concept(offer, "Offer of care", "Zorgaanbod")
* insert concept(treatment, "Treatment and goals", "Behandeling en doelen")
* insert concept(course, "Course and result", "Beloop en resultaat")
* insert concept(risk, "Risk", "Risico")
* insert concept(change, "Change", "Wijziging")
* insert concept(reason, "Reason", "Reden")
* insert concept(checks, "Checks", "Controles")
* insert concept(transfer, "From and to", "Overdracht van en naar")
* insert concept(follow-up, "Advice for follow-up", "Advies voor vervolg")
* insert concept(relapse-plan, "Plan for relapse or crisis", "Terugval- of crisisplan")
* insert concept(alternative, "Alternative", "Alternatief")
* insert concept(patient-informed, "Patient informed", "Patiënt geïnformeerd")
* insert concept(urgency, "Urgency", "Urgentie")
* insert concept(findings, "Findings", "Bevindingen")
* insert concept(measures, "Measures", "Maatregelen")
* insert concept(version, "Version of the plan", "Versie van het plan")
* insert concept(signs, "Signs per phase", "Signalen per fase")
* insert concept(actions, "Actions per phase", "Acties per fase")
* insert concept(not-to-do, "What not to do", "Wat niet te doen")
* insert concept(agreements, "Agreements and wishes", "Afspraken en wensen")
* insert concept(decided-by, "Decided by", "Besloten door")
* insert concept(missing-items, "Missing information", "Ontbrekende gegevens")
* insert concept(question, "Question", "Vraag")
* insert concept(consent, "Consent", "Toestemming")
* insert concept(period, "Period", "Verslagperiode")
* insert concept(expected-duration, "Expected duration", "Verwachte duur")
* insert concept(request-to-gp, "Request to the GP", "Verzoek aan de huisarts")
* insert concept(echelon, "Chosen echelon", "Gekozen echelon")
* insert concept(legal-status, "Legal status", "Juridische status")
* insert concept(sharing, "Who may read it", "Wie het mag lezen")
* insert concept(phase, "Phase", "Fase")
* insert concept(actions-by-patient, "Actions by the patient", "Wat de patiënt doet")
* insert concept(actions-by-relatives, "Actions by relatives", "Wat naasten doen")
* insert concept(actions-by-professionals, "Actions by professionals", "Wat hulpverleners doen")
* insert concept(triggers, "What sets it off", "Aanleidingen")
* insert concept(protective-factors, "What protects", "Beschermende factoren")
* insert concept(severity, [["Severity of distress and dysfunction"]], [["Ernst van lijdensdruk en disfunctioneren"]])
* insert concept(complexity, "Complexity", "Complexiteit")
* insert concept(comorbidity, "Comorbidity", "Comorbiditeit")
* insert concept(wishes, "Wishes of patient and relatives", "Wensen van patiënt en naasten")
* insert concept(context, [["Motivation, self-management, social and financial context"]], [["Motivatie, zelfmanagement, sociale en financiële situatie"]])
* insert concept(practical-care, [["Care for children, animals and home"]], [["Zorg voor kinderen, dieren en huis"]])
