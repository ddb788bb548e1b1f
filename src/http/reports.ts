import type { FastifyInstance } from 'fastify'
import { issue } from '../fhir/outcome.ts'
import type { Deps } from '../flows/deps.ts'
import { askReport } from '../flows/report.ts'
import { allows } from '../tokens/scopes.ts'
import { participantOf } from './authenticate.ts'
import { RefusalError } from './refusal.ts'

/**
 * `GET /reports/obligations`: the auditor about all, every participant about itself (design section 9).
 * `GET /reports/reconciliation`: the operator's counts of what came in and went out (design section 10), no content.
 */
export function reportRoutes(app: FastifyInstance, deps: Deps & { readonly pseudonymKey: Buffer }): void {
  app.get('/reports/obligations', async (request, reply) => {
    if (!allows(request.scope, 'MeasureReport', 'r')) {
      throw new RefusalError([issue('not-allowed', { scope: 'system/MeasureReport.rs' })])
    }
    const query = request.query as Readonly<Record<string, unknown>>
    const answer = await askReport(deps, participantOf(request), query)
    if (!answer.ok) throw new RefusalError(answer.outcome.issues)
    return reply.type('application/json').send(JSON.stringify(answer.value))
  })

  app.get('/reports/reconciliation', async (request, reply) => {
    if (!allows(request.scope, 'AuditEvent', 'r')) {
      throw new RefusalError([issue('not-allowed', { scope: 'system/AuditEvent.rs' })])
    }
    const { facts } = await deps.store.read({ kind: 'reconciliation' })
    return reply.type('application/json').send(JSON.stringify(facts))
  })
}
