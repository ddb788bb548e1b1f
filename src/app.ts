import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { ManualClock } from './clock.ts'
import type { Config } from './config.ts'
import type { JsonWebKey } from './directory/participant.ts'
import type { Deps } from './flows/deps.ts'
import { hasBsn } from './fhir/identifiers.ts'
import { issue } from './fhir/outcome.ts'
import { recordRefusal } from './flows/receive.ts'
import { requireToken } from './http/authenticate.ts'
import { refuseBsnInUrl } from './http/bsn-in-url.ts'
import { clockRoutes } from './http/clock.ts'
import { closeConnectionsAtStop } from './http/closing.ts'
import { answerErrors, sendOutcome } from './http/errors.ts'
import { fhirRoutes, metadataRoute, refusedAction } from './http/fhir.ts'
import { healthRoutes } from './http/health.ts'
import { giveJson, takeJsonBodies } from './http/media-types.ts'
import { reportRoutes } from './http/reports.ts'
import { unmatchedRoutes } from './http/unmatched.ts'
import { issuer } from './tokens/issuer.ts'
import type { Verify } from './tokens/verify.ts'

/** What the servers are made of. */
export interface AppParts {
  readonly config: Pick<Config, 'publicUrl' | 'bodyBytesMax' | 'rateLimitPerMinute'>
  readonly deps: Deps & { readonly pseudonymKey: Buffer }
  readonly verify: Verify
  readonly signingKey: JsonWebKey
  readonly version: string
  /** ISO instant. */
  readonly startedAt: string
}

/** A loop that is this late cannot answer in time: senders are told to come back (503). */
const EVENT_LOOP_DELAY_MS_MAX = 5_000

/** A whole request has come by then, 2 MiB over a poor line included; one that drips on holds a connection for nothing. */
const REQUEST_MS_MAX = 60_000

/** The public server: FHIR, reports, tokens, health. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { config, deps, verify } = parts
  const app = server(deps.log, config.bodyBytesMax)
  await app.register(helmet)
  await app.register(underPressure, { maxEventLoopDelay: EVENT_LOOP_DELAY_MS_MAX })
  app.decorateRequest('participant', undefined)
  app.decorateRequest('scope', '')
  takeJsonBodies(app)
  answerErrors(app, {
    bodyBytesMax: config.bodyBytesMax,
    onRefused: async (request, issues) => {
      const action = refusedAction(request, issues)
      if (action !== undefined) await recordRefusal(deps, request.participant?.id ?? '', { issues, action })
    }
  })
  healthRoutes(app, deps.store)
  await app.register(async (scope) => {
    // Who asks for a token is not known yet: its address is what can be limited.
    await scope.register(rateLimit, { max: config.rateLimitPerMinute, timeWindow: '1 minute' })
    await scope.register(issuer, {
      publicUrl: config.publicUrl,
      signingKey: parts.signingKey,
      directory: deps.rules.directory,
      once: async (id, expiresAt) => deps.store.once(id, expiresAt)
    })
  })
  await app.register(
    async (open) => {
      giveJson(open)
      metadataRoute(open, deps, parts)
      await Promise.resolve()
    },
    { prefix: '/fhir' }
  )
  await app.register(async (closed) => {
    requireToken(closed, verify, `${config.publicUrl}/fhir`)
    giveJson(closed)
    refuseBsnInUrl(closed)
    await limitRate(closed, config.rateLimitPerMinute)
    closed.addHook('onSend', (_request, reply, _payload, done) => {
      reply.header('Cache-Control', 'no-store')
      done()
    })
    await closed.register((fhir) => fhirRoutes(fhir, deps), { prefix: '/fhir' })
    reportRoutes(closed, deps)
    unmatchedRoutes(closed, deps)
  })
  return app
}

/** The operator's server on its own port: health, and the clock where that is set by hand. */
export function createOpsApp({ config, deps, verify }: AppParts, clock: ManualClock | undefined): FastifyInstance {
  const app = server(deps.log, config.bodyBytesMax)
  app.decorateRequest('participant', undefined)
  app.decorateRequest('scope', '')
  takeJsonBodies(app)
  answerErrors(app, { bodyBytesMax: config.bodyBytesMax, onRefused: async () => Promise.resolve() })
  healthRoutes(app, deps.store)
  if (clock !== undefined) {
    app.register(async (closed) => {
      requireToken(closed, verify, `${config.publicUrl}/fhir`)
      clockRoutes(closed, deps, clock)
      await Promise.resolve()
    })
  }
  return app
}

function server(log: FastifyBaseLogger, bodyBytesMax: number): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    // Fastify's own lines carry whole URLs; the one line below carries the route and no more.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: bodyBytesMax,
    requestTimeout: REQUEST_MS_MAX,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    requestIdHeader: false,
    // An address that cannot be decoded reaches no route; Fastify's own answer would say it back.
    frameworkErrors: (_, request, reply) => void sendOutcome(request, reply, [issue('not-found')])
  })
  closeConnectionsAtStop(app)
  // Hooks that wait for nothing are no promises: each would cost every request a turn of its own.
  app.addHook('onSend', (request, reply, _payload, done) => {
    reply.header('X-Request-Id', request.id)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const line = {
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      participant: request.participant?.id,
      ms: Math.round(reply.elapsedTime)
    }
    request.log.info(line, 'answered')
    done()
  })
  return app
}

/** A caller's own id is kept where it is a harmless word, so that both logs can be laid side by side. */
function requestIdOf(header: string | string[] | undefined): string {
  const isHarmless = typeof header === 'string' && /^[\w.-]{8,64}$/.test(header) && !hasBsn(header)
  return isHarmless ? header : randomUUID()
}

async function limitRate(app: FastifyInstance, perMinute: number): Promise<void> {
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: '1 minute',
    hook: 'preHandler',
    keyGenerator: (request) => request.participant?.id ?? request.ip
  })
}
