import { mergedGroups, type ReportGroup } from '../report/groups.ts'
import { lastInstant, type ReportJob, type Span, type SpanRows } from '../report/span.ts'
import type { ObligationPlace } from '../store/port.ts'
import type { ReportHands } from './report-hands.ts'
import { ReportRuns } from './report-runs.ts'

/** All rows of a report, in runs, with what was counted of them. */
export interface Gathered {
  readonly runs: ReportRuns
  readonly count: number
  readonly rules: ReadonlySet<string>
  readonly groups: readonly ReportGroup[]
  readonly hash: string
}

/** Into so many spans of equal time the rest of one is divided, so that several threads have something to do. */
const PARTS = 16

/**
 * Has the rows of a report derived, span by span, as many at once as there are hands.
 *
 * The first span is all that is asked about, and for most readers it comes back whole; the rest of a longer one is divided.
 * Spans need no common snapshot: what is known at an instant that has passed never changes.
 */
export async function gather(hands: ReportHands, job: ReportJob): Promise<Gathered> {
  const runs = new ReportRuns()
  try {
    const counted = await deriveAll(hands, job, async (rows) => runs.add(rows.run))
    return { ...counted, runs, hash: await hands.hash(runs.places) }
  } catch (error) {
    await runs.close()
    throw error
  }
}

async function deriveAll(
  hands: ReportHands,
  job: ReportJob,
  keep: (rows: SpanRows) => Promise<void>
): Promise<Pick<Gathered, 'count' | 'rules' | 'groups'>> {
  const open: Span[] = job.isEmpty === true ? [] : [{ until: lastInstant(job) }]
  const rules = new Set<string>()
  let count = 0
  let groups: readonly ReportGroup[] = []
  const take = async (span: Span): Promise<void> => {
    const rows = await hands.derive(job, span)
    count += rows.count
    for (const rule of rows.rules) rules.add(rule)
    groups = mergedGroups([groups, rows.groups])
    if (rows.rest !== undefined) open.push(...divided(rows.rest, span.until))
    await keep(rows)
  }
  await inTurns(open, hands.width, take)
  return { count, rules, groups }
}

/** Does work on every item, some at once; work may add items. Waits for what is under way also where one fails. */
async function inTurns<T>(open: T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const underWay = new Set<Promise<void>>()
  try {
    // Every turn begins an item or waits for the end of one.
    while (open.length > 0 || underWay.size > 0) {
      const item = underWay.size < width ? open.pop() : undefined
      if (item === undefined) await Promise.race(underWay)
      else {
        const begun: Promise<void> = work(item).finally(() => underWay.delete(begun))
        underWay.add(begun)
      }
    }
  } finally {
    await Promise.allSettled(underWay)
  }
}

/** Spans that hold together what was opened behind a place and by an instant. */
function divided(after: ObligationPlace, until: number): readonly Span[] {
  const length = Math.ceil((until - after.openedAt) / PARTS)
  if (length <= 0) return [{ after, until }]
  const spans: Span[] = []
  let from = after
  for (let part = 1; part <= PARTS && from.openedAt < until; part++) {
    const end = Math.min(after.openedAt + part * length, until)
    spans.push({ after: from, until: end })
    from = { openedAt: end }
  }
  return spans
}
