import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'tap'
import { genesis, seal, verifyChain } from '../../src/audit/chain.ts'
import type { AuditEntry, AuditRow } from '../../src/store/change.ts'

const entry: AuditEntry = { at: 1, participant: 'his-1', action: 'receive', outcome: 'accepted', message: 'm-1' }

test('a line is sealed by SHA-256 over its canonical JSON, so that anyone can check it', (t) => {
  const text =
    '{"entry":{"action":"receive","at":1,"message":"m-1","outcome":"accepted","participant":"his-1"},"previous":"p","seq":1}'
  t.equal(seal('p', 1, entry), createHash('sha256').update(text).digest('hex'))
  t.end()
})

test('a whole row seals like its entry, whatever the order of its fields', (t) => {
  const { at, ...rest } = entry
  const row: AuditRow = { hash: 'x', seq: 9, chain: 'c', ...rest, at }
  t.equal(seal('p', 1, row), seal('p', 1, entry))
  t.end()
})

test('an untouched chain verifies, whole and in parts', (t) => {
  const rows = chain(6)
  const whole = verifyChain(rows, genesis('c'))
  const half = verifyChain(rows.slice(0, 3), genesis('c'))
  t.strictSame(whole, { ok: true, head: { seq: 6, hash: rows[5]?.hash } })
  t.strictSame(half.ok && verifyChain(rows.slice(3), half.head), whole)
  t.strictSame(verifyChain([], genesis('c')), { ok: true, head: genesis('c') })
  t.end()
})

test('a chain does not verify as another chain', (t) => {
  t.match(verifyChain(chain(2), genesis('other')), { ok: false, seq: 1 })
  t.end()
})

test('any line changed, removed, doubled or moved is found at its place', (t) => {
  const rows = chain(8)
  const field = fc.constantFrom<keyof AuditRow>('participant', 'action', 'outcome', 'message', 'reason', 'hash')
  const tampered = fc.record({ index: fc.nat({ max: 7 }), field, value: fc.string({ minLength: 1 }) })
  fc.assert(
    fc.property(tampered, ({ index, field: name, value }) => {
      if (rows[index]?.[name] === value) return true
      const verified = verifyChain(rows.toSpliced(index, 1, { ...rows[index]!, [name]: value }), genesis('c'))
      return !verified.ok && verified.seq === index + 1
    })
  )
  t.match(verifyChain(rows.toSpliced(3, 1), genesis('c')), { ok: false, seq: 4, reason: /line 4 is missing/ })
  t.match(verifyChain(rows.toSpliced(3, 0, rows[3]!), genesis('c')), { ok: false, seq: 5 })
  t.match(verifyChain(rows.toReversed(), genesis('c')), { ok: false, seq: 1 })
  t.end()
})

function chain(length: number): readonly AuditRow[] {
  const rows: AuditRow[] = []
  let head = genesis('c')
  for (let seq = 1; seq <= length; seq += 1) {
    const line = { ...entry, at: seq, message: `m-${seq}` }
    head = { seq, hash: seal(head.hash, seq, line) }
    rows.push({ ...line, chain: 'c', ...head })
  }
  return rows
}
