import type { Extension, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { localDay } from '../../../src/clock.ts'
import type { Participant } from '../../../src/directory/participant.ts'
import { followUp } from '../../../src/referral/follow-up.ts'
import type { Decision } from '../../../src/referral/rules.ts'
import type { Result } from '../../../src/result.ts'
import type { ReferralFacts } from '../../../src/store/port.ts'
import * as f from '../fixtures.ts'

/** A rejection says why. */
const alternative: Extension = {
  url: 'https://ggz-gateway.example/fhir/StructureDefinition/alternative',
  valueCodeableConcept: { text: 'Praktijk De Brug, wachttijd drie weken' }
}
const full = { text: 'Wachtlijst is gesloten' }
/** Why it is not taken, and where the patient can go. */
const reason: Partial<Task> = { statusReason: full, extension: [alternative] }

const opened = f.knownAfter(f.open(f.referralBundle()).decision)

interface Step {
  readonly from?: Participant
  readonly on?: string
  readonly ifMatch?: string
}

/** Elements of a Task; undefined leaves one out. */
type Change = Readonly<Record<string, unknown>>

/** A step: the Task as its sender reads it, with this changed. */
function step(known: ReferralFacts, change: Change, { from = f.sA, on = '2026-03-10', ifMatch }: Step = {}) {
  const now = Date.parse(`${on}T11:00:00Z`)
  const resource = JSON.parse(JSON.stringify({ ...f.taskOf(known, from.id), ...change })) as Task
  const arrival = { participant: from, message: `step on ${on} by ${from.id}`, now, today: localDay(now), graph: [] }
  const asked = { task: { resource, path: 'Task' }, ...(ifMatch === undefined ? {} : { ifMatch }) }
  return followUp(f.rules, { arrival, known, steps: [asked], directory: [], isMatched: false })
}

function after(known: ReferralFacts, change: Change, more: Step = {}): ReferralFacts {
  return f.knownAfter(f.valueOf(step(known, change, more)), known)
}

function business(code: string, text = code): Partial<Task> {
  const system = 'https://ggz-gateway.example/fhir/CodeSystem/referral-business-status'
  return { businessStatus: { coding: [{ system, code }], text } }
}

function date(which: 'event-date' | 'expected-date', valueDate: string): Extension {
  return { url: `https://ggz-gateway.example/fhir/StructureDefinition/${which}`, valueDate }
}

/** Events stated after receipt and acceptance, with their days. */
function events(known: ReferralFacts): readonly string[] {
  const told = known.facts.slice(1).filter(({ event }) => event !== 'referral.accepted')
  return told.map(({ event, occurredOn }) => `${event} ${occurredOn}`)
}

const accepted = after(after(opened, { status: 'received' }), { status: 'accepted' })
const working = after(
  accepted,
  { status: 'in-progress', ...business('intake-done'), extension: [date('event-date', '2026-03-16')] },
  { on: '2026-03-17' }
)

test('a step is read by every party, each in its own version, and told to the other one', (t) => {
  const decision = f.valueOf(step(opened, { status: 'accepted' }))
  const here = f.knownAfter(decision, opened)
  for (const projection of ['his-a', 's-a', 'canonical']) {
    t.match(f.taskOf(here, projection), { status: 'accepted', meta: { versionId: '2' } }, projection)
  }
  t.same(
    decision.outbox.map(({ receiver }) => receiver),
    ['his-a']
  )
  t.end()
})

test('an intake on a day is a fact of that day, whenever it is told', (t) => {
  t.same(events(working), ['intake.done 2026-03-16'])
  t.equal(working.facts.at(-1)?.by, 's-a')
  t.end()
})

test('a step that names no day speaks of the day on which it was made', (t) => {
  t.same(events(after(accepted, { status: 'in-progress', ...business('intake-done') })), ['intake.done 2026-03-10'])
  t.end()
})

test('an appointment lies on the day on which it is expected', (t) => {
  const planned = after(accepted, { ...business('intake-planned'), extension: [date('expected-date', '2026-04-02')] })
  t.same(events(planned), ['intake.planned 2026-04-02'])
  t.end()
})

test('a corrected day is a fact of its own, and the same said again is none', (t) => {
  const corrected = after(working, { extension: [date('event-date', '2026-03-15')] }, { on: '2026-03-20' })
  t.same(events(corrected), ['intake.done 2026-03-16', 'intake.done 2026-03-15'])
  t.same(events(after(working, { note: [{ text: 'Belt morgen.' }] }, { on: '2026-03-20' })), events(working))
  t.end()
})

const unmoved: readonly (readonly [string, Change])[] = [
  ['leaves out the day', { extension: undefined }],
  [
    'adds an extension of its own',
    { extension: [date('event-date', '2026-03-16'), { url: 'urn:own', valueString: 'x' }] }
  ],
  ['leaves out the day for an extension of its own', { extension: [{ url: 'urn:own', valueString: 'x' }] }],
  ['words the same business status otherwise', { ...business('intake-done', 'Intake was') }],
  ['words it otherwise and leaves out the day', { ...business('intake-done', 'Intake was'), extension: undefined }]
]

for (const [what, change] of unmoved) {
  test(`a later step that ${what} does not move the intake, and with it the day on which the report is due`, (t) => {
    const later = after(working, change, { on: '2026-05-01' })
    t.equal(f.taskOf(later, 'his-a').meta?.versionId, '5', 'it is carried all the same')
    t.same([...new Set(events(later))], ['intake.done 2026-03-16'])
    t.end()
  })
}

const stated: readonly (readonly [Task['status'], ReferralFacts, Participant, readonly string[]])[] = [
  ['rejected', opened, f.sA, ['referral.rejected 2026-03-10']],
  ['cancelled', opened, f.hisA, ['referral.revoked 2026-03-10']],
  ['entered-in-error', opened, f.hisA, ['referral.revoked 2026-03-10']],
  ['received', opened, f.sA, []],
  ['accepted', opened, f.sA, []]
]

for (const [status, known, from, wanted] of stated) {
  test(`the step to ${status} states ${wanted.join() || 'nothing'}`, (t) => {
    t.same(events(after(known, { status, ...reason }, { from })), wanted)
    t.end()
  })
}

test('the end of the work is one fact, also where status and business status both say it', (t) => {
  const ended = after(
    working,
    { status: 'completed', ...business('ended'), extension: [date('event-date', '2026-09-01')] },
    { on: '2026-09-03' }
  )
  t.same(events(ended).slice(1), ['treatment.ended 2026-09-01'])
  t.end()
})

const noAlternative = {
  coding: [{ system: 'https://ggz-gateway.example/fhir/CodeSystem/rejection-alternative', code: 'none' }]
}
const unexplained: readonly (readonly [string, Partial<Task>, string])[] = [
  ['no reason', { extension: [alternative] }, 'rejection-incomplete Task.statusReason'],
  ['no alternative', { statusReason: full }, 'rejection-incomplete Task.extension'],
  [
    'an empty alternative',
    { ...reason, extension: [{ ...alternative, valueCodeableConcept: { text: ' ' } }] },
    'rejection-incomplete Task.extension'
  ]
]

for (const [title, change, code] of unexplained) {
  test(`a rejection with ${title} is refused, because the patient would be lost`, (t) => {
    t.same(refused(step(opened, { status: 'rejected', ...change })), [code])
    t.end()
  })
}

test('a rejection that says that there is no alternative is taken', (t) => {
  const extension = [{ ...alternative, valueCodeableConcept: noAlternative }]
  t.same(events(after(opened, { status: 'rejected', ...reason, extension })), ['referral.rejected 2026-03-10'])
  t.end()
})

test('a rejected referral owes no report after intake', (t) => {
  const decision = f.valueOf(step(opened, { status: 'rejected', ...reason }))
  const here = f.knownAfter(decision, opened)
  const [duty] = f.seenBy(here, 'his-a', 'Task').filter(({ id }) => id === here.obligations[0]?.id)
  t.equal(duty?.status, 'cancelled')
  t.end()
})

function refused(result: Result<Decision>): readonly string[] {
  return f.refusals(result)
}

test('a step that the table does not have is refused, with those that it has', (t) => {
  const result = step(opened, { status: 'completed' })
  t.same(refused(result), ['transition-not-allowed Task.status'])
  t.match(result, {
    outcome: { issues: [{ words: { from: 'requested', to: 'completed', allowed: 'received, accepted, rejected' } }] }
  })
  t.same(refused(step(opened, { status: 'accepted' }, { from: f.hisA })), ['transition-not-allowed Task.status'])
  t.same(refused(step(opened, { status: 'cancelled' })), ['transition-not-allowed Task.status'])
  t.same(refused(step(working, { status: 'cancelled' }, { from: f.hisA })), ['transition-not-allowed Task.status'])
  t.end()
})

test('a final status is final', (t) => {
  const rejected = after(opened, { status: 'rejected', ...reason })
  for (const status of ['requested', 'received', 'accepted', 'rejected'] as const) {
    t.same(refused(step(rejected, { status }, { on: '2026-03-11' })), ['transition-not-allowed Task.status'], status)
  }
  t.same(refused(step(rejected, { status: 'entered-in-error' }, { from: f.hisA })), [
    'transition-not-allowed Task.status'
  ])
  t.end()
})

test('a step made on an older version is refused with the version that holds', (t) => {
  const stale = step(accepted, { status: 'in-progress' }, { ifMatch: '2' })
  t.same(refused(stale), ['version-conflict Task'])
  t.match(stale, { outcome: { issues: [{ words: { version: '3' } }] } })
  t.ok(step(accepted, { status: 'in-progress' }, { ifMatch: '3' }).ok)
  t.same(refused(step(accepted, { status: 'in-progress' }, { ifMatch: '*' })), ['version-conflict Task'])
  t.end()
})

const fixed: readonly (readonly [keyof Task, Partial<Task>])[] = [
  ['owner', { owner: { identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '90000302' } } }],
  ['for', { for: { reference: 'Patient/another' } }],
  ['focus', { focus: { reference: 'ServiceRequest/another' } }],
  ['priority', { priority: 'stat' }],
  ['intent', { intent: 'plan' }],
  ['restriction', { restriction: { period: { end: '2030-01-01' } } }],
  ['partOf', { partOf: [{ reference: 'Task/another' }] }]
]

