import fc from 'fast-check'
import { test } from 'tap'
import { eventNames, reportEvents, type Term } from '../../src/obligations/agreement.ts'
import { dueDay, type Occurrence } from '../../src/obligations/due.ts'
import { rule } from './fixtures.ts'

/** The due day of a duty that opened on a day, under other terms than those of the base agreement where they are given. */
function dueOn(occurrences: readonly Occurrence[], openedOn = '2026-01-05', due: readonly Term[] = rule.due): string {
  return dueDay({ rule: { ...rule, due }, obligation: { openedOn, turn: 1 }, occurrences }).on
}

function on(event: string, occurredOn: string, heardAt = 1): Occurrence {
  return { event, occurredOn, heardAt }
}

const table: readonly (readonly [string, readonly Occurrence[], string])[] = [
  ['silence leaves six weeks from receipt', [], '2026-02-16'],
  ['an expected date moves it', [on('intake.expected', '2026-05-01')], '2026-05-15'],
  [
    'a later expected date moves it further',
    [on('intake.expected', '2026-05-01'), on('intake.expected', '2026-06-01')],
    '2026-06-15'
  ],
  [
    'a planned intake beats an expected one',
    [on('intake.expected', '2026-05-01'), on('intake.planned', '2026-03-02')],
    '2026-03-16'
  ],
  [
    'an intake that took place beats all',
    [on('intake.planned', '2026-03-02'), on('intake.done', '2026-02-02')],
    '2026-02-16'
  ],
  [
    'a date that was corrected to an earlier day counts as corrected',
    [on('intake.done', '2026-02-02', 2), on('intake.done', '2026-02-09', 1)],
    '2026-02-16'
  ],
  [
    'of two dates heard at once the later counts',
    [on('intake.done', '2026-02-09'), on('intake.done', '2026-02-02')],
    '2026-02-23'
  ],
  [
    'an event that no term names moves nothing',
    [on('treatment.started', '2026-02-09'), on('status.given', '2026-02-09')],
    '2026-02-16'
  ],
  ['summer time takes no day', [on('intake.done', '2026-03-20')], '2026-04-03'],
  ['winter time adds no day', [on('intake.done', '2026-10-20')], '2026-11-03'],
  ['a leap day counts', [on('intake.done', '2028-02-20')], '2028-03-05'],
  ['no leap day is invented', [on('intake.done', '2026-02-20')], '2026-03-06']
]

for (const [title, known, expected] of table) {
  test(`due day: ${title}`, (t) => {
    t.equal(dueOn(known), expected)
    t.end()
  })
}

const clamped: readonly (readonly [string, string, string])[] = [
  ['2026-01-31', 'P1M', '2026-02-28'],
  ['2028-01-31', 'P1M', '2028-02-29'],
  ['2026-10-31', 'P1M', '2026-11-30'],
  ['2028-02-29', 'P1Y', '2029-02-28'],
  ['2026-12-31', 'P2M', '2027-02-28'],
  ['2026-01-31', 'P1M1D', '2026-03-01']
]

for (const [start, within, expected] of clamped) {
  test(`${within} from ${start} ends on ${expected}`, (t) => {
    const due = [{ from: 'referral.received' as const, within }]
    t.equal(dueOn([], start, due), expected)
    t.end()
  })
}

test('a rule of which no term can start is a fault and not a guess', (t) => {
  t.throws(() => dueOn([], '2026-01-05', rule.due.slice(0, 3)), /no term of intake-confirmation can start/)
  t.end()
})

const day = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => new Date(Date.UTC(2000, 0, 1 + days)).toISOString().slice(0, 10))
const unit = fc.constantFrom('D', 'W', 'M', 'Y')
const term = fc.record({ from: fc.constantFrom(...eventNames), count: fc.integer({ min: 0, max: 60 }), unit })
const heardAt = fc.integer({ min: 0, max: 3 })
const occurrence = fc.record({ event: fc.constantFrom(...eventNames), occurredOn: day, heardAt })

test('a withdrawn objection starts the term anew, unless the event that starts it came later', (t) => {
  const anew = (anewFrom: string, known: readonly Occurrence[] = []) =>
    dueDay({ rule, obligation: { openedOn: '2026-01-05', turn: 1 }, occurrences: known, anewFrom })
  t.match(anew('2026-02-01'), { on: '2026-03-15', start: '2026-02-01', anewFrom: '2026-02-01' })
  t.match(anew('2026-02-01', [on('intake.done', '2026-02-10')]), { on: '2026-02-24', start: '2026-02-10' })
  t.end()
})

test('of reports the latest day counts, in whatever order they were heard', (t) => {
  const due = [{ from: 'report.counted' as const, within: 'P1Y' }]
  const reports = [on('report.counted', '2026-05-01', 1), on('report.counted', '2026-03-01', 2)]
  t.equal(dueOn(reports, '2026-01-05', due), '2027-05-01')
  t.end()
})

test('the due day is that of a slow calculation by hand, for any terms and occurrences', (t) => {
  fc.assert(
    fc.property(
      fc.array(term, { maxLength: 5 }),
      fc.array(occurrence, { maxLength: 12 }),
      day,
      (terms, known, opened) => {
        const last = { from: 'referral.received' as const, count: 6, unit: 'W' as const }
        const due = [...terms, last].map(({ from, count, unit }) => ({ from, within: `P${count}${unit}` }))
        // The opening is this duty's own, whatever else is heard under its name.
        const own = known.filter(({ event }) => event !== 'referral.received')
        // A report of before the duty opened is no turn of it.
        const occurrences = own.filter(({ event, occurredOn }) => !reportEvents.has(event) || occurredOn >= opened)
        const opening = on('referral.received', opened)
        t.equal(dueOn(known, opened, due), slowly([...terms, last], [...occurrences, opening]))
      }
    ),
    { numRuns: 1_000 }
  )
  t.end()
})

interface SlowTerm {
  readonly from: string
  readonly count: number
  readonly unit: 'D' | 'W' | 'M' | 'Y'
}

/** One day at a time on the numbers of the calendar, without Temporal. */
function slowly(terms: readonly SlowTerm[], occurrences: readonly Occurrence[]): string {
  const decides = terms.filter(({ from }) => occurrences.some(({ event }) => event === from))[0]!
  const named = occurrences.filter(({ event }) => event === decides.from)
  const lastAt = reportEvents.has(decides.from) ? undefined : Math.max(...named.map((one) => one.heardAt))
  const days = named.filter((one) => lastAt === undefined || one.heardAt === lastAt).map(({ occurredOn }) => occurredOn)
  let [year, month, date] = days.sort().reverse()[0]!.split('-').map(Number) as [number, number, number]
  const months = { D: 0, W: 0, M: decides.count, Y: decides.count * 12 }[decides.unit]
  for (let step = 0; step < months; step += 1) [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1]
  date = Math.min(date, length(year, month))
  for (let step = { D: decides.count, W: decides.count * 7, M: 0, Y: 0 }[decides.unit]; step > 0; step -= 1) {
    date += 1
    if (date <= length(year, month)) continue
    date = 1
    ;[year, month] = month === 12 ? [year + 1, 1] : [year, month + 1]
  }
  return [String(year), String(month).padStart(2, '0'), String(date).padStart(2, '0')].join('-')
}

function length(year: number, month: number): number {
  const leap = year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0)
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
}
