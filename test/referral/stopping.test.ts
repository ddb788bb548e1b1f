import { test } from 'tap'
import type { Agreement } from '../../src/obligations/agreement.ts'
import type { Rules } from '../../src/referral/rules.ts'
import { stopsBy } from '../../src/referral/stopping.ts'
import type { FactRow, ObjectionScope, ReferralRow } from '../../src/store/change.ts'
import { agreements } from '../obligations/fixtures.ts'
import { rules as base, start } from './fixtures.ts'

const shipped: Rules = { ...base, agreements }

const referral: ReferralRow = {
  ...{ id: 'r', requester: 'his-a', performer: 's-a', gp: 'his-b', subject: 'one' },
  ...{ serviceRequest: 'r', task: 't', agreement: 'lga', receivedAt: start }
}

function fact(event: string, over: Partial<FactRow>): FactRow {
  const id = [event, over.communication, over.objection?.consent].join(' ')
  return { id, referral: 'r', event, occurredOn: '2026-03-02', heardAt: start, by: 's-a', message: 'm', ...over }
}

function letter(communication: string, kindOfFeedback: string): readonly FactRow[] {
  return ['feedback.given', 'report.counted'].map((event) => fact(event, { communication, kindOfFeedback }))
}

const known = {
  referral,
  obligations: [],
  facts: [
    ...letter('intake', 'intake-confirmation'),
    ...letter('plan', 'crisis-plan'),
    ...letter('second plan', 'crisis-plan')
  ]
}

function stops(scope: Omit<ObjectionScope, 'consent'>, rules = shipped): readonly string[] {
  const news = [fact('objection.made', { objection: { consent: 'c', ...scope } })]
  return stopsBy(rules, { now: start }, { known, news }).map((write) => {
    if (write.kind !== 'stop') return write.kind
    const { receiver, communications, despite = [] } = write
    return [receiver, ...(communications ?? ['all', ...despite.map((one) => `but ${one}`)])].join(', ')
  })
}

test('an objection stops what it is about, for whom it is about', (t) => {
  t.same(stops({}), ['his-a, all', 'his-b, all'], 'everybody but the performer')
  t.same(stops({ receivers: ['his-b'] }), ['his-b, all'])
  t.same(stops({ receivers: ['s-a'] }), ['s-a, all'])
  t.same(
    stops({ kinds: ['crisis-plan'] }),
    ['his-a, plan, second plan', 'his-b, plan, second plan'],
    'each letter once'
  )
  t.same(stops({ kinds: ['crisis-plan', 'intake-confirmation'], receivers: ['his-a'] }), [
    'his-a, intake, plan, second plan'
  ])
  t.same(stops({ kinds: ['progress-report'] }), [], 'no such letter')
  t.end()
})

test('a kind that leaves despite objections is not stopped', (t) => {
  const spared = (agreement: Agreement): Agreement => ({
    ...agreement,
    obligations: agreement.obligations.map((rule) =>
      rule.satisfiedBy.includes('crisis-plan') ? { ...rule, despiteObjection: true } : rule
    )
  })
  const rules = { ...shipped, agreements: new Map([...agreements].map(([id, one]) => [id, spared(one)])) }
  t.same(stops({ receivers: ['his-a'] }, rules), ['his-a, all, but plan, but second plan'])
  t.same(stops({ kinds: ['crisis-plan'] }, rules), [])
  t.end()
})

test('nothing is stopped without a new objection', (t) => {
  const made = fact('objection.made', { objection: { consent: 'c' } })
  const withdrawn = fact('objection.withdrawn', { objection: { consent: 'c' } })
  const asked = { known: { ...known, facts: [...known.facts, made] }, news: [withdrawn] }
  t.same(stopsBy(shipped, { now: start }, asked), [])
  t.same(stopsBy(shipped, { now: start }, { ...asked, news: [] }), [])
  t.end()
})
