import { error, information, warning, type Entry } from './outcome-entry.ts'

/** What is said about the form of a referral, the consent that it asks, and what the patient's earlier referrals mean for it. */
export const outcomesOfForms = {
  'form-ambiguous': error(
    422,
    'multiple-matches',
    'The ServiceRequest says that it is of more than one form.',
    'De ServiceRequest noemt meer dan één vorm.',
    'Give one code of referral-form in ServiceRequest.category, or none for a referral.'
  ),
  'consultation-consent': error(
    422,
    'business-rule',
    'A patient is discussed only with consent, and the consultation names none.',
    'Een patiënt wordt alleen met toestemming besproken, en de consultatie noemt die niet.',
    'Name the Consent in ServiceRequest.supportingInfo, sent along or by its identifier; else ask anonymised, outside a ServiceRequest.'
  ),
  'question-not-anonymous': error(
    422,
    'business-rule',
    'A Communication without a patient is an anonymised consultation, and this one tells whom it is about, or may.',
    'Een Communication zonder patiënt is een geanonimiseerde consultatie, en deze zegt over wie het gaat, of kan dat doen.',
    'Write it in words alone, without BSN, name, day of birth, attachment or other resource; else ask about the patient, with consent.'
  ),
  'question-recipient': error(
    422,
    'business-rule',
    'An anonymised consultation goes to one participant, and this one names none, or several.',
    'Een geanonimiseerde consultatie gaat naar één deelnemer, en deze noemt er geen, of meer.',
    'Name the organisation by URA or AGB in Communication.recipient; an answer names the question in inResponseTo.'
  ),
  'care-not-own': error(
    422,
    'business-rule',
    'Care without a referral is told by who gives it: requester and performer are one organisation.',
    'Zorg zonder verwijzing wordt gemeld door wie haar geeft: aanvrager en uitvoerder zijn één organisatie.',
    'Name your own organisation as requester and performer, or leave the form unreferred out.'
  ),
  'care-start': error(
    422,
    'value',
    'Care without a referral has a day on which it started, and that is not still to come.',
    'Zorg zonder verwijzing heeft een dag waarop zij begon, en die moet niet nog komen.',
    'Give ServiceRequest.occurrencePeriod.start; the term of the letter to the GP counts from it.'
  ),
  're-referral': information(
    'The patient was in care with this performer less than a year ago: {location}.',
    'De patiënt was nog geen jaar geleden bij deze uitvoerder in zorg: {location}.',
    'Nothing to do: this is a new referral with duties of its own. Within a year after the end of care none is needed.'
  ),
  'consent-missing': warning(
    'suppressed',
    'Kept here and not passed on to {receiver}: the agreement asks for a recorded consent of the patient, and none stands.',
    'Hier bewaard en niet doorgegeven aan {receiver}: de afspraak vraagt vastgelegde toestemming van de patiënt, en die is er niet.',
    'Record the consent: a Consent with provision.type permit about this referral, by its performer or requester.'
  )
} as const satisfies Record<string, Entry>
