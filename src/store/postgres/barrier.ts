import type { Session } from './driver.ts'

/** The advisory lock that every batch holds shared from before it is stamped until it is durable. */
const barrierLock = 7_300

/** Begins a batch: from here on no report can pass it by. One exchange; gives the instant that was last reported of. */
export async function beginBatch(session: Session): Promise<number> {
  const { rows } = await session.script(
    `BEGIN; SELECT pg_advisory_xact_lock_shared(${barrierLock}); SELECT until FROM reported`
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
  await session.script(`BEGIN; SELECT pg_advisory_xact_lock(${barrierLock})`)
  if (until !== undefined) await session.native('UPDATE reported SET until = $1 WHERE until < $1', [until])
  await session.script('COMMIT')
}
