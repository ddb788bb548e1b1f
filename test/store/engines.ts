import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { StoreLocation } from '../../src/store/open.ts'
import { freshDatabase } from '../postgres/database.ts'

/** An engine of the store, for tests that hold on each. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres'
  /** A place for an empty store, gone after the test; undefined where the test is skipped, which it has said. */
  readonly place: (t: Pick<Test, 'pass' | 'teardown'>) => Promise<StoreLocation | undefined>
}

/** A file of SQLite, and a database of PostgreSQL where there is a server. */
export const engines: readonly Engine[] = [
  {
    name: 'sqlite',
    place: async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'ggz-store-'))
      t.teardown(() => rmSync(folder, { recursive: true }))
      return Promise.resolve({ file: join(folder, 'gateway.sqlite') })
    }
  },
  {
    name: 'postgres',
    place: async (t) => {
      const url = await freshDatabase(t)
      return url === undefined ? undefined : { url }
    }
  }
]
