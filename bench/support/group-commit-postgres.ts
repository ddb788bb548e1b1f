/** Work in one transaction at most, as the gateway's writer has it. */
const BATCH_MAX = 64

interface Item<T> {
  readonly item: T
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit over a network: what comes while a batch is under way goes into the next one, as one write.
 *
 * @param write - writes all items in one durable transaction.
 */
export function groupCommit<T>(write: (items: readonly T[]) => Promise<unknown>): (item: T) => Promise<void> {
  let queue: Item<T>[] = []
  let running = false

  async function drain(): Promise<void> {
    running = true
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH_MAX)
      queue = queue.slice(BATCH_MAX)
      try {
        await write(batch.map(({ item }) => item))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    running = false
  }

  return async (item) =>
    new Promise<void>((resolve, reject) => {
      queue.push({ item, resolve, reject })
      // What comes in the same turn of the event loop shares the first batch, too.
      if (!running) {
        running = true
        setImmediate(() => void drain())
      }
    })
}
