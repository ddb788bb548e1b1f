// Extensions of the probe: simple, complex with parts in parts, of a modifier, of a primitive, within itself, for elsewhere.
// Rebuild definitions.json after a change: `node test/conformance/build-probe.mjs`.

Alias: $probe-codes = https://example.org/fhir/test/CodeSystem/probe-codes

CodeSystem: ProbeCodes
Id: probe-codes
Title: "Codes of the probe"
Description: "Codes that the profiles of the probe bind to."
* ^url = "https://example.org/fhir/test/CodeSystem/probe-codes"
* ^experimental = false
* ^caseSensitive = true
* #main "Main"
* #side "Side"
* #left "Left"
* #right "Right"
* #upper "Upper"
* #lower "Lower"
* #blood "Blood"
* #urine "Urine"

ValueSet: ProbeSides
Id: probe-sides
Title: "Sides"
Description: "Left and right."
* ^experimental = false
* $probe-codes#left
* $probe-codes#right

ValueSet: ProbeRoles
Id: probe-roles
Title: "Roles"
Description: "Main and side."
* ^experimental = false
* $probe-codes#main
* $probe-codes#side

Extension: ProbeSimple
Id: probe-simple
Title: "Simple"
Description: "One code."
Context: Observation, Observation.focus, Observation.component
* value[x] 1..1
* value[x] only code
* valueCode from ProbeRoles (required)

Extension: ProbeComplex
Id: probe-complex
Title: "Complex"
Description: "Parts, and parts in a part."
Context: Observation
* extension contains
    degree 1..1 and
    reason 0..2 and
    detail 0..1
* extension[degree].value[x] 1..1
* extension[degree].value[x] only integer
* extension[degree].valueInteger ^minValueInteger = 0
* extension[degree].valueInteger ^maxValueInteger = 10
* extension[reason].value[x] 1..1
* extension[reason].value[x] only string
* extension[reason].valueString ^maxLength = 12
* extension[detail].extension contains when 1..1
* extension[detail].extension[when].value[x] 1..1
* extension[detail].extension[when].value[x] only date

Extension: ProbeModifier
Id: probe-modifier
Title: "Modifier"
Description: "Turns the meaning around."
Context: Observation
* . ?!
* . ^isModifierReason = "It says that the opposite is meant."
* value[x] 1..1
* value[x] only boolean

Extension: ProbeOfPrimitive
Id: probe-of-primitive
Title: "Of a primitive"
Description: "Says more of an instant."
Context: Observation.issued
* value[x] 1..1
* value[x] only string

Extension: ProbeElsewhere
Id: probe-elsewhere
Title: "Elsewhere"
Description: "Belongs to a patient."
Context: Patient
* value[x] only string

Extension: ProbeSelf
Id: probe-self
Title: "Within itself"
Description: "An extension that may stand in itself."
Context: Observation, Extension
* extension contains
    ProbeSelf named self 0..* and
    words 0..1
* extension[words].value[x] 1..1
* extension[words].value[x] only string
* extension[words].valueString ^maxLength = 10
