import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'

/** Opens the gateway's store where an engine says that our side keeps its rows, a URL or a file, and migrates it. */
export async function openOurs(where: string, now: () => number): Promise<Store> {
  const place = /^postgres(ql)?:/.test(where) ? { url: where } : { file: where }
  return openStore({ ...place, now })
}
