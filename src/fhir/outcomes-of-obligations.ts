import { error, warning, type Entry } from './outcome-entry.ts'

/** What is said about duties beside met and open: what an objection stops, what nobody can place, what a step must bring. */
export const outcomesOfObligations = {
  'feedback-withheld': warning(
    'suppressed',
    'Kept here and not passed on to {receiver}: the patient objects.',
    'Hier bewaard en niet doorgegeven aan {receiver}: de patiënt heeft bezwaar.',
    'Nothing to do. Withdraw the objection by a PUT of its Consent with status inactive if the patient agrees again.'
  ),
  'feedback-unmatched': warning(
    'multiple-matches',
    'Kept here and passed on to nobody: it fits {fit}.',
    'Hier bewaard en aan niemand doorgegeven: het past bij {fit}.',
    'Send it in a new message with the one referral that it answers in Communication.basedOn; the operator sees this one.'
  ),
  'referral-unclear': error(
    422,
    'business-rule',
    'The message names no referral, and the patient does not have exactly one here.',
    'Het bericht noemt geen verwijzing, en de patiënt heeft er hier niet precies één.',
    'Name the referral: in a Flag by the extension flag-detail, in a Consent in provision.data.'
  ),
  'rejection-incomplete': error(
    422,
    'required',
    'A rejection says why, and what the alternative is or that there is none.',
    'Een afwijzing zegt waarom, en wat het alternatief is of dat er geen is.',
    'Give Task.statusReason, and the extension alternative: text, or the code none of rejection-alternative (docs/lifecycle.md).'
  ),
  'forward-not-allowed': error(
    409,
    'business-rule',
    'The referral that this one is based on has ended before anyone took it on, so there is nothing to pass on.',
    'De verwijzing waarop deze berust is geëindigd voordat iemand haar aannam; er is niets om door te zetten.',
    'Ask the GP for a new referral.'
  ),
  'referral-passed-on': error(
    409,
    'business-rule',
    'The referral was passed on, and its new performer would not hear of this.',
    'De verwijzing is doorgezet, en de nieuwe uitvoerder zou dit niet horen.',
    'Name the referral that took its place: {location}.'
  ),
  'consent-not-understood': error(
    422,
    'not-supported',
    'The objection has a limit that is not kept here, so it would block or let go too much.',
    'Het bezwaar heeft een beperking die hier niet wordt nageleefd; het zou te veel of te weinig tegenhouden.',
    'Say what it is about with provision.code (feedback kinds), provision.actor (receivers) and provision.data (the referral) alone.'
  ),
  'consent-date': error(
    422,
    'value',
    'The objection has no day, or one that is still to come.',
    'Het bezwaar heeft geen dag, of een dag die nog moet komen.',
    'Give Consent.dateTime, the day on which the patient objected.'
  ),
  'consent-receiver': error(
    422,
    'not-found',
    'The objection names a receiver that is no participant here.',
    'Het bezwaar noemt een ontvanger die hier geen deelnemer is.',
    'Name the organisation by its URA or AGB, or leave provision.actor out: then nobody but the performer receives.'
  ),
  'suspension-incomplete': error(
    422,
    'required',
    'A Task is put on hold for a coded reason: {reasons}.',
    'Een Task wordt aangehouden om een gecodeerde reden: {reasons}.',
    'Give the code in Task.statusReason, of the CodeSystem suspension-reason (docs/lifecycle.md).'
  ),
  'negotiation-not-allowed': error(
    409,
    'business-rule',
    'This cannot be asked about the referral as it stands: {why}.',
    'Dit kan over de verwijzing zoals zij er nu voor staat niet worden gevraagd: {why}.',
    '{advice}'
  ),
  'negotiation-open': error(
    409,
    'duplicate',
    'This has been asked already, and nobody has answered yet.',
    'Dit is al gevraagd, en er is nog niet geantwoord.',
    'Wait for the answer on {location}, or take that Task back with status cancelled.'
  ),
  'negotiation-unattached': error(
    422,
    'business-rule',
    'The Task names no referral that you can see, or something else than the one it is about.',
    'De Task noemt geen verwijzing die u kunt zien, of iets anders dan die waarover zij gaat.',
    'Give the ServiceRequest in Task.focus, or the coordination Task in Task.partOf.'
  ),
  'negotiation-owner': error(
    422,
    'business-rule',
    'Task.owner is not who answers this: that is {owner}.',
    'Task.owner is niet wie hierop antwoordt: dat is {owner}.',
    'Name that organisation by its number, or leave Task.owner out: the gateway fills it in.'
  ),
  'answer-incomplete': error(
    422,
    'required',
    'A refusal says why.',
    'Een weigering zegt waarom.',
    'Give Task.statusReason, as text or as a code.'
  ),
  'proposal-incomplete': warning(
    'incomplete',
    'The proposal was delivered and lacks: {what}.',
    'Het voorstel is afgeleverd en mist: {what}.',
    'Send what is missing as feedback, or take the Task back and ask anew; the GP may always refuse. Source: {source}.'
  )
} as const satisfies Record<string, Entry>
