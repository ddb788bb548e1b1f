import { endOfDay } from '../../src/clock.ts'
import { rowsOf, type ReportRow } from '../../src/report/rows.ts'
import type { Rules } from '../../src/referral/rules.ts'
import type { ObligationPlace, Store } from '../../src/store/port.ts'

/** Obligations that are read at once. */
const PAGE = 2_000

/** The rows of the gateway's own report at the end of a day, page by page, as it was known at that moment. */
export async function* reportAt(
  { store, rules }: { readonly store: Pick<Store, 'read'>; readonly rules: Rules },
  asOf: string
): AsyncGenerator<readonly ReportRow[]> {
  const knownAt = endOfDay(asOf)
  const { agreements, directory } = rules
  let after: ObligationPlace | undefined
  do {
    const ask = { kind: 'obligations', knownAt, until: knownAt, limit: PAGE } as const
    const { facts: obligations } = await store.read(after === undefined ? ask : { ...ask, after })
    yield rowsOf({ obligations, agreements, directory, asOf, filter: {}, pseudonym: (subject) => subject })
    const last = obligations.length < PAGE ? undefined : obligations.at(-1)?.obligation
    after = last === undefined ? undefined : { openedAt: last.openedAt, id: last.id }
  } while (after !== undefined)
}
