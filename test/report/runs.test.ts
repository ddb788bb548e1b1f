import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { test } from 'tap'
import { canonicalRow, rowOfCanonical } from '../../src/report/canonical.ts'
import { reportRows, type ReportRow } from '../../src/report/rows.ts'
import { hashOf, merged, runOf, runOfBytes, type Run } from '../../src/report/runs.ts'
import { parts } from './fixtures.ts'

const [first] = reportRows(parts)
if (first === undefined) throw new Error('no rows')

const anyText = fc.string({ unit: 'grapheme' })

/** Rows with few due days and with ids that begin alike, so that their order hangs on the last letter. */
const anyRows: fc.Arbitrary<readonly ReportRow[]> = fc.uniqueArray(
  fc
    .record({
      dueOn: fc.constantFrom('2026-01-05', '2026-01-06', '2026-02-01'),
      obligationId: fc.oneof(fc.stringMatching(/^o-[a-c1-3]{1,6}$/), fc.uuid()),
      ownerName: fc.option(anyText),
      reason: fc.oneof({ arbitrary: anyText, weight: 30 }, { arbitrary: fc.constant('x'.repeat(70_000)), weight: 1 }),
      daysOverdue: fc.nat({ max: 4_000 })
    })
    .map((some): ReportRow => ({ ...first, ...some })),
  { selector: ({ obligationId }) => obligationId, maxLength: 60 }
)

/** The order of design section 9, said once more. */
function inOrder(rows: readonly ReportRow[]): readonly ReportRow[] {
  const keys = rows.map((row) => ({ key: `${row.dueOn} ${row.obligationId}`, row }))
  return keys.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ row }) => row)
}

/** The rows dealt out over so many runs; what is read of each at once is cut at odd places. */
function dealt(rows: readonly ReportRow[], runs: number, piece: number): readonly Run[] {
  return Array.from({ length: runs }, (_, run) => {
    const whole = runOfBytes(runOf(rows.filter((_row, index) => index % runs === run)))
    return { length: whole.length, read: (at: number, size: number) => whole.read(at, Math.min(size, piece)) }
  })
}

test('the hash is that of the rows in their order as one RFC 8785 text, into however many runs they were dealt', (t) => {
  fc.assert(
    fc.property(anyRows, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 40, max: 5_000 }), (rows, runs, piece) => {
      const whole = canonicalize(inOrder(rows)) ?? ''
      t.equal(hashOf(dealt(rows, runs, piece)), createHash('sha256').update(whole).digest('hex'))
    }),
    { numRuns: 30 }
  )
  t.equal(hashOf([]), createHash('sha256').update('[]').digest('hex'), 'of none')
  t.end()
})

test('rows come out of their runs as they went in, in the order of the report', (t) => {
  fc.assert(
    fc.property(anyRows, fc.integer({ min: 1, max: 9 }), (rows, runs) => {
      const out = [...merged(dealt(rows, runs, 777))].map((text) => rowOfCanonical(Buffer.from(text).toString()))
      t.strictSame(out, inOrder(rows))
    }),
    { numRuns: 40 }
  )
  t.end()
})

test('a row is written as RFC 8785 asks, and read with its members in the order of the columns', (t) => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      for (const row of rows) {
        t.equal(canonicalRow(row), canonicalize(row))
        t.strictSame(Object.entries(rowOfCanonical(canonicalRow(row))), Object.entries(row))
      }
    }),
    { numRuns: 30 }
  )
  t.end()
})
