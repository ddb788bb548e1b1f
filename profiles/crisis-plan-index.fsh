// How a crisis plan is found, and who may read it.

Alias: $care-plan-category = https://ggz-gateway.example/fhir/CodeSystem/care-plan-category

Profile: CrisisPlanCarePlan
Parent: CarePlan
Id: crisis-plan-care-plan
Title: "Index of a crisis plan"
Description: "The CarePlan by which a crisis plan is found, by patient, category and status: it says from when until when the plan holds and points at the letter that holds it and the consent that it may be read."
* insert nl-title([["Index van een crisisplan"]])
* insert by-pattern(category)
* category contains crisisPlan 1..*
* category[crisisPlan] = $care-plan-category#crisis-plan
* supportingInfo ^slicing.discriminator.type = #type
* supportingInfo ^slicing.discriminator.path = "resolve()"
* supportingInfo ^slicing.rules = #open
* supportingInfo ^slicing.description = "By the type of what is pointed at, where it is at hand"
* supportingInfo contains letter 0..* and document 0..* and consent 0..*
* supportingInfo[letter] only Reference(Composition)
* supportingInfo[document] only Reference(DocumentReference)
* supportingInfo[consent] only Reference(Consent)
* obeys plan-index-start and plan-index-end and plan-index-letter and plan-index-author

Invariant: plan-index-start
Description: "the index says since when the plan holds"
Severity: #warning
Expression: "created.exists() or period.start.exists()"
* insert in-dutch([["de index zegt sinds wanneer het plan geldt"]])
* requirements = "Proposal of this gateway: without it nobody knows which plan holds"

Invariant: plan-index-end
Description: "the index says until when the plan holds"
Severity: #warning
Expression: "period.end.exists()"
* insert in-dutch([["de index zegt tot wanneer het plan geldt"]])
* requirements = "Proposal of this gateway: a plan is to be looked at again at least yearly; no rule for it was found"

Invariant: plan-index-letter
Description: "the index points at the letter or document that holds the plan"
Severity: #warning
Expression: "supportingInfo.where(type = 'Composition' or type = 'DocumentReference' or reference.contains('Composition/') or reference.contains('DocumentReference/') or resolve().where(resourceType = 'Composition' or resourceType = 'DocumentReference').exists()).exists()"
* insert in-dutch([["de index wijst naar de brief of het document met het plan"]])
* requirements = "Product choice of this gateway: who finds the index at night needs the plan"

Invariant: plan-index-author
Description: "the index says whose plan it is, beside the patient"
Severity: #warning
Expression: "author.exists() or contributor.exists()"
* insert in-dutch([["de index zegt van wie het plan is, naast de patiënt"]])
* requirements = "Proposal of this gateway: the treating clinician is whom a crisis service calls"

Profile: CrisisPlanConsent
Parent: Consent
Id: crisis-plan-consent
Title: "Consent to share a crisis plan"
Description: "The patient's word on who may read a crisis plan: it points at the CarePlan and at the letter."
* insert nl-title([["Toestemming om een crisisplan te delen"]])
* provision.data ^slicing.discriminator.type = #type
* provision.data ^slicing.discriminator.path = "reference.resolve()"
* provision.data ^slicing.rules = #open
* provision.data ^slicing.description = "By the type of what is pointed at, where it is at hand"
* provision.data contains index 0..* and letter 0..*
* provision.data[index].reference only Reference(CarePlan)
* provision.data[letter].reference only Reference(Composition)
* obeys plan-consent-patient and plan-consent-date and plan-consent-decision and plan-consent-readers
* obeys plan-consent-index and plan-consent-letter

Invariant: plan-consent-patient
Description: "the consent says whose it is"
* insert consent-asks([["de toestemming zegt van wie zij is"]], [[patient.exists()]])

Invariant: plan-consent-date
Description: "the consent says when it was given"
* insert consent-asks([["de toestemming zegt wanneer zij is gegeven"]], [[dateTime.exists()]])

Invariant: plan-consent-decision
Description: "the consent says whether it permits or denies"
* insert consent-asks([["de toestemming zegt of zij toestaat of weigert"]], [[provision.type.exists()]])

Invariant: plan-consent-readers
Description: "the consent says who may read the plan"
* insert consent-asks([["de toestemming zegt wie het plan mag lezen"]], [[(provision | provision.provision).actor.exists()]])

Invariant: plan-consent-index
Description: "the consent points at the CarePlan of the plan"
* insert consent-asks([["de toestemming wijst naar het CarePlan van het plan"]], [[(provision | provision.provision).data.reference.where(type = 'CarePlan' or reference.contains('CarePlan/') or resolve().where(resourceType = 'CarePlan').exists()).exists()]])

Invariant: plan-consent-letter
Description: "the consent points at the letter or document that holds the plan"
* insert consent-asks([["de toestemming wijst naar de brief of het document met het plan"]], [[(provision | provision.provision).data.reference.where(type = 'Composition' or type = 'DocumentReference' or reference.contains('Composition/') or reference.contains('DocumentReference/') or resolve().where(resourceType = 'Composition' or resourceType = 'DocumentReference').exists()).exists()]])

RuleSet: consent-asks(nl, expression)
* severity = #warning
* expression = "{expression}"
* insert in-dutch([[{nl}]])
* requirements = "Gathered from public pages on the crisis plan (Crisiskaart Rijnmond): the patient decides who may read it; how the consent says so is a product choice of this gateway"
