import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'tap'
import { stateOf } from '../../src/obligations/state.ts'
import type { FactDetail, FactRow, ObligationRow } from '../../src/store/change.ts'
import { fact, noon, obligation, ruleNamed } from './fixtures.ts'
import { dutyOf, explained, told, type Duty } from './told.ts'

const DAYS = 300
const dayAt = (index: number): string => new Date(noon('2026-01-05') + index * 86_400_000).toISOString().slice(0, 10)

/** What can be heard of a clock, a waiver, a call or a practice that closes; by whom it may be said. */
type Kind = (typeof kinds)[number]
const kinds = [
  ...(['hold', 'hold', 'goes on', 'goes on', 'asks', 'answers', 'planned', 'expected', 'done'] as const),
  ...(['waived', 'owed again', 'call', 'letter', 'dispute', 'closes', 'objects', 'withdraws'] as const)
]

interface Word {
  readonly kind: Kind
  readonly heard: number
  /** Days before or, of what lies ahead, after. */
  readonly off: number
  readonly reason: string
  readonly until: number | undefined
}

const word: fc.Arbitrary<Word> = fc.record({
  kind: fc.constantFrom(...kinds),
  heard: fc.nat(DAYS),
  off: fc.oneof(fc.constant(0), fc.nat(20)),
  reason: fc.constantFrom('awaiting-information', 'patient-request', 'patient-unreachable', 'admitted-elsewhere'),
  until: fc.option(fc.nat(40), { nil: undefined })
})

const code = fc.constantFrom('intake-confirmation', 'status-notice', 'yearly-report', 'registration-confirmation')

function factsOf(words: readonly Word[], duty: string): readonly FactRow[] {
  return words.flatMap((one, index) => factOf(one, index, words, duty))
}

function factOf(
  { kind, heard, off, reason, until }: Word,
  index: number,
  words: readonly Word[],
  duty: string
): readonly FactRow[] {
  const about = { id: `f${String(index).padStart(2, '0')}`, heardAt: noon(dayAt(heard)) + index }
  const past = dayAt(heard - off)
  const one = (event: string, day: string, more: Partial<FactRow> = {}): readonly FactRow[] => [
    fact(event, day, { ...about, ...more })
  ]
  const said = (medium: FactDetail): readonly FactRow[] => {
    const feedback = {
      kindOfFeedback: duty === 'yearly-report' ? 'progress-report' : duty,
      communication: `c${index}`,
      missing: []
    }
    const event = reportOf.get(duty) ?? 'intake.done'
    return [
      ...one('feedback.given', dayAt(heard), { ...feedback, id: `g${index}`, detail: medium }),
      ...one(event, past, { ...feedback, detail: medium })
    ]
  }
  const calls = words.flatMap((other, at) => (other.kind === 'call' && at < index ? [`c${at}`] : []))
  const waivers = words.flatMap((other, at) =>
    other.kind === 'waived' && at < index ? [`f${String(at).padStart(2, '0')}`] : []
  )
  // Each objection is withdrawn once, the last first.
  const open: string[] = []
  for (const [at, other] of words.slice(0, index).entries()) {
    if (other.kind === 'objects') open.push(`k${at}`)
    if (other.kind === 'withdraws') open.pop()
  }
  switch (kind) {
    case 'hold':
      return one('clock.suspended', past, {
        detail: { reason, ...(until === undefined ? {} : { until: dayAt(heard + until) }) }
      })
    case 'goes on':
      return one('clock.resumed', past)
    case 'asks':
      return one('information.requested', past)
    case 'answers':
      return one('information.answered', past, { by: 'his-a' })
    case 'planned':
      return one('intake.planned', dayAt(heard + off))
    case 'expected':
      return one('intake.expected', dayAt(heard + off * 3))
    case 'done':
      return one('intake.done', past)
    case 'waived':
      return one('obligation.waived', dayAt(heard), {
        by: 'his-a',
        detail: {
          of: 'o1',
          reason: 'agreed-otherwise',
          authority: 'gp',
          ...(until === undefined ? {} : { until: dayAt(heard + until) })
        }
      })
    case 'owed again':
      return waivers.slice(-1).flatMap((of) => one('waiver.ended', dayAt(heard), { by: 'his-a', detail: { of } }))
    case 'call':
      return said({ medium: 'phone' })
    case 'letter':
      return said({})
    case 'dispute':
      return calls
        .slice(-1)
        .flatMap((of) => one('feedback.disputed', dayAt(heard), { by: 'his-a', detail: { of, reason: 'other' } }))
    case 'closes':
      return one('gp.changed', dayAt(heard), { by: 'operator', detail: { of: 'his-b', instead: 'his-a' } })
    case 'objects':
      return one('objection.made', past, { by: 'his-a', objection: { consent: `k${index}` } })
    case 'withdraws':
      return open
        .slice(-1)
        .flatMap((consent) => one('objection.withdrawn', dayAt(heard), { by: 'his-a', objection: { consent } }))
  }
}

