// Names of systems and extensions, and the rule sets that every other file uses.

Alias: $sct = http://snomed.info/sct
Alias: $bsn = http://fhir.nl/fhir/NamingSystem/bsn
Alias: $agb = http://fhir.nl/fhir/NamingSystem/agb-z
Alias: $ura = http://fhir.nl/fhir/NamingSystem/ura
Alias: $big = http://fhir.nl/fhir/NamingSystem/big
Alias: $uzi = http://fhir.nl/fhir/NamingSystem/uzi-nr-pers
Alias: $translation = http://hl7.org/fhir/StructureDefinition/translation
Alias: $invariant-path = https://ggz-gateway.example/fhir/StructureDefinition/invariant-path

// The Dutch title of a definition, and who publishes it for which country.
RuleSet: nl-title(text)
* ^publisher = "ggz-gateway"
* ^contact.telecom.system = #url
* ^contact.telecom.value = "https://ggz-gateway.example"
* ^jurisdiction = urn:iso:std:iso:3166#NL
* ^title.extension[0].url = $translation
* ^title.extension[0].extension[0].url = "lang"
* ^title.extension[0].extension[0].valueCode = #nl
* ^title.extension[0].extension[1].url = "content"
* ^title.extension[0].extension[1].valueString = {text}

// The same of a definition that is written as an instance, whose title stands elsewhere.
RuleSet: published
* publisher = "ggz-gateway"
* contact.telecom.system = #url
* contact.telecom.value = "https://ggz-gateway.example"
* jurisdiction = urn:iso:std:iso:3166#NL

// The Dutch words of an invariant.
RuleSet: in-dutch(nl)
* human.extension[0].url = $translation
* human.extension[0].extension[0].url = "lang"
* human.extension[0].extension[0].valueCode = #nl
* human.extension[0].extension[1].url = "content"
* human.extension[0].extension[1].valueString = {nl}

// What an invariant says beside its English words: the path at which it is told, the Dutch words, and its source.
RuleSet: told(path, nl, source)
* requirements = {source}
* extension[0].url = $invariant-path
* extension[0].valueString = {path}
* insert in-dutch([[{nl}]])

// A code of a code system, with its display and Dutch designation.
RuleSet: concept(code, display, nl)
* #{code} {display}
* #{code} ^designation[0].language = #nl
* #{code} ^designation[0].value = {nl}

// What an element is for, in words that a sender is told where it is missing.
RuleSet: asked(path, en, nl)
* {path} ^short = {en}
* {path} ^short.extension[0].url = $translation
* {path} ^short.extension[0].extension[0].url = "lang"
* {path} ^short.extension[0].extension[0].valueCode = #nl
* {path} ^short.extension[0].extension[1].url = "content"
* {path} ^short.extension[0].extension[1].valueString = {nl}

// Items of a list that are known by what they hold: a pattern on the item itself.
RuleSet: by-pattern(path)
* {path} ^slicing.discriminator[0].type = #pattern
* {path} ^slicing.discriminator[0].path = "$this"
* {path} ^slicing.rules = #open

// Items of a list that are known by the value of an element in them.
RuleSet: by-value(path, element)
* {path} ^slicing.discriminator[0].type = #value
* {path} ^slicing.discriminator[0].path = "{element}"
* {path} ^slicing.rules = #open
