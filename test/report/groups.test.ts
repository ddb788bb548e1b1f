import fc from 'fast-check'
import { test } from 'tap'
import { obligationStates } from '../../src/obligations/state.ts'
import { counterOf, groupColumns, groupings, groupsOf, type ReportGroup } from '../../src/report/groups.ts'
import { reportRows, type ReportRow } from '../../src/report/rows.ts'
import { parts } from './fixtures.ts'

const rows = reportRows(parts)
const [first] = rows
if (first === undefined) throw new Error('no rows')

const anyRow: fc.Arbitrary<ReportRow> = fc
  .record({
    state: fc.constantFrom(...obligationStates),
    heard: fc.constantFrom('heard' as const, 'not-heard' as const),
    owner: fc.constantFrom('a', 'b', 'c'),
    creditor: fc.constantFrom('his-a', null),
    echelon: fc.constantFrom('gb-ggz' as const, 's-ggz' as const, null),
    region: fc.constantFrom('noord', 'midden', null)
  })
  .map((some) => ({ ...first, ...some }))

function sum(groups: readonly ReportGroup[], column: keyof ReportGroup): number {
  return groups.reduce((total, group) => total + Number(group[column]), 0)
}

test('every state has a counter, and the counters of a group add up to its count', (t) => {
  fc.assert(
    fc.property(fc.array(anyRow), fc.constantFrom(...groupings), (some, by) => {
      const groups = groupsOf(some, by)
      for (const group of groups) {
        t.equal(
          obligationStates.reduce((total, state) => total + group[counterOf(state)], 0),
          group.count
        )
        t.equal(group.count, some.filter((row) => row[by] === group.key).length)
      }
      t.equal(sum(groups, 'count'), some.length)
      t.equal(sum(groups, 'heard'), some.filter(({ heard }) => heard === 'heard').length)
      for (const state of obligationStates) {
        t.equal(sum(groups, counterOf(state)), some.filter((row) => row.state === state).length, state)
      }
    }),
    { numRuns: 50 }
  )
  t.end()
})

test('a counter is the state in the manner of a member', (t) => {
  t.strictSame((['met', 'met-late', 'met-unchecked', 'not-applicable', 'due-soon'] as const).map(counterOf), [
    'met',
    'metLate',
    'metUnchecked',
    'notApplicable',
    'dueSoon'
  ])
  t.end()
})

test('groups come by key, what has no value last, each with every column in its order', (t) => {
  const groups = groupsOf(rows, 'region')
  t.match(groups, [
    { key: 'noord', count: 2, met: 1, overdue: 1, blocked: 0, heard: 1 },
    { key: null, count: 1, blocked: 1, overdue: 0, heard: 0 }
  ])
  for (const group of groups) t.strictSame(Object.keys(group), [...groupColumns])
  t.strictSame(groupColumns, ['key', 'count', ...obligationStates.map(counterOf), 'heard'])
  t.strictSame(groupsOf([], 'owner'), [])
  t.end()
})

const keys: readonly (readonly [(typeof groupings)[number], readonly (string | null)[]])[] = [
  ['owner', ['gb-ggz-gone', 's-ggz-a']],
  ['creditor', ['his-a', null]],
  ['echelon', ['s-ggz', null]],
  ['code', ['intake-confirmation']],
  ['state', ['blocked', 'met', 'overdue']],
  ['agreement', ['lga']]
]

for (const [by, expected] of keys) {
  test(`rows are counted by ${by}`, (t) => {
    t.strictSame(
      groupsOf([...rows].reverse(), by).map(({ key }) => key),
      expected
    )
    t.end()
  })
}
