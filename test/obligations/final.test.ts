import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'tap'
import { eventNames, type EventName } from '../../src/obligations/agreement.ts'
import { judge } from '../../src/obligations/judge.ts'
import type { ObligationState } from '../../src/obligations/state.ts'
import type { FactRow, ObligationRow } from '../../src/store/change.ts'
import { agreements, fact, lga, noon, obligation } from './fixtures.ts'
import { plusDays } from './histories.ts'

const OPENED = '2026-01-05'

/** The day until which a duty is met or closed; what is told after that is about later days. */
const UNTIL = '2026-06-01'

const kinds = [...new Set(lga.obligations.flatMap(({ satisfiedBy }) => satisfiedBy))]

/** One thing that is told: an event by a step, or feedback that is complete, about a day after the opening. */
const telling = fc.record({
  event: fc.constantFrom(...eventNames),
  kind: fc.option(fc.constantFrom(...kinds)),
  after: fc.integer({ min: 0, max: 140 })
})

/** Facts of the gateway itself and of people that say that something earlier was not so: corrections, by their nature. */
const correcting: ReadonlySet<EventName> = new Set<EventName>([
  'referral.accepted',
  'objection.made',
  'objection.withdrawn'
])

function factsOf(
  tellings: readonly { event: EventName; kind: string | null; after: number }[],
  from: string,
  tag: string
) {
  return tellings.flatMap(({ event, kind, after }, index): readonly FactRow[] => {
    const day = plusDays(from, after)
    const id = `${tag}${index}`
    const letter = kind === null ? {} : { communication: id, kindOfFeedback: kind, missing: [] }
    const stated = fact(event, day, { id, ...letter })
    return kind === null ? [stated] : [fact('feedback.given', day, { id: `${id} given`, ...letter }), stated]
  })
}

/** A letter that comes after the end is noted, and changes nothing. */
function stands({ state, metOn, closedBy }: ObligationState): string {
  return state.startsWith('met') ? `${state} ${metOn ?? ''}` : `${state} ${closedBy ?? ''}`
}

const rule = fc.constantFrom(...lga.obligations.filter(({ recurs }) => recurs !== true))

test('what is met or closed stays so, whatever is told of later days: only a correction can change it', (t) => {
  let finals = 0
  fc.assert(
    fc.property(
      rule,
      fc.array(telling, { maxLength: 8 }),
      fc.array(telling, { maxLength: 8 }),
      ({ code, opensOn, owedBy }, before, later) => {
        const owner = owedBy === 'performer' ? 's-ggz-a' : 'his-a'
        const creditor = owedBy === 'performer' ? 'his-a' : 's-ggz-a'
        const of = { code, trigger: opensOn, openedOn: OPENED, openedAt: noon(OPENED), owner, creditor }
        const duty: ObligationRow = { ...obligation, ...of }
        const known = factsOf(before, OPENED, 'a').map((one) => ({ ...one, by: owner }))
        const past = judge(agreements, { obligation: duty, facts: known, on: UNTIL }).state
        const isFinal = past.state.startsWith('met') || past.state === 'not-applicable'
        if (!isFinal) return
        finals += 1
        // The same event told again is a correction, and so is what takes a rejection back.
        const told = new Set(known.map(({ event }) => event))
        const news = factsOf(later, plusDays(UNTIL, 1), 'b')
          .filter(({ event }) => event === 'feedback.given' || !told.has(event))
          .filter(({ event }) => !correcting.has(event as EventName))
        const now = judge(agreements, { obligation: duty, facts: [...known, ...news], on: '2027-06-01' }).state
        assert.equal(stands(now), stands(past))
      }
    ),
    { numRuns: 4_000 }
  )
  t.ok(finals > 1_000, `${finals} of them were met or closed`)
  t.end()
})
