// What an observation of the probe refers to, contains and is made of.
// Rebuild definitions.json after a change: `node test/conformance/build-probe.mjs`.

Profile: ProbePatient
Parent: Patient
Id: probe-patient
Title: "Patient of the probe"
Description: "A patient with one number."
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains number 1..1
* identifier[number].system 1..1
* identifier[number].system = "https://example.org/number"
* identifier[number].value 1..1
* identifier[number].value ^maxLength = 9
* birthDate 1..1
* birthDate ^minValueDate = "1900-01-01"
* birthDate ^maxValueDate = "2100-12"
* generalPractitioner only Reference(ProbePractitioner)

Profile: ProbePractitioner
Parent: Practitioner
Id: probe-practitioner
Title: "Practitioner of the probe"
Description: "A practitioner with a name."
* name 1..*
* name.family 1..1

Profile: ProbeMember
Parent: Observation
Id: probe-member
Title: "Member of the probe"
Description: "Another observation, which may refer back."
* code = $probe-codes#blood
* status = #final
* hasMember only Reference(ProbeObservation or ProbeMember)

Profile: ProbeOtherMember
Parent: Observation
Id: probe-other-member
Title: "Another member of the probe"
Description: "An observation of another kind."
* code = $probe-codes#urine

Profile: ProbeMilligram
Parent: Quantity
Id: probe-milligram
Title: "Milligrams"
Description: "An amount in milligrams."
* obeys probe-positive
* value 1..1
* value ^minValueDecimal = 0.5
* system 1..1
* system = "http://unitsofmeasure.org"
* code 1..1
* code = #mg

Profile: ProbeGram
Parent: Quantity
Id: probe-gram
Title: "Grams"
Description: "An amount in grams."
* system 1..1
* system = "http://unitsofmeasure.org"
* code 1..1
* code = #g

Profile: ProbeBundle
Parent: Bundle
Id: probe-bundle
Title: "Bundle of the probe"
Description: "One observation of the probe and at most two of patients and practitioners."
* type = #collection
* entry 1..*
* entry ^slicing.discriminator.type = #profile
* entry ^slicing.discriminator.path = "resource"
* entry ^slicing.rules = #closed
* entry contains observation 1..1 and party 0..2 and member 0..*
* entry[observation].resource 1..1
* entry[observation].resource only ProbeObservation
* entry[party].resource 1..1
* entry[party].resource only ProbePatient or ProbePractitioner
* entry[member].fullUrl 1..1
* entry[member].resource 1..1
* entry[member].resource only ProbeMember

Invariant: probe-positive
Description: "an amount is above zero"
Severity: #error
Expression: "value > 0"