for (const [element, change] of fixed) {
  test(`a step cannot change ${element}`, (t) => {
    t.same(refused(step(opened, { status: 'accepted', ...change })), [`element-immutable Task.${element}`])
    t.end()
  })
}

test('a step cannot leave out an element, and may write them in another order', (t) => {
  const { focus, ...rest } = f.taskOf(opened, 's-a')
  const arrival = { participant: f.sA, message: 'm', now: f.start, today: '2026-03-02', graph: [] }
  const asked = (resource: Task) => [{ task: { resource, path: 'Task' } }]
  const without = { ...rest, status: 'accepted' } as Task
  t.same(
    refused(followUp(f.rules, { arrival, known: opened, steps: asked(without), directory: [], isMatched: false })),
    ['element-immutable Task.focus']
  )
  const turned = Object.fromEntries(Object.entries({ ...rest, focus, status: 'accepted' }).reverse()) as unknown as Task
  t.ok(followUp(f.rules, { arrival, known: opened, steps: asked(turned), directory: [], isMatched: false }).ok)
  t.end()
})

test('the Task of a duty takes no steps, nor does a Task of another referral', (t) => {
  const duty = f.seenBy(opened, 's-a', 'Task').find(({ id }) => id !== opened.referral.task)
  t.same(refused(step(opened, { ...duty, status: 'completed' })), ['task-of-gateway Task'])
  t.same(refused(step(opened, { id: 'another', status: 'accepted' })), ['not-found Task'])
  t.end()
})

test('one who takes no part makes no step', (t) => {
  const foreign = { ...f.taskOf(opened, 's-a'), status: 'accepted' } as Task
  const arrival = { participant: f.sB, message: 'm', now: f.start, today: '2026-03-02', graph: [] }
  const steps = [{ task: { resource: foreign, path: 'Task' } }]
  t.same(refused(followUp(f.rules, { arrival, known: opened, steps, directory: [], isMatched: false })), ['not-found'])
  t.end()
})

test('an acceptance is a fact, for it takes back a rejection by letter', (t) => {
  t.same(accepted.facts.at(-1)?.event, 'referral.accepted')
  t.end()
})
