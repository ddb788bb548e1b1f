import { rubric, type FeedbackText } from './feedback-text.ts'

/** What a performer writes from the intake to the end of the treatment. */
export const treatment = {
  'intake-confirmation': {
    title: 'Bericht na intake',
    rubrics: [
      rubric(
        'answer',
        'Antwoord op uw vraag',
        'Behandeling bij ons is aangewezen. U hoeft niets bij te stellen zolang uw patiënt op de start wacht.',
        'Ja: wij nemen de behandeling over. De controles van bloeddruk en gewicht blijven bij u.',
        'Het beeld dat u schetste herkennen wij. Wij starten ambulant; opname is niet nodig.'
      ),
      rubric(
        'diagnosis',
        'Diagnose',
        'Depressieve stoornis, eenmalige episode, matig ernstig (DSM-5).',
        'Paniekstoornis met agorafobie (DSM-5); somberheid is hieraan ondergeschikt.',
        'Posttraumatische stressstoornis (DSM-5), chronisch, met dissociatieve klachten.',
        'Werkdiagnose: stoornis in alcoholgebruik, ernstig, met een depressieve stoornis. De diagnostiek loopt nog.'
      ),
      rubric(
        'treatment-plan',
        'Behandelplan',
        'Cognitieve gedragstherapie, wekelijks, zestien zittingen; evaluatie na de achtste.',
        'EMDR na een korte stabilisatie; daarna opnieuw bekijken wat er over is.',
        'Groepsbehandeling van twintig weken en vier gesprekken samen met de partner.'
      ),
      rubric(
        'regiebehandelaar',
        'Regiebehandelaar',
        'Mw. drs. J. Visser, klinisch psycholoog.',
        'Dhr. dr. P. Hofstra, gz-psycholoog.',
        'Mw. S. Aydin, psychiater.'
      ),
      rubric(
        'medication',
        'Medicatie',
        'Sertraline wordt in twee weken opgehoogd naar 100 mg; wij schrijven voor.',
        'Geen. Oxazepam is in overleg gestaakt.',
        'Ongewijzigd; de recepten blijven bij u tot wij anders berichten.'
      ),
      rubric(
        'start-or-wait',
        'Start of wachttijd',
        'De behandeling begint over drie weken. Tot dan belt onze verpleegkundige wekelijks.',
        'Start over ongeveer acht weken; tot dan elke twee weken een contact.',
        'De eerste zitting is volgende week.'
      )
    ]
  },
  'care-offer': {
    title: 'Zorgaanbod',
    rubrics: [
      rubric(
        'offer',
        'Aanbod',
        'Een behandeltraject van zestien weken bij ons; uw patiënt is hiermee akkoord.',
        'Wekelijkse gesprekken en een module thuis; na drie maanden kijken wij samen wat nog nodig is.',
        'Behandeling door ons team, met steun van een ervaringsdeskundige.'
      ),
      rubric(
        'regiebehandelaar',
        'Regiebehandelaar',
        'Mw. drs. J. Visser, klinisch psycholoog.',
        'Dhr. dr. P. Hofstra, gz-psycholoog.',
        'Mw. S. Aydin, psychiater.'
      ),
      rubric(
        'responsible',
        'Wie is verantwoordelijk',
        'Sinds de intake van {on} ligt de verantwoordelijkheid voor de psychische zorg bij ons.',
        'Wij, sinds {on}; voor lichamelijke klachten blijft u het aanspreekpunt.'
      ),
      rubric('contact', 'Bereikbaarheid', 'Behandelteam, 033-5550330, op werkdagen.')
    ]
  },
  'treatment-start': {
    title: 'Start behandeling',
    rubrics: [
      rubric(
        'start-or-wait',
        'Start',
        'De behandeling is op {on} begonnen.',
        'Op {on} was de eerste zitting. Uw patiënt is gemotiveerd.'
      ),
      rubric('treatment-plan', 'Behandelplan', 'Zoals in het bericht na intake; wij evalueren na drie maanden.'),
      rubric('contact', 'Bereikbaarheid', 'Behandelteam, 033-5550330, ook voor overleg.')
    ]
  },
  'progress-report': {
    title: 'Bericht voortgang',
    rubrics: [
      rubric('period', 'Periode', 'Behandeling tot en met {on}.'),
      rubric(
        'diagnosis',
        'Diagnose',
        'Ongewijzigd.',
        'De depressieve stoornis is gedeeltelijk in remissie; de persoonlijkheidsproblematiek staat nu voorop.'
      ),
      rubric(
        'treatment',
        'Behandeling en doelen',
        'Vierentwintig zittingen. Doelen: weer werken, beter slapen, minder vermijden. De eerste twee zijn bereikt.',
        'Wekelijkse groep en maandelijks een gesprek met de psychiater.'
      ),
      rubric(
        'course',
        'Beloop en resultaat',
        'Duidelijk opgeknapt: werkt halve dagen en slaapt zes uur. Terugval in november, kortdurend.',
        'Langzaam herstel. De klachten zijn gehalveerd, de belastbaarheid blijft gering.'
      ),
      rubric('medication', 'Medicatie', 'Sertraline 100 mg; wij schrijven voor.', 'Quetiapine 50 mg voor de nacht.'),
      rubric('checks', 'Lichamelijke controles', 'Lab en gewicht elk halfjaar, door ons; uitslagen gaan mee.'),
      rubric('risk', 'Risico', 'Geen suïcidale gedachten. Het signaleringsplan is besproken.'),
      rubric('regiebehandelaar', 'Regiebehandelaar', 'Mw. drs. J. Visser, klinisch psycholoog, 033-5550330.'),
      rubric('expected-duration', 'Verwachting', 'Nog ongeveer een halfjaar behandeling.', 'Afronding in het voorjaar.')
    ]
  },
  'change-notice': {
    title: 'Wijziging in de behandeling',
    rubrics: [
      rubric('change', 'Wijziging', 'Sertraline is per {on} opgehoogd naar 150 mg.'),
      rubric('reason', 'Reden', 'Onvoldoende effect na acht weken; in overleg met uw patiënt.'),
      rubric('checks', 'Controles', 'Natrium en gewicht over vier weken, door ons.'),
      rubric('responsible', 'Wie schrijft voor', 'Wij, tot het einde van de behandeling.')
    ]
  },
  'transfer-notice': {
    title: 'Kennisgeving overdracht',
    rubrics: [
      rubric(
        'transfer',
        'Van en naar',
        'Wij hebben de behandeling per {on} overgedragen aan een andere instelling in de regio.'
      ),
      rubric(
        'reason',
        'Reden',
        'Er is meer nodig dan wij in de basis-ggz kunnen bieden.',
        'De zwaarste problemen zijn voorbij; een kortere behandeling dichter bij huis volstaat.'
      ),
      rubric('contact', 'Nieuw aanspreekpunt', 'De nieuwe behandelaar meldt zich bij u; tot dan kunt u ons bellen.'),
      rubric('diagnosis', 'Diagnose', 'Posttraumatische stressstoornis, ernstiger dan bij de intake bleek.'),
      rubric('treatment', 'Behandeling tot nu toe', 'Acht zittingen, met onvoldoende resultaat.'),
      rubric('course', 'Beloop', 'Klachten wisselend; geen crisis geweest.'),
      rubric('medication', 'Medicatie', 'Ongewijzigd.'),
      rubric('risk', 'Risico', 'Geen suïcidale gedachten bij het laatste gesprek.'),
      rubric('regiebehandelaar', 'Regiebehandelaar tot de overdracht', 'Mw. drs. J. Visser, klinisch psycholoog.')
    ]
  },
  'end-report': {
    title: 'Bericht einde behandeling',
    rubrics: [
      rubric('reason', 'Reden van afsluiting', 'Doelen bereikt; in overleg afgesloten op {on}.'),
      rubric('course', 'Beloop en resultaat', 'In remissie. Werkt weer volledig en slaapt goed.'),
      rubric('diagnosis', 'Diagnose', 'Paniekstoornis, in volledige remissie.'),
      rubric('medication', 'Medicatie', 'Citalopram 20 mg; advies: nog een jaar, daarna afbouwen.'),
      rubric('follow-up', 'Advies voor nazorg', 'Twee keer per jaar een gesprek bij de POH-GGZ volstaat.'),
      rubric('relapse-plan', 'Terugvalplan', 'Uw patiënt heeft het plan thuis; een afschrift gaat hierbij.'),
      rubric('contact', 'Wie te bellen', 'Bij terugval binnen een jaar kan uw patiënt rechtstreeks bij ons terecht.')
    ]
  }
} satisfies Readonly<Record<string, FeedbackText>>
