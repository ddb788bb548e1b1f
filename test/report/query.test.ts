import { test } from 'tap'
import { reportQuery } from '../../src/report/query.ts'

// A quarter past midnight in Amsterdam, where it is 2 March already.
const now = Date.parse('2026-03-01T23:15:00Z')
const settled = now - 1

test('nothing asked is about today, as far as it is settled what was known', (t) => {
  t.strictSame(reportQuery({}, now, settled), { ok: true, value: { asOf: '2026-03-02', knownAt: settled, filter: {} } })
  t.end()
})

test('on the first millisecond of a day the report is about that day, as known at the end of the day before', (t) => {
  const midnight = Date.parse('2026-03-01T23:00:00Z')
  const value = { asOf: '2026-03-02', knownAt: midnight - 1, filter: {} }
  t.strictSame(reportQuery({}, midnight, midnight - 1), { ok: true, value })
  t.end()
})

test('the present millisecond as knownAt is the one before it, which nothing is added to', (t) => {
  t.match(reportQuery({ knownAt: '2026-03-01T23:15:00Z' }, now, settled), { value: { knownAt: settled } })
  t.match(reportQuery({ knownAt: '2026-03-01T23:14:59.999Z' }, now, settled), { value: { knownAt: settled } })
  t.match(reportQuery({ knownAt: '2026-03-01T23:14:59.998Z' }, now, settled), { value: { knownAt: settled - 1 } })
  t.match(reportQuery({ knownAt: '2026-03-01T23:15:00Z' }, now, now), { value: { knownAt: now } }, 'a standing clock')
  t.end()
})

test('every parameter is understood', (t) => {
  const query = {
    state: 'overdue,met-late',
    asOf: '2026-02-01',
    knownAt: '2026-02-15T10:00:00+01:00',
    owner: 's-ggz-a',
    creditor: 'his-a',
    echelon: 's-ggz',
    region: 'midden',
    code: 'intake-confirmation',
    groupBy: 'owner'
  }
  const { owner, creditor, echelon, region, code } = query
  const filter = { states: ['overdue', 'met-late'], owner, creditor, echelon, region, code }
  t.strictSame(reportQuery(query, now, settled), {
    ok: true,
    value: { asOf: '2026-02-01', knownAt: Date.parse('2026-02-15T09:00:00Z'), filter, groupBy: 'owner' }
  })
  t.end()
})

test('a day as knownAt is its end in Amsterdam, and today is what is settled', (t) => {
  t.match(reportQuery({ knownAt: '2026-02-01' }, now, settled), {
    value: { knownAt: Date.parse('2026-02-01T22:59:59.999Z') }
  })
  t.match(reportQuery({ knownAt: '2026-03-02' }, now, settled), { value: { knownAt: settled } })
  t.end()
})

const faults: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ['an unknown parameter', { format: 'csv' }, 'format'],
  ['a column that nothing is counted by', { groupBy: 'subject' }, 'groupBy'],
  ['several columns to count by', { groupBy: 'owner,code' }, 'groupBy'],
  ['a role that is no echelon', { echelon: 'his' }, 'echelon'],
  ['a parameter of every object', { constructor: 'x' }, 'constructor'],
  ['a parameter in another case', { asof: '2026-02-01' }, 'asof'],
  ['a parameter that stands twice', { owner: ['a', 'b'] }, 'owner'],
  ['an empty parameter', { owner: '' }, 'owner'],
  ['a day that does not exist', { asOf: '2026-02-30' }, 'asOf'],
  ['an instant where a day is asked', { asOf: '2026-02-01T00:00:00Z' }, 'asOf'],
  ['an instant without offset', { knownAt: '2026-02-01T00:00:00' }, 'knownAt'],
  ['an instant to come', { knownAt: '2026-03-01T23:15:00.001Z' }, 'knownAt'],
  ['a day to come as knownAt', { knownAt: '2026-03-03' }, 'knownAt'],
  ['a state that nothing has', { state: 'overdue,late' }, 'state'],
  ['an empty state in the list', { state: 'overdue,' }, 'state'],
  ['a name that may be a number of a person', { '999911120': '' }, '?']
]

for (const [title, query, parameter] of faults) {
  test(`refused: ${title}`, (t) => {
    t.match(reportQuery(query, now, settled), {
      ok: false,
      outcome: { issues: [{ code: 'report-parameter', words: { parameter } }] }
    })
    t.end()
  })
}

test('every parameter at fault is told', (t) => {
  const result = reportQuery({ foo: '1', asOf: 'x', state: 'y' }, now, settled)
  t.equal(result.ok ? 0 : result.outcome.issues.length, 3)
  t.end()
})
