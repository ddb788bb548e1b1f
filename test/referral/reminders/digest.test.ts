import type { Bundle, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { directoryOf } from '../../../src/directory/load.ts'
import type { Participant } from '../../../src/directory/participant.ts'
import type { ObligationRule } from '../../../src/obligations/agreement.ts'
import type { Rules } from '../../../src/referral/rules.ts'
import type { ReferralFacts } from '../../../src/store/port.ts'
import { fact, lga, noon, rule } from '../../obligations/fixtures.ts'
import { known, report, tell } from '../feedback-fixtures.ts'
import * as f from '../fixtures.ts'
import { claimedOn, remindedOn, requestsIn, sentOn, waitingIn } from '../reminding.ts'

// Received on 2 March: due on 13 April, with rungs on 6, 13 and 27 April.
const duty = known.obligations[0]!
const everyone = ['performer', 'requester', 'region'] as const
const region: Participant = { id: 'regio-m', name: 'Regio M', role: 'region', identifiers: {}, region: 'midden' }
const elsewhere: Participant = { ...region, id: 'regio-n', region: 'noord' }
const participants = [f.hisA, f.hisB, f.sA, f.sB, region, elsewhere]

function rulesWith(change: Partial<ObligationRule> = {}, directory: readonly Participant[] = participants): Rules {
  const agreement = { ...lga, obligations: [{ ...rule, escalateTo: everyone, ...change }] }
  const agreements = new Map([lga.id, `${lga.id}|${lga.version}`].map((key) => [key, agreement]))
  return { ...f.rules, agreements, directory: directoryOf(directory) }
}

const told = (day: string, rules: Rules, about: ReferralFacts = known): readonly string[] =>
  remindedOn(day, about, rules)
    .outbox.map(({ receiver }) => receiver)
    .sort()

test('the k-th rung goes to the first k of the ladder, and before the due day to the first alone', (t) => {
  const rules = rulesWith()
  t.same(told('2026-04-05', rules), [])
  t.same(told('2026-04-06', rules), ['s-a'], 'a week before')
  t.same(told('2026-04-13', rules), ['his-a', 's-a'], 'on the day')
  t.same(told('2026-04-27', rules), ['his-a', 'regio-m', 's-a'], 'two weeks late, and no other region')
  const early = rulesWith({ reminders: ['-P14D', '-P7D', 'P0D'] })
  t.same(told('2026-04-06', early), ['s-a'], 'the second rung, a week before')
  t.same(told('2026-04-27', rulesWith({ escalateTo: ['requester'] })), ['his-a'])
  const silent = { ...rule }
  Reflect.deleteProperty(silent, 'escalateTo')
  const agreement = { ...lga, obligations: [silent] }
  t.same(told('2026-04-27', { ...rules, agreements: new Map([[lga.id, agreement], [`${lga.id}|${lga.version}`, agreement]]) }), ['s-a'], 'where the rule names nobody') // prettier-ignore
  t.end()
})

test('a debtor without a region, or a region that nobody watches, has nobody above it', (t) => {
  const homeless = { ...f.sA }
  Reflect.deleteProperty(homeless, 'region')
  t.same(told('2026-04-27', rulesWith({}, [f.hisA, homeless, region])), ['his-a', 's-a'])
  t.same(told('2026-04-27', rulesWith({}, [f.hisA, f.sA, elsewhere])), ['his-a', 's-a'])
  t.end()
})

for (const [name, change] of [
  ['only watched', { enforced: false }],
  ['a monitor', { strength: 'monitor' }]
] as const) {
  test(`a duty that is ${name} reminds nobody`, (t) => {
    t.same(told('2026-04-27', rulesWith(change)), [])
    t.end()
  })
}

test('the one to whom it is owed reads of the Task that it has, in words of its own, under another id', (t) => {
  const requests = requestsIn(remindedOn('2026-04-13', known, rulesWith()))
  t.match(requests, [
    { recipient: [{ reference: 'Organization/s-a' }], payload: [{ contentString: /^Herinnering: .* aan his-a of/ }] },
    { recipient: [{ reference: 'Organization/his-a' }], payload: [{ contentString: /^Ter informatie: .* van s-a of/ }] }
  ])
  t.same(
    requests.map(({ about }) => about?.[0]?.reference),
    [`Task/${duty.id}`, `Task/${duty.id}`]
  )
  t.ok(f.seenBy(known, 'his-a', 'Task').some(({ id }: Task) => id === duty.id))
  t.not(requests[0]?.id, requests[1]?.id)
  t.end()
})

const scope = { consent: 'consent-1' }
const objections = [
  ['everything', scope, ['s-a']],
  ['the kind that is owed', { ...scope, kinds: ['intake-confirmation'] }, ['s-a']],
  ['another kind', { ...scope, kinds: ['end-report'] }, ['his-a', 's-a']],
  ['another receiver', { ...scope, receivers: ['his-b'] }, ['his-a', 's-a']]
] as const

for (const [what, objection, expected] of objections) {
  test(`an objection against ${what} keeps the reminders from its receiver as well, also where the duty goes on`, (t) => {
    const made = fact('objection.made', '2026-03-05', { referral: known.referral.id, objection })
    const about = { ...known, facts: [...known.facts, made] }
    // A duty that no objection waives, so that only what is kept from the receiver counts; the kind itself is not spared.
    const both = { satisfiedBy: ['intake-confirmation', 'progress-report'] }
    t.same(told('2026-04-13', rulesWith(what === 'everything' ? { despiteObjection: true } : both), about), expected)
    t.end()
  })
}

test('what came between the claim and the message decides: an objection, a report, a later due day', (t) => {
  const rules = rulesWith()
  const reminders = waitingIn(claimedOn('2026-04-13', known, rules)).filter(({ receiver }) => receiver === 'his-a')
  const ask = { receiver: 'his-a', reminders, rules }
  const heard = (event: string, on: string, more: object): ReferralFacts => {
    const one = fact(event, on, { referral: known.referral.id, heardAt: noon('2026-04-13'), ...more })
    return { ...known, facts: [...known.facts, one] }
  }
  const table = [
    [heard('objection.made', '2026-04-13', { objection: scope }), 'not-owed'],
    [f.knownAfter(f.valueOf(tell(report)), known), 'not-owed'],
    [{ ...known, resources: known.resources.filter(({ projection }) => projection !== 'his-a') }, 'unknown-to-receiver']
  ] as const
  for (const [about, reason] of table) {
    const { outbox, writes, audit, reminded } = sentOn('2026-04-14', about, ask)
    t.same([outbox, reminded], [[], 0])
    t.match(writes, [{ kind: 'reminder', settledOn: '2026-04-14', message: null }], reason)
    t.match(audit, [{ outcome: 'dropped', reason, referral: known.referral.id }])
  }
  const moved = heard('intake.expected', '2026-05-01', {})
  t.same(sentOn('2026-04-14', moved, ask), { writes: [], outbox: [], audit: [], reminded: 0 }, 'it waits on')
  t.match(sentOn('2026-05-15', moved, ask), { reminded: 1 }, 'until its day has come again')
  t.end()
})

test('of two rungs that wait for a receiver the later one is told', (t) => {
  const rules = rulesWith()
  const [rung] = waitingIn(claimedOn('2026-04-13', known, rules))
  const reminders = [rung!, { ...rung!, rung: 3 }]
  const sent = sentOn('2026-04-28', known, { receiver: 's-a', reminders, rules })
  t.equal(sent.reminded, 1)
  t.match(requestsIn(sent), [{ occurrenceDateTime: '2026-04-27' }])
  t.match(sent.audit, [
    { outcome: 'sent', message: sent.outbox[0]?.id },
    { outcome: 'dropped', reason: 'overtaken' }
  ])
  t.end()
})

test('reminders go behind what still waits about their referral, and to one that fetches by referral', (t) => {
  const reminders = waitingIn(claimedOn('2026-04-13', known), true)
  t.match(sentOn('2026-04-13', known, { receiver: 's-a', reminders }).outbox, [{ referral: known.referral.id }])
  const fetching: Participant = { ...f.sA, delivery: 'pull' }
  const rules = rulesWith({}, [f.hisA, fetching])
  t.match(remindedOn('2026-04-06', known, rules).outbox, [{ referral: known.referral.id }])
  t.match(remindedOn('2026-04-06', known, rulesWith()).outbox, [{ referral: 'digest/s-a' }])
  t.end()
})

test('a region gets counts and pseudonyms, and no id, name or resource of the referral', (t) => {
  const rules = rulesWith()
  const reminders = waitingIn(claimedOn('2026-04-27', known, rules)).filter(({ receiver }) => receiver === 'regio-m')
  const sent = sentOn('2026-04-28', known, { receiver: 'regio-m', reminders, rules })
  const requests = requestsIn(sent)
  t.equal(requests.length, 1)
  t.match(requests[0], {
    recipient: [{ reference: 'Organization/regio-m' }],
    payload: [
      { contentString: /1 keer/ },
      {
        extension: [
          {
            extension: [
              { url: 'performer', valueReference: { reference: 'Organization/s-a' } },
              { url: 'code', valueCoding: { code: 'intake-confirmation' } },
              { url: 'count', valueInteger: 1 },
              { url: 'days-overdue-max', valueInteger: 15 }
            ]
          }
        ]
      },
      { contentString: /^regio-m calls \d+: uiterste dag 13 april 2026\.$/ }
    ]
  })
  const { body, id, referral } = sent.outbox[0]!
  const words = new Set([
    ...[duty.id, known.referral.id, known.referral.serviceRequest, known.referral.task, known.referral.subject],
    ...[f.bsn, f.sA.name, f.hisA.name, 'his-a'],
    // Ids of the store begin alike where they hang together.
    ...[duty.id.slice(0, 13), known.referral.id.slice(0, 13)],
    ...known.resources.filter(({ type }) => type !== 'Organization').map((row) => row.id)
  ])
  for (const word of words) t.notOk(`${body}${id}${referral}`.includes(word), word.slice(0, 8))
  const bundle = JSON.parse(body) as Bundle
  t.same(Object.keys(bundle.entry?.[0]?.resource ?? {}).sort(), [
    ...['authoredOn', 'category', 'id', 'meta', 'occurrenceDateTime', 'payload', 'priority', 'recipient'],
    ...['resourceType', 'status']
  ])
  t.end()
})

test('a referral that cannot wait makes its reminders urgent, and so does a term in hours', (t) => {
  const stat = {
    ...known,
    resources: known.resources.map((row) => {
      const isRequest = row.projection === 'canonical' && row.type === 'ServiceRequest'
      return isRequest ? { ...row, json: JSON.stringify({ ...JSON.parse(row.json), priority: 'stat' }) } : row
    })
  }
  t.match(remindedOn('2026-04-06', stat).outbox, [{ priority: 1 }])
  const hours = rulesWith({ reminders: ['P0D'], due: [{ from: 'referral.received', within: 'PT24H' }] })
  t.match(claimedOn('2026-03-04', known, hours).writes, [{ kind: 'rung' }, { kind: 'reminder', isUrgent: true }])
  t.match(claimedOn('2026-04-06', known).writes, [{ kind: 'rung' }, { kind: 'reminder', isUrgent: false }])
  t.end()
})
