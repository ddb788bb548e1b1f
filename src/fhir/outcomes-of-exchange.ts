import { error, information, warning, type Entry } from './outcome-entry.ts'

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
    'De verwijzing noemt uitvoerders bij meer dan een organisatie.',
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
    'Use a code of that map; nothing is guessed.'
  ),
  'kind-ambiguous': error(
    422,
    'multiple-matches',
    'The Communication says that it is feedback of more than one kind.',
    'De Communication zegt dat zij terugkoppeling van meer dan een soort is.',
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
    'The content cannot be said in the dialect {dialect}: {reason}.',
    'De inhoud kan niet worden gezegd in het dialect {dialect}: {reason}.',
    'Correct the element named in expression, or tell the operator which map failed.'
  ),
  'content-not-carried': error(
    422,
    'processing',
    'The map {map} would lose this element.',
    'De vertaling {map} zou dit element verliezen.',
    'Leave the element out, or ask for the map to carry it; nothing is dropped in silence.'
  ),
  // What may be done.
  'transition-not-allowed': error(
    409,
    'business-rule',
    'A Task that is {from} cannot become {to} here. Allowed: {allowed}.',
    'Een Task met status {from} kan hier niet {to} worden. Toegestaan: {allowed}.',
    'Read the Task again and take one of the allowed steps.'
  ),
  'element-immutable': error(
    422,
    'business-rule',
    'A Task step may not change {element}.',
    'Een Task-stap mag {element} niet wijzigen.',
    'Change status, statusReason, businessStatus, executionPeriod, note or extension only.'
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
    'See GET /fhir/metadata; an ignored parameter would answer another question than yours.'
  ),
  'report-parameter': error(
    400,
    'value',
    'The report parameter is not valid: {parameter}.',
    'De rapportparameter is niet geldig: {parameter}.',
    'Use state, asOf=YYYY-MM-DD, knownAt, owner, creditor, code.'
  ),
  'idempotency-conflict': error(
    409,
    'duplicate',
    'This message id was used before with another body.',
    'Dit berichtkenmerk is eerder gebruikt met een andere inhoud.',
    'Use a new Bundle.identifier or Idempotency-Key for a new message.'
  ),
  // Who is asking.
  'token-missing': error(
    401,
    'login',
    'The request carries no access token.',
    'Het verzoek bevat geen toegangstoken.',
    'Ask POST /oauth/token for one, and send Authorization: Bearer <token>.'
  ),
  'token-expired': error(
    401,
    'expired',
    'The access token has expired.',
    'Het toegangstoken is verlopen.',
    'Ask POST /oauth/token for a new one.'
  ),
  'token-invalid': error(
    401,
    'login',
    'The access token is not valid here.',
    'Het toegangstoken is hier niet geldig.',
    'Ask this gateway for a token with audience {audience}.'
  ),
  // How it goes.
  busy: error(
    503,
    'transient',
    'Too much is happening to this referral at once.',
    'Er gebeurt te veel tegelijk met deze verwijzing.',
    'Send the same message again after the seconds in Retry-After.'
  ),
  unavailable: error(
    503,
    'transient',
    'The message could not be stored now, and was not.',
    'Het bericht kon nu niet worden opgeslagen, en is dat niet.',
    'Send the same message again after the seconds in Retry-After.'
  ),
  'rate-limited': error(
    429,
    'throttled',
    'Too many requests.',
    'Te veel verzoeken.',
    'Send again after the seconds in Retry-After.'
  ),
  'clock-backwards': error(
    409,
    'business-rule',
    'The clock stands at {now} and does not go back.',
    'De klok staat op {now} en gaat niet terug.',
    'Send a later instant.'
  ),
  'clock-invalid': error(
    422,
    'value',
    'The body has no valid instant in "now".',
    'De inhoud bevat geen geldig tijdstip in "now".',
    'Send {"now": "2026-03-01T09:00:00Z"}.'
  ),
  'internal-error': error(
    500,
    'exception',
    'Something went wrong here. Request {request}.',
    'Er ging hier iets mis. Verzoek {request}.',
    'Send the same message again; tell the operator the request id when it stays.'
  ),
  // What is good to know beside a success.
  'obligation-met': information(
    'This meets the obligation {obligation}.',
    'Hiermee is voldaan aan de verplichting {obligation}.',
    'Nothing to do.'
  ),
  'obligation-open': information(
    'The obligation {obligation} stays open, due on {due}.',
    'De verplichting {obligation} blijft open, uiterlijk {due}.',
    'Send what is missing.'
  ),
  'receiver-gone': warning(
    'not-found',
    'This was not sent to {participant}, which no longer takes part.',
    'Dit is niet gestuurd aan {participant}, die niet meer deelneemt.',
    'Reach that organisation in another way, and tell the operator.'
  ),
  'nothing-owed': information(
    'Accepted and sent on; no obligation changed by it.',
    'Ontvangen en doorgestuurd; geen verplichting is hierdoor gewijzigd.',
    'Nothing to do.'
  ),
  'feedback-incomplete': warning(
    'incomplete',
    'The feedback was delivered and lacks: {what}.',
    'De terugkoppeling is afgeleverd en mist: {what}.',
    'Send a supplement; what is missing stays owed. Source: {source}.'
  )
} as const satisfies Record<string, Entry>
