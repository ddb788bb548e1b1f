import type { FastifyInstance } from 'fastify'
import { issue } from '../fhir/outcome.ts'
import type { Deps } from '../flows/deps.ts'
import { allows } from '../tokens/scopes.ts'
import { RefusalError } from './refusal.ts'

/** Feedback that nobody could place, as the operator sees it: whose, when and why, and nothing of what it says. */
export interface UnmatchedReport {
  readonly count: number
  /** Whether more is kept than is listed here. */
  readonly more: boolean
  /** Oldest first. */
  readonly rows: readonly UnmatchedRow[]
}

/** One message of it. */
export interface UnmatchedRow {
  /** Under which the store keeps it byte for byte; the audit names it, too. */
  readonly message: string
  readonly participant: string
  /** Null for one that no longer stands in the directory. */
  readonly participantName: string | null
  /** ISO instant, UTC. */
  readonly receivedAt: string
  readonly reason: 'no-referral' | 'several-referrals'
  /** The ServiceRequest to which an operator has assigned it; in a list of all alone. */
  readonly assignedTo?: string
}

/** Messages in one answer; an operator who has this many left to place has another trouble than the list's length. */
const ROWS_MAX = 1_000

/**
 * `GET /reports/unmatched`: feedback that fits no referral or several, for the operator (design section 7). Each row is a
 * message that its sender was told about, and that somebody has yet to ask that sender about, or to assign
 * (`POST /fhir/Communication/$assign`). With `?all` also those that are assigned by now.
 *
 * Errors: `not-allowed` (403).
 */
export function unmatchedRoutes(app: FastifyInstance, { store, rules }: Pick<Deps, 'store' | 'rules'>): void {
  app.get('/reports/unmatched', async (request, reply) => {
    if (!allows(request.scope, 'AuditEvent', 'r')) {
      throw new RefusalError([issue('not-allowed', { scope: 'system/AuditEvent.rs' })])
    }
    const query = request.query as Readonly<Record<string, unknown>>
    const isAll = query['all'] !== undefined
    const { facts } = await store.read({ kind: 'unmatched', limit: ROWS_MAX + 1, all: isAll })
    const rows = facts.slice(0, ROWS_MAX).map(({ id, receivedAt, ...row }): UnmatchedRow => {
      const participantName = rules.directory.byId(row.participant)?.name ?? null
      return { message: id, participantName, receivedAt: new Date(receivedAt).toISOString(), ...row }
    })
    const report: UnmatchedReport = { count: rows.length, more: facts.length > ROWS_MAX, rows }
    return reply.type('application/json').send(JSON.stringify(report))
  })
}
