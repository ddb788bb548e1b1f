import type { Query, QueryKind, Read } from '../port.ts'
import { answerOf, oneStatement } from '../sql/queries.ts'
import { passBarrier } from './barrier.ts'
import type { Readers } from './readers.ts'

/** The connections that a query is answered on. */
export interface ReadParts {
  readonly readers: Readers
  /** For reports and counts: they have connections of their own, so that nobody else waits for one. */
  readonly slowReaders: Readers
}

/** Queries whose cost grows with the store. */
const slow: ReadonlySet<QueryKind> = new Set<QueryKind>(['obligations', 'reconciliation'])

/** Answers a query, from one snapshot where it takes several statements. */
export async function readFrom<K extends QueryKind>(parts: ReadParts, query: Query<K>): Promise<Read<K>> {
  const readers = slow.has(query.kind) ? parts.slowReaders : parts.readers
  if (!oneStatement.has(query.kind)) return readers.snapshot((session) => session.perform(answerOf(query)))
  const read = await readers.use((session) => session.perform(answerOf(query)))
  if (query.kind !== 'waiting' || read.facts === undefined) return read
  // Something waits, so the mark is needed: it has to stand behind every batch that is still under way.
  return readers.use(async (session) => {
    await passBarrier(session)
    return session.perform(answerOf(query))
  })
}
