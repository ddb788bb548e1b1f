import { rubric, type FeedbackText } from './feedback-text.ts'

/** What is written around a crisis. */
export const crisis = {
  'crisis-report': {
    title: 'Crisisbericht',
    rubrics: [
      rubric(
        'urgency',
        'Urgentie',
        'Beoordeeld op {on}, binnen een uur na uw melding.',
        'Dezelfde nacht beoordeeld, {on}.'
      ),
      rubric(
        'findings',
        'Bevindingen',
        'Wanhopig na een ruzie, alcohol gebruikt; helder in gesprek, geen psychotische verschijnselen.',
        'Verward en achterdochtig, slaapt al vier nachten niet.'
      ),
      rubric(
        'risk',
        'Risico',
        'Suïcidaal met een plan, dat in het gesprek naar de achtergrond raakte.',
        'Geen acuut gevaar.'
      ),
      rubric('measures', 'Wat is afgesproken', 'Naar huis met broer; morgen om 9.00 uur belt de crisisdienst.'),
      rubric('legal-status', 'Juridische status', 'Vrijwillig.'),
      rubric('medication', 'Medicatie', 'Lorazepam 1 mg, zo nodig herhalen; vier tabletten meegegeven.'),
      rubric('responsible', 'Wie is nu verantwoordelijk', 'De crisisdienst, tot de overdracht aan de ggz is bevestigd.')
    ]
  },
  'crisis-plan': {
    title: 'Signalerings- en crisisplan',
    rubrics: [
      rubric('version', 'Versie', 'Vastgesteld en getekend op {on}; vervangt wat daarvoor gold.'),
      rubric(
        'signs',
        'Signalen per fase',
        'Groen: slaapt zeven uur, gaat naar het koor. Oranje: zegt af en slaapt slecht. Rood: belt niemand terug.',
        'Groen: loopt elke dag met de hond. Oranje: eet niet mee. Rood: hoort de stem die opdrachten geeft.'
      ),
      rubric(
        'actions',
        'Wat te doen per fase',
        'Oranje: dagschema volgen, zus bellen. Rood: niet alleen thuis blijven; de behandelaar komt dezelfde dag.',
        'Oranje: buurvrouw kookt mee. Rood: broer blijft slapen; crisisdienst bellen.'
      ),
      rubric(
        'not-to-do',
        'Wat niet te doen',
        'Niet onaangekondigd langskomen, niet in discussie gaan over de stemmen.'
      ),
      rubric('contact', 'Bereikbaarheid', 'Behandelteam 033-5550330; crisisdienst 033-5550400, dag en nacht.'),
      rubric('medication', 'Medicatie in crisis', 'Lorazepam 1 mg zo nodig, maximaal drie per dag.'),
      rubric('agreements', 'Afspraken en wensen', 'Eigen bed tot 1 december. De hond gaat naar de buren.'),
      rubric('sharing', 'Wie mag het lezen', 'Huisarts, huisartsenpost en crisisdienst.')
    ]
  },
  'no-plan': {
    title: 'Verklaring geen plan',
    rubrics: [
      rubric(
        'reason',
        'Reden',
        'Uw patiënt wil nu geen signaleringsplan maken. Wij hebben het op {on} besproken en komen er over drie maanden op terug.',
        'Het risico was eenmalig en situatief; een plan heeft volgens patiënt en behandelaar geen meerwaarde.'
      ),
      rubric('decided-by', 'Besloten door', 'Mw. S. Aydin, psychiater, op {on}.'),
      rubric(
        'follow-up',
        'Wat te doen bij een crisis',
        'Bel het behandelteam; buiten kantooruren de crisisdienst, 033-5550400.'
      )
    ]
  }
} satisfies Readonly<Record<string, FeedbackText>>
