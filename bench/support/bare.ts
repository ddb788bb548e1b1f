import type { Engine } from './engine.ts'
import { startChild } from './child.ts'

/** The bare handler, in a process of its own. */
export interface Bare {
  readonly url: string
  /** Puts rows in before anything is measured. */
  readonly fill: (rows: readonly (readonly [id: string, json: string])[]) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Rows sent to it at once; fewer than its group commit lets wait. */
const FILL_MAX = 2_000

/** Starts the bare handler on an engine. */
export async function startBare(engine: Engine): Promise<Bare> {
  const child = startChild<object, { url: string }>('bare-process.ts', { env: { BENCH_STORE: engine.bare } })
  const { url } = await child.ask({})
  return {
    url,
    fill: async (rows) => {
      for (let from = 0; from < rows.length; from += FILL_MAX)
        await child.ask({ rows: rows.slice(from, from + FILL_MAX) })
    },
    stop: () => child.stop()
  }
}
