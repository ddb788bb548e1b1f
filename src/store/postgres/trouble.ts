import pg from 'pg'
import { UnavailableError } from '../../unavailable.ts'

/** What a batch was to hold has moved before it was held: it is to be begun anew. */
export class StreamsMovedError extends Error {}

/** What an error of the engine means for the work that met it. */
export type Trouble =
  /** The connection is gone, or goes nowhere: look for the primary again. */
  | 'away'
  /** Another transaction was in the way and is gone: the same work may pass when it is tried again. */
  | 'transient'
  /** Another transaction is in the way and stays there: what does not need the same may pass without it. */
  | 'locked'
  /** The engine cannot take a write now, such as for a full disk. */
  | 'full'
  /** The work itself is at fault. */
  | 'fault'

/** Classes of codes and single codes. Source: https://www.postgresql.org/docs/15/errcodes-appendix.html */
const away = ['08', '57P', '25P03', '25006', '53300']
const transient = ['40']
const locked = ['55P03', '57014']
const full = ['53', '54', '58']

/** `protocol_violation`: what was sent is at fault, such as too many parameters, and the connection is not. */
const protocolFault = '08P01'

/** A statement that was prepared before a migration of a newer program; a new connection prepares it anew. */
const stalePlan = /cached plan must not change result type/

/** Reads an error that the driver rejected with; one without a code of the engine is trouble with the connection. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof StreamsMovedError) return 'transient'
  if (!(error instanceof pg.DatabaseError)) return isDriverError(error) ? 'away' : 'fault'
  const { code = '' } = error
  if (code === protocolFault) return 'fault'
  if (code === '0A000' && stalePlan.test(error.message)) return 'away'
  const isOf = (codes: readonly string[]): boolean => codes.some((start) => code.startsWith(start))
  if (isOf(away)) return 'away'
  if (isOf(transient)) return 'transient'
  if (isOf(locked)) return 'locked'
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