/** The event that feedback of a kind of each duty states; of all others it is the intake. */
const reportOf = new Map([
  ['yearly-report', 'report.counted'],
  ['status-notice', 'status.given']
])

/** The days that steps give for the due day, the last of which holds. */
const dueSteps: ReadonlySet<string> = new Set([
  'term',
  'term-skipping',
  'term-hours',
  'term-withheld',
  'due-moved',
  'rolled'
])

function assertSame(duty: Duty, on: string): void {
  const { rule, obligation: row, facts } = duty
  const state = stateOf({ rule, obligation: row, facts, on })
  for (const seesAll of [true, false]) {
    const { steps } = explained({ ...duty, seesAll }, on)
    const due = steps.findLast(({ code: one }) => dueSteps.has(one))
    assert.equal(due?.day, state.dueOn, `seesAll ${String(seesAll)}`)
    // From whom the start is kept, the rest of the reckoning is kept.
    if (due.code === 'term-withheld') continue
    const stood = steps.filter(({ code: one }) => one === 'suspended' || one === 'suspended-still')
    assert.equal(
      stood.length > 0,
      (state.due.stood ?? []).length > 0 || state.suspended !== undefined,
      'what stood is told'
    )
    const start = steps.findLast(({ code: one }) => one === 'term' || one === 'term-skipping')
    if (start === undefined) continue
    assert.equal(start.start, state.due.start)
    // What the term starts with is what the steps before it say last.
    const said = steps.findLast(({ code: one }) => ['event-heard', 'event-moved', 'report-counted'].includes(one))
    const anew = steps.find(({ code: one }) => one.startsWith('anew'))
    if (anew === undefined && said !== undefined)
      assert.equal(said.day, state.due.start, 'the start is what was said last')
  }
  assert.deepEqual(stateOf({ rule, obligation: row, facts: facts.toReversed(), on }), state, 'in any order')
}

test('the explanation tells the day and the standstill of the state, whatever was heard of clocks, waivers and calls', (t) => {
  fc.assert(
    fc.property(
      code,
      fc.array(word, { maxLength: 14 }),
      fc.array(fc.nat(DAYS + 60), { minLength: 3, maxLength: 6 }),
      (name, words, days) => {
        const sorted = words.toSorted((a, b) => a.heard - b.heard)
        const row: ObligationRow = { ...obligation, code: name }
        const duty = { rule: ruleNamed(name), obligation: row, facts: factsOf(sorted, name) }
        for (const day of days) assertSame(duty, dayAt(day))
      }
    ),
    { numRuns: 2_000 }
  )
  t.end()
})

test('a call that does not count is told, and why', (t) => {
  const call = fact('feedback.given', '2026-01-20', {
    ...{ id: 'call', communication: 'c', kindOfFeedback: 'status-notice', missing: [] },
    detail: { medium: 'phone' }
  })
  const dispute = fact('feedback.disputed', '2026-01-22', { by: 'his-a', detail: { of: 'c', reason: 'other' } })
  const by = told(dutyOf('status-notice', [call, dispute]), '2026-01-23')
  t.ok(by.includes('On 22 January 2026 Praktijk De Linde disputed feedback by telephone: it does not count.'))
  const letter = told(dutyOf('intake-confirmation', [{ ...call, kindOfFeedback: 'intake-confirmation' }]), '2026-01-23')
  t.ok(letter.includes('Feedback by telephone of 20 January 2026 does not count under this agreement.'))
  t.end()
})
