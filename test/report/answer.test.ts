import fc from 'fast-check'
import { test } from 'tap'
import { reportRows, type ReportRow } from '../../src/report/rows.ts'
import { answerWith, hashOfRows, parts } from './fixtures.ts'

const rows = reportRows(parts)

test('an answer carries what is needed to ask it again and to prove it', (t) => {
  const auditHeads = { main: { seq: 7, hash: 'ab' } }
  const answer = answerWith(rows)
  t.match(answer, { asOf: '2026-03-01', knownAt: '2026-03-02T12:00:00.000Z', count: 3, auditHeads, rows })
  t.match(answer.agreements, [{ agreement: 'lga', code: 'intake-confirmation', strength: 'should', source: /not law/ }])
  t.equal(answer.agreements.length, 1)
  t.equal(answer.hash, hashOfRows(rows))
  t.end()
})

test('the hash is the same for any order of the obligations and of the members of a row', (t) => {
  const expected = hashOfRows(rows)
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...parts.obligations], { minLength: 3 }),
      fc.noShrink(fc.nat()),
      (obligations, turn) => {
        const again = reportRows({ ...parts, obligations }).map((row) => {
          const members = Object.entries(row)
          const cut = turn % members.length
          return Object.fromEntries([...members.slice(cut), ...members.slice(0, cut)]) as unknown as ReportRow
        })
        t.equal(hashOfRows(again), expected)
      }
    )
  )
  t.end()
})

test('the hash changes with any value of any row', (t) => {
  const changed = rows.map((row, index) => (index === 2 ? { ...row, daysOverdue: row.daysOverdue + 1 } : row))
  t.not(hashOfRows(changed), hashOfRows(rows))
  t.not(hashOfRows(rows.slice(1)), hashOfRows(rows))
  t.end()
})
