// What the national agreements (LGA) and the Verwijsafspraken want of a referral, as far as a computer can see it. These
// rules advise and refuse nothing: the agreements give a hold, and a professional may deviate with reason, as their summary
// for GPs says itself. What stands in a letter no rule can read, so a letter is taken to say what it should.

// The years decide for nearly everybody; the day is reckoned for who is about that old.
Invariant: lga-adult
Description: "an adult: the national agreements are about patients from 18 years on"
Severity: #warning
Expression: "subject.resolve().birthDate.toString().substring(0, 4).toInteger() + 18 < authoredOn.toString().substring(0, 4).toInteger() or subject.resolve().birthDate.empty() or authoredOn.empty() or subject.resolve().where(birthDate.toString().length() = 10).empty() or (subject.resolve().birthDate + 18 years).toString() <= authoredOn.toString().substring(0, 10)"
* insert advised([["een volwassene: de landelijke afspraken gaan over patiënten vanaf 18 jaar"]], [["LGA, NHG summary for GPs, on whom they are about. Certain"]])

Invariant: lga-letter
Description: "a letter: one belongs to every referral"
Severity: #warning
Expression: "supportingInfo.resolve().where(resourceType = 'Composition' or resourceType = 'DocumentReference').exists() or category.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/referral-form').exists()"
* insert advised([["een brief: die hoort bij elke verwijzing"]], [["LGA, NHG summary for GPs: at every referral a letter, in the form of the NHG guideline on information exchange. Certain; the form of the guideline was not seen"]])

Invariant: lga-disorder
Description: "the suspected disorder, coded or in words"
Severity: #warning
Expression: "reasonCode.exists() or reasonReference.exists() or supportingInfo.resolve().where(resourceType = 'Composition' or resourceType = 'DocumentReference').exists()"
* insert advised([["de vermoede stoornis, gecodeerd of in woorden"]], [["LGA, NHG summary for GPs, the criteria of referral of the government: (suspected) DSM disorder; a description is enough (LVVP 2023). Certain"]])

Invariant: lga-severity
Description: "how severe the distress or dysfunction is, as severity of the condition, in words or in the letter"
Severity: #warning
Expression: "reasonReference.resolve().where(resourceType = 'Condition').severity.exists() or reasonCode.text.exists() or note.exists() or supportingInfo.resolve().where(resourceType = 'Composition' or resourceType = 'DocumentReference').exists()"
* insert advised([["hoe ernstig de klachten of beperkingen zijn, als ernst van de aandoening, in woorden of in de brief"]], [["LGA, NHG summary for GPs, the criteria of referral of the government: severity is a criterion of referral. Certain; that it may stand in words is a product choice"]])

Invariant: lga-risk
Description: "the risk, as Flag, in words or in the letter; that there is none is said as well"
Severity: #warning
Expression: "supportingInfo.resolve().where(resourceType = 'Flag' or resourceType = 'Composition' or resourceType = 'DocumentReference').exists() or note.exists() or reasonCode.text.exists()"
* insert advised([["het risico, als signalering, in woorden of in de brief; ook dat er geen is"]], [["LGA, NHG summary for GPs, the criteria of referral of the government: risk is a criterion of referral. Certain; that it may stand in words is a product choice"]])

Invariant: lga-echelon
Description: "generalist or specialised care: where a referral says neither, the performer chooses and tells"
Severity: #warning
Expression: "performerType.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/echelon').exists() or priority = 'stat' or basedOn.exists() or category.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/referral-form').exists()"
* insert advised([["basis-ggz of gespecialiseerde ggz: zegt een verwijzing het niet, dan kiest de aanbieder en meldt dat"]], [["Verwijsafspraken ggz (pages of LVVP, Zilveren Kruis and Normenkader): GB or S belongs to the minimum of a letter, and may be missing. Certain; acute care needs no referral, and one that passes another on was preceded by the referrer's"]])

Invariant: lga-referrer
Description: "the referrer with an AGB code; that of the practice suffices for a locum"
Severity: #warning
Expression: "requester.identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/agb-z').exists() or requester.resolve().identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/agb-z').exists() or requester.resolve().practitioner.resolve().identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/agb-z').exists() or requester.resolve().organization.resolve().identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/agb-z').exists()"
* insert advised([["de verwijzer met een AGB-code; die van de praktijk volstaat bij waarneming"]], [["Verwijsafspraken ggz (LVVP 2023): minimum of a letter. Seen in a list that was cut off"]])

