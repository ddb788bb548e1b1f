import { existsSync } from 'node:fs'
import { loadConfig, type Environment } from '../config.ts'
import { storeOptions, storeShown } from '../config-store.ts'
import { reasonOf } from '../reason.ts'
import { openReadOnly } from '../store/open.ts'
import type { Store } from '../store/port.ts'

/** The store that the configuration names, for reading beside a running gateway; or, in lines, why there is none. */
export type OpenedConfigured =
  | { readonly ok: true; readonly store: Pick<Store, 'read' | 'close'> }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Opens the store that the configuration names, for reading only; nothing is made where it is missing. */
export async function openConfigured(env: Environment): Promise<OpenedConfigured> {
  const config = loadConfig(env)
  if (!config.ok) return config
  const place = storeOptions(config.value)
  if ('file' in place && !existsSync(place.file)) {
    return { ok: false, problems: [`no store at ${place.file}: set GATEWAY_DATA_DIR to the gateway's data directory`] }
  }
  const store = openReadOnly(place)
  try {
    // A database is reached by the first question only.
    await store.read({ kind: 'auditHeads' })
    return { ok: true, store }
  } catch (error) {
    await store.close()
    return { ok: false, problems: [`cannot read the store ${storeShown(place)}: ${reasonOf(error)}`] }
  }
}
