import assert from 'node:assert/strict'
import { integer, text } from '../sql/row.ts'
import type { Connection } from './driver.ts'

/** `synchronous=FULL`: the log is on the disk before COMMIT returns. NORMAL lost 440 acknowledged writes of 12,591 in power cuts (ADR 0002). */
const synchronousFull = 2

/** The log is cut back to this size after a checkpoint, so that one long report does not keep a large file for ever. */
const logBytesMax = 64 * 1024 * 1024

/**
 * Pages (of 4 KB) that the log holds before they go into the database: 16 MB. A referral changes some hundred pages, so at
 * SQLite's own 1,000 nearly every batch would wait for a checkpoint.
 */
const logPagesMax = 4_000

/** Pages kept in memory, in KB: a batch of referrals changes more than SQLite's own 2 MB hold. */
const cacheKb = 16 * 1024

/** Sets a writing connection to lose nothing that was acknowledged, and then refuses it if it would. */
export function makeDurable(connection: Connection): void {
  connection.script(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA journal_size_limit = ${logBytesMax};
    PRAGMA wal_autocheckpoint = ${logPagesMax};
    PRAGMA cache_size = -${cacheKb};
  `)
  refuseUnlessDurable(connection)
}

/**
 * Reads the settings of a connection back and throws where a power cut could lose an acknowledged commit.
 *
 * SQLite answers a pragma it cannot honour with silence (WAL on ':memory:' or on some network disks), hence the reading back.
 */
export function refuseUnlessDurable(connection: Connection): void {
  const journal = connection.first('PRAGMA journal_mode')
  assert(journal !== undefined)
  const mode = text(journal, 'journal_mode')
  if (mode !== 'wal') throw new Error(`the store needs journal_mode=wal, but has ${mode}: use a file on a local disk`)
  const sync = connection.first('PRAGMA synchronous')
  assert(sync !== undefined)
  const level = integer(sync, 'synchronous')
  if (level < synchronousFull) throw new Error(`the store needs synchronous=FULL (2), but has ${level}`)
}
