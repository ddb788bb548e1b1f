import formbody from 'node:querystring'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { issue, statusOf } from '../fhir/outcome.ts'
import type { Deps } from '../flows/deps.ts'
import { capabilityStatement } from '../interactions/capabilities.ts'
import type { Exchange, Interaction } from '../interactions/interaction.ts'
import { interactions } from '../interactions/registry.ts'
import { routesOf, type Operation, type OperationRoute } from '../operations/operation.ts'
import { operations, withOperations } from '../operations/registry.ts'
import { allows } from '../tokens/scopes.ts'
import { participantOf } from './authenticate.ts'
import { FHIR_JSON, languageOf } from './media-types.ts'
import { RefusalError } from './refusal.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

const FORM = 'application/x-www-form-urlencoded'

const NO_BODY = Buffer.alloc(0)

/** `GET /fhir/metadata`, for anyone. `startedAt` is an ISO instant. */
export function metadataRoute(app: FastifyInstance, deps: Deps, about: { startedAt: string; version: string }): void {
  const { startedAt: date, version } = about
  const statement = JSON.stringify(withOperations(capabilityStatement(deps.rules, { date, version })))
  app.get('/metadata', async (_, reply) => reply.type(FHIR_JSON).send(statement))
}

/** The routes of every interaction and operation; each needs a token. */
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
  for (const operation of operations) {
    operationRoutes(app, deps, operation)
    const { instanceUrl: url } = operation
    if (url !== undefined) operationRoutes(app, deps, { ...operation, url })
  }
  for (const method of METHODS) {
    app.route({
      method,
      url: '/*',
      // A write that nobody offers was sent all the same, and its sender counts it.
      config: { writes: method !== 'GET' },
      // Before its body is read: what is wrong with that is of no use to one whose request is not offered.
      onRequest: async (request) => Promise.reject(notRouted(request)),
      handler: async (request) => Promise.reject(notRouted(request))
    })
  }
}

/** An operation is not a write, whatever its method: no sender counts it, also where it changes something. */
function operationRoutes(app: FastifyInstance, deps: Deps, operation: Operation): void {
  const { url, methods } = operation
  const routes = routesOf(operation)
  for (const route of routes) {
    app.route({
      method: route.method,
      url,
      config: { writes: false, operates: operation.definition.affectsState === true },
      handler: async (request, reply) => answer(deps, route, request, reply)
    })
  }
  const refusal = new RefusalError([issue('method-not-allowed', { type: 'this address' })], {
    Allow: methods.join(', ')
  })
  const others = METHODS.filter((method) => routes.every((route) => route.method !== method))
  const refuse = async (): Promise<never> => Promise.reject(refusal)
  app.route({ method: others, url, config: { writes: false }, onRequest: refuse, handler: refuse })
}

/** No interaction has this address; where it has another method, that is what is said. */
function notRouted({ method, url }: FastifyRequest): RefusalError {
  const [, type, more] = /^\/fhir\/([A-Z][A-Za-z]{1,39})(\/[^/?]+)?(?:\?|$)/.exec(url) ?? []
  const isRead = method === 'GET' || method === 'HEAD'
  if (type !== undefined && !isRead) return notOfferedOn(type, more === undefined ? '/:type' : '/:type/:id')
  // An operation or a history: an address of FHIR's that is not offered here.
  const isOperation = /\/(?:\$|_history)/.test(url)
  return new RefusalError([isOperation ? issue('method-not-allowed', { type: 'this address' }) : issue('not-found')])
}

/** Source of `Allow`: RFC 9110 section 15.5.6. */
function notOfferedOn(type: string, url: string): RefusalError {
  const offered = interactions.filter((one) => one.url === url && (one.types?.has(type) ?? true))
  const allow = [...new Set(offered.map(({ method }) => method))].join(', ')
  return new RefusalError([issue('method-not-allowed', { type })], { Allow: allow })
}

/** What the answering of interactions and of operations has in common. */
type Offered = OperationRoute | Interaction

async function answer(
  deps: Deps,
  interaction: Offered,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  const isForm = request.headers['content-type']?.toLowerCase().startsWith(FORM) === true
  if (isForm && !takesForm(interaction)) throw new RefusalError([issue('wrong-media-type')])
  const exchange = exchangeOf(request, interaction)
  refuseUnoffered(deps, interaction, exchange)
  const result = await interaction.handle(deps, exchange)
  if (!result.ok) throw new RefusalError(result.outcome.issues)
  const { status, headers, body } = result.value
  return reply.code(status).headers(headers).type(FHIR_JSON).send(body)
}

function refuseUnoffered(deps: Deps, { letter, types, url }: Offered, exchange: Exchange): void {
  const { type } = exchange.params
  if (letter === undefined) return
  const isName = /^[A-Z][A-Za-z]{0,39}$/.test(type)
  if (!isName) throw new RefusalError([issue('method-not-allowed', { type: 'this address' })], { Allow: '' })
  const isKnown = deps.rules.validator.types.has(type) || ownTypes.has(type)
  if (!isKnown) throw new RefusalError([issue('unknown-type', { type })])
  if (types?.has(type) === false) throw notOfferedOn(type, url)
  if (!exchange.allows(type, letter)) {
    throw new RefusalError([issue('not-allowed', { scope: `system/${type}.${letter}` })])
  }
}

/** Types that no message brings and that can be read: what the directory lists, agreements, and the reminders that the gateway writes. */
const ownTypes: ReadonlySet<string> = new Set(['Organization', 'Endpoint', 'CommunicationRequest', 'PlanDefinition'])

/** A form holds the parameters of a search; as a message it would be another media type than it says. */
function takesForm({ method, url }: Pick<Interaction, 'method' | 'url'>): boolean {
  return method === 'POST' && url.endsWith('_search')
}

function exchangeOf(request: FastifyRequest, { method, url }: Offered): Exchange {
  const params = request.params as Readonly<Record<string, string | undefined>>
  const body = Buffer.isBuffer(request.body) ? request.body : NO_BODY
  const isForm = takesForm({ method, url })
  const inUrl = request.query as Readonly<Record<string, unknown>>
  return {
    participant: participantOf(request),
    isHead: request.method === 'HEAD',
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

/**
 * What an answer with these issues refuses: a write that counts in its sender's reconciliation, or an operation that would have
 * changed something; undefined for what leaves no trace.
 */
export function refusedAction(
  request: FastifyRequest,
  issues: Parameters<typeof statusOf>[0]
): 'receive' | 'operate' | undefined {
  const config = request.routeOptions.config as { readonly writes?: boolean; readonly operates?: boolean }
  if (request.participant === undefined || statusOf(issues) < 400) return undefined
  if (config.writes === true) return 'receive'
  return config.operates === true ? 'operate' : undefined
}
