import pg from 'pg'
import { UnavailableError } from '../../unavailable.ts'

/** What an error of the engine means for the work that met it. */
export type Trouble =
  /** The connection is gone, or goes nowhere: look for the primary again. */
  | 'away'
  /** Another transaction was in the way: the same work may pass when it is tried again. */
  | 'transient'
  /** The engine cannot take a write now, such as for a full disk. */
  | 'full'
  /** The work itself is at fault. */
  | 'fault'

/** Classes of codes and single codes. Source: https://www.postgresql.org/docs/15/errcodes-appendix.html */
const away = ['08', '57P', '25P03', '25006', '53300']
const transient = ['40', '55P03', '57014']
const full = ['53', '54', '58']

/** Reads an error that the driver rejected with; one without a code of the engine is trouble with the connection. */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof pg.DatabaseError)) return isDriverError(error) ? 'away' : 'fault'
  const { code = '' } = error
  const isOf = (codes: readonly string[]): boolean => codes.some((start) => code.startsWith(start))
  if (isOf(away)) return 'away'
  if (isOf(transient)) return 'transient'
  return isOf(full) ? 'full' : 'fault'
}

/** Errors of sockets carry a code of the system; the driver's own are known by what they say. */
function isDriverError(error: unknown): boolean {
  if (error instanceof UnavailableError) return true
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && /^E[A-Z]+/.test(error.code)) {
    return !error.code.startsWith('ERR_')
  }
  return /connection|timeout|not queryable|client was closed|no writable/i.test(error.message)
}
