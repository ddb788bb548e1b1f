import type { FastifyInstance } from 'fastify'
import type { Store } from '../store/port.ts'

/**
 * `GET /health/live`: the process answers. `GET /health/ready`: the store answers, too.
 *
 * Open to anyone who reaches the port, and says nothing beyond that.
 */
export function healthRoutes(app: FastifyInstance, store: Store): void {
  app.get('/health/live', async (_, reply) => reply.send({ status: 'live' }))
  app.get('/health/ready', async (_, reply) => {
    // A store that does not answer throws, and the error handler says 500.
    await store.read({ kind: 'setting', name: 'clock' })
    return reply.send({ status: 'ready' })
  })
}
