import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Composition, ElementDefinitionConstraint } from '@medplum/fhirtypes'
import { test } from 'tap'
import { CANONICAL } from '../../src/fhir/systems.ts'
import { feedbackKinds, isFeedbackKind, type FeedbackKind } from '../../src/obligations/feedback-kinds.ts'
import { requiredContent } from '../../src/profile/compile/required-content.ts'
import { createValidator } from '../../src/profile/create-validator.ts'
import { feedbackProfile } from '../../src/profile/forms.ts'
import type { Missing } from '../../src/profile/port.ts'
import {
  carePlan,
  dayIn,
  sectionOf,
  sectionsAsked,
  structuredFeedback,
  textFeedback,
  withElements,
  withLetter,
  type FeedbackExample
} from './feedback-example.ts'

const profiles = join(import.meta.dirname, '..', '..', 'profiles')
const validator = createValidator(profiles)
const kinds = Object.keys(feedbackKinds).filter(isFeedbackKind)

/** Kinds that come about without a referral, so that none is asked. */
const withoutReferral: ReadonlySet<FeedbackKind> = new Set([
  'unreferred-care',
  'consultation-question',
  'consultation-answer',
  'exploratory-advice',
  'instability-notice'
])
/** Notices of what is to come, which may be sent before their day. */
const ahead: ReadonlySet<FeedbackKind> = new Set(['appointment-notice', 'status-notice'])

/** By telephone. */
const medium = [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode', code: 'PHONE' }] }]
const SENT = '2026-03-17T10:00:00+01:00'

/** How a complete feedback comes to lack what a rule of every kind asks. */
const lacking: Readonly<Record<string, (complete: FeedbackExample) => FeedbackExample>> = {
  referral: (complete) => withElements(complete, { basedOn: undefined }),
  'event-date': (complete) => withElements(complete, { extension: undefined }),
  author: (complete) => withElements(complete, { sender: undefined }),
  content: (complete) => withElements(complete, { payload: undefined }),
  letter: (complete) => withLetter(complete, { status: 'entered-in-error' }),
  'sent-before-event': (complete) => withElements(complete, { sent: '2026-03-15T22:30:00+01:00' }),
  'spoken-with': (complete) => withElements(complete, { medium, recipient: undefined, sent: SENT }),
  'spoken-on': (complete) => withElements(complete, { medium, recipient: [{ display: 'Praktijk' }], sent: undefined }),
  'current-plan': ({ communication, graph }) => ({
    communication,
    graph: graph.map((one) => (one.resourceType === 'CarePlan' ? { ...one, status: 'revoked' } : one))
  })
}

/** Where what every kind asks is looked for; what its letter has, in the payload. */
const expressions: Readonly<Record<string, string>> = {
  referral: 'Communication.basedOn',
  'event-date': 'Communication.extension',
  author: 'Communication.sender',
  'sent-before-event': 'Communication.sent',
  'spoken-with': 'Communication.recipient',
  'spoken-on': 'Communication.sent'
}

for (const kind of kinds) {
  const complete = structuredFeedback(kind)
  const sections = new Map(sectionsAsked[kind].map((section) => [ruleOf(kind, section), section]))

  test(`a complete ${kind} lacks nothing, in sections or in text, and is sound R4`, (t) => {
    t.strictSame(missing(kind, complete), [])
    t.strictSame(missing(kind, textFeedback(kind)), [])
    const resources = [complete.communication, ...complete.graph]
    t.strictSame(
      resources.flatMap((resource) => validator.base(resource, resource.resourceType)),
      []
    )
    t.end()
  })

  test(`${kind} asks what all kinds ask and its own sections, and says each lack alone, where it was looked for`, (t) => {
    const common = ['event-date', 'author', 'content', 'letter', 'spoken-with', 'spoken-on']
    const asked = [
      ...common,
      ...(withoutReferral.has(kind) ? [] : ['referral']),
      ...(ahead.has(kind) ? [] : ['sent-before-event']),
      ...(kind === 'crisis-plan' ? ['current-plan'] : []),
      ...sections.keys()
    ]
    const rules = advised(kind).map(({ key }) => codeOf(kind, key))
    t.strictSame([...rules].sort(), asked.sort())
    for (const code of rules) {
      const section = sections.get(code)
      const without = section === undefined ? lacking[code]?.(complete) : withoutSection(complete, section)
      t.match(without && lacks(kind, without), [{ code, expression: expressions[code] ?? 'Communication.payload' }])
      t.equal(without && lacks(kind, without).length, 1, code)
    }
    t.end()
  })
}

test('each kind that can satisfy a duty of an agreement has a profile', (t) => {
  const folder = join(profiles, 'agreements')
  const agreements = readdirSync(folder).filter((file) => file.endsWith('.json') && !file.endsWith('.schema.json'))
  const satisfying = agreements.flatMap((file) => {
    // A refinement may name no rule of its own.
    const { obligations = [] } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      readonly obligations?: readonly { readonly satisfiedBy?: readonly string[] }[]
    }
    return obligations.flatMap(({ satisfiedBy = [] }) => satisfiedBy)
  })
  t.ok(satisfying.length > 0)
  t.strictSame(
    satisfying.filter((kind) => validator.definitions.structure(feedbackProfile(kind)) === undefined),
    []
  )
  t.end()
})