Invariant: lga-gb-danger
Description: "specialised care, or protective factors in the letter, where the patient is in danger"
Severity: #warning
Expression: "performerType.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/echelon' and code = 'gb-ggz').empty() or supportingInfo.resolve().where(resourceType = 'Flag' and status = 'active').code.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/risk' and (code = 'suicide' or code = 'violence' or code = 'neglect' or code = 'abuse')).empty() or supportingInfo.resolve().where(resourceType = 'Composition' or resourceType = 'DocumentReference').exists()"
* insert advised([["gespecialiseerde ggz, of beschermende factoren in de brief, waar de patiënt gevaar loopt of vormt"]], [["LGA, NHG summary for GPs, when to refer to GB-GGZ and when to S-GGZ: some danger with protective factors to GB-GGZ, high risk to S-GGZ. Certain; that an active Flag stands for danger is a product choice"]])

// Measures of the Wvggz alone: those of youth care, criminal law and the old Bopz say nothing of the echelon.
Invariant: lga-gb-involuntary
Description: "specialised care where a measure under the Wvggz is in force"
Severity: #warning
Expression: "performerType.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/echelon' and code = 'gb-ggz').empty() or (reasonReference.resolve().where(resourceType = 'Condition' and clinicalStatus.coding.where(code = 'inactive' or code = 'remission' or code = 'resolved').empty() and verificationStatus.coding.where(code = 'refuted' or code = 'entered-in-error').empty()).code.coding.where(system = 'urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2' and (code = 'ZM' or code = 'CM' or code = 'VCM' or code = 'NOOD' or code = 'TEMP')).empty() and supportingInfo.resolve().where(resourceType = 'Condition' and clinicalStatus.coding.where(code = 'inactive' or code = 'remission' or code = 'resolved').empty() and verificationStatus.coding.where(code = 'refuted' or code = 'entered-in-error').empty()).code.coding.where(system = 'urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2' and (code = 'ZM' or code = 'CM' or code = 'VCM' or code = 'NOOD' or code = 'TEMP')).empty())"
* insert advised([["gespecialiseerde ggz waar een maatregel volgens de Wvggz van kracht is"]], [["LGA, NHG summary for GPs, when to refer to S-GGZ: need of involuntary treatment. Certain; that a measure stands for it is a product choice"]])

Invariant: lga-gb-severe
Description: "specialised care where the disorder is severe, or a letter that says why generalist care suffices"
Severity: #warning
Expression: "performerType.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/echelon' and code = 'gb-ggz').empty() or reasonReference.resolve().where(resourceType = 'Condition').severity.coding.where(system = 'http://snomed.info/sct' and code = '24484000').empty() or supportingInfo.resolve().where(resourceType = 'Composition' or resourceType = 'DocumentReference').exists()"
* insert advised([["gespecialiseerde ggz waar de stoornis ernstig is, of een brief die zegt waarom de basis-ggz volstaat"]], [["LGA, NHG summary for GPs, when to refer to GB-GGZ and when to S-GGZ: moderate to severe distress may go to GB-GGZ, severe distress with strong dysfunction goes to S-GGZ. The border is a professional's; that a coded severity stands for it is a product choice"]])

// A mild disorder beside a severe one, or with a risk, is no reason against specialised care.
Invariant: lga-s-mild
Description: "generalist care, or care by the GP, where all that is known is a mild disorder and no risk"
Severity: #warning
Expression: "performerType.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/echelon' and code = 's-ggz').empty() or reasonReference.resolve().where(resourceType = 'Condition').severity.coding.where(system = 'http://snomed.info/sct' and code = '255604002').empty() or reasonReference.resolve().where(resourceType = 'Condition').severity.coding.where(system = 'http://snomed.info/sct' and (code = '6736007' or code = '24484000')).exists() or supportingInfo.resolve().where(resourceType = 'Flag' and status = 'active').exists()"
* insert advised([["basis-ggz, of zorg door de huisarts, waar niet meer bekend is dan een lichte stoornis zonder risico"]], [["LGA, NHG summary for GPs, whom the GP treats and when to refer to S-GGZ: light distress of short duration stays with the GP, severe distress goes to S-GGZ. Certain; a course that did not improve may be a reason that no code says, and that a coded severity stands for distress is a product choice"]])

// The Dutch words of an advice, and what it rests on.
RuleSet: advised(nl, source)
* requirements = {source}
* insert in-dutch([[{nl}]])
