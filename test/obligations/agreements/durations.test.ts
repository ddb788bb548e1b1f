import { test } from 'tap'
import { rule } from '../fixtures.ts'
import { problemsIn, small } from '../agreement-files.ts'

/** The pointers of what is refused in an agreement whose one duty has this term, or this reminder. */
function refusedIn(change: { readonly within?: string; readonly reminder?: string }): readonly string[] {
  const { within = 'P14D', reminder } = change
  const due = [{ from: 'referral.received', within }]
  const obligations = [{ ...rule, due, reminders: reminder === undefined ? [] : [reminder] }]
  return problemsIn({ 'small.json': { ...small, obligations } }).map(({ pointer }) => pointer)
}

test('a term is in days or larger units, or in hours, and never in both', (t) => {
  for (const within of ['P0D', 'P5D', 'P6W', 'P1M', 'P1Y', 'P1Y2M3W4D', 'P3660D', 'P10Y', 'PT1H', 'PT24H', 'PT9999H']) {
    t.strictSame(refusedIn({ within }), [], within)
  }
  const none = [
    '',
    'P',
    'PT',
    '5',
    'P5',
    'PD',
    'P1D1W',
    'p5d',
    'P1.5D',
    'P1DT1H',
    'P1WT24H',
    'PT1H30M',
    'PT60M',
    'PT0H'
  ]
  const wrong = ['-P5D', '-PT1H', 'P3661D', 'P10000D', 'P28Y', 'P999M', 'P2000W', 'PT10000H', ' P5D', 'P5D\n']
  for (const within of [...none, ...wrong]) {
    t.ok(refusedIn({ within }).includes('/obligations/0/due/0/within'), JSON.stringify(within))
  }
  t.end()
})

test('an offset is in days, forward or back', (t) => {
  for (const reminder of ['P0D', '-P7D', 'P14D', '-P1M', 'P2W', '-P3660D']) t.strictSame(refusedIn({ reminder }), [])
  for (const reminder of ['', '-', '--P1D', 'PT24H', '-PT24H', '-P3661D', '-P10000D', '+P1D']) {
    t.strictSame(refusedIn({ reminder }), ['/obligations/0/reminders/0'], reminder)
  }
  t.end()
})
