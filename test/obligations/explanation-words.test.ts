import { test } from 'tap'
import { explanationTexts } from '../../src/obligations/explanation/texts.ts'
import { daysWords, termWords } from '../../src/obligations/words.ts'

const terms: readonly (readonly [string, string, string, string])[] = [
  ['P1D', 'calendar-days', '1 day', '1 dag'],
  ['P14D', 'calendar-days', '14 days', '14 dagen'],
  ['P1D', 'nl-national', '1 working day', '1 werkdag'],
  ['P5D', 'nl-national', '5 working days', '5 werkdagen'],
  ['P0D', 'calendar-days', '0 days', '0 dagen'],
  ['P1W', 'calendar-days', '1 week', '1 week'],
  ['P6W', 'calendar-days', '6 weeks', '6 weken'],
  ['P1Y', 'calendar-days', '1 year', '1 jaar'],
  ['P2Y', 'calendar-days', '2 years', '2 jaar'],
  ['P1Y2M1W3D', 'calendar-days', '1 year, 2 months, 1 week and 3 days', '1 jaar, 2 maanden, 1 week en 3 dagen']
]

for (const [within, calendar, en, nl] of terms) {
  test(`${within} under ${calendar} is “${en}”`, (t) => {
    t.same(termWords(within, calendar), { en, nl })
    t.end()
  })
}

test('days are counted in words', (t) => {
  t.same(
    [daysWords(1), daysWords(2)],
    [
      { en: '1 day', nl: '1 dag' },
      { en: '2 days', nl: '2 dagen' }
    ]
  )
  t.end()
})

test('both languages of a sentence have the same words to fill in', (t) => {
  const wordsIn = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([word]) => word).sort()
  for (const [code, { en, nl }] of Object.entries(explanationTexts)) t.strictSame(wordsIn(nl), wordsIn(en), code)
  t.end()
})
