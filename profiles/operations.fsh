// The operations of this gateway as src/operations states them; a test keeps the two equal.

RuleSet: operation-title(title, nl)
* title = {title}
* title.extension[0].url = $translation
* title.extension[0].extension[0].url = "lang"
* title.extension[0].extension[0].valueCode = #nl
* title.extension[0].extension[1].url = "content"
* title.extension[0].extension[1].valueString = {nl}
* insert published

RuleSet: in(name, min, max, documentation)
* parameter[+].name = #{name}
* parameter[=].use = #in
* parameter[=].min = {min}
* parameter[=].max = {max}
* parameter[=].documentation = {documentation}

RuleSet: out(name, min, max, documentation)
* parameter[+].name = #{name}
* parameter[=].use = #out
* parameter[=].min = {min}
* parameter[=].max = {max}
* parameter[=].documentation = {documentation}

RuleSet: out-part(name, min, max, documentation)
* parameter[=].part[+].name = #{name}
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = {min}
* parameter[=].part[=].max = {max}
* parameter[=].part[=].documentation = {documentation}

RuleSet: out-subpart(name, min, max, documentation)
* parameter[=].part[=].part[+].name = #{name}
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = {min}
* parameter[=].part[=].part[=].max = {max}
* parameter[=].part[=].part[=].documentation = {documentation}

Instance: StructureMap-transform
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/StructureMap-transform"
* version = "1.0.0"
* name = "transform"
* insert operation-title("Translate a message", "Vertaal een bericht")
* status = #active
* kind = #operation
* description = "Shows what a map, or the way from one dialect to another, makes of content: a dry run. Nothing is stored, sent or counted as a message, and nothing is seen but what was posted."
* affectsState = false
* code = #transform
* base = "http://hl7.org/fhir/OperationDefinition/StructureMap-transform"
* resource[+] = #StructureMap
* system = false
* type = true
* instance = false
* insert in(source, 0, "1", "Canonical of one map to run; in place of `from` and `to`.")
* parameter[=].type = #uri
* insert in(from, 0, "1", [["The dialect of the content, or `canonical`."]])
* parameter[=].type = #code
* insert in(to, 0, "1", [["The dialect that is wanted, or `canonical`; the way leads through the canonical form."]])
* parameter[=].type = #code
* insert in(content, 1, "1", [["A resource, or a Bundle of type collection or transaction."]])
* parameter[=].type = #Resource
* insert in(lineage, 0, "1", "Whether to say of each element where it comes from.")
* parameter[=].type = #boolean
* insert in(coverage, 0, "1", "Whether to list the places that no rule read.")
* parameter[=].type = #boolean
* insert out(return, 1, "1", [["The resource, or a Bundle of type collection where it is not one."]])
* parameter[=].type = #Resource
* insert out(lineage, 0, "*", "Where one element comes from.")
* insert out-part(target, 1, "1", [["FHIRPath of the element, with everything below it."]])
* parameter[=].part[=].type = #string
* insert out-part(source, 0, "*", "FHIRPath in what was given; none for a constant.")
* parameter[=].part[=].type = #string
* insert out-part(transform, 1, "1", [["What the rule did: copy, translate, create, ..."]])
* parameter[=].part[=].type = #code
* insert out-part(isConstant, 1, "1", "Whether nothing of the source went into it.")
* parameter[=].part[=].type = #boolean
* insert out-part(map, 1, "1", "Canonical of the map.")
* parameter[=].part[=].type = #uri
* insert out-part(mapVersion, 0, "1", "Version of the map.")
* parameter[=].part[=].type = #string
* insert out-part(group, 1, "1", "Group of the map.")
* parameter[=].part[=].type = #string
* insert out-part(rule, 1, "1", "Rule of the group.")
* parameter[=].part[=].type = #string
* insert out-part(line, 0, "1", "Line of the map’s text.")
* parameter[=].part[=].type = #integer
* insert out-part(conceptMap, 0, "1", "ConceptMap that translated the code.")
* parameter[=].part[=].type = #uri
* insert out-part(conceptMapVersion, 0, "1", "Version of the ConceptMap.")
* parameter[=].part[=].type = #string
* insert out-part(equivalence, 0, "1", "How sure the ConceptMap is.")
* parameter[=].part[=].type = #code
* insert out-part(via, 0, "*", [["What the map to the canonical form did before, for what this one read."]])
* insert out-subpart(target, 1, "1", [["FHIRPath of the element, with everything below it."]])
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(source, 0, "*", "FHIRPath in what was given; none for a constant.")
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(transform, 1, "1", [["What the rule did: copy, translate, create, ..."]])
* parameter[=].part[=].part[=].type = #code
* insert out-subpart(isConstant, 1, "1", "Whether nothing of the source went into it.")
* parameter[=].part[=].part[=].type = #boolean
* insert out-subpart(map, 1, "1", "Canonical of the map.")
* parameter[=].part[=].part[=].type = #uri
* insert out-subpart(mapVersion, 0, "1", "Version of the map.")
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(group, 1, "1", "Group of the map.")
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(rule, 1, "1", "Rule of the group.")
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(line, 0, "1", "Line of the map’s text.")
* parameter[=].part[=].part[=].type = #integer
* insert out-subpart(conceptMap, 0, "1", "ConceptMap that translated the code.")
* parameter[=].part[=].part[=].type = #uri
* insert out-subpart(conceptMapVersion, 0, "1", "Version of the ConceptMap.")
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(equivalence, 0, "1", "How sure the ConceptMap is.")
* parameter[=].part[=].part[=].type = #code
* insert out(unread, 0, "*", "A place of the content that no rule read.")
* insert out-part(source, 1, "1", "FHIRPath of the place.")
* parameter[=].part[=].type = #string
* insert out-part(map, 1, "1", "The map that did not read it.")
* parameter[=].part[=].type = #uri
* insert out(outcome, 0, "1", [["What was not read or travels untranslated, where there is any."]])
* parameter[=].type = #OperationOutcome

