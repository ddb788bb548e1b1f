import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { errors, Provider } from 'oidc-provider'
import type { Adapter, AdapterPayload, Configuration, KoaContextWithOIDC, ResourceServer } from 'oidc-provider'
import type { Directory, JsonWebKey, Participant } from '../directory/participant.ts'
import type { Store } from '../store/port.ts'
import { tokenUrl } from './client.ts'
import { granted } from './scopes.ts'

/** What the token endpoint needs. */
export interface TokenOptions {
  /** Issuer of the tokens, without a slash at its end. */
  readonly publicUrl: string
  /** The private key (ES256, with `kid`) that signs the access tokens. */
  readonly signingKey: JsonWebKey
  readonly directory: Directory
  /** Remembers assertions in the store, so that neither a restart nor another replica takes one twice. */
  readonly once: Store['once']
}

/** The algorithms of assertions. Source: https://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html */
export const ASSERTION_ALGORITHMS = ['ES384', 'RS384'] as const

/** Five minutes: SMART's recommended maximum, because an access token cannot be called back. */
const ACCESS_TOKEN_SECONDS = 300

/** SMART: an assertion expires no more than five minutes ahead; it also bounds how long its id is remembered. */
const ASSERTION_SECONDS_MAX = 300

/** How far the clocks of a participant and the gateway may differ. */
const CLOCK_TOLERANCE_SECONDS = 15

/**
 * The token endpoint as a Koa application: client_credentials with private_key_jwt, and nothing else that
 * oidc-provider can do. Every default that would print to the console is replaced; what it has to tell goes to `log`.
 */
export function createProvider(options: TokenOptions, log: FastifyBaseLogger): Provider {
  const { publicUrl } = options
  const provider = new Provider(publicUrl, configuration(options))
  // oidc-provider makes the expected audience from the Host header: behind a proxy it would be another URL than the
  // public one, and whoever holds an assertion that was meant for somebody else could name that audience here.
  provider.OIDCContext.prototype.clientJwtAuthExpectedAudience = () => new Set([publicUrl, tokenUrl(publicUrl)])

  provider.on('grant.error', (ctx, error) => {
    const { error: code, error_description: description, error_detail: detail } = error
    log.warn({ participant: ctx.oidc.client?.clientId, code, description, detail }, 'token refused')
  })
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'token endpoint failed'))
  // Without a listener Koa prints errors to the console.
  const koa: NodeJS.EventEmitter = provider
  koa.on('error', (error: unknown) => log.error({ err: error }, 'token endpoint failed'))
  return provider
}

function configuration(options: TokenOptions): Configuration {
  const { directory, once, signingKey } = options
  return {
    adapter: (name) => adapter(name, directory),
    jwks: { keys: [signingKey] },
    clientAuthMethods: ['private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS], idTokenSigningAlgValues: ['ES256'] },
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    routes: { token: '/oauth/token', jwks: '/oauth/jwks' },
    responseTypes: [],
    scopes: [],
    ttl: { ClientCredentials: ACCESS_TOKEN_SECONDS },
    clientBasedCORS: () => false,
    assertJwtClientAuthClaimsAndHeader: (_ctx, claims) => refuseReplay(claims, once),
    renderError: (ctx, out) => {
      // Also to a browser an error is JSON (RFC 6749 section 5.2).
      ctx.type = 'application/json'
      ctx.body = out
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      // Its tokens are bound to a key, which the FHIR interface does not check.
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => `${options.publicUrl}/fhir`,
        getResourceServerInfo: (ctx, resource, client) =>
          fhirResource(ctx, { resource, client: client.clientId }, options)
      }
    }
  }
}

/** What a token is for: the FHIR base, with the scope that the participant's role has of what it asked. */
function fhirResource(
  ctx: KoaContextWithOIDC,
  asked: { readonly resource: string; readonly client: string },
  { publicUrl, directory }: TokenOptions
): ResourceServer {
  if (asked.resource !== `${publicUrl}/fhir`) throw new errors.InvalidTarget()
  const participant = directory.byId(asked.client)
  if (participant === undefined) throw new errors.InvalidClient()
  const params = ctx.oidc.params
  assert(params !== undefined, 'a token request has parameters')
  const requested = typeof params['scope'] === 'string' ? params['scope'] : undefined
  const scope = granted(participant.role, requested)
  if (scope === undefined)
    throw new errors.InvalidScope('nothing that was asked for is in the role of the participant', requested ?? '')
  // oidc-provider compares scopes as whole words; wildcards and subsets are SMART's, so the request is narrowed here.
  params['scope'] = scope
  return {
    scope,
    audience: asked.resource,
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'ES256' } }
  }
}

/**
 * Refuses an assertion that was used before, in one atomic step of the store.
 *
 * It runs once the signature holds. The provider's own check reads and then writes, so that of two copies that arrive
 * together both would pass; its adapter below therefore remembers nothing.
 */
async function refuseReplay(claims: Readonly<Record<string, unknown>>, once: TokenOptions['once']): Promise<void> {
  const { iss, jti, exp } = claims
  assert(
    typeof iss === 'string' && typeof jti === 'string' && typeof exp === 'number',
    'the provider checked the claims'
  )
  // Real time, as the provider's own checks: tokens do not follow the gateway's clock.
  const latest = Date.now() / 1000 + ASSERTION_SECONDS_MAX + CLOCK_TOLERANCE_SECONDS
  if (exp > latest) throw new errors.InvalidClientAuth('the assertion expires more than five minutes ahead')
  const id = createHash('sha256')
    .update(JSON.stringify([iss, jti]))
    .digest('base64url')
  const first = await once(`assertion/${id}`, Math.ceil(exp + CLOCK_TOLERANCE_SECONDS + 1) * 1000)
  if (!first) throw new errors.InvalidClientAuth('the assertion was used before')
}

/** The provider keeps nothing itself: clients are the directory's participants, tokens are signed and not stored. */
function adapter(name: string, directory: Directory): Adapter {
  return {
    find: (id) => Promise.resolve(name === 'Client' ? clientOf(directory.byId(id)) : undefined),
    upsert: () => {
      assert(name === 'ReplayDetection', `the token endpoint has no use for ${name}`)
      return Promise.resolve()
    },
    findByUserCode: unused,
    findByUid: unused,
    consume: unused,
    destroy: unused,
    revokeByGrantId: unused
  }
}

function unused(): Promise<undefined> {
  assert.fail('the token endpoint has no use for this')
}

function clientOf(participant: Participant | undefined): AdapterPayload | undefined {
  if (participant?.keys === undefined) return undefined
  return {
    client_id: participant.id,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: 'private_key_jwt',
    id_token_signed_response_alg: 'ES256',
    jwks: { keys: participant.keys.jwks.keys.map((key) => ({ ...key })) }
  }
}
