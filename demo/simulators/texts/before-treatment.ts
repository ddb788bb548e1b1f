import { rubric, type FeedbackText } from './feedback-text.ts'

/** What a performer writes until the treatment begins. */
export const beforeTreatment = {
  'registration-confirmation': {
    title: 'Aanmeldbevestiging',
    rubrics: [
      rubric(
        'care-status',
        'Aanmelding',
        'Uw verwijzing is op {on} bij ons ingeschreven. Uw patiënt heeft van ons bericht.',
        'Wij hebben uw verwijzing op {on} geregistreerd; de brief was volledig.',
        'Ingeschreven op {on}. Wij hebben uw patiënt gebeld en uitgelegd hoe het verder gaat.'
      ),
      rubric(
        'start-or-wait',
        'Wachttijd',
        'De wachttijd tot de intake is nu ongeveer vier weken.',
        'Wij verwachten binnen zes weken een intake te kunnen plannen.',
        'De wachttijd loopt op; wij houden u elke vier weken op de hoogte.'
      ),
      rubric('contact', 'Bereikbaarheid', 'Aanmeldbureau, 033-5550300, werkdagen van 8.30 tot 16.30 uur.')
    ]
  },
  'status-notice': {
    title: 'Wachtbericht',
    rubrics: [
      rubric(
        'care-status',
        'Stand van zaken',
        'Uw patiënt staat nog op de wachtlijst.',
        'Er is nog geen plaats.',
        'Uw patiënt wacht nog; door uitval in het team schuift de intake op.'
      ),
      rubric('start-or-wait', 'Verwachting', 'Wij verwachten de intake rond {expected}.'),
      rubric(
        'responsible',
        'Wie is zolang verantwoordelijk',
        'Tot de intake blijft u hoofdbehandelaar; bij verslechtering kunt u ons bellen voor overleg.',
        'Tot de intake blijft de huisarts aanspreekpunt. Wij denken mee via 033-5550310.'
      ),
      rubric(
        'bridging-care',
        'Overbrugging',
        'Wij bieden een online module aan en bellen elke twee weken.',
        'De POH-GGZ kan zolang doorgaan; een wachtlijstgroep is op dinsdag.',
        'Op dit moment kunnen wij geen overbruggende zorg bieden.'
      )
    ]
  },
  'appointment-notice': {
    title: 'Kennisgeving afspraak',
    rubrics: [
      rubric(
        'appointment',
        'Afspraak',
        'De intake is op {expected}, met een gz-psycholoog en een verpleegkundig specialist.',
        'Wij zien uw patiënt op {expected} voor de intake, van 10.00 tot 11.30 uur.',
        'Uw patiënt is op {expected} uitgenodigd; een naaste is welkom.'
      ),
      rubric('contact', 'Bereikbaarheid', 'Secretariaat intake, 033-5550320.')
    ]
  },
  'appearance-confirmation': {
    title: 'Patiënt verschenen',
    rubrics: [rubric('care-status', 'Verschenen', 'Uw patiënt is op {on} bij ons gezien.')]
  },
  'no-show': {
    title: 'Patiënt niet verschenen',
    rubrics: [
      rubric(
        'care-status',
        'Niet verschenen',
        'Uw patiënt is op {on} zonder bericht niet verschenen.',
        'Op {on} hebben wij vergeefs gewacht; de telefoon werd niet opgenomen.'
      ),
      rubric(
        'next-step',
        'Wat wij hebben gedaan',
        'Twee keer gebeld en een brief gestuurd met een nieuwe uitnodiging.',
        'Dezelfde dag gebeld: de afspraak was vergeten. Een nieuwe afspraak volgt.'
      ),
      rubric('next-step', 'Vervolg', 'Wij maken één nieuwe afspraak.'),
      rubric('who-acts', 'Wie doet wat', 'Wij bellen. Wilt u uw patiënt erop wijzen als u deze spreekt?')
    ]
  },
  rejection: {
    title: 'Afwijzing',
    rubrics: [
      rubric(
        'reason',
        'Reden',
        'Ons aanbod past niet bij de zorgvraag: het middelengebruik staat zo op de voorgrond dat eerst verslavingszorg nodig is.',
        'De zwaarte van de problematiek gaat ons aanbod te boven; een multidisciplinair team is nodig.',
        'Onze wachtlijst is gesloten en uw patiënt kan niet zo lang wachten.'
      ),
      rubric(
        'alternative',
        'Alternatief',
        'Wij raden aanmelding aan bij de verslavingszorg in de regio; wij hebben daar al gevraagd of er plaats is.',
        'Wij raden gespecialiseerde ggz aan en denken graag mee over waar.',
        'Een collega-praktijk heeft binnen vijf weken plaats; het nummer is aan uw patiënt gegeven.'
      ),
      rubric('patient-informed', 'Is de patiënt op de hoogte', 'Ja, op {on} telefonisch door ons.')
    ]
  }
} satisfies Readonly<Record<string, FeedbackText>>
