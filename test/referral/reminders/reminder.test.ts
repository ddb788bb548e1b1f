import type { Bundle, Patient } from '@medplum/fhirtypes'
import { test } from 'tap'
import { directoryOf } from '../../../src/directory/load.ts'
import type { ObligationRule } from '../../../src/obligations/agreement.ts'
import { readRow } from '../../../src/referral/projection.ts'
import type { Rules } from '../../../src/referral/rules.ts'
import type { FactRow, RungRow } from '../../../src/store/change.ts'
import type { ReferralFacts } from '../../../src/store/port.ts'
import { fact, lga, noon, rule } from '../../obligations/fixtures.ts'
import { known, posted, report, tell } from '../feedback-fixtures.ts'
import * as f from '../fixtures.ts'
import { afterSweep, remindedOn, requestsIn, type Reminded } from '../reminding.ts'

// Received on 2 March: due on 13 April, with rungs on 6, 13 and 27 April.
const duty = known.obligations[0]!

function on(day: string, about: ReferralFacts = known, rules: Rules = rulesWith({})): Reminded {
  return remindedOn(day, about, rules)
}

function after(reminded: Reminded, before: ReferralFacts = known): ReferralFacts {
  return afterSweep(reminded, before)
}

function rungOf({ writes }: Reminded): RungRow | undefined {
  return writes.find((write) => write.kind === 'rung')
}

function heard(event: string, occurredOn: string, more: Partial<FactRow> = {}): ReferralFacts {
  return { ...known, facts: [...known.facts, fact(event, occurredOn, { referral: known.referral.id, ...more })] }
}

function rulesWith(change: Partial<ObligationRule>): Rules {
  const agreement = { ...lga, obligations: [{ ...rule, escalateTo: ['performer'] as const, ...change }] }
  return { ...f.rules, agreements: new Map([lga.id, `${lga.id}|${lga.version}`].map((key) => [key, agreement])) }
}

const rungs = [
  ['2026-04-06', '2026-04-06', '2026-04-13'],
  ['2026-04-13', '2026-04-13', '2026-04-27'],
  ['2026-04-28', '2026-04-27', null]
] as const

test('each rung gives one reminder on its day or the first day after it that is looked at, and the last one ends it', (t) => {
  let here = known
  t.same(on('2026-04-05').writes, [], 'the day before the first rung')
  for (const [index, [day, rung, nextOn]] of rungs.entries()) {
    const reminded = on(day, here)
    t.equal(reminded.reminded, 1, day)
    t.match(requestsIn(reminded), [{ occurrenceDateTime: rung, about: [{ reference: `Task/${duty.id}` }] }])
    t.match(rungOf(reminded), { obligation: duty.id, referral: known.referral.id, claimed: index + 1, nextOn })
    here = after(reminded, here)
    t.same(on(day, here), { writes: [], outbox: [], audit: [], reminded: 0 }, 'and the same day again nothing')
  }
  t.same(on('2027-04-28', here).writes, [], 'nor a year later')
  const ids = f.seenBy(here, 's-a', 'CommunicationRequest').map(({ id }) => id)
  t.equal(new Set(ids).size, 3)
  t.end()
})

test('of rungs that were missed only the latest is given, and none of them later', (t) => {
  const reminded = on('2026-05-20')
  t.match(requestsIn(reminded), [{ occurrenceDateTime: '2026-04-27' }])
  t.match(rungOf(reminded), { claimed: 3, nextOn: null })
  t.equal(on('2026-05-20', after(reminded)).reminded, 0)
  const two = on('2026-04-14')
  t.match(requestsIn(two), [{ occurrenceDateTime: '2026-04-13' }])
  t.match(requestsIn(on('2026-04-27', after(two))), [{ occurrenceDateTime: '2026-04-27' }])
  t.end()
})

test('a rung that was given is not given again when the due day moves to a later day', (t) => {
  const given = after(on('2026-04-06'))
  const expected = fact('intake.expected', '2026-05-01', { referral: known.referral.id, heardAt: noon('2026-04-07') })
  const moved = { ...given, facts: [...given.facts, expected] }
  const looked = on('2026-04-13', moved)
  t.equal(looked.reminded, 0)
  t.match(rungOf(looked), { claimed: 1, nextOn: '2026-05-15' }, 'its hint follows the due day')
  const here = after(looked, moved)
  t.same(on('2026-05-08', here).writes, [], 'the first rung of the new due day')
  t.match(requestsIn(on('2026-05-15', here)), [{ occurrenceDateTime: '2026-05-15' }])
  t.end()
})

test('a message of a later rung is another message', (t) => {
  const first = on('2026-04-06')
  const second = on('2026-04-13', after(first))
  t.not(second.outbox[0]?.id, first.outbox[0]?.id)
  t.end()
})

const scope = { consent: 'consent-1' }
const silent: readonly (readonly [string, ReferralFacts, Rules])[] = [
  ['met', f.knownAfter(f.valueOf(tell(report)), known), f.rules],
  ['closed', heard('referral.rejected', '2026-03-05'), f.rules],
  ['waived', heard('objection.made', '2026-03-05', { objection: scope }), f.rules],
  ['superseded', heard('referral.superseded', '2026-03-05', { successor: 'r-2' }), f.rules],
  ['blocked', { ...known, obligations: [{ ...duty, creditor: null }] }, f.rules],
  ['only watched', known, rulesWith({ enforced: false })],
  ['without rungs', known, rulesWith({ reminders: [] })]
]

