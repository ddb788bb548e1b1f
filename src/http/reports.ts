import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { issue } from '../fhir/outcome.ts'
import { faces, writeReport, type ReportDeps } from '../flows/report.ts'
import { allows } from '../tokens/scopes.ts'
import { participantOf } from './authenticate.ts'
import { FHIR_JSON, preferred } from './media-types.ts'
import { RefusalError } from './refusal.ts'

/** Other names under which JSON is asked for; the answer says plainly that it is JSON. */
const otherJson: readonly string[] = [FHIR_JSON, 'text/json']

/**
 * `GET /reports/obligations`: the auditor about all, a region about its own, every participant about itself, as JSON, CSV
 * or NDJSON (design section 9).
 * `GET /reports/reconciliation`: the operator's counts of what came in and went out (design section 10), no content.
 */
export function reportRoutes(app: FastifyInstance, deps: ReportDeps): void {
  app.get('/reports/obligations', { config: { negotiates: true } }, async (request, reply) => {
    if (!allows(request.scope, 'MeasureReport', 'r')) {
      throw new RefusalError([issue('not-allowed', { scope: 'system/MeasureReport.rs' })])
    }
    const type = preferred(request.headers.accept, [...faces, ...otherJson])
    if (type === undefined) throw new RefusalError([issue('not-acceptable')])
    const face = faces.find((one) => one === type) ?? 'application/json'
    const query = request.query as Readonly<Record<string, unknown>>
    const report = await writeReport(deps, participantOf(request), { query, face })
    if (!report.ok) throw new RefusalError(report.outcome.issues)
    const { headers, body, close } = report.value
    // Also where the reader goes away before all is sent, or asked for headers alone.
    reply.raw.once('close', () => void close())
    return reply.headers({ ...headers, Vary: 'Accept' }).send(Readable.from(body))
  })

  app.get('/reports/reconciliation', async (request, reply) => {
    if (!allows(request.scope, 'AuditEvent', 'r')) {
      throw new RefusalError([issue('not-allowed', { scope: 'system/AuditEvent.rs' })])
    }
    const { facts } = await deps.store.read({ kind: 'reconciliation' })
    return reply.type('application/json').send(JSON.stringify(facts))
  })
}