Instance: ConceptMap-translate
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/ConceptMap-translate"
* version = "1.0.0"
* name = "translate"
* insert operation-title("Translate a code", "Vertaal een code")
* status = #active
* kind = #operation
* description = "Translates a code by a ConceptMap that the gateway itself uses. Nothing is guessed: what the map says of no code is no result, nor is a code that stands in several systems where none is named, nor the way back where more than one code leads there. Nine digits that could be a BSN may not stand in a URL: ask for such a code by POST."
* affectsState = false
* code = #translate
* base = "http://hl7.org/fhir/OperationDefinition/ConceptMap-translate"
* resource[+] = #ConceptMap
* system = false
* type = true
* instance = false
* insert in(url, 1, "1", "Canonical of the ConceptMap.")
* parameter[=].type = #uri
* insert in(conceptMapVersion, 0, "1", "Its version; another one than is loaded is 404.")
* parameter[=].type = #string
* insert in(code, 0, "1", [["The code; or a `coding`, or a `codeableConcept`."]])
* parameter[=].type = #code
* insert in(system, 0, "1", "The system of `code`.")
* parameter[=].type = #uri
* insert in(version, 0, "1", "The version of that system.")
* parameter[=].type = #string
* insert in(coding, 0, "1", "The code with its system; by POST.")
* parameter[=].type = #Coding
* insert in(codeableConcept, 0, "1", "Codes that say the same: each is asked for; by POST.")
* parameter[=].type = #CodeableConcept
* insert in(targetsystem, 0, "1", "The system to translate to.")
* parameter[=].type = #uri
* insert in(reverse, 0, "1", "From the targets of the map back to its sources.")
* parameter[=].type = #boolean
* insert out(result, 1, "1", "Whether there is a translation.")
* parameter[=].type = #boolean
* insert out(message, 0, "1", [["Why there is none, or what is to be known of it."]])
* parameter[=].type = #string
* insert out(match, 0, "*", "A translation.")
* insert out-part(equivalence, 1, "1", "How it stands to what was asked.")
* parameter[=].part[=].type = #code
* insert out-part(concept, 1, "1", "The translation.")
* parameter[=].part[=].type = #Coding
* insert out-part(product, 0, "*", "What comes with it.")
* insert out-subpart(element, 1, "1", "What it is.")
* parameter[=].part[=].part[=].type = #uri
* insert out-subpart(concept, 1, "1", "Its code.")
* parameter[=].part[=].part[=].type = #Coding
* insert out-part(source, 1, "1", "Canonical of the map that says so.")
* parameter[=].part[=].type = #uri

Instance: Resource-validate
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/Resource-validate"
* version = "1.0.0"
* name = "validate"
* insert operation-title("Say everything that is found in a resource", "Zeg alles wat in een resource wordt gevonden")
* status = #active
* kind = #operation
* description = "Says everything that this gateway finds in a resource, or in a Bundle and each of its entries: against the base definition, the profiles that it claims, the one that is asked for, and the profile that the dialect of the caller has for the type. Nothing is stored or counted as a message. What is stored here, who takes part and how a referral stands is not looked at. The answer is 200 whatever is found, and names the versions of what it was checked with."
* affectsState = false
* code = #validate
* base = "http://hl7.org/fhir/OperationDefinition/Resource-validate"
* resource[+] = #Resource
* system = false
* type = true
* instance = true
* insert in(resource, 0, "1", [["The resource; it may be the body by itself, with the other parameters in the URL."]])
* parameter[=].type = #Resource
* insert in(mode, 0, "1", [["`create` or `update`: also whether that is offered, and what the dialect’s map cannot read. `delete`: whether that is offered. `profile`: without the dialect of the caller."]])
* parameter[=].type = #code
* insert in(profile, 0, "1", "Canonical of a profile to check the resource against.")
* parameter[=].type = #uri
* insert out(return, 1, "1", [["What was found; an information where nothing is wrong."]])
* parameter[=].type = #OperationOutcome

