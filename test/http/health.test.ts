import { test } from 'tap'
import type { Store } from '../../src/store/port.ts'
import { outcomeOf, world } from './world.ts'

test('a gateway is live while it answers, and ready while its store does', async (t) => {
  let isDown = false
  const wrap = (store: Store): Store => ({
    read: async (query) => (isDown ? Promise.reject(new Error('gone')) : store.read(query)),
    commit: async (change) => store.commit(change),
    claim: async (ask) => store.claim(ask),
    settle: async (ask) => store.settle(ask),
    isShared: false,
    lease: async (ask) => store.lease(ask),
    settlePulled: async (ask) => store.settlePulled(ask),
    once: async (id, expiresAt) => store.once(id, expiresAt),
    close: async () => store.close()
  })
  const { app, ops } = await world(t, { wrap })
  for (const server of [app, ops]) {
    isDown = false
    t.equal((await server.inject({ url: '/health/ready' })).statusCode, 200)
    isDown = true
    t.equal((await server.inject({ url: '/health/live' })).statusCode, 200)
    const answer = await server.inject({ url: '/health/ready' })
    t.same(outcomeOf(answer), [500, 'internal-error'])
    t.notMatch(answer.body, 'gone')
  }
})
