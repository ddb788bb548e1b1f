import { error, information, warning, type Entry } from './outcome-entry.ts'

/**
 * What a definition asks and a resource does not do: each names the rule, none repeats a value.
 *
 * `required-missing` and `feedback-incomplete` (content that the gateway's own profiles ask for) stand with the outcomes
 * of exchange. Source of the rules: https://hl7.org/fhir/R4/validation.html
 */
export const outcomesOfValidation = {
  'too-many': error(
    422,
    'structure',
    '{element} stands here {count} times, and at most {max} are allowed.',
    '{element} staat hier {count} keer, en hoogstens {max} is toegestaan.',
    'Send no more than the profile allows; what is more cannot be carried.'
  ),
  'too-few': error(
    422,
    'required',
    '{element} stands here {count} times, and at least {min} are needed.',
    '{element} staat hier {count} keer, en minstens {min} is nodig.',
    'Add what the profile asks for.'
  ),
  'type-not-allowed': error(
    422,
    'structure',
    '{element} may not be of type {type} here; allowed: {allowed}.',
    '{element} mag hier niet van type {type} zijn; toegestaan: {allowed}.',
    'Send the element in one of the types that the profile allows.'
  ),
  'value-fixed': error(
    422,
    'value',
    '{element} does not have the value that the profile sets: {expected}.',
    '{element} heeft niet de waarde die het profiel vastlegt: {expected}.',
    'Send the value that the profile sets.'
  ),
  'slice-closed': error(
    422,
    'structure',
    'This item of {element} is none of those that the profile allows: {slices}.',
    'Dit onderdeel van {element} is geen van de onderdelen die het profiel toestaat: {slices}.',
    'Send only items that the profile knows, or leave this one out.'
  ),
  'slice-order': error(
    422,
    'structure',
    'The items of {element} do not stand in the order of the profile: {slices}.',
    'De onderdelen van {element} staan niet in de volgorde van het profiel: {slices}.',
    'Send the items in the order that the profile gives.'
  ),
  'value-too-long': error(
    422,
    'too-long',
    '{element} is longer than {max} characters.',
    '{element} is langer dan {max} tekens.',
    'Shorten the text, or send it as a document.'
  ),
  'value-out-of-range': error(
    422,
    'value',
    '{element} is not {comparison} {limit}.',
    '{element} is niet {comparison} {limit}.',
    'Send a value within the range of the profile.'
  ),
  'modifier-unknown': error(
    422,
    'extension',
    'A modifier extension stands here that this gateway does not know.',
    'Hier staat een modifier-extensie die deze gateway niet kent.',
    'Leave it out, or have its definition added: it may turn the meaning of the element around, so it cannot be passed over.'
  ),
  'extension-misplaced': error(
    422,
    'extension',
    'The extension {extension} is not meant for this element.',
    'De extensie {extension} is niet bedoeld voor dit element.',
    'Put it at one of the elements that its definition names.'
  ),
  'extension-unknown': information(
    'The extension that stands here is not known; it is carried as it came and was not checked.',
    'De extensie die hier staat, is niet bekend; zij gaat mee zoals zij kwam en is niet gecontroleerd.',
    'Nothing to do, unless the address is wrong.'
  ),
  'reference-target': error(
    422,
    'structure',
    '{element} may not refer to a {type}; allowed: {allowed}.',
    '{element} mag niet verwijzen naar een {type}; toegestaan: {allowed}.',
    'Refer to a resource of an allowed type.'
  ),
  'narrative-link-lost': warning(
    'not-found',
    'A link or an image of the narrative names an id that nothing in this resource has.',
    'Een link of afbeelding in de leestekst noemt een id dat niets in deze resource heeft.',
    'Correct the link, or leave it out; the narrative travels as it came.'
  ),
  'reference-lost': error(
    422,
    'not-found',
    'The reference leads to nothing in this message: {reason}.',
    'De verwijzing leidt in dit bericht nergens toe: {reasonNl}.',
    'Send the resource along, or correct the reference.'
  ),
  'profile-unknown': warning(
    'not-found',
    'A profile that the resource claims is not known here, so that claim was not checked.',
    'Een profiel dat de resource noemt, is hier niet bekend; of zij eraan voldoet is niet gecontroleerd.',
    'Have the package with the profile added, or leave the claim out.'
  ),
  'profile-unchecked': information(
    'Of {profile} this was not checked: {reason}.',
    'Van {profile} is dit niet gecontroleerd: {reason}.',
    'Check it with another validator where it matters.'
  ),
  'invariant-broken': error(
    422,
    'invariant',
    'The rule {key} does not hold: {what}.',
    'De regel {key} gaat niet op: {whatNl}.',
    'Correct what the rule speaks of.'
  ),
  'invariant-advice': warning(
    'invariant',
    'The rule {key} does not hold: {what}.',
    'De regel {key} gaat niet op: {whatNl}.',
    'Consider what the rule asks; nothing is refused for it.'
  ),
  'code-not-allowed': error(
    422,
    'code-invalid',
    'The code is not one of {valueSet}, and only those are allowed here.',
    'De code is geen code van {valueSet}, en alleen die zijn hier toegestaan.',
    'Use a code of the value set.'
  ),
  'code-outside': warning(
    'code-invalid',
    'None of the codes is one of {valueSet}, which is to be used unless none of its codes fits.',
    'Geen van de codes is een code van {valueSet}, die gebruikt moet worden tenzij geen code daarvan past.',
    'Add a code of the value set where one fits; your own code travels on.'
  ),
  'code-unknown': error(
    422,
    'code-invalid',
    'The code does not exist in {system}.',
    'De code bestaat niet in {system}.',
    'Use a code of that system, or name the system that the code is of.'
  ),
  'code-not-found': warning(
    'code-invalid',
    'The code is not in the edition of {system} that is at hand; a newer one may have it.',
    'De code staat niet in de uitgave van {system} die hier voorhanden is; een nieuwere heeft hem misschien wel.',
    'Look whether the code is right; name the version of the code system with it if it is newer than FHIR R4.'
  ),
  'system-unknown': warning(
    'code-invalid',
    'FHIR R4 defines no code system at this address of HL7, so whether the code exists was not checked.',
    'FHIR R4 kent geen codesysteem op dit adres van HL7; of de code bestaat is niet gecontroleerd.',
    'Look whether the address is right; systems of older and newer releases of FHIR may stand elsewhere in R4.'
  ),
  'code-unchecked': information(
    'The codes of {system} are not at hand, so whether this code exists was not checked.',
    'De codes van {system} zijn hier niet voorhanden; of deze code bestaat is niet gecontroleerd.',
    'Nothing to do.'
  ),
  'display-differs': warning(
    'code-invalid',
    'The display is that of another code of {system}, and not one of this code.',
    'De omschrijving is die van een andere code van {system}, en niet een van deze code.',
    'Look which of the two was meant, and send the code and the display of one concept.'
  ),
  'narrative-invalid': error(
    422,
    'invalid',
    'The narrative is not the XHTML that FHIR allows: {reason}.',
    'De leestekst is niet de XHTML die FHIR toestaat: {reasonNl}.',
    'Send basic formatting only (FHIR R4, narrative), or leave the narrative out.'
  ),
  'content-mismatch': error(
    422,
    'invalid',
    'The content does not agree with what is said of it: {reason}.',
    'De inhoud klopt niet met wat erover gezegd wordt: {reasonNl}.',
    'Correct the one or the other; which of the two is right cannot be guessed.'
  ),
  'bundle-rule': error(
    422,
    'structure',
    'The Bundle is not as FHIR asks: {reason}.',
    'De Bundle is niet zoals FHIR vraagt: {reasonNl}.',
    'Correct the entry named in expression; the rules stand in FHIR R4, Bundle.'
  ),
  'bundle-advice': warning(
    'business-rule',
    'The Bundle can be read, but: {reason}.',
    'De Bundle is leesbaar, maar: {reasonNl}.',
    'Look whether this was meant; nothing is refused for it.'
  ),
  'id-duplicate': error(
    422,
    'duplicate',
    'An id stands twice in one resource.',
    'Een id staat tweemaal in een resource.',
    'Give each element and contained resource an id of its own.'
  ),
  // What $validate tells beside what is wrong.
  'profile-not-loaded': error(
    422,
    'not-found',
    'The profile that was asked for is not known here, or has no snapshot, so nothing was checked against it.',
    'Het gevraagde profiel is hier niet bekend, of heeft geen snapshot; er is niets aan getoetst.',
    'Name it by its canonical URL, with |version only where that version is loaded, or have its package added.'
  ),
  'check-stopped': information(
    'Because its structure is not sound, its profiles, rules and codes were not checked.',
    'Omdat de structuur niet klopt, zijn profielen, regels en codes hiervan niet gecontroleerd.',
    'Correct the structure and validate again.'
  ),
  'more-found': information(
    'More was found than is told: at most {max} findings of a kind for one resource, and {total} in one answer.',
    'Er is meer gevonden dan hier staat: hooguit {max} bevindingen van een soort per resource, en {total} in een antwoord.',
    'Correct what is told and validate again.'
  ),
  'content-sound': information('No error was found.', 'Er is geen fout gevonden.', 'Nothing to do.'),
  'checked-with': information(
    'Checked by {validator} with {packages}, against: {profiles}.',
    'Gecontroleerd door {validator} met {packages}, aan de hand van: {profiles}.',
    'Nothing to do.'
  )
} satisfies Record<string, Entry>
