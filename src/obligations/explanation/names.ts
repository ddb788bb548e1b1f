import type { EventName } from '../agreement.ts'
import type { Phrase } from './texts.ts'
import { isFeedbackKind, type FeedbackKind } from '../feedback-kinds.ts'

/** An event as a noun, and how it is said that nothing is known of it. */
interface EventWords {
  readonly name: Phrase
  readonly none: Phrase
}

function event([en, nl]: readonly [string, string], [noneEn, noneNl]: readonly [string, string]): EventWords {
  return { name: { en, nl }, none: { en: `no ${noneEn} is known`, nl: `er is geen ${noneNl} bekend` } }
}

const events: Readonly<Record<EventName, EventWords>> = {
  'referral.received': event(['receipt of the referral', 'ontvangst van de verwijzing'], ['receipt', 'ontvangst']),
  'referral.registered': event(['the registration', 'de aanmelding'], ['registration', 'aanmelding']),
  'referral.accepted': event(
    ['acceptance of the referral', 'acceptatie van de verwijzing'],
    ['acceptance', 'acceptatie']
  ),
  'referral.rejected': event(['rejection of the referral', 'afwijzing van de verwijzing'], ['rejection', 'afwijzing']),
  'referral.revoked': event(['the referral withdrawn', 'intrekking van de verwijzing'], ['withdrawal', 'intrekking']),
  'intake.expected': event(['the expected intake', 'de verwachte intake'], ['expected intake', 'verwachte intake']),
  'intake.planned': event(['the planned intake', 'de geplande intake'], ['planned intake', 'geplande intake']),
  'intake.done': event(['the intake', 'de intake'], ['intake', 'intake']),
  'report.counted': event(
    ['the last complete report', 'het laatste volledige bericht'],
    ['complete report', 'volledig bericht']
  ),
  'treatment.started': event(
    ['the start of treatment', 'de start van de behandeling'],
    ['start of treatment', 'start van de behandeling']
  ),
  'treatment.ended': event(
    ['the end of treatment', 'het einde van de behandeling'],
    ['end of treatment', 'einde van de behandeling']
  ),
  'referral.forwarded': event(['the transfer', 'de overdracht'], ['transfer', 'overdracht']),
  'crisis.flagged': event(['the crisis flag', 'de crisissignalering'], ['crisis flag', 'crisissignalering']),
  'plan.revised': event(['the plan made or revised', 'het gemaakte of herziene plan'], ['plan', 'plan']),
  'plan.declined': event(
    ['the statement that there is no plan', 'de verklaring dat er geen plan is'],
    ['statement that there is no plan', 'verklaring dat er geen plan is']
  ),
  'objection.made': event(['the objection', 'het bezwaar'], ['objection', 'bezwaar']),
  'objection.withdrawn': event(
    ['withdrawal of the objection', 'intrekking van het bezwaar'],
    ['withdrawal of an objection', 'intrekking van een bezwaar']
  ),
  'patient.no-show': event(
    ['the missed appointment', 'de gemiste afspraak'],
    ['missed appointment', 'gemiste afspraak']
  ),
  'patient.appeared': event(
    ['the first appearance', 'de eerste verschijning'],
    ['first appearance', 'eerste verschijning']
  ),
  'patient.deceased': event(['death of the patient', 'overlijden van de patiënt'], ['death', 'overlijden']),
  'status.given': event(
    ['the last notice while waiting', 'het laatste wachtbericht'],
    ['notice while waiting', 'wachtbericht']
  ),
  'referral.urgent': event(
    ['receipt of the urgent referral', 'ontvangst van de spoedverwijzing'],
    ['urgent referral', 'spoedverwijzing']
  ),
  'referral.completed': event(
    ['completion of the referral', 'afronding van de verwijzing'],
    ['completion', 'afronding']
  ),
  'referral.replaced': event(
    ['the new referral that replaces this one', 'de nieuwe verwijzing die deze vervangt'],
    ['new referral', 'nieuwe verwijzing']
  ),
  'offer.made': event(['the offer of care', 'het zorgaanbod'], ['offer of care', 'zorgaanbod']),
  'change.reported': event(['the change', 'de wijziging'], ['change', 'wijziging']),
  'crisis.unflagged': event(
    ['the crisis flag taken back', 'de ingetrokken crisissignalering'],
    ['end of the crisis flag', 'einde van de crisissignalering']
  ),
  'crisis.assessed': event(
    ['the crisis assessment', 'de crisisbeoordeling'],
    ['crisis assessment', 'crisisbeoordeling']
  ),
  'care.started': event(
    ['the start of care without referral', 'de start van zorg zonder verwijzing'],
    ['start of care', 'start van zorg']
  ),
  'handover.proposed': event(
    ['the proposed back-referral', 'het voorstel tot terugverwijzing'],
    ['proposed back-referral', 'voorstel tot terugverwijzing']
  ),
  'handover.accepted': event(
    ['the back-referral accepted by the GP', 'de door de huisarts aanvaarde terugverwijzing'],
    ['acceptance by the GP', 'aanvaarding door de huisarts']
  ),
  'handover.refused': event(
    ['the back-referral refused by the GP', 'de door de huisarts geweigerde terugverwijzing'],
    ['refusal by the GP', 'weigering door de huisarts']
  ),
  'handover.withdrawn': event(
    ['the proposed back-referral taken back', 'het ingetrokken voorstel tot terugverwijzing'],
    ['withdrawal of the proposal', 'intrekking van het voorstel']
  ),
  'substitution.started': event(
    ['the start of the substitution', 'de start van de substitutie'],
    ['substitution', 'substitutie']
  ),
  'information.requested': event(
    ['the request for information', 'het informatieverzoek'],
    ['request for information', 'informatieverzoek']
  ),
  'information.answered': event(
    ['the answer with information', 'de gegeven informatie'],
    ['answer with information', 'gegeven informatie']
  ),
  'consultation.asked': event(
    ['the consultation question', 'de consultvraag'],
    ['consultation question', 'consultvraag']
  ),
  'consultation.answered': event(
    ['the answer to the consultation', 'het antwoord op de consultvraag'],
    ['answer', 'antwoord']
  ),
  'advice.given': event(['the exploratory advice', 'het verkennend advies'], ['advice', 'advies']),
  'instability.reported': event(['the instability', 'de instabiliteit'], ['instability', 'instabiliteit']),
  'abort.asked': event(['the request to stop', 'het verzoek te stoppen'], ['request to stop', 'verzoek te stoppen']),
  'abort.refused': event(
    ['the refusal to stop', 'de weigering te stoppen'],
    ['refusal to stop', 'weigering te stoppen']
  )
}

