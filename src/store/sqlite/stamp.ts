import { lastStamp, type Stamp } from '../sql/stamp.ts'
import type { Connection } from './driver.ts'

/**
 * Opens the clock by which rows are stamped; call it inside the transaction that writes them.
 *
 * An instant read before the commit may be overtaken by a report that then does not know what it will contain. One read
 * inside the one writer cannot: whatever is written later has the same stamp or a later one, also where the machine's
 * clock was set back, and after a restart.
 */
export function openStamp(connection: Connection, now: () => number): Stamp {
  let last = connection.perform(lastStamp())
  return () => (last = Math.max(last, now()))
}
