import { test } from 'tap'
import type { Agreement, ObligationRule } from '../../src/obligations/agreement.ts'
import { addedCounts, noCounts, whatIf, whatIfEffects } from '../../src/obligations/what-if.ts'
import type { FactRow, ObligationRow } from '../../src/store/change.ts'
import { agreements, fact, lga, obligation, rule } from './fixtures.ts'

/** The base agreement under a new version, its report after intake changed; null takes it out. */
function changed(change: Partial<ObligationRule> | null): Agreement {
  const obligations = lga.obligations.flatMap((one) => {
    if (one.code !== rule.code || one.opensOn !== rule.opensOn) return [one]
    return change === null ? [] : [{ ...one, ...change }]
  })
  return { ...lga, version: '99.0.0', obligations }
}

function asked(after: Agreement, on: string, facts: readonly FactRow[] = [], more: Partial<ObligationRow> = {}) {
  const opened = fact('referral.received', '2026-01-05')
  const duties = [{ obligation: { ...obligation, ...more }, facts: [opened, ...facts] }]
  return whatIf({ duties, before: agreements, after, on })
}

/** The rule with the term after receipt alone. */
const due = (within: string) => ({ due: [{ from: 'referral.received' as const, within }] })

test('each effect on an open duty is told, with how it stands before and after', (t) => {
  // Received on 5 January 2026: without news the report after intake is due on 16 February.
  const table = [
    [changed(due('P4W')), '2026-01-12', ['moves-earlier'], '2026-02-02'],
    [changed(due('P8W')), '2026-01-12', ['moves-later'], '2026-03-02'],
    [changed(due('P1W')), '2026-01-20', ['becomes-overdue', 'moves-earlier'], '2026-01-12'],
    [changed(due('P8W')), '2026-02-20', ['no-longer-overdue', 'moves-later'], '2026-03-02'],
    [changed({ enforced: false }), '2026-01-12', ['newly-watched'], '2026-02-16'],
    [changed({ strength: 'must' }), '2026-01-12', ['strength-changes'], '2026-02-16'],
    [changed(null), '2026-01-12', ['disappears'], undefined]
  ] as const
  for (const [after, on, effects, dueOn] of table) {
    const { rows, counts } = asked(after, on)
    const [row] = rows
    t.same(row?.effects, effects, String(effects))
    t.equal(row?.before.dueOn, '2026-02-16')
    t.equal(row?.after?.dueOn, dueOn)
    t.same([counts.open, counts.changed], [1, 1])
    t.same(
      whatIfEffects.filter((effect) => counts.effects[effect] === 1),
      whatIfEffects.filter((effect) => (effects as readonly string[]).includes(effect))
    )
  }
  t.end()
})

test('a duty that other feedback meets already under the version becomes met', (t) => {
  const about = { communication: 'c1', kindOfFeedback: 'progress-report', missing: [] }
  const report = fact('report.counted', '2026-01-20', about)
  const after = changed({ satisfiedBy: ['intake-confirmation', 'progress-report'] })
  t.same(asked(after, '2026-01-26', [report]).rows[0]?.effects, ['becomes-met'])
  t.end()
})

test('only what is open and of that agreement is counted, and the same content changes nothing', (t) => {
  const report = fact('intake.done', '2026-01-20', {
    ...{ communication: 'c1', kindOfFeedback: 'intake-confirmation', missing: [] }
  })
  const nothing = { open: 0, changed: 0 }
  t.match(asked(changed(null), '2026-01-26', [report]).counts, nothing, 'met')
  t.match(asked(changed(null), '2026-01-26', [fact('referral.revoked', '2026-01-20')]).counts, nothing, 'ended')
  t.match(asked({ ...changed(null), id: 'other' }, '2026-01-26').counts, nothing, 'of another agreement')
  t.match(asked(changed({}), '2026-01-26').counts, { open: 1, changed: 0 }, 'the same content')
  t.end()
})

test('a version that was put in force before is what the next one is compared with', (t) => {
  const earlier = { ...changed(due('P8W')), version: '98.0.0' }
  const known = new Map([...agreements, ['lga|98.0.0', earlier]])
  const change = fact('agreement.changed', '2026-01-10', { detail: { agreement: 'lga|98.0.0', reason: 'x' } })
  const duties = [{ obligation, facts: [fact('referral.received', '2026-01-05'), change] }]
  const { rows } = whatIf({ duties, before: known, after: changed({}), on: '2026-01-12' })
  t.same(rows[0]?.before.dueOn, '2026-03-02')
  t.same(rows[0]?.after?.dueOn, '2026-02-16')
  t.end()
})

test('counts of several pages add up', (t) => {
  const one = asked(changed(due('P4W')), '2026-01-12').counts
  t.same(addedCounts(addedCounts(noCounts, one), one), {
    ...{ open: 2, changed: 2 },
    effects: { ...noCounts.effects, 'moves-earlier': 2 }
  })
  t.end()
})
