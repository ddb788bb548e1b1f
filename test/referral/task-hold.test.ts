import type { Extension, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { localDay } from '../../src/clock.ts'
import { followUp } from '../../src/referral/follow-up.ts'
import type { ReferralFacts } from '../../src/store/port.ts'
import * as f from './fixtures.ts'

const OWN = 'https://ggz-gateway.example/fhir'

/** What is known after a step of the performer: the Task as it reads that, with this changed. */
function after(
  known: ReferralFacts,
  change: Readonly<Record<string, unknown>>,
  { on = '2026-03-10' } = {}
): ReferralFacts {
  const now = Date.parse(`${on}T11:00:00Z`)
  const resource = JSON.parse(JSON.stringify({ ...f.taskOf(known, f.sA.id), ...change })) as Task
  const arrival = { participant: f.sA, message: `step on ${on}`, now, today: localDay(now), graph: [] }
  const steps = [{ task: { resource, path: 'Task' } }]
  return f.knownAfter(f.valueOf(followUp(f.rules, { arrival, known, steps, directory: [], isMatched: false })), known)
}

function business(code: string): Partial<Task> {
  return { businessStatus: { coding: [{ system: `${OWN}/CodeSystem/referral-business-status`, code }] } }
}

function date(which: 'event-date' | 'expected-date', valueDate: string): Extension {
  return { url: `${OWN}/StructureDefinition/${which}`, valueDate }
}

/** Events stated after receipt and acceptance, with their days. */
function events(known: ReferralFacts): readonly string[] {
  const told = known.facts.slice(1).filter(({ event }) => event !== 'referral.accepted')
  return told.map(({ event, occurredOn }) => `${event} ${occurredOn}`)
}

const accepted = after(f.knownAfter(f.open(f.referralBundle()).decision), { status: 'accepted' })
const working = after(accepted, { status: 'in-progress', ...business('intake-done') }, { on: '2026-03-17' })

const held = {
  status: 'on-hold',
  statusReason: {
    coding: [{ system: 'https://ggz-gateway.example/fhir/CodeSystem/suspension-reason', code: 'patient-unreachable' }]
  }
}

test('a hold says why, until when, since when and from where, and moves no appointment', (t) => {
  const waiting = after(accepted, { ...business('waiting-list'), extension: [date('expected-date', '2026-05-01')] })
  const days = [date('event-date', '2026-03-09'), date('expected-date', '2026-03-30')]
  const here = after(waiting, { ...held, extension: days }, { on: '2026-03-11' })
  t.match(here.facts.at(-1), {
    event: 'clock.suspended',
    occurredOn: '2026-03-09',
    detail: { reason: 'patient-unreachable', until: '2026-03-30', heldFrom: 'accepted' }
  })
  t.same(events(here), ['intake.expected 2026-05-01', 'clock.suspended 2026-03-09'])
  const noted = after(here, { note: [{ text: 'Belt morgen.' }] }, { on: '2026-03-12' })
  t.same(events(noted), events(here), 'a note moves nothing')
  const back = after(noted, { status: 'accepted' }, { on: '2026-03-20' })
  t.same(events(back).at(-1), 'clock.resumed 2026-03-20')
  t.equal(f.taskOf(back, 'his-a').statusReason, undefined, 'nor does the old reason pass for one of a later rejection')
  t.end()
})

test('the day that a step to another status brings is that of the step, not of what was said before', (t) => {
  const treated = after(working, { ...business('in-treatment'), extension: undefined }, { on: '2026-04-01' })
  const ended = after(
    treated,
    { status: 'completed', extension: [date('event-date', '2026-09-01')] },
    { on: '2026-09-03' }
  )
  t.same(events(ended).slice(1), ['treatment.started 2026-04-01', 'treatment.ended 2026-09-01'])
  t.equal(f.taskOf(ended, 'his-a').businessStatus, undefined, 'in treatment is stale by then')
  t.end()
})
