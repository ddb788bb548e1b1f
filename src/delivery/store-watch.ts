import type { FastifyBaseLogger } from 'fastify'
import { UnavailableError } from '../unavailable.ts'

/** Says once that the store is away and once that it is back, however often it is asked meanwhile. */
export interface StoreWatch {
  /** Takes note of a failure, and says so where it is the first. @returns false for one that does not say that the store is away. */
  failed(error: unknown): boolean
  /** Takes note that the store did what was asked of it. */
  answered(): void
}

/**
 * Makes a watch. A store that fails over can be read before it can be written, so who does both reports on one of them.
 *
 * @param who - what waits for the store, such as `delivery`; it begins both log lines.
 */
export function watchStore(log: Pick<FastifyBaseLogger, 'info' | 'error'>, who: string): StoreWatch {
  let awaySince: number | undefined
  return {
    failed(error) {
      if (!(error instanceof UnavailableError)) return false
      if (awaySince === undefined) log.error({ err: error }, `${who}: the store is away; trying again until it is back`)
      awaySince ??= performance.now()
      return true
    },
    answered() {
      if (awaySince === undefined) return
      log.info({ awayMs: Math.round(performance.now() - awaySince) }, `${who}: the store is back`)
      awaySince = undefined
    }
  }
}
