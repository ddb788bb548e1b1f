import type { IncomingMessage, ServerResponse } from 'node:http'
import middie from '@fastify/middie'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { tokenUrl } from './client.ts'
import { ASSERTION_ALGORITHMS, createProvider } from './provider.ts'
import type { TokenOptions } from './provider.ts'
import { scopesSupported } from './scopes.ts'

/**
 * Mounts `POST /oauth/token`, `GET /oauth/jwks` and the discovery document of SMART Backend Services.
 *
 * Source: https://hl7.org/fhir/smart-app-launch/STU2.2/backend-services.html, docs/adr/0003-tokens.md.
 */
export const issuer: FastifyPluginCallback<TokenOptions> = (app, options, done) => {
  const discovery = discoveryDocument(options.publicUrl)
  // SMART places it under the FHIR base; the root is where many clients look first.
  for (const base of ['', '/fhir']) {
    app.get(`${base}/.well-known/smart-configuration`, (_request, reply) =>
      reply.type('application/json').send(discovery)
    )
  }
  app.register(mountProvider, options)
  done()
}

/**
 * oidc-provider reads the request itself, so it runs before Fastify would parse the body, but after the `onRequest`
 * hooks of the application (limits, security headers). The plugin keeps it away from every other route.
 */
async function mountProvider(app: FastifyInstance, options: TokenOptions): Promise<void> {
  const provider = createProvider(options, app.log)
  const answer = provider.callback()
  await app.register(middie, { hook: 'preParsing' })
  app.use((request: IncomingMessage, response: ServerResponse) => void answer(request, response))
  app.post('/oauth/token', unreached)
  app.get('/oauth/jwks', { exposeHeadRoute: false }, unreached)
}

/** Fastify runs hooks for the routes that it knows; the provider has answered before a handler's turn comes. */
function unreached(): never {
  throw new Error('the token provider let a request pass')
}

/** Source: https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html */
function discoveryDocument(publicUrl: string): object {
  return {
    issuer: publicUrl,
    jwks_uri: `${publicUrl}/oauth/jwks`,
    token_endpoint: tokenUrl(publicUrl),
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    scopes_supported: scopesSupported,
    // Required in every document, also where there is no authorization endpoint to use it with.
    code_challenge_methods_supported: ['S256'],
    capabilities: ['client-confidential-asymmetric', 'permission-v2']
  }
}