Instance: Resource-lineage
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/Resource-lineage"
* version = "1.0.0"
* name = "lineage"
* insert operation-title("Where each element came from", "Waar elk gegeven vandaan kwam")
* status = #active
* kind = #operation
* description = "Says of a resource that the caller can read where each element comes from: the maps between what its sender posted and what the caller reads, with paths and rules and no values. It is worked out again from what is stored, and told only where the maps are those of the message."
* affectsState = false
* code = #lineage
* resource[+] = #Resource
* system = false
* type = false
* instance = true
* insert out(origin, 1, "1", [["mapped, posted, made, gateway, directory, or unknown."]])
* parameter[=].type = #code
* insert out(statement, 1, "1", [["What that means, in the reader’s language."]])
* parameter[=].type = #string
* insert out(isCurrent, 0, "1", "Of what maps made: whether today’s maps are those of the message.")
* parameter[=].type = #boolean
* insert out(dialect, 0, "*", "A dialect that took part.")
* insert out-part(name, 1, "1", "Its name.")
* parameter[=].part[=].type = #code
* insert out-part(version, 0, "1", [["Its version when the message was taken in, where that was kept."]])
* parameter[=].part[=].type = #string
* insert out-part(currentVersion, 0, "1", [["Its version today, where it is loaded."]])
* parameter[=].part[=].type = #string
* insert out-part(isSame, 1, "1", [["Whether its maps are the same, whatever the version says."]])
* parameter[=].part[=].type = #boolean
* insert out(lineage, 0, "*", "Where one element comes from.")
* insert out-part(target, 1, "1", [["FHIRPath of the element, with everything below it."]])
* parameter[=].part[=].type = #string
* insert out-part(source, 0, "*", "FHIRPath in what was given; none for a constant.")
* parameter[=].part[=].type = #string
* insert out-part(transform, 1, "1", [["What the rule did: copy, translate, create, ..."]])
* parameter[=].part[=].type = #code
* insert out-part(isConstant, 1, "1", "Whether nothing of the source went into it.")
* parameter[=].part[=].type = #boolean
* insert out-part(map, 1, "1", "Canonical of the map.")
* parameter[=].part[=].type = #uri
* insert out-part(mapVersion, 0, "1", "Version of the map.")
* parameter[=].part[=].type = #string
* insert out-part(group, 1, "1", "Group of the map.")
* parameter[=].part[=].type = #string
* insert out-part(rule, 1, "1", "Rule of the group.")
* parameter[=].part[=].type = #string
* insert out-part(line, 0, "1", "Line of the map’s text.")
* parameter[=].part[=].type = #integer
* insert out-part(conceptMap, 0, "1", "ConceptMap that translated the code.")
* parameter[=].part[=].type = #uri
* insert out-part(conceptMapVersion, 0, "1", "Version of the ConceptMap.")
* parameter[=].part[=].type = #string
* insert out-part(equivalence, 0, "1", "How sure the ConceptMap is.")
* parameter[=].part[=].type = #code
* insert out-part(via, 0, "*", [["What the map to the canonical form did before, for what this one read."]])
* insert out-subpart(target, 1, "1", [["FHIRPath of the element, with everything below it."]])
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(source, 0, "*", "FHIRPath in what was given; none for a constant.")
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(transform, 1, "1", [["What the rule did: copy, translate, create, ..."]])
* parameter[=].part[=].part[=].type = #code
* insert out-subpart(isConstant, 1, "1", "Whether nothing of the source went into it.")
* parameter[=].part[=].part[=].type = #boolean
* insert out-subpart(map, 1, "1", "Canonical of the map.")
* parameter[=].part[=].part[=].type = #uri
* insert out-subpart(mapVersion, 0, "1", "Version of the map.")
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(group, 1, "1", "Group of the map.")
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(rule, 1, "1", "Rule of the group.")
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(line, 0, "1", "Line of the map’s text.")
* parameter[=].part[=].part[=].type = #integer
* insert out-subpart(conceptMap, 0, "1", "ConceptMap that translated the code.")
* parameter[=].part[=].part[=].type = #uri
* insert out-subpart(conceptMapVersion, 0, "1", "Version of the ConceptMap.")
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(equivalence, 0, "1", "How sure the ConceptMap is.")
* parameter[=].part[=].part[=].type = #code
