import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'tap'
import { localDay } from '../../src/clock.ts'
import type { EventName } from '../../src/obligations/agreement.ts'
import { judge } from '../../src/obligations/judge.ts'
import { openings } from '../../src/obligations/open.ts'
import type { FactRow, ObligationRow } from '../../src/store/change.ts'
import { agreements, fact, lga, noon, openingFor, referral } from './fixtures.ts'

/** A fact to be heard: an event and its day, by a step of the Task or with feedback of a kind that is complete. */
interface Told {
  readonly event: EventName
  readonly day: string
  readonly kind?: string
}

/** Everything is heard on this day, in some order. */
const HEARD_ON = '2026-06-01'

/**
 * What can be told of a referral, each at most once: of two days for one event the one heard of last counts, by design. What
 * answers something, as a flag taken back, comes after it and is no matter of order.
 */
const tellings: readonly (readonly [EventName, string | undefined])[] = [
  ['referral.registered', 'registration-confirmation'],
  ['intake.planned', 'appointment-notice'],
  ['intake.done', undefined],
  ['intake.done', 'intake-confirmation'],
  ['offer.made', 'care-offer'],
  ['treatment.started', undefined],
  ['treatment.started', 'treatment-start'],
  ['patient.no-show', undefined],
  ['patient.no-show', 'no-show'],
  ['crisis.flagged', undefined],
  ['crisis.assessed', 'crisis-report'],
  ['handover.proposed', undefined],
  ['handover.accepted', undefined],
  ['treatment.ended', undefined],
  ['treatment.ended', 'end-report'],
  ['referral.rejected', 'rejection'],
  ['patient.deceased', undefined]
]

const day = fc
  .integer({ min: 0, max: 146 })
  .map((days) => new Date(noon('2026-01-05') + days * 86_400_000).toISOString().slice(0, 10))

const told: fc.Arbitrary<readonly Told[]> = fc
  .subarray([...tellings], { minLength: 1, maxLength: 9 })
  .chain((chosen) =>
    fc.tuple(fc.constant(chosen), fc.array(day, { minLength: chosen.length, maxLength: chosen.length }))
  )
  .map(([chosen, days]) => {
    const dayOf = new Map<string, string>()
    return chosen.map(([event, kind], index) => {
      // Two that tell of the same say the same, or the later one would correct the other.
      const on = dayOf.get(event) ?? days[index] ?? HEARD_ON
      dayOf.set(event, on)
      return { event, day: on, ...(kind === undefined ? {} : { kind }) }
    })
  })

const received = fact('referral.received', '2026-01-05')

/** The duties as they stand when all has been heard in this order: which there are, and met, ended or due when. */
function after(order: readonly Told[]): readonly string[] {
  const opened = openings(openingFor(referral, { message: 'm', at: received.heardAt }), {
    obligations: [],
    facts: [received],
    news: [received]
  })
  let facts: readonly FactRow[] = [received]
  let obligations: readonly ObligationRow[] = opened
  for (const [index, one] of order.entries()) {
    const news = factsOf(one, noon(HEARD_ON) + index * 1000)
    facts = [...facts, ...news]
    const opening = openingFor(referral, { message: `m${index}`, at: noon(HEARD_ON) + index * 1000 })
    obligations = [...obligations, ...openings(opening, { obligations, facts, news })]
  }
  return obligations.map((obligation) => stands(obligation, facts)).sort()
}

function factsOf({ event, day: occurredOn, kind }: Told, heardAt: number): readonly FactRow[] {
  const id = `${event} ${kind ?? 'step'}`
  const letter = kind === undefined ? {} : { communication: id, kindOfFeedback: kind, missing: [] }
  const stated = fact(event, occurredOn, { id, heardAt, ...letter })
  return kind === undefined
    ? [stated]
    : [fact('feedback.given', localDay(heardAt), { id: `${id} given`, heardAt, ...letter }), stated]
}

function stands(obligation: ObligationRow, facts: readonly FactRow[]): string {
  const { state } = judge(agreements, { obligation, facts, on: HEARD_ON })
  const isMet = state.metOn !== undefined && state.state.startsWith('met')
  const { code, trigger, creditor, openedOn, turn } = obligation
  // In time or late is judged by what was known when it was met, which is a matter of order.
  const how = isMet ? 'met' : `${state.state} ${state.state === 'not-applicable' ? '' : state.dueOn}`
  return [code, trigger, turn, creditor ?? 'nobody', openedOn, how].join(' ')
}

test('the order in which the same facts arrive does not matter to what is owed, met, ended or due', (t) => {
  fc.assert(
    fc.property(
      told.chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts], { minLength: facts.length }))),
      ([one, other]) => assert.deepEqual(after(one), after(other))
    ),
    { numRuns: 1_000 }
  )
  t.end()
})

/** How many duties the base agreement opens for these facts, counted by hand: by rule, by occurrence, by creditor. */
function counted(facts: readonly Told[]): number {
  const distinct = new Map<string, Told>()
  for (const one of facts) distinct.set(one.event, one)
  let count = 0
  for (const { opensOn, owedTo, performers, urgency } of lga.obligations) {
    const happened = opensOn === 'referral.received' || distinct.has(opensOn)
    if (!happened || (performers !== undefined && !performers.includes('s-ggz')) || urgency === 'urgent') continue
    // His-a is requester, GP and the GP's mailbox in one; nobody knows an out-of-hours post.
    const creditors = new Set(owedTo.map((party) => (party === 'hap' ? 'nobody' : 'somebody')))
    count += owedTo.length === 0 ? 1 : creditors.size
  }
  return count
}

test('each thing that happened opens one duty for each rule and creditor, however often and by whatever it was told', (t) => {
  fc.assert(
    fc.property(told, (facts) => {
      // Later turns are opened by reports, and of these there are none here but the one after intake.
      const found = after(facts).filter((line) => line.split(' ')[2] === '1')
      assert.equal(found.length, counted(facts))
    }),
    { numRuns: 1_000 }
  )
  t.end()
})
