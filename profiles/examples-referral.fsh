// Valid examples of the canonical form. Persons and organisations exist for tests only.

Instance: referral-example
InstanceOf: Referral
Usage: #example
* contained[0] = referral-example-letter
* contained[1] = referral-example-condition
* contained[2] = referral-example-flag
* contained[3] = referral-example-patient
* contained[4] = referral-example-practice
* identifier.system = "https://praktijk-noord.example/verwijzingen"
* identifier.value = "V-2026-0001"
* status = #active
* intent = #order
* category[referral] = $sct#3457005
* priority = #urgent
* priority.extension[ggzTriageLevel].valueCoding = https://ggz-gateway.example/fhir/CodeSystem/ggz-triage-level#within-24-hours
* code = $sct#3457005
* performerType.coding[echelon] = https://ggz-gateway.example/fhir/CodeSystem/echelon#s-ggz "Specialised mental health care"
* subject = Reference(referral-example-patient)
* occurrencePeriod.end = "2026-03-09"
* authoredOn = "2026-03-02"
* requester = Reference(referral-example-practice)
* requester.display = "Huisartsenpraktijk Noord"
* performer = Reference(Organization/s-ggz-parkzicht)
* reasonReference = Reference(referral-example-condition)
* supportingInfo[0] = Reference(referral-example-letter)
* supportingInfo[1] = Reference(referral-example-flag)

Instance: referral-example-letter
InstanceOf: Composition
Usage: #inline
* status = #final
* type = http://loinc.org#57133-1
* subject = Reference(referral-example-patient)
* date = "2026-03-02"
* author = Reference(referral-example-practice)
* title = "Verwijsbrief"
* section.title = "Kern"
* section.code = $sct#406550009
* section.text.status = #additional
* section.text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Graag beoordeling en behandeling.</p></div>"

Instance: referral-example-condition
InstanceOf: Condition
Usage: #inline
* clinicalStatus = http://terminology.hl7.org/CodeSystem/condition-clinical#active
* verificationStatus = http://terminology.hl7.org/CodeSystem/condition-ver-status#provisional
* severity = $sct#24484000
* code.coding[0] = http://hl7.org/fhir/sid/icpc-1-nl#P76
* code.text = "Depressieve stoornis, vermoeden"
* subject = Reference(referral-example-patient)

Instance: referral-example-flag
InstanceOf: Flag
Usage: #inline
* status = #active
* code = https://ggz-gateway.example/fhir/CodeSystem/risk#suicide
* subject = Reference(referral-example-patient)

Instance: referral-example-patient
InstanceOf: Patient
Usage: #inline
* identifier.system = $bsn
* identifier.value = "999999151"
* birthDate = "1990-05-01"

Instance: referral-example-practice
InstanceOf: Organization
Usage: #inline
* identifier.system = $agb
* identifier.value = "01000001"
* name = "Huisartsenpraktijk Noord"

Instance: patient-example
InstanceOf: ReferredPatient
Usage: #example
* identifier[bsn].value = "999999151"
* name.use = #official
* name.text = "Test van der Voorbeeld"
* name.family = "van der Voorbeeld"
* name.family.extension[ownPrefix].valueString = "van der"
* name.family.extension[ownName].valueString = "Voorbeeld"
* name.given = "Test"
* gender = #female
* birthDate = "1990-05-01"
* generalPractitioner = Reference(organization-example)

Instance: organization-example
InstanceOf: CareOrganization
Usage: #example
* identifier[agb].value = "01000001"
* type = https://ggz-gateway.example/fhir/CodeSystem/participant-role#his "GP practice"
* name = "Huisartsenpraktijk Noord"

Instance: practitioner-example
InstanceOf: CarePractitioner
Usage: #example
* identifier[agb].value = "01000002"
* identifier[big].value = "19000000001"
* identifier[uzi].value = "900000001"
* name.text = "T. Test, huisarts"

Instance: practitioner-role-example
InstanceOf: CarePractitionerRole
Usage: #example
* practitioner.identifier.system = $agb
* practitioner.identifier.value = "01000002"
* practitioner.display = "T. Test, huisarts"
* organization = Reference(organization-example)

Instance: condition-example
InstanceOf: ReferredCondition
Usage: #example
* clinicalStatus = http://terminology.hl7.org/CodeSystem/condition-clinical#active
* verificationStatus = http://terminology.hl7.org/CodeSystem/condition-ver-status#provisional
* code.coding[0] = http://hl7.org/fhir/sid/icpc-1-nl#P76
* code.coding[1] = http://hl7.org/fhir/sid/icd-10#F32
* code.coding[1].extension[suggestedTranslation].extension[conceptMap].valueCanonical = "https://ggz-gateway.example/fhir/ConceptMap/icpc-1-nl-to-icd-10"
* code.coding[1].extension[suggestedTranslation].extension[equivalence].valueCode = #relatedto
* subject = Reference(patient-example)

Instance: flag-example
InstanceOf: RiskFlag
Usage: #example
* extension[detail].valueReference = Reference(referral-example)
* status = #active
* code.coding[risk] = https://ggz-gateway.example/fhir/CodeSystem/risk#crisis-prone "Crisis-prone"
* subject = Reference(patient-example)
* period.start = "2026-03-02"

Instance: consent-example
InstanceOf: SharingConsent
Usage: #example
* status = #active
* scope = http://terminology.hl7.org/CodeSystem/consentscope#patient-privacy
* category = http://loinc.org#59284-0
* patient = Reference(patient-example)
* dateTime = "2026-03-02"
* performer = Reference(patient-example)
* policy.uri = "https://wetten.overheid.nl/BWBR0005290"
* provision.type = #deny
* provision.code = https://ggz-gateway.example/fhir/CodeSystem/feedback-kind#end-report
* provision.data.meaning = #related
* provision.data.reference = Reference(referral-example)
