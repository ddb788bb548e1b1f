import fc from 'fast-check'
import { eventNames, suspensionReasons, type Agreement, type ObligationRule } from '../../src/obligations/agreement.ts'
import { regionalQuestions } from '../../src/obligations/agreements/arrangements.ts'
import { feedbackKinds } from '../../src/obligations/feedback-kinds.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/)
const text = fc.stringMatching(/^[A-Za-zë0-9.,:;|"<>\\ ]{0,40}[a-z]$/)
const title = fc.record({ nl: text, en: text })
const day = fc.integer({ min: 0, max: 9_000 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10))
const event = fc.constantFrom(...eventNames)
const count = fc.integer({ min: 1, max: 400 })
const within = fc.oneof(
  fc.tuple(count, fc.constantFrom('D', 'W', 'M', 'Y')).map(([many, unit]) => `P${String(many)}${unit}`),
  fc.tuple(count, count).map(([years, days]) => `P${String(years)}Y${String(days)}D`),
  count.map((hours) => `PT${String(hours)}H`)
)
const offset = fc.tuple(fc.boolean(), count).map(([isBefore, days]) => `${isBefore ? '-' : ''}P${String(days)}D`)
const closure = fc.record({ from: day, to: day, title })

/** What may be left out, as `exactOptionalPropertyTypes` has it: absent, and never undefined. */
function record<T, K extends keyof T>(
  model: { [P in keyof T]: fc.Arbitrary<T[P]> },
  requiredKeys: readonly K[]
): fc.Arbitrary<Pick<T, K> & Partial<Omit<T, K>>> {
  return fc.record(model, { requiredKeys: [...requiredKeys] }) as never
}

const term = record({ from: event, within, basis: fc.constantFrom('sourced' as const, 'default' as const) }, [
  'from',
  'within'
])

/** Any rule that the types allow, sensible or not: what is shown must be what is written in the file. */
export const arbitraryRule: fc.Arbitrary<ObligationRule> = record(
  {
    code: name,
    catalogue: fc.stringMatching(/^O[0-9]{2}a?$/),
    title,
    owedBy: fc.constantFrom('performer' as const, 'requester' as const, 'gp' as const),
    owedTo: fc.uniqueArray(fc.constantFrom('requester', 'gp', 'poh', 'hap', 'performer'), { minLength: 1 }),
    strength: fc.constantFrom('must' as const, 'should' as const, 'monitor' as const),
    enforced: fc.boolean(),
    opensOn: event,
    performers: fc.array(fc.constantFrom('gb-ggz', 's-ggz', 'crisis'), { maxLength: 3 }),
    urgency: fc.constantFrom('urgent' as const, 'routine' as const),
    calendar: fc.constantFrom('calendar-days', 'nl-national', 'nl-algemene-termijnenwet'),
    closures: fc.array(closure, { maxLength: 2 }),
    roll: fc.constant('next-working-day' as const),
    recurs: fc.boolean(),
    due: fc.array(term, { minLength: 1, maxLength: 4 }),
    satisfiedBy: fc.array(fc.constantFrom(...Object.keys(feedbackKinds)), { maxLength: 3 }),
    metBy: fc.array(event, { maxLength: 2 }),
    telephone: fc.boolean(),
    closedBy: fc.array(event, { maxLength: 3 }),
    suspendedBy: fc.array(
      fc.record({
        reason: fc.constantFrom(...suspensionReasons),
        by: fc.subarray(['performer', 'requester'] as const),
        atMost: within
      }),
      { maxLength: 2 }
    ),
    reminders: fc.array(offset, { maxLength: 3 }),
    escalateTo: fc.subarray(['performer', 'requester', 'region'] as const),
    onForward: fc.constantFrom('anew' as const, 'moves' as const, 'stays' as const),
    despiteObjection: fc.boolean(),
    source: text
  },
  [
    ...(['code', 'title', 'owedBy', 'owedTo', 'strength', 'enforced', 'opensOn', 'calendar', 'due'] as const),
    ...(['satisfiedBy', 'closedBy', 'reminders', 'source'] as const)
  ]
)

const arrangement = fc.record({
  question: fc.constantFrom(...regionalQuestions.map(({ code }) => code)),
  answer: title,
  responsible: text,
  contact: text,
  validUntil: day
})

/** Any agreement that the types allow, with a rule or more. */
export const arbitraryAgreement: fc.Arbitrary<Agreement> = record(
  {
    id: name,
    version: fc.stringMatching(/^[0-9]{1,2}\.[0-9]{1,2}(-[a-z]{1,5})?$/),
    title,
    source: text,
    refines: fc.tuple(name, fc.stringMatching(/^[0-9]\.[0-9]$/)).map(([id, version]) => `${id}|${version}`),
    holdsFor: fc.oneof(fc.record({ region: name }), fc.record({ pair: fc.tuple(name, name) })),
    ages: fc.record({ from: fc.nat(120), below: fc.nat(120) }, { requiredKeys: [] }),
    otherAges: name,
    consent: fc.constantFrom('presumed' as const, 'explicit' as const),
    calendars: fc.dictionary(
      fc.oneof(name, fc.constantFrom('due', 'closures', 'base', 'calendars')),
      fc.record({ base: name, closures: fc.array(closure, { maxLength: 2 }) }),
      { maxKeys: 2, noNullPrototype: true }
    ),
    obligations: fc.array(arbitraryRule, { minLength: 1, maxLength: 4 }),
    unseen: fc.array(fc.record({ catalogue: name, title, reason: text }), { maxLength: 2 }),
    arrangements: fc.array(arrangement, { maxLength: 3 })
  },
  ['id', 'version', 'title', 'source', 'obligations']
)