for (const [name, about, rules] of silent) {
  test(`a duty that is ${name} is not reminded of, and is looked at no more`, (t) => {
    const hinted = { ...about, rungs: [{ ...about.rungs[0]!, obligation: duty.id, claimed: 0, nextOn: '2026-04-06' }] }
    const { outbox, audit, writes } = on('2026-04-14', hinted, rules)
    t.same([outbox, audit], [[], []])
    t.match(writes, [{ kind: 'rung', claimed: 0, nextOn: null }])
    t.end()
  })
}

test('a debtor that left the directory is sent nothing, the rung counts as given, and the audit says why', (t) => {
  const rules = { ...f.rules, directory: directoryOf([f.hisA]) }
  const { writes, outbox, audit, reminded } = on('2026-04-06', known, rules)
  t.same([outbox, reminded], [[], 0])
  t.match(writes, [
    { kind: 'rung', claimed: 1, nextOn: '2026-04-13' },
    { kind: 'reminder', receiver: 's-a', settledOn: null },
    { kind: 'reminder', receiver: 's-a', settledOn: '2026-04-06', message: null }
  ])
  const line = { participant: 'gateway', action: 'remind' }
  t.match(audit, [
    { ...line, outcome: 'claimed' },
    { ...line, outcome: 'dropped', reason: 'receiver-gone' }
  ])
  t.end()
})

/** The patient's GP is another practice than the one that refers: the same report is owed to two. */
function owedToTwo(): ReferralFacts {
  const identifier = { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '90000102' }
  const gp = { type: 'Organization', identifier }
  const change = (patient: Patient) => ({ ...patient, generalPractitioner: [gp] })
  return f.knownAfter(f.open(f.changed(posted, 'Patient', change)).decision)
}

test('reminders about one referral come in one message, and the audit has a line for each', (t) => {
  const both = owedToTwo()
  const reminded = on('2026-04-06', both)
  t.equal(reminded.outbox.length, 1)
  t.equal(reminded.reminded, 2)
  const requests = requestsIn(reminded)
  t.same(
    requests.map(({ about }) => about?.[0]?.reference).sort(),
    both.obligations.map(({ id }) => `Task/${id}`).sort()
  )
  t.match(requests.map(({ payload }) => payload?.[0]?.contentString).sort(), [/aan his-a/, /aan his-b/])
  const message = reminded.outbox[0]?.id
  const line = { action: 'remind', participant: 'gateway', referral: both.referral.id }
  const [claimed, sent] = [
    { ...line, outcome: 'claimed' },
    { ...line, outcome: 'sent', message }
  ]
  t.match(reminded.audit, [claimed, claimed, sent, sent])
  t.end()
})

test('a reminder is read by its debtor and by nobody else', (t) => {
  const here = after(on('2026-04-06'))
  const [own] = f.seenBy(here, 's-a', 'CommunicationRequest')
  t.same(f.seenBy(here, 'his-a', 'CommunicationRequest'), [])
  t.match(own, {
    status: 'active',
    priority: 'routine',
    basedOn: [{ reference: `ServiceRequest/${known.referral.serviceRequest}` }],
    subject: { reference: f.taskOf(known, 's-a').for?.reference ?? '' },
    recipient: [{ reference: 'Organization/s-a', identifier: { value: '90000301' } }],
    category: [{ coding: [{ code: 'reminder' }] }],
    reasonCode: [{ coding: [{ system: 'https://ggz-gateway.example/fhir/CodeSystem/obligation', code: rule.code }] }],
    authoredOn: '2026-04-06T12:00:00.000Z',
    meta: { versionId: '1' }
  })
  t.end()
})

test('the message is routine, goes to the debtor, and carries no Communication that somebody could be said to have heard', (t) => {
  const { outbox } = on('2026-04-06')
  t.match(outbox, [{ receiver: 's-a', referral: 'digest/s-a', priority: 2, enqueuedAt: noon('2026-04-06') }])
  t.notOk('communication' in outbox[0]!)
  const [entry] = (JSON.parse(outbox[0]!.body) as Bundle).entry ?? []
  t.equal(entry?.request?.url, `CommunicationRequest/${entry?.resource?.id ?? ''}`)
  t.end()
})

test('a report that lacks something is said to be incomplete', (t) => {
  const incomplete = f.valueOf(tell(f.reportBundle(f.taskOf(known, 's-a'), { without: ['diagnosis'] })))
  const here = f.knownAfter(incomplete, known)
  const [request] = requestsIn(on('2026-04-13', here))
  t.match(request?.payload?.[0]?.contentString, /was dit nog niet volledig ontvangen/)
  t.end()
})

test('the message tells nothing of the patient but which resource it is', (t) => {
  const [patient] = f.seenBy(known, 's-a', 'Patient')
  const words = [f.bsn, ...(patient?.name ?? []).flatMap(({ family, given }) => [family ?? '', ...(given ?? [])])]
  t.ok(words.filter(Boolean).length > 2)
  const text = JSON.stringify(on('2026-04-27'))
  for (const word of words.filter(Boolean)) t.notOk(text.includes(word), 'a name or a number')
  t.end()
})

test('a referral of which the patient came with an earlier one is reminded of all the same', (t) => {
  const carried = { ...known, resources: known.resources.filter(({ type }) => type !== 'Patient') }
  const [row] = on('2026-04-06', carried).writes.flatMap((write) => (write.kind === 'resource' ? [readRow(write)] : []))
  t.match(row, { subject: { reference: f.taskOf(known, 's-a').for?.reference ?? '' } })
  t.end()
})
