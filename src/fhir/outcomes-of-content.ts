import { error, type Entry } from './outcome-entry.ts'

/** What can be wrong with a message itself: its bytes, its resources, how they hang together. */
export const outcomesOfContent = {
  // What the body is, before anyone asks what it says.
  'not-json': error(
    400,
    'structure',
    'The body is not JSON: {reason}.',
    'De inhoud is geen JSON: {reason}.',
    'Send one JSON object in UTF-8.'
  ),
  'not-utf8': error(
    400,
    'structure',
    'The body is not valid UTF-8.',
    'De inhoud is geen geldige UTF-8.',
    'Encode the body as UTF-8.'
  ),
  'too-deep': error(
    400,
    'too-long',
    'The body is nested deeper than {max} levels.',
    'De inhoud is dieper genest dan {max} niveaus.',
    'Flatten contained resources or sections.'
  ),
  'duplicate-key': error(
    400,
    'structure',
    'The key "{key}" stands twice in one object.',
    'De sleutel "{key}" staat tweemaal in een object.',
    'Send each key once; which of the two was meant cannot be guessed.'
  ),
  'forbidden-key': error(
    400,
    'structure',
    'The key "{key}" is not allowed.',
    'De sleutel "{key}" is niet toegestaan.',
    'Remove the key; no FHIR element has this name, and none is written with an escape.'
  ),
  'number-out-of-bounds': error(
    400,
    'value',
    'The number at "{key}" has more than {max} characters, or a power of ten beyond {exponent}.',
    'Het getal bij "{key}" heeft meer dan {max} tekens, of een macht van tien voorbij {exponent}.',
    'Send the number as it was measured; it is not rounded here, because nobody could tell what was meant.'
  ),
  'too-many-decimals': error(
    400,
    'too-long',
    'The body holds more than {max} numbers with trailing zeros, powers of ten or very many digits.',
    'De inhoud bevat meer dan {max} getallen met nullen aan het eind, machten van tien of zeer veel cijfers.',
    'Send long series of measurements as sampled data or as a document.'
  ),
  'too-many-parts': error(
    400,
    'too-long',
    'The body holds more than {max} objects and lists.',
    'De inhoud bevat meer dan {max} objecten en lijsten.',
    'Send less at once: a message is about one referral.'
  ),
  'body-too-large': error(
    413,
    'too-long',
    'The body is larger than {max} bytes.',
    'De inhoud is groter dan {max} bytes.',
    'Send large attachments as smaller documents.'
  ),
  'wrong-media-type': error(
    415,
    'not-supported',
    'The media type of the body is not supported.',
    'Het mediatype van de inhoud wordt niet ondersteund.',
    'Use Content-Type: application/fhir+json.'
  ),
  'not-acceptable': error(
    406,
    'not-supported',
    'None of the accepted media types can be given.',
    'Geen van de gevraagde mediatypen kan worden geleverd.',
    'Use Accept: application/fhir+json; the report on obligations is also given as text/csv and application/x-ndjson.'
  ),
  // What the resource is.
  'unknown-type': error(
    400,
    'not-supported',
    'The resource type {type} is not known here.',
    'Het resourcetype {type} is hier niet bekend.',
    'See GET /fhir/metadata for the types that this gateway takes.'
  ),
  'wrong-type': error(
    400,
    'invalid',
    'A {expected} was expected here, and a {type} came.',
    'Hier werd een {expected} verwacht, en er kwam een {type}.',
    'Send the type that the URL names.'
  ),
  'id-mismatch': error(
    400,
    'invalid',
    'The id in the body is not the id in the URL.',
    'Het id in de inhoud is niet het id in de URL.',
    'Send the same id in both places.'
  ),
  'invalid-structure': error(
    422,
    'structure',
    'The content is not valid FHIR R4: {reason}.',
    'De inhoud is geen geldige FHIR R4: {reason}.',
    'Correct the element named in expression.'
  ),
  'required-missing': error(
    422,
    'required',
    'Required content is missing: {what}.',
    'Vereiste inhoud ontbreekt: {what}.',
    'Add the content named here; source: {source}.'
  ),
  'narrative-active': error(
    422,
    'security',
    'The narrative holds content that acts: a script, a form, a frame or an event handler.',
    'De tekst bevat actieve inhoud: een script, een formulier, een frame of een event handler.',
    'Send text and its layout only; see FHIR R4, narrative, security.'
  ),
  'bsn-invalid': error(
    422,
    'value',
    'The BSN does not pass the 11-test.',
    'Het BSN voldoet niet aan de 11-proef.',
    'Check the number; 000000000 is never accepted.'
  ),
  'identifier-invalid': error(
    422,
    'value',
    'The value is not a valid {system} number.',
    'De waarde is geen geldig {system}-nummer.',
    'URA and AGB numbers have eight digits, leading zeros included.'
  ),
  'bsn-missing': error(
    422,
    'required',
    'The patient has no BSN.',
    'De patiënt heeft geen BSN.',
    'Add Patient.identifier with system http://fhir.nl/fhir/NamingSystem/bsn.'
  ),
  'bsn-in-url': error(
    400,
    'security',
    'A BSN may not stand in a URL.',
    'Een BSN mag niet in een URL staan.',
    'Send identifiers of patients in a body, never in a URL; a search takes a form by POST [type]/_search.'
  ),
  // How its parts hang together.
  'id-not-uuid': error(
    422,
    'value',
    'An id that a sender chooses must be a UUID.',
    'Een id dat een afzender kiest, moet een UUID zijn.',
    'POST the resource and take the id that it gets, or PUT it under a UUID.'
  ),
  'reference-unresolved': error(
    422,
    'not-found',
    'The reference leads to nothing in this message or in what you may see.',
    'De verwijzing leidt nergens heen in dit bericht of in wat u mag zien.',
    'Add the resource to the Bundle, or refer to one that you can read.'
  ),
  'reference-ambiguous': error(
    422,
    'multiple-matches',
    'The reference fits more than one entry of the Bundle.',
    'De verwijzing past op meer dan één onderdeel van de Bundle.',
    'Give each entry a fullUrl (urn:uuid) and refer to that.'
  ),
  'duplicate-full-url': error(
    422,
    'duplicate',
    'Two entries of the Bundle are for the same resource.',
    'Twee onderdelen van de Bundle zijn voor dezelfde resource.',
    'Give each entry a fullUrl of its own, and each resource one PUT.'
  ),
  'entry-unattached': error(
    422,
    'business-rule',
    'The entry hangs on nothing in this message, so no receiver would get it.',
    'Het onderdeel hangt aan niets in dit bericht, dus geen ontvanger zou het krijgen.',
    'Refer to it from the referral or the feedback, or leave it out.'
  ),
  'bundle-type': error(
    422,
    'not-supported',
    'A Bundle of type transaction was expected.',
    'Er werd een Bundle van het type transaction verwacht.',
    'Set Bundle.type to transaction.'
  ),
  'entry-request': error(
    422,
    'not-supported',
    'This kind of entry request is not supported: {request}.',
    'Dit soort verzoek in een onderdeel wordt niet ondersteund: {request}.',
    'Use POST [type] or PUT [type]/[id], without conditions.'
  ),
  'transaction-empty': error(
    422,
    'required',
    'The transaction carries no referral, feedback or Task step.',
    'De transactie bevat geen verwijzing, terugkoppeling of Task-stap.',
    'Include one ServiceRequest, or Communications or a Task about one referral.'
  ),
  'transaction-mixed': error(
    422,
    'business-rule',
    'The transaction concerns more than one referral.',
    'De transactie gaat over meer dan één verwijzing.',
    'Send one transaction for each referral.'
  ),
  'update-not-supported': error(
    422,
    'not-supported',
    'A {type} that exists cannot be changed with PUT yet.',
    'Een bestaande {type} kan nog niet met PUT worden gewijzigd.',
    'A Task takes steps, and a Consent takes the withdrawal of an objection by who recorded it; see GET /fhir/metadata.'
  )
} as const satisfies Record<string, Entry>
