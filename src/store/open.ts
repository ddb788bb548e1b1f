import { openPostgres, openPostgresReadOnly } from './postgres/open.ts'
import { openSqlite, openSqliteReadOnly } from './sqlite/open.ts'
import type { Store } from './port.ts'

/** Where a store is: in a file of SQLite, or in a database of PostgreSQL. */
export type StoreLocation =
  | {
      /** Path of the SQLite file on a local disk; its folder is made where missing. */
      readonly file: string
    }
  | {
      /** `postgres://user:password@host:port/database`; several hosts, with commas between, where it can fail over. */
      readonly url: string
    }

/** How a store is opened. */
export type StoreOptions = StoreLocation & {
  /**
   * The gateway's clock, ms: what is heard, opened and settled is stamped by it when it is written, so that nothing is
   * added to an instant that has passed. Where absent, the instants of the change and of the settlement stay.
   */
  readonly now?: () => number
  /** Real time in ms, for leases and remembered ids; where absent the machine's clock, and a server's for leases on it. */
  readonly realNow?: () => number
  /** Told what an operator should know about the engine, such as a missing synchronous standby. */
  readonly warn?: (warning: string) => void
}

/**
 * Opens the store for reading and writing. One process owns a file until it closes it or dies; any number of processes
 * share a database.
 *
 * @throws Error when the file is in use, the store was made by a newer program, or it could lose an acknowledged commit.
 */
export async function openStore({ now, realNow, warn, ...where }: StoreOptions): Promise<Store> {
  if ('file' in where) return openSqlite({ file: where.file, now, realNow: realNow ?? Date.now })
  return openPostgres({ url: where.url, now, realNow, warn: warn ?? (() => undefined) })
}

/** Opens the store for reading only, also while a gateway owns it: for commands beside a running gateway. */
export function openReadOnly(where: StoreLocation): Pick<Store, 'read' | 'close'> {
  return 'file' in where ? openSqliteReadOnly(where.file) : openPostgresReadOnly(where.url)
}
