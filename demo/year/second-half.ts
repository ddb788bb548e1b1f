import { BRUG, CRISIS, HAP, LINDE, PARKZICHT, PLEIN, referred, type Case } from './case.ts'
import * as path from './paths.ts'
import * as night from './paths-at-night.ts'
import * as passedOn from './paths-passed-on.ts'

/** Who is referred by a GP from July on; some of it is still open when the year ends. */
export const secondHalf: readonly Case[] = [
  referred('2026-07-06', 'Hoekstra', [LINDE, BRUG], {
    letter: 'his/02-panic-disorder',
    rows: path.treatedAndEnded(120)
  }),
  referred('2026-07-15', 'Kok', [PLEIN, PARKZICHT], {
    letter: 'his/05-alcohol-dependence-with-depression',
    rows: [...path.seenAtOnce, ...path.waiting(4)]
  }),
  referred('2026-08-10', 'de Graaf', [LINDE, PARKZICHT], {
    letter: 'his/07-borderline-crisis-prone',
    rows: [...path.seenAtOnce, ...path.treated()]
  }),
  referred('2026-08-24', 'Timmermans', [PLEIN, BRUG], {
    letter: 'his/01-depression-after-loss',
    next: { to: PARKZICHT, letter: 'gb-ggz/08-suspected-bipolar-disorder' },
    rows: passedOn.toSpecialisedAlone
  }),
  referred('2026-09-07', 'Roos', [LINDE, PARKZICHT], {
    letter: 'his/08-anorexia',
    rows: [...path.seenAtOnce, ...path.treated()]
  }),
  referred('2026-09-21', 'Aydin', [PLEIN, BRUG], { letter: 'his/04-adhd-adult', rows: path.notShown }),
  referred('2026-10-05', 'Molenaar', [LINDE, PARKZICHT], {
    letter: 'his/03-ptsd',
    rows: [...path.seenAtOnce, ...path.supplemented]
  }),
  referred('2026-10-19', 'Wijnen', [PLEIN, BRUG], { letter: 'his/02-panic-disorder', rows: path.silent }),
  referred('2026-11-02', 'Santos', [LINDE, PARKZICHT], {
    letter: 'his/09-late-life-depression-with-memory-complaints',
    rows: path.waiting(2)
  }),
  referred('2026-11-23', 'Veenstra', [PLEIN, PARKZICHT], {
    letter: 'his/06-first-psychosis',
    rows: [...path.seenAtOnce, ...path.treated()]
  }),
  referred('2026-12-07', 'Jansma', [LINDE, BRUG], {
    letter: 'his/01-depression-after-loss',
    rows: path.acceptedThenSilent
  }),
  referred('2026-12-21', 'Bouzid', [PLEIN, PARKZICHT], { letter: 'his/08-anorexia', rows: path.silent })
]

/** Who comes to the out-of-hours post at night; the GP is asleep, and hears of it. */
export const atNight: readonly Case[] = [
  referred('2026-03-08', 'Roelofs', [HAP, CRISIS], {
    at: '01:40',
    gp: LINDE,
    letter: 'his/10-crisis-at-night',
    next: { to: PARKZICHT, letter: 's-ggz/07-psychotic-decompensation' },
    rows: night.crisisAtNight,
    tell: 'A Sunday, in the night: the out-of-hours post refers {name} to the crisis service.'
  }),
  referred('2026-06-20', 'Kramer', [HAP, CRISIS], {
    at: '01:40',
    gp: PLEIN,
    letter: 'his/10-crisis-at-night',
    rows: night.seenAtNight
  }),
  referred('2026-09-12', 'Visser', [HAP, CRISIS], {
    at: '01:40',
    gp: PLEIN,
    letter: 'his/10-crisis-at-night',
    next: { to: PARKZICHT, letter: 's-ggz/09-intoxication-with-suicidality' },
    rows: night.crisisAtNight
  }),
  referred('2026-12-27', 'Nijland', [HAP, CRISIS], {
    at: '01:40',
    gp: LINDE,
    letter: 'his/10-crisis-at-night',
    rows: night.seenAtNight
  })
]
