import { openSqlite, openSqliteReadOnly } from './sqlite/open.ts'
import type { Store } from './port.ts'

/** Where the store is. */
export interface StoreOptions {
  /** Path of the SQLite file on a local disk; its folder is made where missing. */
  readonly file: string
  /**
   * The gateway's clock, ms: what is heard, opened and settled is stamped by it when it is written, so that nothing is
   * added to an instant that has passed. Where absent, the instants of the change and of the settlement stay.
   */
  readonly now?: () => number
  /** Real time in ms, for leases and remembered ids; the machine's clock where absent. */
  readonly realNow?: () => number
}

/**
 * Opens the store for reading and writing. One process owns a file until it closes it or dies.
 *
 * @throws Error when the file is in use, was made by a newer program, or could lose an acknowledged commit.
 */
export async function openStore({ file, now, realNow = Date.now }: StoreOptions): Promise<Store> {
  return Promise.resolve(openSqlite({ file, now, realNow }))
}

/** Opens the store for reading only, also while a gateway owns it: for commands beside a running gateway. */
export function openReadOnly({ file }: Pick<StoreOptions, 'file'>): Pick<Store, 'read' | 'close'> {
  return openSqliteReadOnly(file)
}
