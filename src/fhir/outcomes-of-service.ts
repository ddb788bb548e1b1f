import { error, information, warning, type Entry } from './outcome-entry.ts'

/** What is said about who asks, how the gateway fares, and what a message that was taken did. */
export const outcomesOfService = {
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
  'search-too-wide': error(
    400,
    'too-costly',
    'More than {max} Tasks match.',
    'Er zijn meer dan {max} taken die voldoen.',
    'Narrow the search with focus, owner, code or due-date, or ask for fewer states.'
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
    'The obligation {obligation} is open, due on {due}.',
    'De verplichting {obligation} staat open, uiterlijk {due}.',
    'If you owe it: send it, or what is still missing. If it is owed to you, there is nothing to do.'
  ),
  'receiver-gone': warning(
    'not-found',
    'This was not sent to {participant}, which no longer takes part.',
    'Dit is niet gestuurd aan {participant}, die niet meer deelneemt.',
    'Reach that organisation in another way, and tell the operator.'
  ),
  'nothing-new': information(
    'Accepted; it says what was known already, so nothing was sent on.',
    'Ontvangen; het zegt wat al bekend was, dus er is niets doorgestuurd.',
    'Nothing to do.'
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
    'Send a supplement; what is missing stays owed, and docs/profiles.md says what is asked. Source: {source}.'
  )
} as const satisfies Record<string, Entry>
