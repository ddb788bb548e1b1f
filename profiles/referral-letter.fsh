// The letter of a referral. FHIR has no element for much of what a referrer tells, so it stands here. Nothing is asked: most
// letters are text, and who wrote the sections knows best which of them matter.

Profile: ReferralLetter
Parent: Composition
Id: referral-letter
Title: "Referral letter"
Description: "The letter of a referral, in the envelop and kern of the NHG guideline on information exchange between GP and mental health care. The sections with a code of SNOMED CT are those of the Nictiz ELZ draft; the others are a proposal of this gateway for what the national agreements (LGA) weigh at a referral, and words in one section do as well."
* insert nl-title("Verwijsbrief")
* type MS
* type ^short = "Referral note (LOINC 57133-1)"
* subject MS
* date MS
* author MS
* author ^short = "The referrer, and whoever else wrote it, as the POH-GGZ"
* title MS
* section MS
* insert in-coded-sections
* insert snomed-section(envelop, 405624007, [["Envelop: from whom to whom, and who gets a copy, as the POH-GGZ"]])
* section[envelop] insert in-coded-sections
* section[envelop] insert snomed-section(facilities, 230211000146109, [["Facilities that are needed, as an interpreter"]])
* insert snomed-section(kern, 406550009, [["Kern: what the care is asked for"]])
* section[kern] insert in-coded-sections
* section[kern] insert snomed-section(reason, 440378000, [["Reason and suspected disorder in words; the Conditions are its entries"]])
* section[kern] insert coded-section(severity)
* section[kern] insert coded-section(risk)
* section[kern] insert coded-section(complexity)
* section[kern] insert coded-section(course)
* section[kern] insert coded-section(protective-factors)
* section[kern] insert coded-section(comorbidity)
* section[kern] insert coded-section(wishes)
* section[kern] insert coded-section(context)
* section[kern] insert snomed-section(treatment-so-far, 108631000146107, [["Treatment so far, that of the POH-GGZ as well"]])
* section[kern] insert coded-section(medication)
* section[kern] insert snomed-section(question, 240471000146100, [["The question; a kind of treatment that is named is a suggestion"]])
* section[kern] insert coded-section(responsible)
* section[kern] insert snomed-section(further, 159121000146100, [["What else is of importance"]])
* section[kern].section[protective-factors] ^short = "What protects, and the structure of the day"
* section[kern].section[responsible] ^short = "Who is responsible while the patient waits"

// A section of the Nictiz ELZ draft, by its code of SNOMED CT.
RuleSet: snomed-section(name, code, short)
* section contains {name} 0..*
* section[{name}] ^short = {short}
* section[{name}].code 1..1
* section[{name}].code = $sct#{code}

Instance: referral-letter-example
InstanceOf: ReferralLetter
Usage: #example
* status = #final
* type = http://loinc.org#57133-1
* subject = Reference(patient-example)
* date = "2026-03-02"
* author[0] = Reference(practitioner-role-example)
* author[1].display = "S. Test, POH-GGZ"
* title = "Verwijsbrief gespecialiseerde ggz"
* section[envelop].title = "Envelop"
* section[envelop].section[facilities].title = "Voorzieningen"
* section[envelop].section[facilities] insert words([[Graag een tolk Turks; afschrift aan de POH-GGZ.]])
* section[kern].title = "Kern"
* section[kern].section[reason].title = "Reden van verwijzing"
* section[kern].section[reason] insert words([[Vermoeden van een depressieve stoornis, tweede episode.]])
* section[kern].section[severity].title = "Ernst"
* section[kern].section[severity] insert words([[Ernstige lijdensdruk; kan sinds januari niet werken.]])
* section[kern].section[risk].title = "Risico"
* section[kern].section[risk] insert words([[Doodswens zonder plan.]])
* section[kern].section[complexity].title = "Complexiteit"
* section[kern].section[complexity] insert words([[Rouw en somatische klachten spelen mee.]])
* section[kern].section[course].title = "Beloop"
* section[kern].section[course] insert words([[Eerste episode in 2019, toen volledig hersteld.]])
* section[kern].section[protective-factors].title = "Beschermende factoren en daginvulling"
* section[kern].section[protective-factors] insert words([[Zus komt dagelijks; vrijwilligerswerk op dinsdag.]])
* section[kern].section[comorbidity].title = "Comorbiditeit"
* section[kern].section[comorbidity] insert words([[Hypothyreoïdie, goed ingesteld.]])
* section[kern].section[wishes].title = "Wensen"
* section[kern].section[wishes] insert words([[Wil gesprekken, liever geen opname; haar zus denkt mee.]])
* section[kern].section[context].title = "Context"
* section[kern].section[context] insert words([[Gemotiveerd; schulden, het wijkteam is betrokken.]])
* section[kern].section[treatment-so-far].title = "Behandeling tot nu toe"
* section[kern].section[treatment-so-far] insert words([[Zeven gesprekken bij de POH-GGZ, weinig effect.]])
* section[kern].section[medication].title = "Medicatie"
* section[kern].section[medication] insert words([[Sertraline 100 mg sinds januari.]])
* section[kern].section[question].title = "Vraag"
* section[kern].section[question] insert words([[Graag diagnostiek en behandeling; interpersoonlijke therapie als suggestie.]])
* section[kern].section[responsible].title = "Tijdens het wachten"
* section[kern].section[responsible] insert words([[De huisarts blijft behandelaar tot de intake.]])
* section[kern].section[further].title = "Verder van belang"
* section[kern].section[further] insert words([[Geen.]])

RuleSet: words(text)
* text.status = #additional
* text.div = "<div xmlns='http://www.w3.org/1999/xhtml'><p>{text}</p></div>"
