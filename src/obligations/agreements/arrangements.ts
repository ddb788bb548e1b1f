import type { Agreement } from '../agreement.ts'

/** Something that a region or a pair of organisations has to settle between themselves. */
export interface RegionalQuestion {
  readonly code: string
  /** Which part of the consultation it belongs to. */
  readonly about: 'cooperation' | 'crisis-service'
  readonly text: { readonly nl: string; readonly en: string }
  /** Where it is raised: lines of the summary of the LGA for GPs. */
  readonly source: string
}

/**
 * The questions that the national agreements leave to regional consultation, in own words and in their order.
 *
 * Source: Landelijke ggz-samenwerkingsafspraken (2016), summary for GPs: regional coordination, and use of the crisis
 * service.
 */
export const regionalQuestions = [
  {
    code: 'care-available',
    about: 'cooperation',
    text: {
      nl: 'Welke begeleiding, ondersteuning en behandeling is er in de regio?',
      en: 'Which guidance, support and treatment does the region have?'
    },
    source: 'LGA summary for GPs, lines 245-247'
  },
  {
    code: 'earlier-agreements',
    about: 'cooperation',
    text: { nl: 'Welke afspraken gelden er al?', en: 'Which agreements are there already?' },
    source: 'LGA summary for GPs, line 249'
  },
  {
    code: 'reachability',
    about: 'cooperation',
    text: {
      nl: 'Hoe en wanneer zijn de betrokken hulpverleners bereikbaar voor overleg?',
      en: 'How and when can the clinicians involved be reached?'
    },
    source: 'LGA summary for GPs, lines 251-252'
  },
  {
    code: 'consultation-channel',
    about: 'cooperation',
    text: {
      nl: 'Langs welke weg vraagt een huisarts consultatie?',
      en: 'By which channel does a GP ask for a consultation?'
    },
    source: 'LGA summary for GPs, lines 254-255'
  },
  {
    code: 'prevention',
    about: 'cooperation',
    text: { nl: 'Wat is er aan preventie?', en: 'What is offered for prevention?' },
    source: 'LGA summary for GPs, lines 257-258'
  },
  {
    code: 'known-waits',
    about: 'cooperation',
    text: {
      nl: 'Waar staan de actuele wachttijden?',
      en: 'Where are the present waiting times to be found?'
    },
    source: 'LGA summary for GPs, line 260'
  },
  {
    code: 'crisis-appearance',
    about: 'cooperation',
    text: {
      nl: 'Wie gaat na of een patiënt na een verwijzing in crisis is verschenen?',
      en: 'Who makes sure that a patient who was referred in a crisis appeared?'
    },
    source: 'LGA summary for GPs, lines 261-264'
  },
  {
    code: 'gp-expertise',
    about: 'cooperation',
    text: {
      nl: 'Welke kennis heeft de huisarts nodig om chronische patiënten op te vangen, en hoe komt die daar?',
      en: 'Which expertise does a GP need for chronic patients, and how is it provided?'
    },
    source: 'LGA summary for GPs, lines 266-268'
  },
  {
    code: 'somatic-checks',
    about: 'cooperation',
    text: {
      nl: 'Wie doet de lichamelijke controles van een patiënt in de s-ggz?',
      en: 'Who does the somatic checks of a patient who is treated in specialised care?'
    },
    source: 'LGA summary for GPs, lines 270-272'
  },
  {
    code: 'care-coordination',
    about: 'cooperation',
    text: {
      nl: 'Wie coördineert de zorg als meer behandelaren betrokken zijn?',
      en: 'Who coordinates where several clinicians treat one patient?'
    },
    source: 'LGA summary for GPs, lines 274-278'
  },
  {
    code: 'regular-exchange',
    about: 'cooperation',
    text: {
      nl: 'Hoe stemmen patiënt, naasten, huisarts, gb-ggz en s-ggz geregeld met elkaar af?',
      en: 'How do patient, relatives, GP, basic and specialised care keep in touch?'
    },
    source: 'LGA summary for GPs, lines 280-282'
  },
  {
    code: 'crisis-available',
    about: 'crisis-service',
    text: {
      nl: 'In welke situaties is de crisisdienst beschikbaar?',
      en: 'In which situations is the crisis service available?'
    },
    source: 'LGA summary for GPs, lines 287-288'
  },
  {
    code: 'crisis-by-patient',
    about: 'crisis-service',
    text: {
      nl: 'Wanneer mag een patiënt zelf de crisisdienst bellen?',
      en: 'When may a patient call the crisis service?'
    },
    source: 'LGA summary for GPs, lines 290-291'
  },
  {
    code: 'crisis-unseen',
    about: 'crisis-service',
    text: {
      nl: 'Wanneer mag een arts naar de crisisdienst verwijzen zonder de patiënt te hebben gezien?',
      en: 'When may a doctor refer to the crisis service without having seen the patient?'
    },
    source: 'LGA summary for GPs, lines 293-295'
  },
  {
    code: 'responsible-while-waiting',
    about: 'crisis-service',
    text: {
      nl: 'Wie is na een verwijzing verantwoordelijk zolang de patiënt wacht?',
      en: 'Who is responsible after a referral while the patient waits?'
    },
    source: 'LGA summary for GPs, lines 297-298'
  },
  {
    code: 'crisis-report',
    about: 'crisis-service',
    text: {
      nl: 'Waaraan moeten een verwijzing naar de crisisdienst en het bericht terug voldoen?',
      en: 'What must a referral to the crisis service and the report back contain?'
    },
    source: 'LGA summary for GPs, lines 300-302'
  },
  {
    code: 'care-after-crisis',
    about: 'crisis-service',
    text: {
      nl: 'Wie is verantwoordelijk na een crisisinterventie, bij terugverwijzing en bij doorverwijzing?',
      en: 'Who is responsible after a crisis intervention, when the patient goes back and when the patient is passed on?'
    },
    source: 'LGA summary for GPs, lines 304-307'
  },
  {
    code: 'maximum-wait',
    about: 'crisis-service',
    text: { nl: 'Welke wachttijd is ten hoogste afgesproken?', en: 'Which longest wait is agreed?' },
    source: 'LGA summary for GPs, lines 309-310'
  }
] as const satisfies readonly RegionalQuestion[]

/** Whether a code is that of a regional question; an answer to any other is a mistake in the agreement. */
export function isRegionalQuestion(code: string): boolean {
  return regionalQuestions.some((one) => one.code === code)
}

/** A regional question that an agreement leaves open on a day, and since when where an answer ran out. */
export interface OpenQuestion {
  readonly question: RegionalQuestion
  readonly state: 'unanswered' | 'expired'
  /** The last day on which an answer held, `YYYY-MM-DD`. */
  readonly validUntil?: string
}

/**
 * What an agreement leaves open on a day: questions that it does not answer, or of which every answer has run out.
 *
 * @param on - `YYYY-MM-DD`; an answer holds on its last day, too.
 */
export function openQuestions(
  { arrangements = [] }: Pick<Agreement, 'arrangements'>,
  on: string
): readonly OpenQuestion[] {
  const answers = Map.groupBy(arrangements, ({ question }) => question)
  return regionalQuestions.flatMap((question): readonly OpenQuestion[] => {
    const until = (answers.get(question.code) ?? [])
      .map(({ validUntil }) => validUntil)
      .sort()
      .at(-1)
    if (until === undefined) return [{ question, state: 'unanswered' }]
    return until < on ? [{ question, state: 'expired', validUntil: until }] : []
  })
}