const triage = {
  _priority: { extension: [{ url: `${CANONICAL}/StructureDefinition/ggz-triage-level`, valueCode: 'U2' }] }
}
const expected = [...dayIn('eventDate', '2026-03-16'), ...dayIn('expectedDate', '2026-06-01')]
const dated = { ...carePlan, created: '2026-03-16' }
const attester: Composition['attester'] = [{ mode: 'professional', party: { reference: 'Practitioner/p' } }]
const alternatives: readonly (readonly [
  string,
  FeedbackKind,
  string,
  (without: FeedbackExample) => FeedbackExample
])[] = [
  [
    'an expected date',
    'registration-confirmation',
    'start-or-wait',
    (one) => withElements(one, { extension: expected })
  ],
  ['an expected date', 'status-notice', 'start-or-wait', (one) => withElements(one, { extension: expected })],
  ['a triage level', 'crisis-report', 'urgency', (one) => withElements(one, triage)],
  ['a dated CarePlan', 'crisis-plan', 'version', ({ graph, ...one }) => ({ ...one, graph: [...graph, dated] })],
  ['a signature', 'no-plan', 'decided-by', (one) => withLetter(one, { attester })],
  ['a code of LOINC', 'end-report', 'medication', (one) => withSection(one, '10160-0', 'http://loinc.org')],
  ['a treatment plan', 'progress-report', 'treatment', (one) => withSection(one, 'treatment-plan')],
  ['an alternative', 'care-offer', 'offer', (one) => withSection(one, 'alternative')]
]
for (const [what, kind, section, otherwise] of alternatives) {
  test(`${what} does as well as the section ${section} of ${kind}`, (t) => {
    t.strictSame(missing(kind, otherwise(withoutSection(structuredFeedback(kind), section))), [])
    t.end()
  })
}

test('an appointment has its day in either place', (t) => {
  const notice = textFeedback('appointment-notice')
  t.strictSame(
    missing('appointment-notice', withElements(notice, { extension: dayIn('expectedDate', '2026-04-02') })),
    []
  )
  t.strictSame(missing('appointment-notice', withElements(notice, { extension: dayIn('eventDate', '2026-04-02') })), [])
  t.strictSame(missing('appointment-notice', withElements(notice, { extension: undefined })), ['event-date'])
  t.end()
})

const plans: readonly (readonly [string, object, readonly string[]])[] = [
  ['a draft', { ...carePlan, status: 'draft' }, ['current-plan']],
  ['an ended one', { ...carePlan, status: 'completed' }, ['current-plan']],
  ['one on hold', { ...carePlan, status: 'on-hold' }, []],
  ['a replaced document', { resourceType: 'DocumentReference', id: 'plan-1', status: 'superseded' }, ['current-plan']],
  ['a current document', { resourceType: 'DocumentReference', id: 'plan-1', status: 'current' }, []]
]
for (const [what, plan, lacks] of plans) {
  test(`as a crisis plan ${what} is ${lacks.length === 0 ? 'enough' : 'not the current plan'}`, (t) => {
    const payload = [{ contentReference: { reference: `${(plan as { resourceType: string }).resourceType}/plan-1` } }]
    const { communication } = withElements(textFeedback('crisis-plan'), { payload })
    t.strictSame(missing('crisis-plan', { communication, graph: [plan as never] }), lacks)
    t.end()
  })
}

