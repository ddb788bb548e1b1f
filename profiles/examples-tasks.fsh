// Valid examples of Tasks in canonical form, and of what the gateway records.

Instance: coordination-task-example
InstanceOf: CoordinationTask
Usage: #example
* extension[alternative].valueCodeableConcept.text = "Praktijk De Brug heeft plaats"
* status = #rejected
* statusReason = https://ggz-gateway.example/fhir/CodeSystem/rejection-reason#no-capacity "No capacity"
* intent = #order
* code = $sct#3457005
* focus = Reference(referral-example)
* for = Reference(patient-example)
* authoredOn = "2026-03-02"
* requester = Reference(organization-example)
* owner = Reference(Organization/s-ggz-parkzicht)

Instance: negotiation-task-example
InstanceOf: NegotiationTask
Usage: #example
* status = #rejected
* statusReason.text = "De praktijk kan de medicatie niet controleren"
* intent = #proposal
* code.coding[kind] = https://ggz-gateway.example/fhir/CodeSystem/task-kind#back-referral "Back-referral"
* focus = Reference(referral-example)
* for = Reference(patient-example)
* requester = Reference(Organization/s-ggz-parkzicht)
* owner = Reference(organization-example)

Instance: substitution-example
InstanceOf: Substitution
Usage: #example
* status = #requested
* intent = #proposal
* code.coding[kind] = https://ggz-gateway.example/fhir/CodeSystem/task-kind#substitution
* focus = Reference(referral-example)
* for = Reference(patient-example)
* requester = Reference(Organization/s-ggz-parkzicht)
* owner = Reference(organization-example)
* insert precondition(circumstances, "Woont zelfstandig met steun van een zus")
* insert precondition(stable, "Stabiel sinds januari 2025")
* insert precondition(willing, "Wil graag naar de huisarts en houdt zich aan afspraken")
* insert precondition(consulted, "Besproken op 20 februari met de praktijkondersteuner")
* insert precondition(on-call, "Overdag de regiebehandelaar; daarbuiten de crisisdienst")
* insert precondition(course, "Kans op terugval in de herfst")
* insert precondition(medication, "Lithium; bloedspiegel elk half jaar")
* insert precondition(crisis-plan, "Meegezonden")
* insert precondition(re-entry, "Binnen een week terug zonder wachttijd")
* insert precondition(evaluation, "Elk half jaar door de psychiater")
* insert precondition(funding, "Afgesproken met de zorggroep")

RuleSet: precondition(code, words)
* input[+].type = https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition#{code}
* input[=].valueString = {words}

Instance: obligation-task-example
InstanceOf: ObligationTask
Usage: #example
* extension[basis].extension[strength].valueCode = #should
* extension[basis].extension[agreement].valueString = "lga"
* extension[basis].extension[version].valueString = "3.0.0"
* partOf = Reference(coordination-task-example)
* status = #requested
* businessStatus.coding[state] = https://ggz-gateway.example/fhir/CodeSystem/obligation-state#overdue "Overdue"
* code.coding[obligation] = https://ggz-gateway.example/fhir/CodeSystem/obligation#intake-confirmation "Report after intake"
* description = "Bericht na intake"
* focus = Reference(referral-example)
* for = Reference(patient-example)
* authoredOn = "2026-03-02"
* requester = Reference(organization-example)
* owner = Reference(Organization/s-ggz-parkzicht)
* note.text = "LGA: report after intake. Term: this agreement"
* restriction.period.end = "2026-04-13"
* output.type = https://ggz-gateway.example/fhir/CodeSystem/feedback-kind#intake-confirmation
* output.valueReference = Reference(Communication/intake-report)

Instance: provenance-example
InstanceOf: MessageProvenance
Usage: #example
* target = Reference(referral-example)
* recorded = "2026-03-02T09:00:00+01:00"
* agent.who = Reference(organization-example)
* entity.role = #source
* entity.what.display = "transaction Bundle, dialect his"

Instance: audit-event-example
InstanceOf: AccessAuditEvent
Usage: #example
* type = http://terminology.hl7.org/CodeSystem/audit-event-type#rest
* subtype = http://hl7.org/fhir/restful-interaction#search
* action = #E
* recorded = "2026-03-02T02:10:00+01:00"
* outcome = #0
* purposeOfEvent = http://terminology.hl7.org/CodeSystem/v3-ActReason#BTG
* agent.who = Reference(Organization/hap-noord)
* agent.requestor = true
* source.observer.display = "ggz-gateway"
* entity.what = Reference(CarePlan/plan)
