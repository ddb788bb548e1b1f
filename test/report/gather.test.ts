import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { test } from 'tap'
import { gather } from '../../src/flows/report-gather.ts'
import type { ReportHands } from '../../src/flows/report-hands.ts'
import { ReportRuns, runAt } from '../../src/flows/report-runs.ts'
import { obligationStates } from '../../src/obligations/state.ts'
import { rowOfCanonical } from '../../src/report/canonical.ts'
import { groupings, groupsOf } from '../../src/report/groups.ts'
import { reportRows, type ReportFilter, type ReportRow } from '../../src/report/rows.ts'
import { hashOf, merged } from '../../src/report/runs.ts'
import { deriveSpan, type ReportJob } from '../../src/report/span.ts'
import type { ObligationFacts, Query, Read } from '../../src/store/port.ts'
import { agreements } from '../obligations/fixtures.ts'
import { histories } from '../obligations/histories.ts'
import { directory, played } from '../obligations/played.ts'

const owners = new Map(directory.all.map((one) => [one.id, one] as const))

/** Duties of a dozen random referrals, in the order in which they were opened. */
const anyObligations: fc.Arbitrary<readonly ObligationFacts[]> = fc
  .tuple(...Array.from({ length: 6 }, (_, index) => histories(`r${index}`)))
  .map((diaries) =>
    diaries
      .flatMap((diary) => {
        const { referral, facts, obligations } = played(diary)
        return obligations.map((obligation) => ({ obligation, referral, facts, heard: [] }))
      })
      .sort((a, b) => a.obligation.openedAt - b.obligation.openedAt)
  )

const someFilter: fc.Arbitrary<ReportFilter> = fc.record(
  {
    states: fc.uniqueArray(fc.constantFrom(...obligationStates), { minLength: 1, maxLength: 3 }),
    owner: fc.constantFrom('gb-a', 's-ggz-a'),
    echelon: fc.constantFrom('gb-ggz' as const, 's-ggz' as const),
    code: fc.constantFrom('intake-confirmation', 'yearly-report')
  },
  { requiredKeys: [] }
)
const anyFilter = fc.oneof(fc.constant<ReportFilter>({}), someFilter)

/** A store that holds these, and answers as the port says. */
function storeOf(all: readonly ObligationFacts[]) {
  return (ask: Query<'obligations'>): Promise<Read<'obligations'>> => {
    const { knownAt, until = knownAt, after, limit = all.length, owner, code } = ask
    const from = after?.id === undefined ? 0 : all.findIndex(({ obligation: { id } }) => id === after.id) + 1
    const facts = all
      .slice(from)
      .filter(({ obligation: one }) => after?.id !== undefined || one.openedAt > (after?.openedAt ?? -Infinity))
      .filter(({ obligation: one }) => one.openedAt <= Math.min(until, knownAt))
      .filter(({ obligation: one }) => (owner ?? one.owner) === one.owner && (code ?? one.code) === one.code)
      .map((one) => ({ ...one, facts: one.facts.filter(({ heardAt }) => heardAt <= knownAt) }))
    return Promise.resolve({ facts: facts.slice(0, limit), versions: [] })
  }
}

function handsOn(all: readonly ObligationFacts[], page: number): ReportHands {
  const read = storeOf(all)
  return {
    width: 3,
    derive: async (job, span) => deriveSpan(read, job, span, { page, pagesMax: 2 }),
    hash: (places) => Promise.resolve(hashOf(places.map(runAt))),
    enter: () => () => undefined
  }
}

const job: ReportJob = {
  ...{ asOf: '2026-03-31', knownAt: Date.parse('2026-09-01T00:00:00Z'), filter: {}, agreements, owners },
  pseudonymKey: Buffer.from('a key of the test')
}

function rowsOf(runs: ReportRuns): readonly ReportRow[] {
  return [...merged(runs.places.map(runAt))].map((text) => rowOfCanonical(Buffer.from(text).toString()))
}

test('a report in many spans is the one that is made at once of all that is known', async (t) => {
  const seen = { rows: 0, states: new Set<string>() }
  const property = fc.asyncProperty(
    anyObligations,
    anyFilter,
    fc.constantFrom(...groupings),
    fc.tuple(fc.constantFrom('2025-12-31', '2026-03-31', '2026-08-31'), fc.integer({ min: 1, max: 9 })),
    async (obligations, filter, groupBy, [asOf, page]) => {
      const gathered = await gather(handsOn(obligations, page), { ...job, asOf, filter, groupBy })
      const known = obligations
        .filter(({ obligation }) => obligation.openedAt <= job.knownAt)
        .map((one) => ({ ...one, facts: one.facts.filter(({ heardAt }) => heardAt <= job.knownAt) }))
      // Unfiltered, and filtered here: what was read less of must be what is not in the answer.
      const every = reportRows({ ...job, asOf, filter: {}, obligations: known, directory, pseudonym: () => '' })
      const expected = every.filter(
        (row) =>
          (filter.states?.includes(row.state) ?? true) &&
          (filter.owner ?? row.owner) === row.owner &&
          (filter.echelon ?? row.echelon) === row.echelon &&
          (filter.code ?? row.code) === row.code
      )
      const rows = rowsOf(gathered.runs)
      t.strictSame(
        rows.map((row) => ({ ...row, subject: '' })),
        expected
      )
      t.equal(gathered.count, expected.length)
      t.equal(gathered.hash, createHash('sha256').update(canonicalize(rows)!).digest('hex'))
      t.strictSame(gathered.groups, groupsOf(expected, groupBy))
      for (const { state } of rows) seen.states.add(state)
      seen.rows += rows.length
    }
  )
  await fc.assert(property, { numRuns: 40 })
  t.ok(seen.rows > 100 && seen.states.size >= 4, 'there was something to report')
})

test('rows beyond what is kept in memory come back from the file as they went in', async (t) => {
  const [whole, spilled] = [new ReportRuns(), new ReportRuns(0)]
  t.teardown(async () => Promise.all([whole.close(), spilled.close()]))
  const [obligations] = fc.sample(anyObligations, { numRuns: 1, seed: 20260401 })
  const read = storeOf(obligations ?? [])
  for (const until of ['2025-10-01', '2026-01-01', '2027-01-01'].map((day) => Date.parse(day))) {
    const { run } = await deriveSpan(read, job, { until })
    await Promise.all([whole.add(run), spilled.add(run)])
  }
  t.ok(spilled.places.length > 0 && spilled.places.every((place) => 'file' in place))
  t.strictSame(rowsOf(spilled), rowsOf(whole))
  t.equal(hashOf(spilled.places.map(runAt)), hashOf(whole.places.map(runAt)))
})

test('a span that cannot be derived fails the report, and not before the others have ended', async (t) => {
  const [obligations = []] = fc.sample(anyObligations, { numRuns: 1, seed: 20260401 })
  const hands = handsOn(obligations, 1)
  let [begun, underWay] = [0, 0]
  const derive: ReportHands['derive'] = async (asked, span) => {
    begun += 1
    if (begun === 3) throw new Error('the disk is gone')
    underWay += 1
    const rows = await hands.derive(asked, span)
    await setImmediate()
    underWay -= 1
    return rows
  }
  await t.rejects(gather({ ...hands, derive }, job), /the disk is gone/)
  t.equal(underWay, 0)
})
