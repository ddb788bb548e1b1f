import { localDay } from '../clock.ts'
import { readCandidate, type Candidate } from '../obligations/agreements/candidate.ts'
import type { Agreements } from '../obligations/agreements/load-agreements.ts'
import { versionKey } from '../obligations/agreements/version.ts'
import {
  addedCounts,
  noCounts,
  whatIf,
  whatIfEffects,
  type WhatIfCounts,
  type WhatIfEffect,
  type WhatIfRow
} from '../obligations/what-if.ts'
import type { ObligationFacts, ObligationPlace, Store } from '../store/port.ts'

/** Duties that are read at once: judging them takes some milliseconds, and others have their turn in between. */
const PAGE_SIZE = 500

/** Pages of one question: five million duties, more than a region has in twenty years. */
const PAGES_MAX = 10_000

/** What is asked of the duties in a store. */
export interface WhatIfAsked {
  /** Those that are loaded. */
  readonly agreements: Agreements
  /** The file of the version that may follow, JSON. */
  readonly text: string
  /** Epoch ms, gateway clock. */
  readonly now: number
  /** Rows that are told; all are counted. */
  readonly rowsMax: number
}

/** What would become of the open duties of a store. */
export interface WhatIfTold {
  /** `id|version`. */
  readonly version: string
  /** The local day on which it would be put in force. */
  readonly on: string
  readonly counts: WhatIfCounts
  /** In the order in which the duties were opened. */
  readonly rows: readonly WhatIfRow[]
}

/** The codes of what it can do to a duty, in the order in which they are told. */
export const effectCodes: readonly WhatIfEffect[] = whatIfEffects

/**
 * What putting a version of an agreement in force would do to everything that is open; nothing is written.
 *
 * @returns what is wrong with the version instead where a start would refuse it.
 */
export async function whatIfInStore(
  store: Pick<Store, 'read'>,
  { agreements: before, text, now, rowsMax }: WhatIfAsked
): Promise<{ readonly ok: true; readonly value: WhatIfTold } | Extract<Candidate, { readonly ok: false }>> {
  const candidate = readCandidate(text, before)
  if (!candidate.ok) return candidate
  const { agreement: after } = candidate
  const on = localDay(now)
  const rows: WhatIfRow[] = []
  let counts = noCounts
  for await (const duties of dutyPages(store, now)) {
    const page = whatIf({ duties, before, after, on })
    counts = addedCounts(counts, page.counts)
    rows.push(...page.rows.slice(0, rowsMax - rows.length))
  }
  return { ok: true, value: { version: versionKey(after), on, counts, rows } }
}

/**
 * All duties as they are known at an instant, page by page in the order in which they were opened.
 *
 * @param from - the place behind which it begins; the beginning where it is not given.
 */
export async function* dutyPages(
  store: Pick<Store, 'read'>,
  knownAt: number,
  from?: ObligationPlace
): AsyncGenerator<readonly ObligationFacts[], void> {
  let after = from
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const behind = after === undefined ? {} : { after }
    const { facts } = await store.read({ kind: 'obligations', knownAt, limit: PAGE_SIZE, ...behind })
    if (facts.length > 0) yield facts
    const last = facts.length < PAGE_SIZE ? undefined : facts.at(-1)?.obligation
    if (last === undefined) return
    after = { openedAt: last.openedAt, id: last.id }
  }
}
