import { storeShown } from '../../config-store.ts'
import type { StoreLocation } from '../open.ts'
import { compareSides, type Comparison } from './compare.ts'
import { pagesOf } from './pages.ts'
import { openPostgresSource, openPostgresTarget } from './postgres.ts'
import type { Side, Target } from './side.ts'
import { openSqliteSource, openSqliteTarget } from './sqlite.ts'
import { copiedTables } from './tables.ts'

/** From where to where. */
export interface Route {
  readonly from: StoreLocation
  readonly to: StoreLocation
}

/** What a copy ended in: it stands where nothing differs, and else there is none. */
export interface Copied extends Comparison {
  /** The latest instant that either store knows to have been stamped or reported of; gateway clock, ms. */
  readonly stampedAt: { readonly from: number; readonly to: number }
}

/**
 * Copies a store to the other engine, whole or not at all, while no gateway is on either; and reads both sides to see that
 * they are equal before the copy is kept. What is read at a time is bounded, whatever the size of the store.
 *
 * @throws Error where a side is in use, the target has rows, or an engine refuses what it is given; then there is no copy.
 */
export async function copyStore({ from, to }: Route): Promise<Copied> {
  if ('file' in from === 'file' in to) throw new Error('a store is copied from SQLite to PostgreSQL or back')
  const source = await openSource(from)
  try {
    const target = await openTarget(to)
    try {
      return await copied(source, target)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** Compares two stores while no gateway is on either; changes nothing. @throws Error as `copyStore`. */
export async function compareStores({ from, to }: Route): Promise<Comparison> {
  const one = await openSource(from)
  try {
    const other = await openSource(to)
    try {
      return await compareSides(one, other)
    } finally {
      await other.close()
    }
  } finally {
    await one.close()
  }
}

async function copied(source: Side, target: Target): Promise<Copied> {
  const stampedAt = await source.latestStamp()
  for (const table of copiedTables) {
    for await (const rows of pagesOf(source, table)) await target.add(table, rows, stampedAt)
  }
  await target.finish(stampedAt)
  const comparison = await compareSides(source, target)
  const known = await target.latestStamp()
  if (comparison.differences.length === 0) await target.keep()
  return { ...comparison, stampedAt: { from: stampedAt, to: known } }
}

async function openSource(place: StoreLocation): Promise<Side> {
  return 'file' in place ? openSqliteSource(place.file) : openPostgresSource(place.url, storeShown(place))
}

async function openTarget(place: StoreLocation): Promise<Target> {
  return 'file' in place ? openSqliteTarget(place.file) : openPostgresTarget(place.url, storeShown(place))
}
