import formbody from 'node:querystring'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
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

const FORM = 'application/x-www-form-urlencoded'

/** `GET /fhir/metadata`, for anyone. `startedAt` is an ISO instant. */
export function metadataRoute(app: FastifyInstance, deps: Deps, about: { startedAt: string; version: string }): void {
  const statement = JSON.stringify(capabilityStatement(deps.rules, { date: about.startedAt, version: about.version }))
  app.get('/metadata', async (_, reply) => reply.type(FHIR_JSON).send(statement))
}

/** The routes of every interaction; each needs a token. */
export function fhirRoutes(app: FastifyInstance, deps: Deps): void {
  app.addContentTypeParser(FORM, { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  for (const interaction of interactions) {
    app.route({
      method: interaction.method,
      url: interaction.url,
      config: { writes: interaction.writes },
      handler: async (request, reply) => answer(deps, interaction, request, reply)
    })
  }
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    app.route({
      method,
      url: '/*',
      // A write that nobody offers was sent all the same, and its sender counts it.
      config: { writes: method !== 'GET' },
      handler: async (request) => Promise.reject(new RefusalError([notRouted(request)]))
    })
  }
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
  const isForm = request.headers['content-type']?.toLowerCase().startsWith(FORM) === true
  if (isForm && !takesForm(interaction)) throw new RefusalError([issue('wrong-media-type')])
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

/** A form holds the parameters of a search; as a message it would be another media type than it says. */
function takesForm({ method, url }: Pick<Interaction, 'method' | 'url'>): boolean {
  return method === 'POST' && url.endsWith('_search')
}

function exchangeOf(request: FastifyRequest, { method, url }: Interaction): Exchange {
  const params = request.params as Readonly<Record<string, string | undefined>>
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const isForm = takesForm({ method, url })
  const inUrl = request.query as Readonly<Record<string, unknown>>
  return {
    participant: participantOf(request),
    allows: (type, letter) => allows(request.scope, type, letter),
    params: { type: params.type ?? '', id: params.id ?? '', vid: params.vid ?? '' },
    query: isForm ? together(inUrl, formbody.parse(body.toString('utf8'))) : inUrl,
    header: (name) => {
      const value = request.headers[name]
      return typeof value === 'string' ? value : undefined
    },
    body,
    language: languageOf(request.headers['accept-language'])
  }
}

/** What stands in the URL and in the form holds together: neither takes the place of the other. */
function together(...queries: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  const all = new Map<string, unknown[]>()
  for (const [name, value] of queries.flatMap((query) => Object.entries(query))) {
    all.set(name, [...(all.get(name) ?? []), value].flat())
  }
  return Object.fromEntries(all)
}

/** Whether an answer with these issues refuses a write that counts in its sender's reconciliation. */
export function isRefusedWrite(request: FastifyRequest, issues: Parameters<typeof statusOf>[0]): boolean {
  const config = request.routeOptions.config as { readonly writes?: boolean }
  return config.writes === true && request.participant !== undefined && statusOf(issues) >= 400
}
