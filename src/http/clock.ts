import type { FastifyInstance } from 'fastify'
import type { ManualClock } from '../clock.ts'
import { parseBounded } from '../fhir/bounded-json.ts'
import { issue } from '../fhir/outcome.ts'
import { setClock } from '../flows/clock.ts'
import type { SweepDeps } from '../flows/sweep.ts'
import { allows } from '../tokens/scopes.ts'
import { participantOf } from './authenticate.ts'
import { RefusalError } from './refusal.ts'

/** `POST /clock {"now": ...}` with an operator's token; mounted only where the clock is manual (design section 3). */
export function clockRoutes(app: FastifyInstance, deps: SweepDeps, clock: ManualClock): void {
  app.post('/clock', async (request, reply) => {
    if (!allows(request.scope, 'Clock', 'u')) {
      throw new RefusalError([issue('not-allowed', { scope: 'system/Clock.u' })])
    }
    const body = parseBounded(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
    if (!body.ok) throw new RefusalError(body.outcome.issues)
    const set = await setClock(deps, clock, { now: body.value.now, participant: participantOf(request).id })
    if (!set.ok) throw new RefusalError(set.outcome.issues)
    return reply.type('application/json').send({ now: set.value })
  })
}
