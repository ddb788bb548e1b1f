// Code systems of the dialects his, gb-ggz and s-ggz, as their ConceptMaps have them.

CodeSystem: HisCorrespondence
Id: his-correspondence
Title: "Kinds of feedback of dialect his"
Description: "A code of this dialect, which is a product choice of this gateway: a vendor’s own codes come as a further dialect."
* insert nl-title("Berichtsoorten van dialect his")
* ^caseSensitive = true
* ^experimental = false
* insert concept(AANM, "Registration confirmation", "Aanmeldbevestiging")
* insert concept(STAT, "Status notice", "Wachtbericht")
* insert concept(AFSPR, "Appointment notice", "Kennisgeving afspraak")
* insert concept(VERSCH, "Appearance confirmation", "Patiënt verschenen")
* insert concept(NOSHOW, "No show", "Patiënt niet verschenen")
* insert concept(INTAKE, "Intake confirmation", "Bericht na intake")
* insert concept(AANBOD, "Care offer", "Zorgaanbod")
* insert concept(START, "Treatment start", "Start behandeling")
* insert concept(VOORTG, "Progress report", "Bericht voortgang")
* insert concept(WIJZ, "Change notice", "Bericht wijziging")
* insert concept(OVERDR, "Transfer notice", "Kennisgeving overdracht")
* insert concept(EINDE, "End report", "Bericht einde behandeling")
* insert concept(AFWIJS, "Rejection", "Afwijzing")
* insert concept(CRISIS, "Crisis report", "Crisisbericht")
* insert concept(PLAN, "Crisis plan", "Signaleringsplan of crisisplan")
* insert concept(GEENPLAN, "No plan", "Verklaring geen plan")
* insert concept(BRIEF, "Unreferred care", "Brief zonder verwijzing")
* insert concept(VOORSTEL, "Handover proposal", "Voorstel terugverwijzing")
* insert concept(INFOVRAAG, "Information request", "Informatieverzoek")
* insert concept(INFO, "Information answer", "Informatie op verzoek")
* insert concept(CONSULT, "Consultation question", "Consultvraag")
* insert concept(ADVIES, "Consultation answer", "Consultantwoord")
* insert concept(VERKEN, "Exploratory advice", "Advies verkennend gesprek")
* insert concept(PS, "Professional summary", "Professionele samenvatting")
* insert concept(INSTAB, "Instability notice", "Melding instabiele patiënt")

CodeSystem: GbBericht
Id: gb-bericht
Title: "Kinds of feedback of dialect gb-ggz"
Description: "A code of this dialect, which is a product choice of this gateway: a vendor’s own codes come as a further dialect."
* insert nl-title("Berichtsoorten van dialect gb-ggz")
* ^caseSensitive = true
* ^experimental = false
* insert concept(aanmeldbevestiging, "Registration confirmation", "Aanmeldbevestiging")
* insert concept(wachtbericht, "Status notice", "Wachtbericht")
* insert concept(afspraak, "Appointment notice", "Kennisgeving afspraak")
* insert concept(verschenen, "Appearance confirmation", "Patiënt verschenen")
* insert concept(niet-verschenen, "No show", "Patiënt niet verschenen")
* insert concept(bericht-na-intake, "Intake confirmation", "Bericht na intake")
* insert concept(zorgaanbod, "Care offer", "Zorgaanbod")
* insert concept(start-behandeling, "Treatment start", "Start behandeling")
* insert concept(bericht-voortgang, "Progress report", "Bericht voortgang")
* insert concept(wijziging, "Change notice", "Bericht wijziging")
* insert concept(overdracht, "Transfer notice", "Kennisgeving overdracht")
* insert concept(bericht-einde-behandeling, "End report", "Bericht einde behandeling")
* insert concept(afwijzing, "Rejection", "Afwijzing")
* insert concept(crisisbericht, "Crisis report", "Crisisbericht")
* insert concept(signaleringsplan, "Crisis plan", "Signaleringsplan of crisisplan")
* insert concept(geen-plan, "No plan", "Verklaring geen plan")
* insert concept(brief-zonder-verwijzing, "Unreferred care", "Brief zonder verwijzing")
* insert concept(voorstel-terugverwijzing, "Handover proposal", "Voorstel terugverwijzing")
* insert concept(informatieverzoek, "Information request", "Informatieverzoek")
* insert concept(informatie, "Information answer", "Informatie op verzoek")
* insert concept(consultvraag, "Consultation question", "Consultvraag")
* insert concept(consultantwoord, "Consultation answer", "Consultantwoord")
* insert concept(verkennend-gesprek, "Exploratory advice", "Advies verkennend gesprek")
* insert concept(samenvatting, "Professional summary", "Professionele samenvatting")
* insert concept(instabiel, "Instability notice", "Melding instabiele patiënt")

