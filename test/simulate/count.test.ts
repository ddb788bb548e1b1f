import { test } from 'tap'
import { optionsOf } from '../../simulate/options.ts'
import { differing, add, merge, type Counted, type Totals } from '../../simulate/compare.ts'
import { after, counted, termOf } from '../../simulate/count/terms.ts'
import { dayFrom, isoOf } from '../../simulate/diary/days.ts'

test('a term is counted as a wall calendar has it', (t) => {
  for (const [day, term, counting, expected] of [
    ['2024-01-31', 'P1M', 'calendar-days', '2024-02-29'],
    ['2024-02-29', 'P1Y', 'calendar-days', '2025-02-28'],
    ['2024-11-30', 'P3M', 'calendar-days', '2025-02-28'],
    ['2024-03-04', '-P2W', 'calendar-days', '2024-02-19'],
    ['2024-03-28', 'P2D', 'nl-national', '2024-04-02'],
    ['2025-04-25', 'P1D', 'nl-national', '2025-04-28'],
    ['2025-05-02', 'P1D', 'nl-national', '2025-05-06'],
    ['2026-05-04', 'P1D', 'nl-national', '2026-05-05'],
    ['2026-12-28', '-P1D', 'nl-national', '2026-12-24']
  ] as const) {
    t.equal(isoOf(after(dayFrom(day), termOf(term), counting)), expected, `${day} and ${term}`)
  }
  t.equal(counted(dayFrom('2025-12-24'), dayFrom('2025-12-29'), 'nl-national'), 1)
  t.equal(counted(dayFrom('2025-12-24'), dayFrom('2025-12-29'), 'calendar-days'), 5)
  t.end()
})

const duty: Counted = {
  ...{ code: 'yearly-report', owner: 's-1', creditor: 'his-1', state: 'met', isHeard: true },
  ...{ openedOn: 10, dueOn: 20, metOn: 15 }
}

function totalsOf(...duties: readonly Counted[]): Totals {
  const totals: Totals = new Map()
  for (const one of duties) add(totals, one)
  return totals
}

test('one wrong day, state or hearing is a difference, and the shards of one report add up', (t) => {
  t.same(differing(totalsOf(duty), totalsOf(duty)), [])
  for (const change of [{ dueOn: 21 }, { metOn: 16 }, { openedOn: 9 }, { state: 'met-late' }, { isHeard: false }]) {
    t.not(differing(totalsOf(duty), totalsOf({ ...duty, ...change })).length, 0, JSON.stringify(change))
  }
  const whole: Totals = new Map()
  merge(whole, totalsOf(duty))
  merge(whole, totalsOf({ ...duty, dueOn: 30 }))
  t.same(differing(whole, totalsOf(duty, { ...duty, dueOn: 30 })), [])
  t.end()
})

test('an option that is not known, or no number, is refused in words', (t) => {
  t.match(optionsOf(['--referrals', '10', '--json']), { referrals: 10, years: 5, seed: 1, json: true, verbose: false })
  for (const args of [
    ['--years', 'two'],
    ['--referrals', '0'],
    ['--speed', '9'],
    ['--seed', '1.5']
  ]) {
    t.type(optionsOf(args), 'string', args.join(' '))
  }
  t.end()
})
