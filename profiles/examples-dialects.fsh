// Valid examples of the dialects. Persons and organisations exist for tests only.

Instance: his-service-request-example
InstanceOf: HisServiceRequest
Usage: #example
* status = #completed
* intent = #order
* category = urn:oid:2.16.840.1.113883.2.4.4.30.69#1
* subject = Reference(patient-example)
* authoredOn = "2026-03-02"
* requester = Reference(practitioner-role-example)
* performer = Reference(Organization/s-ggz-parkzicht)

Instance: his-task-example
InstanceOf: HisTask
Usage: #example
* status = #requested
* intent = #order
* code = $sct#3457005
* focus = Reference(his-service-request-example)
* for = Reference(patient-example)
* authoredOn = "2026-03-02"
* requester = Reference(practitioner-role-example)
* owner = Reference(organization-example)

Instance: his-communication-example
InstanceOf: HisCommunication
Usage: #example
* extension[eventDate].valueDate = "2026-03-20"
* basedOn = Reference(his-service-request-example)
* status = #completed
* category = https://ggz-gateway.example/fhir/CodeSystem/his-correspondence#INTAKE
* subject = Reference(patient-example)
* sent = "2026-03-23T10:00:00+01:00"
* sender = Reference(Organization/s-ggz-parkzicht)
* payload.contentString = "De intake heeft plaatsgevonden."

Instance: gb-ggz-service-request-example
InstanceOf: GbGgzServiceRequest
Usage: #example
* status = #active
* intent = #order
* category = https://ggz-gateway.example/fhir/CodeSystem/gb-verwijzing#verwijsbrief
* performerType.coding[echelon] = https://ggz-gateway.example/fhir/CodeSystem/gb-echelon#GB
* reasonCode.text = "Somber sinds de zomer"
* subject = Reference(patient-example)
* authoredOn = "2026-03-02"
* requester = Reference(practitioner-role-example)
* performer = Reference(Organization/s-ggz-parkzicht)

Instance: gb-ggz-task-example
InstanceOf: GbGgzTask
Usage: #example
* status = #requested
* intent = #order
* code = $sct#3457005
* focus = Reference(gb-ggz-service-request-example)
* for = Reference(patient-example)
* authoredOn = "2026-03-02"
* requester = Reference(practitioner-role-example)
* owner.type = "Organization"
* owner.identifier.system = $agb
* owner.identifier.value = "01000001"

Instance: gb-ggz-communication-example
InstanceOf: GbGgzCommunication
Usage: #example
* extension[eventDate].valueDate = "2026-03-20"
* basedOn = Reference(gb-ggz-service-request-example)
* status = #completed
* category = https://ggz-gateway.example/fhir/CodeSystem/gb-bericht#bericht-na-intake
* subject = Reference(patient-example)
* sent = "2026-03-23T10:00:00+01:00"
* sender = Reference(Organization/s-ggz-parkzicht)
* payload.contentString = "De intake heeft plaatsgevonden."

Instance: s-ggz-service-request-example
InstanceOf: SGgzServiceRequest
Usage: #example
* status = #active
* intent = #order
* category = $sct#3457005
* code = $sct#3457005
* orderDetail = https://ggz-gateway.example/fhir/CodeSystem/s-echelon#SGGZ
* subject = Reference(patient-example)
* authoredOn = "2026-03-02"
* requester = Reference(practitioner-role-example)
* performer = Reference(Organization/s-ggz-parkzicht)

Instance: s-ggz-task-example
InstanceOf: SGgzTask
Usage: #example
* status = #requested
* intent = #order
* code = $sct#3457005
* focus = Reference(s-ggz-service-request-example)
* for = Reference(patient-example)
* authoredOn = "2026-03-02"
* requester = Reference(practitioner-role-example)
* owner.type = "HealthcareService"
* owner.identifier.system = $ura
* owner.identifier.value = "90000301"

Instance: s-ggz-communication-example
InstanceOf: SGgzCommunication
Usage: #example
* extension[eventDate].valueDate = "2026-03-20"
* basedOn = Reference(s-ggz-service-request-example)
* status = #completed
* category = https://ggz-gateway.example/fhir/CodeSystem/s-message-type#201
* subject = Reference(patient-example)
* sent = "2026-03-23T10:00:00+01:00"
* sender = Reference(Organization/s-ggz-parkzicht)
* payload.contentString = "De intake heeft plaatsgevonden."

Instance: his-composition-example
InstanceOf: HisComposition
Usage: #example
* status = #final
* type = http://loinc.org#57133-1
* subject = Reference(patient-example)
* date = "2026-03-02"
* author = Reference(practitioner-role-example)
* title = "Verwijsbrief"
* section.title = "Kern"
* section.code = $sct#406550009
* section.text.status = #additional
* section.text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Graag beoordeling.</p></div>"

Instance: his-document-reference-example
InstanceOf: HisDocumentReference
Usage: #example
* status = #current
* type.text = "Verwijsbrief"
* subject = Reference(patient-example)
* content.attachment.contentType = #text/plain
* content.attachment.data = "R3JhYWcgYmVvb3JkZWxpbmcu"
* content.attachment.title = "Verwijsbrief"

Instance: gb-ggz-document-reference-example
InstanceOf: GbGgzDocumentReference
Usage: #example
* status = #current
* type.text = "Verwijsbrief"
* subject = Reference(patient-example)
* content.attachment.contentType = #text/plain
* content.attachment.data = "R3JhYWcgYmVvb3JkZWxpbmcu"
* content.attachment.title = "Verwijsbrief"

Instance: s-ggz-condition-example
InstanceOf: SGgzCondition
Usage: #example
* clinicalStatus = http://terminology.hl7.org/CodeSystem/condition-clinical#active
* code.coding[legalStatus] = urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2#ZM
* subject = Reference(patient-example)

Instance: s-ggz-flag-example
InstanceOf: SGgzFlag
Usage: #example
* status = #active
* code.coding[risk] = https://ggz-gateway.example/fhir/CodeSystem/risk#suicide
* subject = Reference(patient-example)

Instance: s-ggz-consent-example
InstanceOf: SGgzConsent
Usage: #example
* status = #active
* scope = http://terminology.hl7.org/CodeSystem/consentscope#patient-privacy
* category = http://loinc.org#59284-0
* patient = Reference(patient-example)
* dateTime = "2026-03-02"
* policy.uri = "https://wetten.overheid.nl/BWBR0005290"
* provision.type = #permit
* provision.data.meaning = #related
* provision.data.reference = Reference(s-ggz-service-request-example)

Instance: s-ggz-care-plan-example
InstanceOf: SGgzCarePlan
Usage: #example
* status = #active
* intent = #plan
* category = $sct#736253002
* subject = Reference(patient-example)
* period.start = "2026-03-02"
* supportingInfo = Reference(Composition/crisis-plan)

Instance: s-ggz-composition-example
InstanceOf: SGgzComposition
Usage: #example
* status = #final
* type = http://loinc.org#11488-4
* subject = Reference(patient-example)
* date = "2026-03-20"
* author = Reference(practitioner-role-example)
* title = "Bericht na intake"
* section.title = "Diagnose"
* section.code = https://ggz-gateway.example/fhir/CodeSystem/report-section#diagnosis
* section.text.status = #additional
* section.text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Depressieve stoornis.</p></div>"
