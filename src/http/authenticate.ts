import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Participant } from '../directory/participant.ts'
import { issue } from '../fhir/outcome.ts'
import type { Verify } from '../tokens/verify.ts'
import { RefusalError } from './refusal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sends the request; set on every route but the open ones. */
    participant: Participant | undefined
    scope: string
  }
}

/** Codes for the reasons why a token is refused. */
const codeOf = { invalid: 'token-invalid', expired: 'token-expired', audience: 'token-invalid' } as const

/**
 * Makes every route of this scope ask for an access token, before its body is read.
 *
 * Errors (401): `token-missing`, `token-expired`, `token-invalid`.
 * Source: https://www.rfc-editor.org/rfc/rfc6750#section-2.1; tokens follow real time (design section 3).
 */
export function requireToken(app: FastifyInstance, verify: Verify, audience: string): void {
  app.addHook('onRequest', async (request) => {
    const token = /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) throw new RefusalError([issue('token-missing')])
    const verified = await verify(token, Date.now())
    if (!verified.ok) throw new RefusalError([issue(codeOf[verified.reason], { audience })])
    request.participant = verified.value.participant
    request.scope = verified.value.scope
  })
}

/** The participant of a request that came through `requireToken`. */
export function participantOf(request: FastifyRequest): Participant {
  if (request.participant === undefined) throw new Error('route without authentication')
  return request.participant
}
