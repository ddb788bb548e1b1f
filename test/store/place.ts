import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoreLocation } from '../../src/store/open.ts'
import { makeDatabase } from '../postgres/database.ts'

/** A place for an empty store, on the engine that a run of tests is for. */
export interface Place {
  readonly location: StoreLocation
  /** What a gateway is told of it; nothing for SQLite, which it has in its data folder. */
  readonly env: Readonly<Record<string, string>>
  readonly remove: () => Promise<void>
}

/**
 * Makes a place on SQLite, or where `TEST_ENGINE=postgres` on the server of `GATEWAY_TEST_DATABASE_URL`: flows and whole
 * gateways are tested on either, by two runs of the same tests (`.ci/run`).
 *
 * @param folder - where the file of SQLite is; one of its own where absent.
 */
export async function makePlace(folder?: string): Promise<Place> {
  const { TEST_ENGINE: engine = 'sqlite', GATEWAY_TEST_DATABASE_URL: server } = process.env
  if (engine !== 'postgres') return sqlitePlace(folder)
  if (server === undefined) throw new Error('TEST_ENGINE=postgres needs GATEWAY_TEST_DATABASE_URL')
  const { url, drop } = await makeDatabase(server)
  return { location: { url }, env: { GATEWAY_DATABASE_URL: url }, remove: drop }
}

async function sqlitePlace(folder: string | undefined): Promise<Place> {
  if (folder !== undefined) {
    return { location: { file: join(folder, 'gateway.sqlite') }, env: {}, remove: async () => Promise.resolve() }
  }
  const own = await mkdtemp(join(tmpdir(), 'flows-'))
  return {
    location: { file: join(own, 'gateway.sqlite') },
    env: {},
    remove: async () => rm(own, { recursive: true })
  }
}
