import { error, warning, type Entry } from './outcome-entry.ts'

/** What can be wrong with an exchange: who sends to whom, what is allowed now, what can be translated. */
export const outcomesOfExchange = {
  // Who it is from and for.
  'performer-missing': error(
    422,
    'required',
    'The referral names no performer, so nobody would receive it.',
    'De verwijzing noemt geen uitvoerder, dus niemand zou haar ontvangen.',
    'Set ServiceRequest.performer to an organisation with its URA or AGB.'
  ),
  'performer-unidentified': error(
    422,
    'required',
    'The performer leads to no organisation with a URA or AGB.',
    'De uitvoerder leidt niet naar een organisatie met een URA of AGB.',
    'Identify the organisation; a name alone is never used for routing.'
  ),
  'performer-unknown': error(
    422,
    'not-found',
    'The performer is not a participant that takes referrals: {identifier}.',
    'De uitvoerder is geen deelnemer die verwijzingen aanneemt: {identifier}.',
    'Check the URA or AGB, or ask the operator to add the organisation.'
  ),
  'performer-ambiguous': error(
    422,
    'multiple-matches',
    'The referral names performers at more than one organisation.',
    'De verwijzing noemt uitvoerders bij meer dan één organisatie.',
    'Send one referral for each organisation.'
  ),
  'owner-mismatch': error(
    422,
    'business-rule',
    'Task.owner names another organisation than ServiceRequest.performer.',
    'Task.owner noemt een andere organisatie dan ServiceRequest.performer.',
    'Let both name the organisation that is to receive the referral.'
  ),
  'requester-mismatch': error(
    422,
    'business-rule',
    'The requester is not the organisation that sends this message.',
    'De aanvrager is niet de organisatie die dit bericht stuurt.',
    'Set ServiceRequest.requester to your own organisation.'
  ),
  'sender-mismatch': error(
    422,
    'business-rule',
    'The sender named in the Communication is not the organisation that sends this message.',
    'De afzender in de Communication is niet de organisatie die dit bericht stuurt.',
    'Set Communication.sender to your own organisation.'
  ),
  'subject-mismatch': error(
    422,
    'business-rule',
    'The message names another patient than the referral.',
    'Het bericht noemt een andere patiënt dan de verwijzing.',
    'Refer to the patient of the referral.'
  ),
  'referral-unknown': error(
    422,
    'not-found',
    'basedOn names no referral that you can see.',
    'basedOn noemt geen verwijzing die u kunt zien.',
    'Refer to the ServiceRequest that you received or sent.'
  ),
  'business-identifier-known': error(
    409,
    'duplicate',
    'You sent a message with this business identifier before: {location}.',
    'U stuurde al een bericht met dit kenmerk: {location}.',
    'Say what is new as a Task step or as feedback about the resource named here; do not post it again.'
  ),
  // How it is translated.
  'unmapped-code': error(
    422,
    'code-invalid',
    'The code {code} of {system} has no translation in {map}.',
    'De code {code} van {system} heeft geen vertaling in {map}.',
    'Use a code of that map; nothing is guessed{place}.'
  ),
  'kind-ambiguous': error(
    422,
    'multiple-matches',
    'The Communication says that it is feedback of more than one kind.',
    'De Communication noemt meer dan één soort terugkoppeling.',
    'Send one Communication for each kind.'
  ),
  'type-not-in-dialect': error(
    422,
    'not-supported',
    'The dialect {dialect} does not carry {type}.',
    'Het dialect {dialect} kent {type} niet.',
    'See docs/dialects.md for what a dialect carries.'
  ),
  'map-failed': error(
    422,
    'processing',
    'The content cannot be said in the dialect {dialect}: {reason}{value}.',
    'De inhoud kan niet worden uitgedrukt in het dialect {dialect}: {reason}{value}.',
    'Correct the element named in expression, or tell the operator which map failed: rule {rule} of {map}.'
  ),
  'content-not-carried': error(
    422,
    'processing',
    'The map {map} would lose this element.',
    'De vertaling {map} zou dit element verliezen.',
    'Leave the element out, or ask for the map to carry it; nothing is dropped in silence.'
  ),
  'content-unread': warning(
    'not-supported',
    'The map {map} does not read this element; it stays in your own view and goes to nobody else.',
    'De vertaling {map} leest dit element niet; het blijft in uw eigen weergave en gaat naar niemand anders.',
    'Say it in an element that the map carries, or ask for the map to carry it.'
  ),
  'carried-untranslated': warning(
    'code-invalid',
    'The map {map} has no translation for this (rule {rule}); it travels as it came.',
    'De vertaling {map} heeft hier geen vertaling voor (regel {rule}); het gaat mee zoals het kwam.',
    'Nothing to do, unless the receiver needs a code that it knows.'
  ),
  // What may be done.
  'transition-not-allowed': error(
    409,
    'business-rule',
    'A Task that is {from} cannot become {to} here. Allowed: {allowed}.',
    'Een Task met status {from} kan hier niet {to} worden. Toegestaan: {allowed}.',
    'Read the Task again and take one of the allowed steps.'
  ),
  'task-of-gateway': error(
    409,
    'business-rule',
    'This Task is kept by the gateway itself: it says what feedback is owed.',
    'Deze Task houdt de gateway zelf bij: zij zegt welke terugkoppeling nog verwacht wordt.',
    'Send the feedback that it asks for; the Task follows.'
  ),
  'task-not-taken': error(
    422,
    'business-rule',
    'A Task of this kind is not taken from a participant.',
    'Een Task van deze soort wordt niet van een deelnemer aangenomen.',
    'Take a step of the Task that exists; the gateway keeps the Tasks of what is owed.'
  ),
  'one-feedback': error(
    422,
    'business-rule',
    'The message brings more than one Communication.',
    'Het bericht bevat meer dan één Communication.',
    'Send one message for each, so that each is known to have arrived.'
  ),
  'unknown-code': error(
    422,
    'code-invalid',
    'The code is not one of {system}.',
    'De code is er geen van {system}.',
    'Use one of: {map}.'
  ),
  'event-date-ahead': error(
    422,
    'value',
    'The event date lies after {today}, and what it says has not happened yet.',
    'De gebeurtenisdatum ligt na {today}, en wat er staat is dus nog niet gebeurd.',
    'Correct the extension event-date; only a planned intake may lie ahead.'
  ),
  'element-immutable': error(
    422,
    'business-rule',
    'A Task step may not change {element}.',
    'Een Task-stap mag {element} niet wijzigen.',
    'Change status, statusReason, businessStatus, executionPeriod, lastModified, note, extension or output only.'
  ),
  'version-conflict': error(
    412,
    'conflict',
    'The resource has moved on; its version is now {version}.',
    'De resource is intussen gewijzigd; de versie is nu {version}.',
    'Read it again, then send your step with the new ETag.'
  ),
  'not-found': error(
    404,
    'not-found',
    'There is no such resource.',
    'Deze resource bestaat niet.',
    'Check the type and id; only what your organisation is party to can be seen.'
  ),
  'not-allowed': error(
    403,
    'forbidden',
    'Your role or scope does not allow this.',
    'Uw rol of scope laat dit niet toe.',
    'Ask for a token with the scope {scope}.'
  ),
  'method-not-allowed': error(
    405,
    'not-supported',
    'This interaction is not offered on {type}.',
    'Deze interactie wordt niet geboden op {type}.',
    'See GET /fhir/metadata for what is offered.'
  ),
  'search-parameter': error(
    400,
    'not-supported',
    'The search parameter or value is not supported: {parameter}.',
    'De zoekparameter of waarde wordt niet ondersteund: {parameter}.',
    'See docs/interactions.md for the parameters and their values; one that is ignored would answer another question.'
  ),
  'report-parameter': error(
    400,
    'value',
    'The report parameter is not valid: {parameter}.',
    'De rapportparameter is niet geldig: {parameter}.',
    'Use state, asOf, knownAt (at most now), owner, creditor, echelon, region, code and groupBy, each once: docs/reports.md.'
  ),
  'idempotency-conflict': error(
    409,
    'duplicate',
    'This message id was used before with another body.',
    'Dit berichtkenmerk is eerder gebruikt met een andere inhoud.',
    'Use a new Bundle.identifier or Idempotency-Key for a new message.'
  ),
  'idempotency-key-invalid': error(
    400,
    'value',
    'The Idempotency-Key is empty, too long or not one word.',
    'De Idempotency-Key is leeg, te lang of niet één woord.',
    'Send 1 to 200 printable characters without blanks, another one for each message, or leave the header out.'
  )
} as const satisfies Record<string, Entry>
