// Tasks in canonical form: what coordinates a referral, what one party asks of the other, and a duty.

Profile: CoordinationTask
Parent: Task
Id: coordination-task
Title: "Coordination Task"
Description: "The Task that a referral is coordinated by: its steps are who does what next. What no Task of the canonical form may lack is asked here."
* insert nl-title("Coördinatietaak")
* obeys coordination-task-reason
* insert canonical-task
* extension contains
    EventDate named eventDate 0..* and
    ExpectedDate named expectedDate 0..* and
    Alternative named alternative 0..*
* statusReason from RejectionReasons (preferred)
* statusReason ^short = "Why it was rejected or is on hold"
* insert by-value(businessStatus.coding, system)
* businessStatus.coding contains referral 0..*
* businessStatus.coding[referral].system 1..1
* businessStatus.coding[referral].system = "https://ggz-gateway.example/fhir/CodeSystem/referral-business-status"
* businessStatus.coding[referral] from ReferralBusinessStatuses (extensible)

Invariant: coordination-task-reason
Description: "the reason of the rejection, as a code or in words"
Severity: #error
Expression: "status != 'rejected' or statusReason.exists()"
* insert told("statusReason", [["de reden van de afwijzing, als code of in woorden"]], [["Design of this gateway, from the visions and surveys that name silent rejections; no law asks it"]])

// What every Task that travels says in canonical form.
RuleSet: canonical-task
* status MS
* intent MS
* priority MS
* priority.extension contains
    GgzTriageLevelOfPriority named ggzTriageLevel 0..* and
    NtsUrgencyOfPriority named ntsUrgency 0..*
* code MS
* focus 1..1 MS
* insert asked(focus, [["the referral that the Task is about"]], [["de verwijzing waarover de Task gaat"]])
* focus.reference 1..1
* insert asked(focus.reference, [["the referral that the Task is about"]], [["de verwijzing waarover de Task gaat"]])
* for MS
* authoredOn MS
* requester MS
* owner 1..1 MS
* insert asked(owner, [["the organisation that is to act"]], [["de organisatie die moet handelen"]])
* statusReason MS
* businessStatus MS
* note MS
* input MS
* output MS

Profile: NegotiationTask
Parent: Task
Id: negotiation-task
Title: "Task that one party asks of the other"
Description: "A back-referral, a substitution or an abort: the other party accepts or refuses, and may always refuse."
* insert nl-title("Taak die de ene partij de andere vraagt")
* obeys negotiation-task-reason
* insert canonical-task
* code 1..1
* insert by-value(code.coding, system)
* code.coding contains kind 1..*
* code.coding[kind].system 1..1
* code.coding[kind].system = "https://ggz-gateway.example/fhir/CodeSystem/task-kind"
* code.coding[kind] from TaskKinds (extensible)
* insert asked(code.coding[kind], [["what is asked, as a code of task-kind"]], [["wat wordt gevraagd, als code van task-kind"]])

Invariant: negotiation-task-reason
Description: "the reason of the rejection, as a code or in words"
Severity: #error
Expression: "status != 'rejected' or statusReason.exists()"
* insert told("statusReason", [["de reden van de afwijzing, als code of in woorden"]], [["Design of this gateway, from the visions and surveys that name silent rejections; no law asks it"]])

Profile: ObligationTask
Parent: Task
Id: obligation-task
Title: "Obligation Task"
Description: "Feedback that is owed, as every projection shows it. Its derived state stands in businessStatus of an answer and is never stored."
* insert nl-title("Taak voor een plicht tot terugkoppeling")
* extension contains ObligationBasis named basis 1..1
* extension[basis] ^short = "What the duty rests on: its strength and the agreement"
* partOf 1..1
* partOf only Reference(Task)
* partOf ^short = "The coordination Task"
* intent = #order
* code 1..1
* insert by-value(code.coding, system)
* code.coding contains obligation 1..1
* code.coding[obligation].system 1..1
* code.coding[obligation].system = "https://ggz-gateway.example/fhir/CodeSystem/obligation"
* code.coding[obligation].code 1..1
* code.coding[obligation] from Obligations (extensible)
* description 1..1
* focus 1..1
* focus only Reference(ServiceRequest)
* for 1..1
* for only Reference(Patient)
* authoredOn 1..1
* requester only Reference(Organization)
* requester ^short = "To whom it is owed; absent where nobody knows the GP"
* owner 1..1
* owner only Reference(Organization)
* owner ^short = "Who owes it"
* note 1..*
* note ^short = "The source of the rule, in its own words"
* restriction 1..1
* restriction.period 1..1
* restriction.period.end 1..1
* restriction.period.end ^short = "The day on which it is due"
* insert by-value(businessStatus.coding, system)
* businessStatus.coding contains state 0..1
* businessStatus.coding[state].system 1..1
* businessStatus.coding[state].system = "https://ggz-gateway.example/fhir/CodeSystem/obligation-state"
* businessStatus.coding[state].code 1..1
* businessStatus.coding[state] from ObligationStates (required)
* output.value[x] only Reference(Communication)
* output ^short = "The Communications that met it"
