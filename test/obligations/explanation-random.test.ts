import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { test } from 'tap'
import { endOfDay, localDay } from '../../src/clock.ts'
import { calendars } from '../../src/obligations/time/calendar.ts'
import type { Step } from '../../src/obligations/explanation/step.ts'
import { explanationTexts } from '../../src/obligations/explanation/texts.ts'
import { holidaysOf } from '../../src/obligations/time/holidays.ts'
import { ruleOf } from '../../src/obligations/agreements/load-agreements.ts'
import { bars, objectionsIn, stoodAt } from '../../src/obligations/objection.ts'
import { ending } from '../../src/obligations/ending.ts'
import { stateOf } from '../../src/obligations/state.ts'
import { agreements } from './fixtures.ts'
import { histories, localDayOf, plusDays } from './histories.ts'
import { played } from './played.ts'
import { explained, type Duty } from './told.ts'

/** Histories that are explained; each one at about as many dates as it has entries. */
const RUNS = 60

/** What every explanation must be, whatever happened; what fast-check shrinks must throw. */
function assertSound(duty: Duty, on: string): void {
  const { rule, obligation, facts } = duty
  const { state, steps } = explained({ ...duty, seesAll: true }, on)
  assert.deepEqual(state, stateOf({ rule, obligation, facts, on }))
  const term = steps.findLast(({ code }) => code === 'term' || code === 'term-skipping')
  assert(term?.start !== undefined && term.term !== undefined)
  assert.equal(term.day, state.dueOn)
  assert.equal(calendars.get(rule.calendar)?.add(term.start, term.term), state.dueOn)
  assertStart(term, steps, duty)
  assertSkipped(term, rule.calendar)
  assertEnded(steps, duty, on)
  assertUnknown(steps, duty, on)
  assertFilled(steps)
  assertFilled(explained(duty, on).steps)
  assertKept(explained(duty, on).steps, duty, on)
}

/** The term starts on the day that the last step before it says. */
function assertStart({ start, event }: Step, steps: readonly Step[], { rule, obligation }: Duty): void {
  const anew = steps.find(({ code }) => code === 'anew')
  const said = steps.findLast(({ code }) => ['event-heard', 'event-moved', 'report-counted'].includes(code))
  const { turn, openedOn } = obligation
  const isOpening = said === undefined && (event === rule.opensOn || (turn > 1 && isReport(event)))
  assert.equal(start, anew?.day ?? (isOpening ? openedOn : said?.day))
}

/** What the state says has ended the duty is told, on the day that the state has it. */
function assertEnded(steps: readonly Step[], duty: Duty, on: string): void {
  const { closedBy } = stateOf({ ...duty, on })
  const closed = steps.find(({ code }) => code === 'closed')
  assert.equal(closed?.event, closedBy)
  if (closedBy !== undefined) assert.equal(closed?.day, ending(closedBy, heardBy(duty, on), duty.obligation))
}

/** Day by day: every weekend day and every holiday between start and due, and no other. */
function assertSkipped({ start = '', day: due = '', skipped }: Step, calendar: string): void {
  const holidays: string[] = []
  let weekendDays = 0
  for (let day = plusDays(start, 1); calendar === 'nl-national' && day <= due; day = plusDays(day, 1)) {
    const date = Temporal.PlainDate.from(day)
    if (holidaysOf(date.year).has(day)) holidays.push(day)
    else if (date.dayOfWeek > 5) weekendDays += 1
  }
  assert.deepEqual(
    { weekendDays: skipped?.weekendDays, holidays: skipped?.holidays.map(({ day }) => day) },
    { weekendDays, holidays }
  )
}

/** Nothing is known of an event that is said to be unknown, but in reports that did not reach the creditor. */
function assertUnknown(steps: readonly Step[], duty: Duty, on: string): void {
  const facts = heardBy(duty, on)
  for (const { event } of steps.filter(({ code }) => code === 'passed-unknown')) {
    const known = facts.filter((one) => one.event === event)
    assert(known.length === 0 || (isReport(event) && known.every(({ isBarred }) => isBarred)), String(event))
  }
}

/** The receiver is told of no day that only feedback speaks of which an objection keeps back. */
function assertKept(steps: readonly Step[], duty: Duty, on: string): void {
  const facts = heardBy(duty, on)
  for (const { code, event, day } of steps) {
    // The day of a term is the one on which it ends, which may be that of another event by chance.
    if (event === undefined || code === 'term' || code.startsWith('opened')) continue
    const known = facts.filter((one) => one.event === event && one.occurredOn === day)
    assert(known.length === 0 || known.some(({ isBarred }) => !isBarred), `${code} ${event} ${day ?? ''}`)
  }
}

function isReport(event = ''): boolean {
  return event === 'report.counted' || event === 'status.given'
}

function heardBy({ obligation, facts }: Duty, on: string) {
  const { creditor: receiver, owner: performer } = obligation
  const heard = facts.filter(({ heardAt }) => heardAt <= endOfDay(on))
  return heard.map((fact) => {
    const { kindOfFeedback: kind, heardAt } = fact
    const isBarred = objectionsIn(heard).some(
      (one) =>
        kind !== undefined && receiver !== null && stoodAt(one, heardAt) && bars(one, { kind, receiver, performer })
    )
    return { ...fact, isBarred }
  })
}

function assertFilled(steps: readonly Step[]): void {
  for (const { code, words } of steps) {
    const asked = [...explanationTexts[code].en.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    assert.deepEqual(
      asked.filter((name) => (words[name]?.en ?? '') === '' || (words[name]?.nl ?? '') === ''),
      [],
      code
    )
  }
}

test('state, due day, start and skipped days of random histories are those of the state, counted day by day', (t) => {
  const codes = new Set<string>()
  fc.assert(
    fc.property(histories('r'), (diary) => {
      const { obligations, facts } = played(diary)
      const heard = [diary.referral.receivedAt, ...diary.entries.map(({ at }) => at)].map(localDayOf)
      const days = [...new Set(heard.flatMap((day) => [day, plusDays(day, 17), plusDays(day, 400)]))]
      for (const obligation of obligations) {
        const duty = { rule: ruleOf(agreements, obligation), obligation, facts }
        for (const on of days.filter((day) => obligation.openedOn <= day && localDay(obligation.openedAt) <= day)) {
          assertSound(duty, on)
          for (const { code } of explained(duty, on).steps) codes.add(code)
        }
      }
    }),
    { numRuns: RUNS }
  )
  // The histories are no proof where they reach too few of the sentences.
  t.ok(codes.size > 25, [...codes].join(' '))
  t.end()
})
