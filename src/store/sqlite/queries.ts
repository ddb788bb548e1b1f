import type { Query, QueryKind, Read } from '../port.ts'
import { answerOf, oneStatement } from '../sql/queries.ts'
import type { Connection } from './driver.ts'

/** Answers a query from one snapshot of the store: the facts and the versions of the streams that they hang on. */
export function answerQuery<K extends QueryKind>(connection: Connection, query: Query<K>): Read<K> {
  if (oneStatement.has(query.kind)) return connection.perform(answerOf(query))
  return connection.snapshot(() => connection.perform(answerOf(query)))
}
