import type { Bundle, Communication, Extension, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { stateOf } from '../../src/obligations/state.ts'
import { followUp } from '../../src/referral/follow-up.ts'
import { readReferral } from '../../src/referral/read-referral.ts'
import type { ReferralFacts } from '../../src/store/port.ts'
import { rule } from '../obligations/fixtures.ts'
import { after, communication, known, posted, report, said, stateOn, tell } from './feedback-fixtures.ts'
import * as f from './fixtures.ts'

const own = 'https://ggz-gateway.example/fhir'
const ura = (value: string) => ({ system: 'http://fhir.nl/fhir/NamingSystem/ura', value })

function date(which: 'event-date' | 'expected-date', valueDate: string): Extension {
  return { url: `${own}/StructureDefinition/${which}`, valueDate }
}

function business(code: string): Partial<Task> {
  return { businessStatus: { coding: [{ system: `${own}/CodeSystem/referral-business-status`, code }] } }
}

/** What is known after a step: the Task as its sender reads it, with this changed. */
function stepped(about: ReferralFacts, change: Partial<Task>, on: string, from: Participant = f.sA): ReferralFacts {
  const resource = { ...f.taskOf(about, from.id), ...change }
  const now = Date.parse(`${on}T11:00:00Z`)
  const arrival = { participant: from, message: `step on ${on}`, now, today: on, graph: [] }
  const steps = [{ task: { resource, path: 'Task' } }]
  return f.knownAfter(
    f.valueOf(followUp(f.rules, { arrival, known: about, steps, directory: [], isMatched: false })),
    about
  )
}

/** Events stated since the receipt and beyond what was known before, with their days. */
function news(here: ReferralFacts, before: ReferralFacts): readonly string[] {
  return here.facts.slice(before.facts.length).map(({ event, occurredOn }) => `${event} ${occurredOn}`)
}

const accepted = stepped(known, { status: 'accepted' }, '2026-03-03')
const seen = stepped(
  accepted,
  { ...business('intake-done'), extension: [date('event-date', '2026-03-05')] },
  '2026-03-06'
)

test('a referral that is cancelled is revoked today, whatever older day its Task still carries', (t) => {
  t.same(news(seen, accepted), ['intake.done 2026-03-05'])
  const cancelled = stepped(seen, { status: 'cancelled' }, '2026-03-10', f.hisA)
  t.same(f.taskOf(cancelled, 's-a').extension, [date('event-date', '2026-03-05')], 'the day is still there')
  t.same(news(cancelled, seen), ['referral.revoked 2026-03-10'])
  t.end()
})

test('a requester cannot date its cancellation back', (t) => {
  const change: Partial<Task> = { status: 'cancelled', extension: [date('event-date', '2026-03-01')] }
  t.same(news(stepped(accepted, change, '2026-03-10', f.hisA), accepted), ['referral.revoked 2026-03-10'])
  t.end()
})

test('what happened with the patient only the performer can say', (t) => {
  const change = { ...business('intake-done'), extension: [date('event-date', '2026-03-09')] }
  const byRequester = stepped(accepted, { ...change, status: 'cancelled' }, '2026-03-10', f.hisA)
  t.same(news(byRequester, accepted), ['referral.revoked 2026-03-10'])
  t.same(news(stepped(accepted, change, '2026-03-10'), accepted), ['intake.done 2026-03-09'])
  t.end()
})

test('a treatment that starts after the intake starts today, where the day of the intake was left in', (t) => {
  const started = stepped(seen, { status: 'in-progress', ...business('in-treatment') }, '2026-04-20')
  t.same(news(started, seen), ['treatment.started 2026-04-20'])
  t.end()
})

const [reportEntry] = report.entry ?? []

test('a second feedback in one message is refused', (t) => {
  const second = structuredClone(reportEntry?.resource) as Communication
  t.same(f.refusals(tell(f.withEntry(report, 'urn:uuid:second', second))), ['one-feedback Bundle.entry[2].resource'])
  t.end()
})

test('a Task that comes with feedback is refused, for it would pass for one of the gateway', (t) => {
  const code = { coding: [{ system: `${own}/CodeSystem/obligation`, code: 'intake-confirmation' }] }
  const fresh: Task = {
    resourceType: 'Task',
    status: 'completed',
    intent: 'order',
    code,
    focus: { reference: reportEntry?.fullUrl ?? '' },
    owner: { identifier: ura('90000301') }
  }
  const [refused] = f.refusals(tell(f.withEntry(report, 'urn:uuid:fresh', fresh)))
  t.equal(refused, 'task-not-taken Bundle.entry[2].resource')
  t.end()
})

test('the Task of a new referral cannot pass for a duty', (t) => {
  const duty = { system: `${own}/CodeSystem/obligation`, code: 'intake-confirmation' }
  for (const place of [0, 1]) {
    const forged = f.changed(posted, 'Task', (one) => ({
      ...one,
      code: { ...one.code, coding: (one.code?.coding ?? []).toSpliced(place, 0, duty) }
    }))
    const read = readReferral(f.rules, f.arrivalOf(f.hisA, forged), { carried: [], directory: [] })
    t.same(f.refusals(read), ['task-not-taken Bundle.entry[0].resource.code'], `as coding ${place}`)
  }
  t.end()
})

const statuses = [
  ...['preparation', 'in-progress', 'not-done', 'on-hold', 'stopped', 'completed', 'entered-in-error', 'unknown']
] as readonly Communication['status'][]

for (const status of statuses) {
  test(`a Communication that is ${status} ${status === 'completed' ? 'was given' : 'was not given'}`, (t) => {
    const lacks = status === 'completed' ? [] : ['given']
    for (const form of ['his', 's-ggz', 'canonical']) {
      const communication = { resourceType: 'Communication', status } as const
      const issues = f.rules.validator.conforms(form, communication, { path: 'Communication', graph: [] })
      t.same(
        issues.flatMap(({ rule }) => /given$/.exec(rule?.id ?? '') ?? []),
        lacks,
        form
      )
    }
    const place = 'required-missing Bundle.entry[0].resource.status'
    t.same(
      f.refusals(tell(communication({ status }))),
      lacks.map(() => place)
    )
    t.end()
  })
}

/** A notice in plain text of a kind, in the institution's code. */
function notice(code: string, extension: readonly Extension[]): Bundle {
  const category = [{ coding: [{ system: `${own}/CodeSystem/s-message-type`, code }] }]
  return f.changed(
    communication({ category, extension, payload: [{ contentString: 'Zie hierboven.' }] }),
    'Composition',
    () => undefined
  )
}

function dueDay(facts: ReferralFacts, on = '2026-03-17'): string {
  return stateOf({ rule, obligation: facts.obligations[0]!, facts: facts.facts, on }).dueOn
}

test('an expected day moves the due day, and the one that means never does not', (t) => {
  t.equal(dueDay(known), '2026-04-13')
  for (const [code, days] of [
    ['102', [date('event-date', '2026-03-17'), date('expected-date', '2026-05-01')]],
    ['103', [date('expected-date', '2026-05-01')]]
  ] as const) {
    const near = notice(code, days)
    t.same(said(tell(near)), ['obligation-open'], code)
    t.equal(dueDay(after(near)), '2026-05-15', code)
    const never = notice(code, [...days.slice(0, -1), date('expected-date', '9999-12-31')])
    t.ok(said(tell(never)).includes('feedback-incomplete'), code)
    t.equal(f.valueOf(tell(never)).outbox.length, 1, 'it is delivered all the same')
    t.equal(dueDay(after(never)), '2026-04-13', code)
  }
  t.end()
})

test('a report about an intake that has not been meets nothing, neither now nor later', (t) => {
  const early = communication({ extension: [date('event-date', '2026-03-20')] })
  t.ok(said(tell(early)).includes('feedback-incomplete'))
  t.equal(f.valueOf(tell(early)).outbox.length, 1)
  const here = after(early)
  t.same(news(here, known), ['feedback.given 2026-03-17'])
  t.same(
    ['2026-03-17', '2026-03-20', '2026-04-13', '2026-04-14'].map((on) => stateOn(here, on)),
    ['prospective', 'prospective', 'due-soon', 'overdue']
  )
  const today = communication({ extension: [date('event-date', '2026-03-17')], sent: '2026-03-17T11:00:00Z' })
  t.equal(stateOn(after(today), '2026-03-17'), 'met', 'one of today has been')
  t.end()
})

for (const extension of [
  date('event-date', '2026-03'),
  date('event-date', '2026'),
  { url: `${own}/StructureDefinition/event-date`, valueDateTime: '2026-03' }
]) {
  test(`a report that knows its day as ${extension.valueDate ?? 'the dateTime 2026-03'} still owes the day`, (t) => {
    const here = after(communication({ extension: [extension] }))
    t.same(here.facts.at(-1)?.missing, ['event-date'])
    t.equal(stateOn(here, '2026-03-17'), 'prospective')
    t.end()
  })
}

test('a letter that rejects closes the duty before the referral was accepted, and not after it', (t) => {
  const rejection = notice('208', [date('event-date', '2026-03-17')])
  for (const before of [known, stepped(known, { status: 'received' }, '2026-03-03')]) {
    const here = after(rejection, { about: before })
    t.same(news(here, before), ['feedback.given 2026-03-17', 'referral.rejected 2026-03-17'])
    t.equal(stateOn(here, '2026-03-17'), 'not-applicable')
  }
  for (const before of [accepted, stepped(seen, { status: 'in-progress' }, '2026-03-09')]) {
    const here = after(rejection, { about: before })
    t.same(news(here, before), ['feedback.given 2026-03-17'])
    t.not(stateOn(here, '2026-03-17'), 'not-applicable')
    t.equal(stateOn(here, '2026-06-01'), 'overdue')
    t.match(f.valueOf(tell(rejection, { about: before })).outbox, [{ receiver: 'his-a' }], 'it is delivered')
  }
  t.end()
})

test('an institution that is named as GP reads nothing, and the duty to the GP shows as blocked', (t) => {
  const named = f.changed(posted, 'Patient', (one) => ({
    ...one,
    generalPractitioner: [{ type: 'Organization', identifier: ura('90000302') }]
  }))
  const { decision } = f.open(named)
  const here = f.knownAfter(decision)
  t.equal(here.referral.gp, null)
  t.same(
    here.resources.filter(({ projection }) => projection === 's-b'),
    []
  )
  t.same(
    decision.outbox.map(({ receiver }) => receiver),
    ['s-a']
  )
  const states = here.obligations.map((obligation) => [
    obligation.creditor,
    stateOf({ rule, obligation, facts: here.facts, on: '2026-03-02' }).state
  ])
  t.same(states, [
    ['his-a', 'prospective'],
    [null, 'blocked']
  ])
  t.end()
})

test('a Task in the name of another practice is refused', (t) => {
  for (const value of ['90000102', '99999999']) {
    const forged = f.changed(posted, 'Task', (one) => ({ ...one, requester: { identifier: ura(value) } }))
    const read = readReferral(f.rules, f.arrivalOf(f.hisA, forged), { carried: [], directory: [] })
    t.same(f.refusals(read), ['requester-mismatch Bundle.entry[0].resource.requester'], value)
  }
  t.end()
})

function withoutLetter(payload: Communication['payload']): Bundle {
  return f.changed(communication({ payload }), 'Composition', () => undefined)
}

const contents: readonly (readonly [string, Bundle, readonly string[] | undefined, string])[] = [
  [
    'a letter that is to follow',
    withoutLetter([{ contentReference: { display: 'volgt' } }]),
    ['content'],
    'prospective'
  ],
  ['the name of a file', withoutLetter([{ contentAttachment: { title: 'brief.pdf' } }]), ['content'], 'prospective'],
  [
    'a text and a letter that is to follow',
    withoutLetter([{ contentString: 'Zie de brief.' }, { contentReference: { display: 'volgt' } }]),
    ['content'],
    'prospective'
  ],
  ['nothing', withoutLetter(undefined), ['content'], 'prospective'],
  ['text', withoutLetter([{ contentString: 'Gezien op 16 maart.' }]), undefined, 'met-unchecked'],
  [
    'a letter that was entered in error',
    f.changed(report, 'Composition', (one) => ({ ...one, status: 'entered-in-error' })),
    ['letter'],
    'prospective'
  ],
  ['a letter', report, [], 'met']
]

for (const [what, message, missing, state] of contents) {
  test(`a report of ${what} leaves the duty ${state}`, (t) => {
    const here = after(message)
    t.same(here.facts.at(-1)?.missing, missing)
    t.equal(stateOn(here, '2026-03-17'), state)
    t.equal(said(tell(message)).filter((code) => code === 'feedback-incomplete').length, missing?.length ?? 0)
    t.end()
  })
}

test('a referral takes no more than two thousand events, and says so', (t) => {
  const facts = Array.from({ length: 2_000 }, (_, index) => ({ ...known.facts[0]!, id: `fact ${index}` }))
  const step = { task: { resource: { ...f.taskOf(known, f.sA.id), status: 'accepted' as const }, path: 'Task' } }
  const now = Date.parse('2026-03-03T11:00:00Z')
  const arrival = { participant: f.sA, message: 'one more', now, today: '2026-03-03', graph: [] }
  const ask = { arrival, steps: [step], directory: [], isMatched: false }
  const full = followUp(f.rules, { ...ask, known: { ...known, facts } })
  t.match(full, { ok: false, outcome: { issues: [{ code: 'referral-full' }] } })
  t.ok(followUp(f.rules, { ...ask, known: { ...known, facts: facts.slice(1) } }).ok)
  t.end()
})
