import { error, type Entry } from './outcome-entry.ts'

/** What can be wrong with an operation on feedback that is owed: waiving, disputing, assigning, moving it. */
export const outcomesOfDuties = {
  'creditor-only': error(
    403,
    'forbidden',
    'Only the one to whom this feedback is owed may do this.',
    'Alleen degene voor wie deze terugkoppeling bestemd is kan dit doen.',
    'Ask that organisation (Task.requester); who owes the feedback can give it, or ask for a suspension.'
  ),
  'duty-not-open': error(
    409,
    'business-rule',
    'This feedback is not owed now: it is {state}.',
    'Deze terugkoppeling staat nu niet open: de status is {state}.',
    'Task/{id}/$explain says how it came to that.'
  ),
  'waiver-none': error(
    409,
    'business-rule',
    'No waiver of this feedback stands, so there is none to take back.',
    'Er is van deze terugkoppeling niet afgezien; er valt niets terug te nemen.',
    'Nothing to do: what the patient objected to is taken back by its Consent.'
  ),
  'proposal-unknown': error(
    404,
    'not-found',
    'There is no such proposal here.',
    'Dit voorstel is hier niet bekend.',
    'Use the id that $waive answered to the one who proposed.'
  ),
  'second-person': error(
    403,
    'forbidden',
    'A proposal is confirmed by another participant than the one who made it.',
    'Een voorstel wordt bevestigd door een andere deelnemer dan wie het deed.',
    'Give its id to a second operator or to the region.'
  ),
  'proposal-expired': error(
    409,
    'expired',
    'The proposal was not confirmed within {days} days.',
    'Het voorstel is niet binnen {days} dagen bevestigd.',
    'Propose it again: meanwhile other feedback may have come in.'
  ),
  'duties-too-many': error(
    422,
    'too-costly',
    'More than {max} duties would have to be waived or looked at.',
    'Er zouden meer dan {max} terugkoppelingen vervallen of bekeken moeten worden.',
    'Narrow it by owner, creditor, code or openedBefore, and propose it in parts.'
  ),
  'dispute-unknown': error(
    422,
    'not-found',
    'No feedback and no suspension of this referral has that id.',
    'Geen terugkoppeling en geen opschorting van deze verwijzing heeft dit kenmerk.',
    'Name the Communication as you read it, or the day since when the clock stands still.'
  ),
  'dispute-in-writing': error(
    422,
    'business-rule',
    'Feedback in writing cannot be disputed: it stands here as it came.',
    'Schriftelijke terugkoppeling kan niet worden betwist: die staat hier zoals zij kwam.',
    'Tell its sender what is wrong; a corrected letter comes as a new Communication.'
  ),
  'dispute-known': error(409, 'duplicate', 'This is disputed already.', 'Dit is al betwist.', 'Nothing to do.'),
  'referral-full': error(
    409,
    'too-costly',
    'The referral has {count} events, and takes no more.',
    'De verwijzing heeft {count} gebeurtenissen en neemt er geen meer op.',
    'Look for a system that sends the same again and again; care that goes on so long goes on under a new referral.'
  ),
  'unmatched-unknown': error(
    404,
    'not-found',
    'No unmatched feedback is kept under that id.',
    'Onder dit kenmerk is geen niet-geplaatste terugkoppeling bewaard.',
    'Use `message` of GET /reports/unmatched.'
  ),
  'unmatched-settled': error(
    409,
    'duplicate',
    'This feedback is assigned already, to {referral}.',
    'Deze terugkoppeling is al toegewezen, aan {referral}.',
    'Nothing to do. An assignment is not taken back: its letter has been delivered.'
  ),
  'assignment-refused': error(
    422,
    'business-rule',
    'The feedback cannot belong to that referral: {reason}.',
    'De terugkoppeling kan niet bij die verwijzing horen: {reason}.',
    'Ask its sender to send it again with the right patient and referral.'
  )
} as const satisfies Record<string, Entry>
