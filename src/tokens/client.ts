import { randomUUID } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import { fetch } from 'undici'
import type { Response } from 'undici'
import type { JsonWebKey } from '../directory/participant.ts'

/** Who asks which gateway for a token, with which private key (ES384 or RS384) and for which scope. */
export interface TokenRequest {
  readonly publicUrl: string
  readonly participant: string
  readonly privateJwk: JsonWebKey
  readonly scope?: string
}

/** A token, or why there is none: the gateway could not be reached, or it refused (RFC 6749 section 5.2). */
export type TokenAnswer =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly reason: 'unreachable' | 'refused'; readonly detail: string }

/** Asks for an access token as SMART Backend Services do, with an assertion signed by the participant. */
export async function askToken(request: TokenRequest): Promise<TokenAnswer> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(request),
    ...(request.scope === undefined ? {} : { scope: request.scope })
  })
  const response = await post(tokenUrl(request.publicUrl), form)
  if (typeof response === 'string') return { ok: false, reason: 'unreachable', detail: response }
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && isRecord(body) && typeof body['access_token'] === 'string') {
    return { ok: true, value: body['access_token'] }
  }
  return { ok: false, reason: 'refused', detail: `${response.status} ${errorIn(body)}` }
}

/** The access token; throws where there is none, for callers that cannot go on without it (simulators, tests). */
export async function requestToken(request: TokenRequest): Promise<string> {
  const answer = await askToken(request)
  if (!answer.ok) throw new Error(`no token for ${request.participant}: ${answer.reason}, ${answer.detail}`)
  return answer.value
}

/** The token endpoint of a gateway, which is also the audience of assertions. */
export function tokenUrl(publicUrl: string): string {
  return `${publicUrl}/oauth/token`
}

/** SMART lets an assertion live five minutes; one minute is enough for clocks that differ a little. */
const ASSERTION_LIFETIME = '1m'

/** A gateway that does not answer in this time is not going to. */
const ANSWER_TIMEOUT_MS = 10_000

async function assertion({ publicUrl, participant, privateJwk }: TokenRequest): Promise<string> {
  const alg = privateJwk.kty === 'RSA' ? 'RS384' : 'ES384'
  const kid = privateJwk.kid
  return new SignJWT()
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
    .setIssuer(participant)
    .setSubject(participant)
    .setAudience(tokenUrl(publicUrl))
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(ASSERTION_LIFETIME)
    .sign(await importJWK(privateJwk, alg))
}

/** The response, or in words why none came. */
async function post(url: string, form: URLSearchParams): Promise<Response | string> {
  try {
    return await fetch(url, { method: 'POST', body: form, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) })
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    return cause instanceof Error ? cause.message : 'no connection'
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function errorIn(body: unknown): string {
  if (!isRecord(body)) return 'with a body that is not JSON'
  const texts = [body['error'], body['error_description']].filter((text) => typeof text === 'string')
  return texts.join(': ') || 'without an error code'
}
