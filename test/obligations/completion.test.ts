import { test } from 'tap'
import { completionsOf } from '../../src/obligations/completion.ts'
import type { FactRow } from '../../src/store/change.ts'
import { noon, report } from './fixtures.ts'

const days = ['2026-02-10', '2026-02-12', '2026-02-14'] as const

/** Reports after an intake, one after the other, each with what it lacks. */
function reports(...lacks: readonly (readonly string[])[]): readonly FactRow[] {
  return lacks.flatMap((missing, index) =>
    report(`c${index + 1}`, { intake: '2026-02-02', heardAt: noon(days[index] ?? ''), missing })
  )
}

const cases = [
  ['what one lacks and the other brings is there', [['plan'], ['diagnosis']], []],
  [
    'what both lack is missing',
    [
      ['diagnosis', 'plan'],
      ['medication', 'plan']
    ],
    ['plan']
  ],
  ['the day of a letter can be told in a message without one', [['event-date'], ['content']], []],
  ['an empty message brings nothing of the letter', [['content'], ['plan']], ['plan']],
  ['nor does it after the letter', [['plan'], ['content']], ['plan']],
  ['nor does a letter that was entered in error', [['letter'], ['diagnosis', 'plan']], ['diagnosis', 'plan']],
  ['nor does a plan that does not hold', [['current-plan'], ['signs']], ['signs']],
  [
    'a day to come and no day are no day together',
    [['event-date'], ['event-date-ahead', 'sent-before-event']],
    ['event-date', 'event-date-ahead', 'sent-before-event']
  ],
  ['a right day mends a wrong one', [['event-date-ahead', 'sent-before-event'], ['plan']], []],
  [
    'three make it whole',
    [
      ['diagnosis', 'plan'],
      ['medication', 'plan'],
      ['diagnosis', 'medication']
    ],
    []
  ]
] as const

for (const [title, lacks, missing] of cases) {
  test(`of incomplete reports, ${title}`, (t) => {
    const all = reports(...lacks)
    const together = completionsOf('intake-confirmation', all)
    t.same(together.missing, missing)
    t.equal(together.found.length, missing.length === 0 ? 1 : 0)
    // Whichever was heard first: they lack the same together.
    const reversed = reports(...[...lacks].reverse())
    t.same(completionsOf('intake-confirmation', reversed).missing, missing)
    t.end()
  })
}

test('a whole of which one part could not be looked into is unchecked', (t) => {
  const [text, sections] = [reports(['event-date'], ['plan']).slice(0, 2), reports(['event-date'], ['plan']).slice(2)]
  const unread = text.map((fact) => ({ ...fact, isUnread: true as const }))
  t.match(completionsOf('intake-confirmation', [...unread, ...sections]).found, [{ unchecked: true }])
  t.match(completionsOf('intake-confirmation', [...text, ...sections]).found, [{ unchecked: false }])
  t.end()
})
