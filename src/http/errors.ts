import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { issue, operationOutcome, statusOf, type Issue } from '../fhir/outcome.ts'
import { FHIR_JSON, languageOf } from './media-types.ts'
import { UnavailableError } from '../unavailable.ts'
import { RefusalError } from './refusal.ts'

/** Seconds after which a sender that was told to come back may do so. */
const RETRY_AFTER_S = 2

/** What Fastify and its plugins say, in codes of the catalogue. */
const codeOf = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'not-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'not-json',
  FST_UNDER_PRESSURE: 'busy',
  FST_ERR_BAD_URL: 'not-found'
} as const

/**
 * The one error handler: expected issues are told, anything else is a bug, logged under the request's id and answered
 * with that id and nothing more.
 *
 * @param onRefused - told of every refusal, before the answer goes out.
 */
export function answerErrors(
  app: FastifyInstance,
  {
    bodyBytesMax,
    onRefused
  }: {
    readonly bodyBytesMax: number
    readonly onRefused: (request: FastifyRequest, issues: readonly Issue[]) => Promise<void>
  }
): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const issues = issuesOf(error, request, bodyBytesMax)
    if (statusOf(issues) === 500 || error instanceof UnavailableError)
      request.log.error({ err: error }, 'request failed')
    if (error instanceof RefusalError) reply.headers(error.headers)
    try {
      // What the store could not take is not received: it is neither refused nor counted, and the sender comes back.
      if (!(error instanceof UnavailableError)) await onRefused(request, issues)
    } catch (fault) {
      // What cannot be recorded is not answered as if it were: the sender comes back, and is refused then.
      request.log.error({ err: fault }, 'refusal not recorded')
      return sendOutcome(request, reply, [issue('unavailable')])
    }
    return sendOutcome(request, reply, issues)
  })
  app.setNotFoundHandler(async (request, reply) => sendOutcome(request, reply, [issue('not-found')]))
}

/** Answers with issues as an OperationOutcome, in the reader's language. */
export function sendOutcome(request: FastifyRequest, reply: FastifyReply, issues: readonly Issue[]): FastifyReply {
  const status = statusOf(issues)
  if (status === 401) reply.header('WWW-Authenticate', 'Bearer')
  if (status === 429 || status === 503) reply.header('Retry-After', RETRY_AFTER_S)
  const outcome = operationOutcome(issues, languageOf(request.headers['accept-language']))
  return reply.code(status).type(FHIR_JSON).send(JSON.stringify(outcome))
}

function issuesOf(error: FastifyError, request: FastifyRequest, bodyBytesMax: number): readonly Issue[] {
  if (error instanceof RefusalError) return error.issues
  if (error instanceof UnavailableError) return [issue('unavailable')]
  if (error.statusCode === 429) return [issue('rate-limited')]
  const known: Readonly<Record<string, (typeof codeOf)[keyof typeof codeOf]>> = codeOf
  const code = known[error.code]
  if (code === undefined) return [issue('internal-error', { request: request.id })]
  return [issue(code, { max: String(bodyBytesMax), reason: 'the body is empty or cut off' })]
}
