import formbody from 'node:querystring'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isBsn } from '../fhir/identifiers.ts'
import { issue, statusOf, type Issue } from '../fhir/outcome.ts'
import type { Deps } from '../flows/deps.ts'
import { capabilityStatement } from '../interactions/capabilities.ts'
import type { Exchange, Interaction } from '../interactions/interaction.ts'
import { interactions } from '../interactions/registry.ts'
import { refused, type Result } from '../result.ts'
import type { Answer } from '../store/change.ts'
import { allows } from '../tokens/scopes.ts'
import { participantOf } from './authenticate.ts'
import { FHIR_JSON, languageOf } from './media-types.ts'
import { RefusalError } from './refusal.ts'

/** `GET /fhir/metadata`, for anyone. `startedAt` is an ISO instant. */
export function metadataRoute(app: FastifyInstance, deps: Deps, about: { startedAt: string; version: string }): void {
  const statement = JSON.stringify(capabilityStatement(deps.rules, { date: about.startedAt, version: about.version }))
  app.get('/metadata', async (_, reply) => reply.type(FHIR_JSON).send(statement))
}

/** The routes of every interaction; each needs a token. */
export function fhirRoutes(app: FastifyInstance, deps: Deps): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_, body, done) =>
    done(null, body)
  )
  app.addHook('preHandler', refuseBsnInUrl)
  for (const interaction of interactions) {
    app.route({
      method: interaction.method,
      url: interaction.url,
      config: { writes: interaction.writes },
      handler: async (request, reply) => answer(deps, interaction, request, reply)
    })
  }
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/*',
    handler: async (request) => Promise.reject(new RefusalError([notRouted(request)]))
  })
}

/** No interaction has this address; where it has another method, that is what is said. */
function notRouted({ method, url }: FastifyRequest): Issue {
  const type = /^\/fhir\/([A-Z][A-Za-z]{1,39})(?:[/?]|$)/.exec(url)?.[1]
  const isOtherMethod = type !== undefined && ['PATCH', 'DELETE', 'PUT', 'POST'].includes(method)
  return isOtherMethod ? issue('method-not-allowed', { type }) : issue('not-found')
}

async function answer(
  deps: Deps,
  interaction: Interaction,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  const exchange = exchangeOf(request, interaction)
  const problem = notOffered(deps, interaction, exchange)
  const result: Result<Answer> = problem === undefined ? await interaction.handle(deps, exchange) : problem
  if (!result.ok) throw new RefusalError(result.outcome.issues)
  const { status, headers, body } = result.value
  return reply.code(status).headers(headers).type(FHIR_JSON).send(body)
}

function notOffered(deps: Deps, { letter, types }: Interaction, exchange: Exchange): Result<Answer> | undefined {
  const { type } = exchange.params
  if (letter === undefined) return undefined
  const isKnown = deps.rules.validator.types.has(type) || type === 'Organization' || type === 'Endpoint'
  if (!isKnown) return refused(issue('unknown-type', { type: /^[A-Za-z]{1,40}$/.test(type) ? type : '?' }))
  if (types?.has(type) === false) return refused(issue('method-not-allowed', { type }))
  return exchange.allows(type, letter)
    ? undefined
    : refused(issue('not-allowed', { scope: `system/${type}.${letter}` }))
}

function exchangeOf(request: FastifyRequest, { method, url }: Interaction): Exchange {
  const params = request.params as Readonly<Record<string, string | undefined>>
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const isForm = method === 'POST' && url.endsWith('_search')
  const inUrl = request.query as Readonly<Record<string, unknown>>
  return {
    participant: participantOf(request),
    allows: (type, letter) => allows(request.scope, type, letter),
    params: { type: params.type ?? '', id: params.id ?? '', vid: params.vid ?? '' },
    query: isForm ? { ...inUrl, ...formbody.parse(body.toString('utf8')) } : inUrl,
    header: (name) => {
      const value = request.headers[name]
      return typeof value === 'string' ? value : undefined
    },
    body,
    language: languageOf(request.headers['accept-language'])
  }
}

/** URLs end up in logs of proxies and browsers, so a BSN is refused in one before anything is looked up by it. */
async function refuseBsnInUrl(request: FastifyRequest): Promise<void> {
  const url = decoded(request.url)
  const hasBsn = [...url.matchAll(/(?<!\d)\d{9}(?!\d)/g)].some(([digits]) => isBsn(digits))
  if (hasBsn || /NamingSystem\/bsn\||2\.16\.840\.1\.113883\.2\.4\.6\.3\|/.test(url)) {
    throw new RefusalError([issue('bsn-in-url')])
  }
  await Promise.resolve()
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

/** Whether an answer with these issues refuses a write that counts in its sender's reconciliation. */
export function isRefusedWrite(request: FastifyRequest, issues: Parameters<typeof statusOf>[0]): boolean {
  const config = request.routeOptions.config as { readonly writes?: boolean }
  return config.writes === true && request.participant !== undefined && statusOf(issues) >= 400
}
