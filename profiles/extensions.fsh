// The gateway's own extensions on what travels, and on its own definitions.

Extension: EventDate
Id: event-date
Title: "Day on which it happened"
Description: "When what a message or a Task step tells of happened: terms count from that day. When the gateway heard of it is another clock. A date known to the month only says no day."
Context: Communication, Task
* insert nl-title("Dag waarop het gebeurde")
* extension 0..0
* value[x] 1..1
* value[x] only date or dateTime

Extension: ExpectedDate
Id: expected-date
Title: "Day on which it is expected"
Description: "When something is expected, as the intake that a waiting notice tells of."
Context: Communication, Task
* insert nl-title("Dag waarop het wordt verwacht")
* extension 0..0
* value[x] 1..1
* value[x] only date or dateTime

Extension: Alternative
Id: alternative
Title: "Alternative at a rejection"
Description: "Where a patient who was rejected can go, in words, or the statement that there is no alternative."
Context: Task
* insert nl-title("Alternatief bij een afwijzing")
* extension 0..0
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from RejectionAlternatives (preferred)

Extension: GgzTriageLevelOfPriority
Id: ggz-triage-level
Title: "Triage level of acute mental health care"
Description: "Within how many hours somebody is to be seen, beside the priority. A level may stand twice: once in canonical words and once in a dialect's, because an extension has one value."
Context: ServiceRequest.priority, Task.priority, Communication.priority
* insert nl-title("Triageniveau van de acute ggz")
* extension 0..0
* value[x] 1..1
* value[x] only Coding
* valueCoding from GgzTriageLevels (extensible)

Extension: NtsUrgencyOfPriority
Id: nts-urgency
Title: "Urgency of a GP out-of-hours post"
Description: "The urgency as a GP out-of-hours post gave it, beside the priority. It is another scale than the triage level of acute mental health care and is never made into one."
Context: ServiceRequest.priority, Task.priority, Communication.priority
* insert nl-title("Urgentie van de huisartsenpost")
* extension 0..0
* value[x] 1..1
* value[x] only Coding
* valueCoding from NtsUrgencies (extensible)

Extension: SuggestedTranslation
Id: suggested-translation
Title: "Suggested translation"
Description: "That a coding was not given by anybody but is what may be meant by another one beside it, by a map whose codes are not equivalent. It is for a professional to confirm or to leave."
Context: Coding
* insert nl-title("Voorgestelde vertaling")
* extension contains
    conceptMap 1..1 and
    equivalence 1..1
* extension[conceptMap].value[x] 1..1
* extension[conceptMap].value[x] only canonical
* extension[equivalence].value[x] 1..1
* extension[equivalence].value[x] only code
* extension[equivalence].valueCode from http://hl7.org/fhir/ValueSet/concept-map-equivalence (required)

Extension: ObligationBasis
Id: obligation-basis
Title: "What a duty rests on"
Description: "The word of the source for its strength, and the agreement with its version: a reader must be able to tell an agreement's default from law."
Context: Task
* insert nl-title("Waarop een plicht berust")
* extension contains
    strength 1..1 and
    agreement 1..1 and
    version 1..1
* extension[strength].value[x] 1..1
* extension[strength].value[x] only code
* extension[agreement].value[x] 1..1
* extension[agreement].value[x] only string
* extension[version].value[x] 1..1
* extension[version].value[x] only string

Extension: InvariantPath
Id: invariant-path
Title: "Path of an invariant"
Description: "The element at which a broken invariant is told, as a FHIRPath from the element that has the invariant."
Context: ElementDefinition.constraint
* insert nl-title("Pad van een invariant")
* extension 0..0
* value[x] 1..1
* value[x] only string

Extension: Rule
Id: rule
Title: "Rule that was broken"
Description: "Which rule an issue is about: the canonical of the definition with its version, and the id of its element or the key of its invariant behind the hash."
Context: OperationOutcome.issue
* insert nl-title("Regel waaraan niet is voldaan")
* extension 0..0
* value[x] 1..1
* value[x] only canonical
