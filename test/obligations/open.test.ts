import { test } from 'tap'
import { openings } from '../../src/obligations/open.ts'
import type { FactRow, ObligationRow, ReferralRow } from '../../src/store/change.ts'
import { binds, fact, lga, noon, openingFor, referral } from './fixtures.ts'

/** What news opens, on its own day; `known` was heard before. */
function open(
  news: readonly FactRow[],
  known: Partial<{ facts: FactRow[]; obligations: ObligationRow[]; of: ReferralRow }> = {}
) {
  const { facts = [], obligations = [], of = referral } = known
  const at = Math.max(...news.map(({ heardAt }) => heardAt))
  const opening = openingFor(of, { message: 'm', at })
  return openings(opening, { obligations, facts: [...facts, ...news], news }).filter(binds)
}

const received = fact('referral.received', '2026-01-05')

/** Feedback of a kind with the event that it states, complete unless told otherwise. */
function feedback(id: string, [kind, event]: readonly [string, string], day: string, more: Partial<FactRow> = {}) {
  return ['feedback.given', event].map((one) =>
    fact(one, day, { id: `${one}-${id}`, communication: id, kindOfFeedback: kind, missing: [], ...more })
  )
}

const progress = (id: string, day: string, more: Partial<FactRow> = {}) =>
  feedback(id, ['progress-report', 'report.counted'], day, more)

test('a receipt opens one duty of each rule for a requester who is also the GP', (t) => {
  const opened = open([received])
  t.strictSame(
    opened.map(({ code, turn, trigger }) => [code, turn, trigger]),
    ['registration-confirmation', 'intake-confirmation', 'status-notice', 'yearly-report'].map((code) => [
      code,
      1,
      'referral.received'
    ])
  )
  t.match(opened[1], {
    owner: 's-ggz-a',
    creditor: 'his-a',
    agreementVersion: lga.version,
    openedOn: '2026-01-05',
    openedAt: noon('2026-01-05')
  })
  t.equal(new Set(opened.map(({ id }) => id)).size, 4)
  t.strictSame(open([received]), opened, 'a second try opens nothing new')
  t.end()
})

test('a requester who is not the GP leaves two duties, but the yearly report is owed to the GP alone', (t) => {
  const opened = open([received], { of: { ...referral, requester: 'hap-a' } })
  const creditors = (code: string) => opened.filter((one) => one.code === code).map(({ creditor }) => creditor)
  t.strictSame(creditors('intake-confirmation'), ['hap-a', 'his-a'])
  t.strictSame(creditors('yearly-report'), ['his-a'])
  t.end()
})

test('a GP whom nobody knows leaves a duty without creditor beside that to the requester', (t) => {
  const opened = open([received], { of: { ...referral, gp: null } })
  const creditors = opened.filter(({ code }) => code === 'intake-confirmation').map(({ creditor }) => creditor)
  t.strictSame(creditors, ['his-a', null])
  t.end()
})

test('an event that no rule opens on opens nothing', (t) => {
  t.strictSame(
    open([fact('referral.accepted', '2026-02-01')], {
      facts: [received],
      obligations: open([received])
    }),
    []
  )
  t.end()
})

test('each flag and each plan opens a duty of its own', (t) => {
  const facts = [received]
  const obligations = [...open([received])]
  const flag = fact('crisis.flagged', '2026-03-02', { id: 'flag-1' })
  const [first, ...others] = open([flag], { facts, obligations })
  t.match(first, { code: 'crisis-plan', trigger: 'crisis.flagged', openedOn: '2026-03-02', creditor: 'his-a' })
  t.equal(others.length, 0)
  const [second] = open([{ ...flag, id: 'flag-2' }], { facts: [...facts, flag], obligations: [...obligations, first!] })
  t.not(second?.id, first?.id)
  const plan = feedback('c1', ['crisis-plan', 'plan.revised'], '2026-03-09')
  t.match(open(plan, { facts, obligations }), [{ trigger: 'plan.revised', openedOn: '2026-03-09' }])
  t.end()
})

test('the next turn opens when the one before it is met, on the day of that report', (t) => {
  const obligations = [...open([received])]
  const news = progress('c1', '2026-06-01', { heardAt: noon('2026-06-08') })
  const opened = open(news, { facts: [received], obligations })
  t.match(opened, [{ code: 'yearly-report', turn: 2, openedOn: '2026-06-01', openedAt: noon('2026-06-08') }])
  t.equal(opened.length, 1)
  const again = progress('c2', '2026-06-01', { heardAt: noon('2026-06-09') })
  const known = { facts: [received, ...news], obligations: [...obligations, ...opened] }
  t.strictSame(open(again, known), [], 'a second report about the same day is the same report')
  t.match(open(progress('c3', '2026-09-01'), known), [{ turn: 3, openedOn: '2026-09-01' }])
  t.end()
})

test('no turn opens on an incomplete report, until its supplement has come', (t) => {
  const obligations = [...open([received])]
  const partly = progress('c1', '2026-06-01', { missing: ['diagnosis', 'medication'] })
  t.strictSame(open(partly, { facts: [received], obligations }), [])
  const rest = progress('c2', '2026-06-03', { missing: ['treatment'] })
  t.match(open(rest, { facts: [received, ...partly], obligations }), [{ turn: 2, openedOn: '2026-06-03' }])
  t.end()
})

test('no turn opens after the end', (t) => {
  const obligations = [...open([received])]
  const ended = fact('treatment.ended', '2026-05-20')
  t.strictSame(open(progress('c1', '2026-06-01'), { facts: [received, ended], obligations }), [])
  t.end()
})
