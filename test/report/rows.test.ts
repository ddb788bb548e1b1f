import { test } from 'tap'
import { reportColumns, reportRows, type ReportFilter } from '../../src/report/rows.ts'
import { fact, lga, noon, report } from '../obligations/fixtures.ts'
import { met, obligation, parts, silent } from './fixtures.ts'

function ids(filter: ReportFilter, asOf = parts.asOf): readonly string[] {
  return reportRows({ ...parts, filter, asOf }).map(({ obligationId }) => obligationId)
}

test('a row says who owed what to whom, whether it was met and whether it was heard', (t) => {
  const [row] = reportRows({ ...parts, obligations: [met] })
  t.strictSame(row, {
    obligationId: 'o-met',
    code: 'intake-confirmation',
    strength: 'should',
    state: 'met',
    heard: 'heard',
    dueOn: '2026-02-16',
    openedOn: '2026-01-05',
    metOn: '2026-02-10',
    heardOn: '2026-02-12',
    daysOverdue: 0,
    owner: 's-ggz-a',
    ownerName: 'Instelling A',
    echelon: 's-ggz',
    creditor: 'his-a',
    region: 'noord',
    agreement: 'lga',
    agreementVersion: lga.version,
    referralId: 'r1',
    subject: 'pseudonym of 15',
    reason: null
  })
  t.end()
})

test('every row has every column in the order of the interface', (t) => {
  for (const row of reportRows(parts)) t.strictSame(Object.keys(row), [...reportColumns])
  t.end()
})

test('the subject of a referral stands in no row, only the pseudonym', (t) => {
  t.notMatch(JSON.stringify(reportRows(parts)), /hmac-of-subject/)
  t.end()
})

test('an open duty counts its days, and one that nobody can receive says so', (t) => {
  const rows = new Map(reportRows(parts).map((row) => [row.obligationId, row]))
  t.match(rows.get('o-silent'), { state: 'overdue', daysOverdue: 13, heard: 'not-heard', metOn: null, heardOn: null })
  t.match(rows.get('o-blocked'), {
    state: 'blocked',
    creditor: null,
    reason: 'creditor-unknown',
    ownerName: null,
    echelon: null,
    region: null
  })
  t.end()
})

test('an incomplete report leaves its duty open with what it lacks as the reason', (t) => {
  const facts = report('c1', { intake: '2026-02-20', heardAt: noon('2026-02-21'), missing: ['plan', 'diagnosis'] })
  const [row] = reportRows({ ...parts, obligations: [{ ...silent, facts }] })
  t.match(row, { state: 'due-soon', dueOn: '2026-03-06', reason: 'lacks diagnosis plan' })
  t.end()
})

test('a duty that the patient objects to is waived, with the objection and not the Consent as the reason', (t) => {
  const objection = fact('objection.made', '2026-01-20', { objection: { consent: 'consent-1' } })
  const rows = reportRows({ ...parts, obligations: [{ ...silent, facts: [objection] }] })
  t.match(rows, [{ state: 'waived', reason: 'objection', daysOverdue: 0 }])
  t.notMatch(JSON.stringify(rows), 'consent-1')
  t.end()
})

test('a duty of a referral that was passed on is superseded, and one that was met before stays met', (t) => {
  const forward = fact('referral.superseded', '2026-02-20', { successor: 'r2' })
  const [open, done] = [silent, met].map((one) => ({ ...one, facts: [...one.facts, forward] }))
  t.match(reportRows({ ...parts, obligations: [open!, done!] }), [
    { obligationId: 'o-met', state: 'met', reason: null },
    { obligationId: 'o-silent', state: 'superseded', reason: 'forwarded' }
  ])
  t.end()
})

test('a duty that an event closed has that event as its reason', (t) => {
  const rejected = fact('referral.rejected', '2026-01-20')
  const rows = reportRows({ ...parts, obligations: [{ ...silent, facts: [rejected] }] })
  t.match(rows, [{ state: 'not-applicable', reason: 'referral.rejected' }])
  t.end()
})

const filters: readonly (readonly [string, ReportFilter, readonly string[]])[] = [
  ['nothing asked gives all, in order', {}, ['o-blocked', 'o-met', 'o-silent']],
  ['by states', { states: ['overdue', 'blocked'] }, ['o-blocked', 'o-silent']],
  ['by owner', { owner: 'gb-ggz-gone' }, ['o-blocked']],
  ['by creditor', { creditor: 'his-a' }, ['o-met', 'o-silent']],
  ['by code', { code: 'yearly-report' }, []],
  ['by echelon', { echelon: 's-ggz' }, ['o-met', 'o-silent']],
  ['by the other echelon, which one that left has not', { echelon: 'gb-ggz' }, []],
  ['by region', { region: 'noord' }, ['o-met', 'o-silent']],
  ['by another region', { region: 'zuid' }, []],
  ['by all at once', { creditor: 'his-a', states: ['met'], owner: 's-ggz-a', code: 'intake-confirmation' }, ['o-met']]
]

for (const [title, filter, expected] of filters) {
  test(`rows are filtered: ${title}`, (t) => {
    t.strictSame(ids(filter), expected)
    t.end()
  })
}

test('a past day is told as it stood at its end', (t) => {
  const before = reportRows({ ...parts, obligations: [met], asOf: '2026-02-09' })
  t.match(before, [{ state: 'due-soon', metOn: null, heard: 'not-heard' }])
  const between = reportRows({ ...parts, obligations: [met], asOf: '2026-02-10' })
  t.match(between, [{ state: 'met', metOn: '2026-02-10', heard: 'not-heard', heardOn: null }])
  t.end()
})

test('a duty is not in the report of a day before it was opened or heard of', (t) => {
  t.strictSame(ids({}, '2026-01-04'), [])
  const heardLater = { ...silent, obligation: { ...obligation, openedAt: noon('2026-01-20') } }
  t.strictSame(reportRows({ ...parts, obligations: [heardLater], asOf: '2026-01-19' }), [])
  t.equal(reportRows({ ...parts, obligations: [heardLater], asOf: '2026-01-20' }).length, 1)
  t.end()
})

test('the order is by due day, then id, whatever order the store gave', (t) => {
  const early = { ...silent, obligation: { ...obligation, id: 'z', openedOn: '2026-01-02' } }
  const given = [...parts.obligations, early]
  const expected = ['z', 'o-blocked', 'o-met', 'o-silent']
  for (const obligations of [given, [...given].reverse()]) {
    t.strictSame(
      reportRows({ ...parts, obligations }).map(({ obligationId }) => obligationId),
      expected
    )
  }
  t.end()
})
