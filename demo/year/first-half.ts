import { BRUG, LINDE, PARKZICHT, PLEIN, referred, type Case } from './case.ts'
import * as path from './paths.ts'
import * as objection from './paths-of-objection.ts'
import * as passedOn from './paths-passed-on.ts'
import * as crisis from './paths-of-crisis.ts'

/** Who is referred by a GP from January to June. */
export const firstHalf: readonly Case[] = [
  referred('2026-01-05', 'Verhoeven', [LINDE, PARKZICHT], {
    letter: 'his/03-ptsd',
    rows: [...path.seenAtOnce, ...path.treatedAndFollowed({ intakeOn: 14, progressOn: 330 })],
    tell: 'De Linde refers {name} to GGZ Parkzicht. The letter arrives in its own shape: Task, owner by URA, SNOMED category.'
  }),
  referred('2026-01-06', 'Willems', [PLEIN, PARKZICHT], {
    letter: 'his/09-late-life-depression-with-memory-complaints',
    rows: path.treated({ intakeOn: 15 })
  }),
  referred('2026-01-08', 'Kamphuis', [LINDE, BRUG], {
    letter: 'his/01-depression-after-loss',
    rows: path.treatedAndEnded(170),
    tell: 'De Linde refers {name} to De Brug, a small practice that writes letters as text.'
  }),
  referred('2026-01-12', 'Oosting', [PLEIN, PARKZICHT], {
    letter: 'his/05-alcohol-dependence-with-depression',
    rows: path.rejected('Aanmelding bij de verslavingszorg in de regio; daar is binnen drie weken plaats.')
  }),
  referred('2026-01-14', 'Vlasblom', [LINDE, BRUG], {
    letter: 'his/02-panic-disorder',
    rows: path.silent,
    tell: 'De Linde refers {name} to De Brug. Nobody will answer.'
  }),
  referred('2026-01-19', 'Wagenaar', [LINDE, PARKZICHT], {
    letter: 'his/08-anorexia',
    rows: [...path.seenAtOnce, ...path.waiting(6)]
  }),
  referred('2026-01-22', 'van Dijk', [PLEIN, BRUG], { letter: 'his/02-panic-disorder', rows: path.treated() }),
  referred('2026-01-27', 'Prins', [LINDE, PARKZICHT], { letter: 'his/03-ptsd', rows: path.late }),
  referred('2026-02-02', 'Heijboer', [LINDE, BRUG], { letter: 'his/04-adhd-adult', rows: path.waitingUnheard }),
  referred('2026-02-04', 'Smeets', [PLEIN, PARKZICHT], {
    letter: 'his/06-first-psychosis',
    rows: [...path.seenAtOnce, ...crisis.flaggedByGp(1), ...crisis.plannedAndRevised]
  }),
  referred('2026-02-09', 'Sedney', [LINDE, PARKZICHT], {
    letter: 'his/07-borderline-crisis-prone',
    rows: [...path.seenAtOnce, ...crisis.plannedAndRevised],
    tell: 'De Linde refers {name}, who is prone to crises: a crisis plan is owed, too.'
  }),
  referred('2026-02-11', 'de Wit', [PLEIN, BRUG], {
    letter: 'his/04-adhd-adult',
    next: { to: PARKZICHT, letter: 'gb-ggz/01-depression-not-improving' },
    rows: passedOn.toSpecialised
  }),
  referred('2026-02-16', 'Bos', [LINDE, PARKZICHT], {
    letter: 'his/08-anorexia',
    rows: [...path.seenAtOnce, ...path.supplemented]
  }),
  referred('2026-02-19', 'Mulder', [PLEIN, PARKZICHT], { letter: 'his/03-ptsd', rows: path.notShown }),
  referred('2026-02-24', 'Peeters', [LINDE, BRUG], {
    letter: 'his/02-panic-disorder',
    rows: objection.objectedAndWithdrawn
  }),
  referred('2026-03-02', 'van Leeuwen', [LINDE, PARKZICHT], {
    letter: 'his/05-alcohol-dependence-with-depression',
    rows: path.acceptedThenSilent
  }),
  referred('2026-03-05', 'Dekker', [PLEIN, BRUG], {
    letter: 'his/04-adhd-adult',
    rows: path.rejected('none')
  }),
  referred('2026-03-10', 'Brouwer', [PLEIN, PARKZICHT], {
    letter: 'his/08-anorexia',
    rows: [...path.seenAtOnce, ...objection.objected]
  }),
  referred('2026-03-16', 'Maas', [LINDE, BRUG], { letter: 'his/01-depression-after-loss', rows: path.cancelled }),
  referred('2026-03-19', 'Verkuijlen', [LINDE, PARKZICHT], {
    letter: 'his/09-late-life-depression-with-memory-complaints',
    rows: path.treatedAndEnded(190)
  }),
  referred('2026-03-24', 'van Vliet', [PLEIN, PARKZICHT], {
    letter: 'his/03-ptsd',
    next: { to: BRUG, letter: 's-ggz/03-postpartum-depression' },
    rows: [...path.seenAtOnce, ...passedOn.toGeneralist]
  }),
  referred('2026-03-30', 'Hendriks', [LINDE, BRUG], {
    letter: 'his/02-panic-disorder',
    next: { to: PARKZICHT, letter: 'gb-ggz/09-adhd-with-substance-use' },
    rows: passedOn.toSpecialisedUnheard
  }),
  referred('2026-04-07', 'Schouten', [PLEIN, PARKZICHT], {
    letter: 'his/07-borderline-crisis-prone',
    rows: [...path.seenAtOnce, ...crisis.revisedLate]
  }),
  referred('2026-04-13', 'Oosting', [PLEIN, PARKZICHT], {
    letter: 'his/05-alcohol-dependence-with-depression',
    returnOf: 'Oosting',
    rows: [...path.seenAtOnce, ...path.treated()],
    tell: '{name} comes back after the addiction clinic: a second referral of the same patient.'
  }),
  referred('2026-04-20', 'Kuipers', [LINDE, BRUG], {
    letter: 'his/04-adhd-adult',
    rows: crisis.plannedBySmallPractice
  }),
  referred('2026-05-06', 'Gerritsen', [PLEIN, PARKZICHT], {
    letter: 'his/06-first-psychosis',
    rows: [...path.seenAtOnce, ...crisis.noPlan]
  }),
  referred('2026-05-11', 'van den Heuvel', [LINDE, PARKZICHT], {
    letter: 'his/08-anorexia',
    rows: [...path.seenAtOnce, ...path.incomplete]
  }),
  referred('2026-05-18', 'Postma', [PLEIN, BRUG], { letter: 'his/01-depression-after-loss', rows: path.waiting(3) }),
  referred('2026-06-02', 'El Idrissi', [LINDE, PARKZICHT], {
    letter: 'his/06-first-psychosis',
    rows: [...path.seenAtOnce, ...crisis.noPlanComes]
  }),
  referred('2026-06-09', 'Blok', [LINDE, PARKZICHT], {
    letter: 'his/03-ptsd',
    rows: [...path.seenAtOnce, ...objection.objectedInPart]
  }),
  referred('2026-06-22', 'Tesfay', [PLEIN, PARKZICHT], { letter: 'his/03-ptsd', rows: path.late })
]