const sent: readonly (readonly [string, string | undefined, string, boolean])[] = [
  ['not said', undefined, '2026-07-01', true],
  ['the same day', '2026-07-01', '2026-07-01', true],
  ['the day before', '2026-06-30', '2026-07-01', false],
  ['the same month, no day', '2026-07', '2026-07-01', true],
  ['the month before, no day', '2026-06', '2026-07-01', false],
  ['the same year, no month', '2026', '2026-07-01', true],
  ['past midnight here, before it in UTC', '2026-06-30T22:30:00Z', '2026-07-01', true],
  ['before midnight here, in UTC', '2026-06-30T21:30:00Z', '2026-07-01', false],
  ['before midnight', '2026-06-30T23:30:00+02:00', '2026-07-01', false],
  ['before midnight in winter, two hours', '2026-12-30T22:30:00+01:00', '2026-12-31', false],
  ['an hour before the event, that day', '2026-07-01T10:00:00+02:00', '2026-07-01T11:00:00+02:00', true],
  ['the day before an event with a time', '2026-06-30T10:00:00+02:00', '2026-07-01T11:00:00+02:00', false],
  ['after an event that has another offset', '2026-06-30T20:00:00+02:00', '2026-07-01T01:00:00+09:00', true]
]
for (const [when, at, event, holds] of sent) {
  test(`feedback sent ${when} (${at ?? '-'} for ${event}) ${holds ? 'can report it' : 'cannot report it yet'}`, (t) => {
    const feedback = withElements(textFeedback('treatment-start'), { sent: at, extension: dayIn('eventDate', event) })
    t.strictSame(missing('treatment-start', feedback), holds ? [] : ['sent-before-event'])
    t.end()
  })
}

/** A letter in sections, of which one holds others. */
function withSections(section: Composition['section']): FeedbackExample {
  return withLetter(structuredFeedback('intake-confirmation'), { section: section ?? [] })
}

test('sections are found through the reference, at any depth, and an empty one does not count', (t) => {
  const empty = { ...sectionOf('answer') }
  delete empty.text
  const kind = 'intake-confirmation'
  const inCore = withSections([{ title: 'Kern', section: [sectionOf('18776-5', 'http://loinc.org')] }, empty])
  t.notOk(missing(kind, inCore).includes('plan'))
  t.ok(missing(kind, inCore).includes('answer'))
  const emptyFor = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason', code: 'nilknown' }] }
  t.notOk(
    missing(kind, withSections([{ ...empty, emptyReason: emptyFor }])).includes('answer'),
    'there is nothing to say'
  )
  t.notOk(missing(kind, { ...inCore, graph: [] }).includes('answer'), 'no letter, no sections')
  t.end()
})

test('whatever a kind asks has words, also what an empty message does not lack', (t) => {
  for (const kind of kinds) {
    for (const rule of advised(kind)) {
      const words = validator.what(feedbackProfile(kind), codeOf(kind, rule.key))
      t.strictSame(words, requiredContent(rule)?.what, `${kind} ${rule.key}`)
    }
  }
  t.equal(validator.what(feedbackProfile('intake-confirmation'), 'no-such-code'), undefined)
  t.equal(validator.what(feedbackProfile('no-such-kind'), 'content'), undefined)
  t.end()
})

/** A rule about a section has its name; those of the report after intake are older. */
function ruleOf(kind: FeedbackKind, section: string): string {
  const older: Readonly<Record<string, string>> = { 'treatment-plan': 'plan', 'start-or-wait': 'start' }
  return kind === 'intake-confirmation' ? (older[section] ?? section) : section
}

function missing(kind: FeedbackKind, feedback: FeedbackExample): readonly string[] {
  return lacks(kind, feedback).map(({ code }) => code)
}

function lacks(kind: FeedbackKind, { communication, graph }: FeedbackExample): readonly Missing[] {
  return validator.lacking(feedbackProfile(kind), communication, graph)
}

/** What the profile of a kind asks for without refusing. */
function advised(kind: FeedbackKind): readonly ElementDefinitionConstraint[] {
  const constraints = validator.definitions.structure(feedbackProfile(kind))?.snapshot?.element[0]?.constraint ?? []
  return constraints.filter((one) => one.severity === 'warning' && requiredContent(one) !== undefined)
}

function codeOf(kind: FeedbackKind, key: string): string {
  return key.startsWith('feedback-') ? key.slice('feedback-'.length) : key.slice(kind.length + 1)
}

function sectionsOf({ graph }: FeedbackExample): NonNullable<Composition['section']> {
  return graph.flatMap((one) => (one.resourceType === 'Composition' ? (one.section ?? []) : []))
}

function withoutSection(feedback: FeedbackExample, code: string): FeedbackExample {
  const section = sectionsOf(feedback).filter((one) => one.code?.coding?.[0]?.code !== code)
  return withLetter(feedback, { section })
}

function withSection(feedback: FeedbackExample, code: string, system?: string): FeedbackExample {
  return withLetter(feedback, { section: [...sectionsOf(feedback), sectionOf(code, system)] })
}
