// The gateway's own extensions on agreements, on what a region is told, and on maps.

Extension: AgreementTerms
Id: agreement-terms
Title: "Terms of an agreement"
Description: "What the elements of PlanDefinition cannot say, of an agreement and of each of its rules: parts are named as the fields of the agreement's file, a list repeats its part, and an empty list is false."
Context: PlanDefinition, PlanDefinition.action
* insert nl-title("Bepalingen van een afspraak")

Extension: OpenQuestion
Id: open-question
Title: "Question that a region left open"
Description: "A regional question that an agreement does not answer, or whose answer ran out."
Context: PlanDefinition
* insert nl-title("Vraag die een regio openliet")
* extension contains
    question 1..1 and
    state 1..1 and
    validUntil 0..1
* extension[question].value[x] 1..1
* extension[question].value[x] only CodeableConcept
* extension[question].valueCodeableConcept from RegionalQuestions (required)
* extension[state].value[x] 1..1
* extension[state].value[x] only code
* extension[validUntil].value[x] 1..1
* extension[validUntil].value[x] only date

Extension: RegionDigestLine
Id: region-digest-line
Title: "Line of a region's digest"
Description: "How many duties wait at a performer under a code, and the worst delay among them; 0 where none is late."
Context: CommunicationRequest.payload
* insert nl-title("Regel van een regionaal overzicht")
* extension contains
    performer 1..1 and
    code 1..1 and
    count 1..1 and
    days-overdue-max 1..1
* insert region-parts
* extension[count].value[x] 1..1
* extension[count].value[x] only integer
* extension[days-overdue-max].value[x] 1..1
* extension[days-overdue-max].value[x] only integer

Extension: RegionDigestDuty
Id: region-digest-duty
Title: "Duty in a region's digest"
Description: "A duty under a pseudonym, another one for each region, with its due day."
Context: CommunicationRequest.payload
* insert nl-title("Plicht in een regionaal overzicht")
* extension contains
    performer 1..1 and
    code 1..1 and
    pseudonym 1..1 and
    due-on 1..1
* insert region-parts
* extension[pseudonym].value[x] 1..1
* extension[pseudonym].value[x] only string
* extension[due-on].value[x] 1..1
* extension[due-on].value[x] only date

RuleSet: region-parts
* extension[performer].value[x] 1..1
* extension[performer].value[x] only Reference(Organization)
* extension[code].value[x] 1..1
* extension[code].value[x] only Coding
* extension[code].valueCoding from Obligations (extensible)

Extension: StructureMapDrops
Id: structure-map-drops
Title: "Element that a map leaves out"
Description: "An element of the source that a group leaves out on purpose, with the reason."
Context: StructureMap.group
* insert nl-title("Element dat een vertaling weglaat")
* extension contains
    path 1..1 and
    reason 1..1
* extension[path].value[x] 1..1
* extension[path].value[x] only string
* extension[reason].value[x] 1..1
* extension[reason].value[x] only string
