import type { Session } from './driver.ts'

/** The advisory lock that every batch holds shared from before it is stamped until it is durable. */
const barrierLock = 7_300

/** Each statement sees the store anew, whatever the server's default: what is read behind a lock is what it was taken for. */
const begin = 'BEGIN ISOLATION LEVEL READ COMMITTED'

/** Begins a batch: from here on no report can pass it by. One exchange; gives the instant that was last reported of. */
export async function beginBatch(session: Session): Promise<number> {
  const { rows } = await session.script(
    `${begin}; SELECT pg_advisory_xact_lock_shared(${barrierLock}); SELECT until FROM reported`
  )
  return Number(rows[0]?.['until'] ?? 0)
}

/**
 * Waits for the batches under way, so that what is read after it contains everything that was stamped before `until`; what
 * is stamped after it is stamped at `until` or later, in every process. Without `until` it only waits.
 *
 * A batch holds the lock for some milliseconds; one whose process is frozen loses it with its session.
 */
export async function passBarrier(session: Session, until?: number): Promise<void> {
  const closed =
    until === undefined ? '' : `UPDATE reported SET until = ${BigInt(until)} WHERE until < ${BigInt(until)};`
  await session.script(`${begin}; SELECT pg_advisory_xact_lock(${barrierLock}); ${closed} COMMIT`)
}
