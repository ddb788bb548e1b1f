import { test } from 'tap'
import { stateOf } from '../../../src/obligations/state.ts'
import {
  regionDutyText,
  regionLineText,
  regionText,
  reminderText
} from '../../../src/referral/reminders/reminder-text.ts'
import { intakeOnly, noon, rule as intake } from '../../obligations/fixtures.ts'
import { known } from '../feedback-fixtures.ts'

// Received on 2 March 2026: due on 13 April.
const obligation = known.obligations[0]!
const chosen = 'Deze termijn is een eigen keuze van de samenwerkingsafspraak en geen wettelijke termijn.'
const about = 'over de verwijzing die op 2 maart 2026 is ontvangen.'

interface Case {
  readonly when: string
  readonly day: string
  readonly to?: 'creditor'
  readonly rule?: Partial<typeof intake>
  readonly missing?: readonly string[]
  readonly other?: string | null
  readonly text: string
}

function textOf({ day, to, rule: change = {}, missing = [], other = 'Praktijk De Linde' }: Case): string {
  const rule = { ...intake, ...change }
  const state = { ...stateOf({ rule, obligation, facts: known.facts, on: day }), missing }
  const named = other === null ? undefined : { name: other }
  return reminderText({
    duty: { rule, state },
    receivedAt: noon('2026-03-02'),
    to: to ?? 'debtor',
    other: named,
    today: day
  })
}

const send = 'Wat u kunt doen: stuur het bericht. Bij de taak staat wat er wordt verwacht.'
const cases: readonly Case[] = [
  {
    when: 'before the due day',
    day: '2026-04-06',
    text: `Herinnering: Bericht na intake aan Praktijk De Linde, ${about} De uiterste dag is 13 april 2026. Op 6 april 2026 was dit nog niet ontvangen. ${chosen} ${send}`
  },
  {
    when: 'on the due day',
    day: '2026-04-13',
    text: `Herinnering: Bericht na intake aan Praktijk De Linde, ${about} De uiterste dag is 13 april 2026. Op 13 april 2026 was dit nog niet ontvangen. ${chosen} ${send}`
  },
  {
    when: 'a day late, to a creditor that left the directory',
    day: '2026-04-14',
    other: null,
    text: `Herinnering: Bericht na intake, ${about} De uiterste dag was 13 april 2026. Op 14 april 2026 was dit nog niet ontvangen: 1 dag te laat. ${chosen} ${send}`
  },
  {
    when: 'two weeks late and incomplete',
    day: '2026-04-27',
    missing: ['diagnosis'],
    text: `Herinnering: Bericht na intake aan Praktijk De Linde, ${about} De uiterste dag was 13 april 2026. Op 27 april 2026 was dit nog niet volledig ontvangen: 14 dagen te laat. ${chosen} Wat u kunt doen: vul het bericht aan en stuur het opnieuw.`
  },
  {
    when: 'under a sourced term of a source that says must',
    day: '2026-04-13',
    rule: { strength: 'must' },
    text: `Herinnering: Bericht na intake aan Praktijk De Linde, ${about} De uiterste dag is 13 april 2026. Op 13 april 2026 was dit nog niet ontvangen. Deze termijn is die van de samenwerkingsafspraak. ${send}`
  },
  {
    when: 'under a default term of a source that says must',
    day: '2026-04-13',
    rule: { strength: 'must', due: intake.due.map((term) => ({ ...term, basis: 'default' as const })) },
    text: `Herinnering: Bericht na intake aan Praktijk De Linde, ${about} De uiterste dag is 13 april 2026. Op 13 april 2026 was dit nog niet ontvangen. ${chosen} ${send}`
  },
  {
    when: 'to the one to whom it is owed',
    day: '2026-04-27',
    to: 'creditor',
    other: 'Parkzicht',
    text: `Ter informatie: Bericht na intake van Parkzicht, ${about} De uiterste dag was 13 april 2026. Op 27 april 2026 was dit nog niet ontvangen: 14 dagen te laat. ${chosen} Wat u kunt doen: neem contact op met Parkzicht als u dit nodig hebt. U hoeft niets terug te sturen.`
  }
]

for (const one of cases) {
  test(`the text ${one.when} says what, about what, since when and what to do, and shows no term as law`, (t) => {
    t.equal(textOf(one), one.text)
    t.end()
  })
}

test('of every rule that reminds the text says nothing of a law', (t) => {
  for (const { obligations } of intakeOnly.values())
    for (const rule of obligations) {
      const text = textOf({ when: '', day: '2026-04-13', rule, text: '' })
      t.notMatch(text.replaceAll('geen wettelijke termijn', ''), /\bwet/i, rule.code)
    }
  t.end()
})

test('a region reads counts, codes and days', (t) => {
  const line = { owner: 'ggz-parkzicht', code: 'intake-confirmation', title: 'Bericht na intake' }
  const lines = [
    { ...line, count: 3, daysOverdueMax: 21 },
    { ...line, count: 1, daysOverdueMax: 0 }
  ]
  t.match(regionText(lines, '2026-04-27'), /^Overzicht voor de regio van 27 april 2026: 4 keer /)
  t.same(lines.map(regionLineText), [
    'ggz-parkzicht: Bericht na intake: 3, langst 21 dagen te laat.',
    'ggz-parkzicht: Bericht na intake: 1, geen te laat.'
  ])
  t.equal(regionDutyText({ pseudonym: 'ab12', dueOn: '2026-04-13' }), 'ab12: uiterste dag 13 april 2026.')
  t.end()
})
