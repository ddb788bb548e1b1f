// A profile that asks for one of everything that a StructureDefinition can ask.
// Rebuild definitions.json after a change: `node test/conformance/build-probe.mjs`.

RuleSet: sliced(element, type, path, rules)
* {element} ^slicing.discriminator.type = #{type}
* {element} ^slicing.discriminator.path = "{path}"
* {element} ^slicing.rules = #{rules}

Profile: ProbeObservation
Parent: Observation
Id: probe-observation
Title: "Observation of the probe"
Description: "Asks for one of everything."
* obeys probe-root and probe-advice
* extension contains
    ProbeSimple named simple 1..1 and
    ProbeComplex named complex 0..1 and
    ProbeSelf named self 0..1
* modifierExtension contains ProbeModifier named modifier 0..1
* contained only Patient or Practitioner
* insert sliced(contained, type, $this, open)
* contained contains patient 0..1
* contained[patient] only ProbePatient
* insert sliced(identifier, value, system, closed)
* identifier ^slicing.ordered = true
* identifier contains order 1..1 and sample 0..2
* identifier[order].system 1..1
* identifier[order].system = "https://example.org/order"
* identifier[order].value 1..1
* identifier[sample].system 1..1
* identifier[sample].system = "https://example.org/sample"
* identifier[sample].value = "fixed-sample" (exactly)
* basedOn only Reference(ServiceRequest)
* basedOn ^type[0].aggregation[0] = #referenced
* partOf 0..0
* status = #final (exactly)
* insert sliced(category, pattern, $this, open)
* category contains site 1..1
* category[site] = $probe-codes#main
* insert sliced(category[site], value, text, closed)
* category[site] contains blood 0..1 and urine 0..1
* category[site][blood].text 1..1
* category[site][blood].text = "blood"
* category[site][blood].coding 2..*
* category[site][urine].text 1..1
* category[site][urine].text = "urine"
* code.coding 2..*
* code.coding ^patternCoding.version = "1"
* code ^patternCodeableConcept.coding[0] = $probe-codes#upper
* code ^patternCodeableConcept.coding[1] = $probe-codes#left
* code.text ^maxLength = 20
* subject 1..1
* subject only Reference(ProbePatient)
* insert sliced(focus, value, [[extension('https://example.org/fhir/test/StructureDefinition/probe-simple').value]], open)
* focus contains main 0..1
* focus[main].extension contains ProbeSimple named simple 1..1
* focus[main].extension[simple].valueCode = #main
* focus[main].display 1..1
* encounter 0..0
* effective[x] only dateTime or Period
* effective[x] 1..1
* effectiveDateTime ^minValueDateTime = "2020-01-01T00:00:00Z"
* effectiveDateTime ^maxValueDateTime = "2030-01-01T00:00:00Z"
* effectivePeriod.start 1..1
* issued.extension contains ProbeOfPrimitive named more 0..1
* issued ^minValueInstant = "2020-01-01T00:00:00Z"
* insert sliced(performer, type, resolve(\), open)
* performer contains doctor 1..1
* performer[doctor] only Reference(ProbePractitioner)
* performer[doctor].display 1..1
* value[x] only Quantity or CodeableConcept or string or integer
* value[x] 0..1
* valueQuantity only ProbeMilligram or ProbeGram
* valueQuantity ^maxValueQuantity = 500 'mg'
* valueCodeableConcept from ProbeSides (required)
* valueString ^maxLength = 5
* valueInteger ^maxValueInteger = 9
* dataAbsentReason from ProbeRoles (extensible)
* insert sliced(interpretation, value, coding.code, openAtEnd)
* interpretation contains first 0..1
* interpretation[first].coding 1..1
* interpretation[first].coding.code 1..1
* interpretation[first].coding.code = #upper
* interpretation[first].text 1..1
* insert sliced(note, exists, time, closed)
* note contains dated 0..* and undated 0..1
* note[dated].time 1..1
* note[dated].author[x] 1..1
* note[dated].author[x] only string
* note[undated].time 0..0
* note obeys probe-note
* bodySite from ProbeSides (required)
* method obeys probe-method
* specimen 0..0
* device ^type[0].aggregation[0] = #contained
* referenceRange obeys probe-range
* referenceRange.text ^maxLength = 6
* insert sliced(hasMember, profile, resolve(\), open)
* hasMember contains member 0..1
* hasMember[member] only Reference(ProbeMember)
* hasMember[member].display 1..1
* insert sliced(derivedFrom, value, resolve(\).code, open)
* derivedFrom contains urine 0..1
* derivedFrom[urine] only Reference(ProbeOtherMember)
* derivedFrom[urine].display 1..1
* component ^slicing.discriminator[0].type = #value
* component ^slicing.discriminator[0].path = "code.coding.code"
* component ^slicing.discriminator[1].type = #value
* component ^slicing.discriminator[1].path = "code.coding.system"
* component ^slicing.rules = #open
* component contains upper 1..1 and lower 0..1
* component[upper].extension contains ProbeSimple named simple 0..1
* component[upper].code.coding 1..*
* component[upper].code.coding.code 1..1
* component[upper].code.coding.code = #upper
* component[upper].code.coding.system 1..1
* component[upper].code.coding.system = $probe-codes
* component[upper].value[x] 1..1
* component[upper].value[x] only Quantity
* component[upper].valueQuantity only ProbeMilligram
* component[upper].valueQuantity.comparator 0..0
* component[upper].referenceRange 1..1
* insert sliced(component[upper].interpretation, pattern, $this, open)
* component[upper].interpretation contains left 1..1
* component[upper].interpretation[left] = $probe-codes#left
* component[upper].interpretation[left].text 1..1
* component[lower].code = $probe-codes#lower
* component[lower].value[x] only string

// Slices told apart by the type and by the content of a choice below them.
Profile: ProbeChoices
Parent: Observation
Id: probe-choices
Title: "Choices of the probe"
Description: "Slices by the type of a value, and by what stands in a value of one type."
* insert sliced(component, type, value, closed)
* component contains amount 0..1 and concept 0..1 and words 0..1
* component[amount].value[x] 1..1
* component[amount].value[x] only Quantity
* component[amount].valueQuantity.unit 1..1
* component[concept].value[x] 1..1
* component[concept].value[x] only CodeableConcept
* component[concept].valueCodeableConcept.text 1..1
* component[words].value[x] 1..1
* component[words].value[x] only string
* component[words].valueString ^maxLength = 5

Profile: ProbeOfType
Parent: Observation
Id: probe-of-type
Title: "Content of a choice"
Description: "Slices by the code of a quantity."
* insert sliced(component, value, value.ofType(Quantity\).code, open)
* component contains milligram 1..1
* component[milligram].value[x] 1..1
* component[milligram].value[x] only Quantity
* component[milligram].valueQuantity.code 1..1
* component[milligram].valueQuantity.code = #mg
* component[milligram].valueQuantity.value 1..1

Invariant: probe-root
Description: "what is issued took place before."
Severity: #error
Expression: "issued.exists() implies effective.exists()"

Invariant: probe-advice
Description: "an observation should have a narrative or a note"
Severity: #warning
Expression: "text.exists() or note.exists()"

Invariant: probe-note
Description: "a note is no question"
Severity: #warning
Expression: "text.endsWith('?').not()"

Invariant: probe-method
Description: "a method has words"
Severity: #error
Expression: "text.exists()"

Invariant: probe-range
Description: "a range has a side"
Severity: #error
Expression: "low.exists() or high.exists() or text.exists()"
