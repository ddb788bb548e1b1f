import { genesis } from '../../src/audit/chain.ts'
import type { Connection } from '../../src/store/sqlite/driver.ts'
import { Writer } from '../../src/store/sqlite/writer.ts'

/** The gateway's own group commit on a connection, without an audit chain. */
export function openGroupCommit(connection: Connection): Writer {
  return new Writer(connection, {
    append: () => undefined,
    head: () => genesis('none'),
    restore: () => undefined
  })
}
