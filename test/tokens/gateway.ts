import { createServer } from 'node:net'
import fastify from 'fastify'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { CryptoKey } from 'jose'
import type { Test } from 'tap'
import { fetch } from 'undici'
import { publicPart } from '../../src/directory/keys.ts'
import type { Directory, JsonWebKey, Participant, Role } from '../../src/directory/participant.ts'
import { issuer } from '../../src/tokens/issuer.ts'
import type { TokenOptions } from '../../src/tokens/provider.ts'

/** A participant and its private key. */
export interface Party {
  readonly participant: Participant
  readonly privateKey: CryptoKey
  readonly privateJwk: JsonWebKey
}

/** A private key as a JWK, its `kid` included. */
export async function newKey(alg: 'ES256' | 'ES384' | 'RS384', kid: string): Promise<[CryptoKey, JsonWebKey]> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const { kty = '', ...members } = await exportJWK(privateKey)
  return [privateKey, { kty, ...members, kid, alg, use: 'sig' }]
}

export async function newParty(id: string, role: Role, alg: 'ES384' | 'RS384' = 'ES384'): Promise<Party> {
  const [privateKey, privateJwk] = await newKey(alg, `${id}-1`)
  const keys = { jwks: { keys: [publicPart(privateJwk)] } }
  return { participant: { id, name: id, role, identifiers: {}, keys }, privateKey, privateJwk }
}

/** A directory that somebody can leave. */
export function directoryWith(...participants: readonly Participant[]): Directory & { leave(id: string): void } {
  const members = new Map(participants.map((participant) => [participant.id, participant]))
  return {
    all: participants,
    byId: (id) => members.get(id),
    byIdentifier: () => undefined,
    leave: (id) => void members.delete(id)
  }
}

/** What `Store.once` promises, in memory. */
export function inMemoryOnce(): TokenOptions['once'] {
  const seen = new Set<string>()
  return (id) => Promise.resolve(!seen.has(id) && seen.add(id).has(id))
}

export interface Gateway {
  readonly url: string
  readonly signingKey: JsonWebKey
  readonly log: readonly string[]
}

/** A listening gateway with nothing but the token endpoint; `options` take the place of what it would use itself. */
export async function startGateway(
  t: Test,
  options: Pick<TokenOptions, 'directory'> & Partial<TokenOptions>
): Promise<Gateway> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const log: string[] = []
  const app = fastify({ logger: { level: 'warn', stream: { write: (line: string) => void log.push(line) } } })
  const signingKey = options.signingKey ?? (await newKey('ES256', 'signing-1'))[1]
  await app.register(issuer, { publicUrl: url, once: inMemoryOnce(), ...options, signingKey })
  await app.listen({ host: '127.0.0.1', port })
  t.teardown(() => app.close())
  return { url, signingKey, log }
}

/** An assertion as a participant would sign it; `claims` take the place of its own, undefined leaves one out. */
export async function assertionOf(party: Party, url: string, claims: Record<string, unknown> = {}): Promise<string> {
  const { participant, privateKey, privateJwk } = party
  const nowSeconds = Math.floor(Date.now() / 1000)
  const own = { iss: participant.id, sub: participant.id, aud: `${url}/oauth/token`, jti: crypto.randomUUID() }
  return new SignJWT({ ...own, iat: nowSeconds, exp: nowSeconds + 60, ...claims })
    .setProtectedHeader({ alg: privateJwk.alg ?? '', kid: privateJwk.kid ?? '', typ: 'JWT' })
    .sign(privateKey)
}

export interface Answer {
  readonly status: number
  readonly type: string | null
  readonly body: Readonly<Record<string, unknown>>
}

/** Posts a token request with an assertion. */
export async function post(
  url: string,
  assertion: string,
  more: { readonly form?: Record<string, string>; readonly headers?: Record<string, string> } = {}
): Promise<Answer> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...more.form
  })
  const response = await fetch(`${url}/oauth/token`, { method: 'POST', body: form, headers: { ...more.headers } })
  const body = (await response.json()) as Answer['body']
  return { status: response.status, type: response.headers.get('content-type'), body }
}

/** The issuer must be known before the server listens, so the port is chosen first. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
