import { join, resolve } from 'node:path'
import { manualClock, systemClock, type Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { restoreClock } from '../flows/clock.ts'
import { shippedAgreements } from '../start-agreements.ts'
import type { Store } from '../store/port.ts'

/** The folder that holds `package.json`. */
export const projectRoot = resolve(import.meta.dirname, '..', '..')

/** The agreements that a gateway started here would load, or what is wrong with them in one line each. */
export async function loadedAgreements(): ReturnType<typeof shippedAgreements> {
  return shippedAgreements(join(projectRoot, 'profiles'))
}

/** The clock of a gateway under this configuration, and how it comes to stand where the store says that it stood. */
export function clockOf({
  clock
}: Pick<Config, 'clock'>): Clock & { restore(store: Pick<Store, 'read'>): Promise<void> } {
  if (clock.kind === 'system') return { ...systemClock(), restore: () => Promise.resolve() }
  const manual = manualClock(clock.startMs)
  return { ...manual, restore: async (store) => restoreClock(store, manual) }
}

/** What time it is by the clock of a store, epoch ms. */
export async function nowOf(store: Pick<Store, 'read'>, config: Pick<Config, 'clock'>): Promise<number> {
  const clock = clockOf(config)
  await clock.restore(store)
  return clock.now()
}
