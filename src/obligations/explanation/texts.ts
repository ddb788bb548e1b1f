import type { Language } from '../../fhir/outcome.ts'

/** A text in each language that texts exist in. */
export type Phrase = Readonly<Record<Language, string>>

function phrase(en: string, nl: string): Phrase {
  return { en, nl }
}

/**
 * The sentence of each step that an explanation can have, by the step's stable code; `{name}` is a word of the step.
 *
 * A term is told as the agreement's and never as law, and no sentence has a place for anything about the patient but what
 * the duty itself is about.
 */
export const explanationTexts = {
  opened: phrase(
    '“{title}” opened on {day}: {event}. From {owner}, for {creditor}.',
    '‘{title}’ is geopend op {day}: {event}. Van {owner}, voor {creditor}.'
  ),
  'opened-turn': phrase(
    '“{title}”, turn {turn}, opened on {day}, the day that the report before it is about. From {owner}, for {creditor}.',
    '‘{title}’ ({turn}e keer) is geopend op {day}, de dag waarover het vorige bericht gaat. Van {owner}, voor {creditor}.'
  ),
  'known-since': phrase('It has been known here since {heardOn}.', 'Hier is dit bekend sinds {heardOn}.'),
  'objection-made': phrase(
    'On {day} the patient objected to this feedback; heard on {heardOn}.',
    'Op {day} maakte de patiënt bezwaar tegen deze terugkoppeling; gehoord op {heardOn}.'
  ),
  'objection-withdrawn': phrase(
    'On {day} the objection was withdrawn. What came in while it stood was not passed on and does not count.',
    'Op {day} is het bezwaar ingetrokken. Wat binnenkwam terwijl het gold, is niet doorgegeven en telt niet.'
  ),
  waived: phrase(
    'On {day} {by} recorded that this need not be given: {reason}. Decided by: {authority}.',
    'Op {day} legde {by} vast dat dit niet hoeft: {reason}. Besloten door: {authority}.'
  ),
  'waiver-over': phrase('From {day} it is owed again.', 'Vanaf {day} hoort het weer.'),
  'agreement-changed': phrase(
    'Since {day} it is judged by version {version} of the agreement: {reason}.',
    'Sinds {day} geldt hiervoor versie {version} van de afspraak: {reason}.'
  ),
  disputed: phrase(
    'On {day} {by} disputed feedback by telephone: it does not count.',
    'Op {day} betwistte {by} een telefonische terugkoppeling: die telt niet.'
  ),
  'by-telephone': phrase(
    'Feedback by telephone of {heardOn} does not count under this agreement.',
    'Telefonische terugkoppeling van {heardOn} telt volgens deze afspraak niet.'
  ),
  'passed-unknown': phrase(
    'Not counted from {event} ({within}): {none}.',
    'Niet gerekend vanaf {event} ({within}): {none}.'
  ),
  'passed-ahead': phrase(
    'Not counted from {event} ({within}): {day} was given for it, and that day had not come.',
    'Niet gerekend vanaf {event} ({within}): daarvoor is {day} opgegeven, en die dag was er nog niet.'
  ),
  'passed-incomplete': phrase(
    'Not counted from {event} ({within}): all that came in is incomplete.',
    'Niet gerekend vanaf {event} ({within}): wat binnenkwam is onvolledig.'
  ),
  'passed-before-opening': phrase(
    'Not counted from {event} ({within}): {day} was given for it, and this was not owed yet.',
    'Niet gerekend vanaf {event} ({within}): daarvoor is {day} opgegeven, en toen hoorde dit nog niet.'
  ),
  'passed-own-report': phrase(
    'Not counted from {event} ({within}): the feedback that is judged does not move its own day.',
    'Niet gerekend vanaf {event} ({within}): het bericht dat beoordeeld wordt, verschuift zijn eigen dag niet.'
  ),
  'passed-after-met': phrase(
    'Not counted from {event} ({within}): that was heard of only after the feedback had come in.',
    'Niet gerekend vanaf {event} ({within}): dat werd pas gehoord nadat de terugkoppeling binnen was.'
  ),
  'events-more': phrase(
    '{count} earlier statements about {event} are left out.',
    '{count} eerdere opgaven over {event} zijn weggelaten.'
  ),
  'event-heard': phrase(
    'Heard on {heardOn} from {by}: {event} on {day}.',
    'Gehoord op {heardOn} van {by}: {event} op {day}.'
  ),
  'event-moved': phrase(
    'Heard on {heardOn} from {by}: {event} now on {day}.',
    'Gehoord op {heardOn} van {by}: {event} nu op {day}.'
  ),
  'report-counted': phrase(
    'Heard on {heardOn} from {by}: {kind} about {day}. It counts.',
    'Gehoord op {heardOn} van {by}: {kind} over {day}. Dit telt.'
  ),
  incomplete: phrase(
    'On {heardOn} {kind} came in that lacks {missing}: it counts only once that has been supplied.',
    'Op {heardOn} kwam {kind} binnen waarin ontbreekt: {missing}. Dit telt pas als dat is aangevuld.'
  ),
  outranked: phrase(
    'Not counted from {event} ({within}): {deciding} comes first in the agreement.',
    'Niet gerekend vanaf {event} ({within}): {deciding} gaat in de afspraak voor.'
  ),
  anew: phrase(
    'The term starts anew on {day}, when the objection was withdrawn.',
    'De termijn begint opnieuw op {day}, toen het bezwaar werd ingetrokken.'
  ),
  'anew-waiver': phrase(
    'The term starts anew on {day}, from which it is owed again.',
    'De termijn begint opnieuw op {day}, vanaf welke dag het weer hoort.'
  ),
  'term-withheld': phrase(
    'Due on {day}. What this follows from is kept back: the patient objected.',
    'Uiterlijk {day}. Waaruit dit volgt, wordt niet doorgegeven: de patiënt maakte bezwaar.'
  ),
  term: phrase('{within} from {start} ({event}): due on {due}.', '{within} vanaf {start} ({event}): uiterlijk {due}.'),
  'term-skipping': phrase(
    '{within} from {start} ({event}): due on {due}. Not counted: {skipped}.',
    '{within} vanaf {start} ({event}): uiterlijk {due}. Niet meegeteld: {skipped}.'
  ),
  'term-hours': phrase(
    '{within} from {instant} ({event}): due by {until}.',
    '{within} vanaf {instant} ({event}): uiterlijk {until}.'
  ),
  suspended: phrase(
    'From {start} to {day} the clock stood still, said {by}: {reason}. That is {days} more.',
    'Van {start} tot {day} stond de klok stil, aldus {by}: {reason}. Dat is {days} erbij.'
  ),
  'suspended-still': phrase(
    'Since {start} the clock stands still, says {by}: {reason}. It runs again on {day} at the latest.',
    'Sinds {start} staat de klok stil, aldus {by}: {reason}. Die loopt uiterlijk op {day} weer.'
  ),
  'suspended-in-vain': phrase(
    'From {start} the clock would have stood still, said {by}: {reason}. The due day had passed, so that moves nothing.',
    'Vanaf {start} zou de klok stilstaan, aldus {by}: {reason}. De uiterste dag was voorbij, dus dat verschuift niets.'
  ),
  'suspension-disputed': phrase(
    '{by} disputes that; a dispute shows, and moves nothing.',
    '{by} betwist dat; een betwisting is zichtbaar en verschuift niets.'
  ),
  'due-moved': phrase('So it is due on {day}.', 'Daarmee is het uiterlijk {day}.'),
  rolled: phrase(
    '{start} is a day off ({skipped}): due on {day}.',
    '{start} is een vrije dag ({skipped}): uiterlijk {day}.'
  ),
  met: phrase(
    'On {day} {kind} came in, in time: the due day was {due}.',
    'Op {day} kwam {kind} binnen, op tijd: de uiterste dag was {due}.'
  ),
  'met-late': phrase(
    'On {day} {kind} came in, {days} after the due day {due}.',
    'Op {day} kwam {kind} binnen, {days} na de uiterste dag {due}.'
  ),
  'met-through': phrase(
    'On {day}: {event}. That was in time: the due day was {due}.',
    'Op {day}: {event}. Dat was op tijd: de uiterste dag was {due}.'
  ),
  'met-through-late': phrase(
    'On {day}: {event}, {days} after the due day {due}.',
    'Op {day}: {event}, {days} na de uiterste dag {due}.'
  ),
  'met-together': phrase(
    '{count} messages together made it complete.',
    '{count} berichten samen maakten het volledig.'
  ),
  unchecked: phrase('No rule could check its content.', 'De inhoud kon door geen regel worden gecontroleerd.'),
  reached: phrase('It reached {creditor} on {heardOn}.', 'Het kwam op {heardOn} aan bij {creditor}.'),
  'not-reached': phrase(
    'It had not reached {creditor} by {on}.',
    'Op {on} was het nog niet aangekomen bij {creditor}.'
  ),
  'reached-part': phrase(
    'Message {number} of {count} reached {creditor} on {heardOn}.',
    'Bericht {number} van {count} kwam op {heardOn} aan bij {creditor}.'
  ),
  'not-reached-part': phrase(
    'Message {number} of {count} had not reached {creditor} by {on}.',
    'Op {on} was bericht {number} van {count} nog niet aangekomen bij {creditor}.'
  ),
  awaited: phrase(
    'Nothing that counts has come in yet; this would do: {kinds}.',
    'Er is nog niets binnengekomen dat telt; dit voldoet: {kinds}.'
  ),
  'still-missing': phrase('Still missing: {missing}.', 'Nog nodig: {missing}.'),
  closed: phrase(
    'Nothing is owed after {day}: {event}, heard on {heardOn}.',
    'Na {day} hoeft dit niet meer: {event}, gehoord op {heardOn}.'
  ),
  'passed-on': phrase(
    'On {day} the referral was passed on: another one took its place.',
    'Op {day} is de verwijzing doorgezet: een andere kwam ervoor in de plaats.'
  ),
  'practice-changed': phrase(
    'The patient moved to {to}: there the same is owed.',
    'De patiënt ging over naar {to}: daar hoort hetzelfde.'
  ),
  'not-in-version': phrase(
    'The version that holds since {day} does not ask for this.',
    'De versie die sinds {day} geldt, vraagt dit niet.'
  ),
  'state-prospective': phrase(
    'On {on} it is open: the due day has not passed, and from {soonFrom} it is due soon.',
    'Op {on} staat dit open: de uiterste dag is nog niet voorbij, en vanaf {soonFrom} verloopt de termijn binnenkort.'
  ),
  'state-prospective-plain': phrase(
    'On {on} it is open: the due day has not passed.',
    'Op {on} staat dit open: de uiterste dag is nog niet voorbij.'
  ),
  'state-due-soon': phrase(
    'On {on} it is due soon: {soonFrom} has come, and the due day has not passed.',
    'Op {on} verloopt de termijn binnenkort: {soonFrom} is bereikt, en de uiterste dag is nog niet voorbij.'
  ),
  'state-overdue': phrase('On {on} it is overdue by {days}.', 'Op {on} is dit {days} te laat.'),
  'state-met': phrase('On {on} it is met.', 'Op {on} is hieraan voldaan.'),
  'state-met-late': phrase('On {on} it is met, late.', 'Op {on} is hieraan voldaan, te laat.'),
  'state-met-unchecked': phrase(
    'On {on} it is met, its content not checked.',
    'Op {on} is hieraan voldaan, de inhoud niet gecontroleerd.'
  ),
  'state-waived': phrase(
    'On {on} it is waived: while the objection stands, this feedback is not owed.',
    'Op {on} is dit vervallen: zolang het bezwaar geldt, hoeft deze terugkoppeling niet.'
  ),
  'state-waived-by-waiver': phrase(
    'On {on} it is waived: this feedback need not be given.',
    'Op {on} is dit vervallen: deze terugkoppeling hoeft niet.'
  ),
  'state-suspended': phrase(
    'On {on} the clock stands still: it is neither due nor overdue.',
    'Op {on} staat de klok stil: de termijn loopt niet en is niet verstreken.'
  ),
  'state-blocked': phrase(
    'On {on} it is blocked: nobody here knows for whom it is.',
    'Op {on} zit dit vast: hier is niet bekend voor wie het is.'
  ),
  'state-blocked-past-due': phrase(
    'On {on} it is blocked: nobody here knows for whom it is. The due day has passed.',
    'Op {on} zit dit vast: hier is niet bekend voor wie het is. De uiterste dag is voorbij.'
  ),
  'state-superseded': phrase(
    'On {on} it is not owed under this referral any more.',
    'Op {on} hoeft dit onder deze verwijzing niet meer.'
  ),
  'state-not-applicable': phrase('On {on} it does not apply any more.', 'Op {on} is dit niet meer van toepassing.'),
  basis: phrase(
    'The term is that of the agreement {agreement} (version {version}, strength: {strength}) and not law. Its source: “{source}”',
    'De termijn is die van de afspraak {agreement} (versie {version}, sterkte: {strength}) en geen wet. De bron (Engels): “{source}”'
  )
} as const satisfies Readonly<Record<string, Phrase>>

/** The stable code of a step. */
export type StepCode = keyof typeof explanationTexts