const reasons: Readonly<Record<string, Phrase>> = {
  'awaiting-information': { en: 'information is awaited', nl: 'er wordt op informatie gewacht' },
  'patient-request': { en: 'the patient asked for it', nl: 'op verzoek van de patiënt' },
  'patient-unreachable': { en: 'the patient cannot be reached', nl: 'de patiënt is niet te bereiken' },
  'admitted-elsewhere': { en: 'the patient is admitted elsewhere', nl: 'de patiënt is elders opgenomen' },
  'patient-objection': { en: 'the patient objects', nl: 'bezwaar van de patiënt' },
  deceased: { en: 'the patient has died', nl: 'de patiënt is overleden' },
  moved: { en: 'the patient has moved', nl: 'de patiënt is verhuisd' },
  'other-provider-reports': { en: 'another provider reports', nl: 'een andere aanbieder bericht' },
  'agreed-otherwise': { en: 'it was agreed otherwise', nl: 'anders afgesproken' },
  error: { en: 'it was opened in error', nl: 'ten onrechte geopend' }
}

/** A coded reason of a suspension or a waiver; one without words stands for itself. */
export function reasonWords(code: string): Phrase {
  return reasons[code] ?? { en: code, nl: code }
}

const kinds: Readonly<Record<FeedbackKind, Phrase>> = {
  'registration-confirmation': { en: 'a confirmation of registration', nl: 'een aanmeldbevestiging' },
  'status-notice': { en: 'a notice while waiting', nl: 'een wachtbericht' },
  'appointment-notice': { en: 'an appointment notice', nl: 'een afspraakbericht' },
  'appearance-confirmation': { en: 'a confirmation of appearance', nl: 'een verschijningsbericht' },
  'no-show': { en: 'a no-show notice', nl: 'een bericht van niet verschijnen' },
  'intake-confirmation': { en: 'a report after intake', nl: 'een bericht na intake' },
  'care-offer': { en: 'a care offer', nl: 'een zorgaanbod' },
  'treatment-start': { en: 'a notice of the start of treatment', nl: 'een bericht van start van de behandeling' },
  'progress-report': { en: 'a progress report', nl: 'een voortgangsbrief' },
  'change-notice': { en: 'a notice of change', nl: 'een wijzigingsbericht' },
  'transfer-notice': { en: 'a notice of transfer', nl: 'een overdrachtsbericht' },
  'end-report': { en: 'a report at the end of treatment', nl: 'een bericht einde behandeling' },
  rejection: { en: 'a rejection', nl: 'een afwijzing' },
  'crisis-report': { en: 'a crisis report', nl: 'een crisisbericht' },
  'crisis-plan': { en: 'a signalling or crisis plan', nl: 'een signalerings- of crisisplan' },
  'no-plan': {
    en: 'a reasoned statement that there is no plan',
    nl: 'een gemotiveerde verklaring dat er geen plan is'
  },
  'unreferred-care': { en: 'a letter about care without referral', nl: 'een brief over zorg zonder verwijzing' },
  'handover-proposal': { en: 'a proposal to refer back', nl: 'een voorstel tot terugverwijzing' },
  'information-request': { en: 'a request for information', nl: 'een informatieverzoek' },
  'information-answer': { en: 'an answer with information', nl: 'een informatiebericht' },
  'consultation-question': { en: 'a consultation question', nl: 'een consultatievraag' },
  'consultation-answer': { en: 'a consultation answer', nl: 'een consultatieantwoord' },
  'exploratory-advice': { en: 'an exploratory advice', nl: 'een advies na een verkennend gesprek' },
  'professional-summary': { en: 'a professional summary', nl: 'een professionele samenvatting' },
  'instability-notice': { en: 'a notice of instability', nl: 'een bericht van instabiliteit' }
}

/** An event as a noun. */
export function eventWords(name: EventName): Phrase {
  return events[name].name
}

/** That nothing is known of an event. */
export function noneWords(name: EventName): Phrase {
  return events[name].none
}

/** A feedback kind as a noun; a code that is no kind stands for itself. */
export function kindWords(code: string): Phrase {
  return isFeedbackKind(code) ? kinds[code] : { en: code, nl: code }
}