CodeSystem: SMessageType
Id: s-message-type
Title: "Kinds of feedback of dialect s-ggz"
Description: "A code of this dialect, which is a product choice of this gateway: a vendor’s own codes come as a further dialect."
* insert nl-title("Berichtsoorten van dialect s-ggz")
* ^caseSensitive = true
* ^experimental = false
* insert concept(101, "Registration confirmation", "Aanmeldbevestiging")
* insert concept(102, "Status notice", "Wachtbericht")
* insert concept(103, "Appointment notice", "Kennisgeving afspraak")
* insert concept(104, "Appearance confirmation", "Patiënt verschenen")
* insert concept(105, "No show", "Patiënt niet verschenen")
* insert concept(201, "Intake confirmation", "Bericht na intake")
* insert concept(202, "Care offer", "Zorgaanbod")
* insert concept(203, "Treatment start", "Start behandeling")
* insert concept(204, "Progress report", "Bericht voortgang")
* insert concept(205, "Change notice", "Bericht wijziging")
* insert concept(206, "Transfer notice", "Kennisgeving overdracht")
* insert concept(207, "End report", "Bericht einde behandeling")
* insert concept(208, "Rejection", "Afwijzing")
* insert concept(301, "Crisis report", "Crisisbericht")
* insert concept(302, "Crisis plan", "Signaleringsplan of crisisplan")
* insert concept(303, "No plan", "Verklaring geen plan")
* insert concept(401, "Unreferred care", "Brief zonder verwijzing")
* insert concept(402, "Handover proposal", "Voorstel terugverwijzing")
* insert concept(501, "Information request", "Informatieverzoek")
* insert concept(502, "Information answer", "Informatie op verzoek")
* insert concept(503, "Consultation question", "Consultvraag")
* insert concept(504, "Consultation answer", "Consultantwoord")
* insert concept(505, "Exploratory advice", "Advies verkennend gesprek")
* insert concept(506, "Professional summary", "Professionele samenvatting")
* insert concept(507, "Instability notice", "Melding instabiele patiënt")

CodeSystem: GbVerwijzing
Id: gb-verwijzing
Title: "Referral code of dialect gb-ggz"
Description: "A code of this dialect, which is a product choice of this gateway: a vendor’s own codes come as a further dialect."
* insert nl-title("Verwijscode van dialect gb-ggz")
* ^caseSensitive = true
* ^experimental = false
* insert concept(verwijsbrief, "Referral letter", "Verwijsbrief")

CodeSystem: GbEchelon
Id: gb-echelon
Title: "Echelons of dialect gb-ggz"
Description: "A code of this dialect, which is a product choice of this gateway: a vendor’s own codes come as a further dialect."
* insert nl-title("Echelons van dialect gb-ggz")
* ^caseSensitive = true
* ^experimental = false
* insert concept(GB, "Generalist basic mental health care", "Generalistische basis-ggz")
* insert concept(S, "Specialised mental health care", "Gespecialiseerde ggz")

CodeSystem: SEchelon
Id: s-echelon
Title: "Echelons of dialect s-ggz"
Description: "A code of this dialect, which is a product choice of this gateway: a vendor’s own codes come as a further dialect."
* insert nl-title("Echelons van dialect s-ggz")
* ^caseSensitive = true
* ^experimental = false
* insert concept(BGGZ, "Generalist basic mental health care", "Generalistische basis-ggz")
* insert concept(SGGZ, "Specialised mental health care", "Gespecialiseerde ggz")

CodeSystem: STriage
Id: s-triage
Title: "Triage levels of dialect s-ggz, in hours"
Description: "A code of this dialect, which is a product choice of this gateway: a vendor’s own codes come as a further dialect."
* insert nl-title([["Triageniveaus van dialect s-ggz, in uren"]])
* ^caseSensitive = true
* ^experimental = false
* insert concept(1, "Within 1 hour", "Binnen 1 uur")
* insert concept(4, "Within 4 hours", "Binnen 4 uur")
* insert concept(24, "Within 24 hours", "Binnen 24 uur")
