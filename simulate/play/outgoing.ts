import type { OutboxMessage } from '../../src/store/change.ts'
import type { Store } from '../../src/store/port.ts'

/** A store that tells what is put in its outbox. */
export function noting(store: Store, note: (messages: readonly OutboxMessage[]) => void): Store {
  return {
    isShared: store.isShared,
    read: async (query) => store.read(query),
    async commit(change) {
      const committed = await store.commit(change)
      if (committed.outcome === 'committed') note(change.outbox)
      return committed
    },
    claim: async (ask) => store.claim(ask),
    settle: async (ask) => store.settle(ask),
    settlePulled: async (ask) => store.settlePulled(ask),
    lease: async (ask) => store.lease(ask),
    once: async (id, expiresAt) => store.once(id, expiresAt),
    close: async () => store.close()
  }
}
