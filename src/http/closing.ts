import type { FastifyInstance } from 'fastify'

/** While the server closes, connections that are idle by now are closed this often; a client would keep them for a minute. */
const lookMs = 50

/** What is under way at a stop may take this long; a sender whose request is broken off then has no answer, and repeats. */
const graceMs = 5_000

/**
 * Lets a stop end: Fastify closes what is idle when it begins, and waits without end for what becomes idle after that,
 * and for a request of which the rest never comes.
 */
export function closeConnectionsAtStop(app: FastifyInstance): void {
  app.addHook('preClose', (done) => {
    const idle = setInterval(() => app.server.closeIdleConnections(), lookMs).unref()
    const all = setTimeout(() => app.server.closeAllConnections(), graceMs).unref()
    app.server.once('close', () => {
      clearInterval(idle)
      clearTimeout(all)
    })
    done()
  })
}
