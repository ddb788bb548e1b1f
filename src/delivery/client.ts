import { createHash } from 'node:crypto'
import { Pool } from 'undici'
import type { Dispatcher } from 'undici'
import type { Participant } from '../directory/participant.ts'
import type { ClaimedMessage } from '../store/port.ts'
import { retryAfterMs } from './backoff.ts'
import { failureReason } from './classify.ts'
import type { Attempt } from './classify.ts'
import { sendsInFlightMax } from './reach.ts'
import { namingUndelivered } from './undelivered.ts'

/** One message for one participant that has an endpoint. */
export interface Sending {
  readonly participant: Participant
  readonly message: ClaimedMessage
  /** For connecting, sending, headers and body together: a receiver that drips gets no more than one that hangs. */
  readonly timeoutMs: number
  /** Asked once more right before the first byte leaves, because to connect can take seconds; false withholds it all. */
  readonly mayStart?: () => boolean
}

/** Sends messages; holds the connections, one pool for each participant, until it is closed. */
export interface DeliveryClient {
  /** Never rejects for what the network or the receiver does; rejects for a message that is no Bundle, which is a bug. */
  send(sending: Sending): Promise<Attempt>
  /** Breaks off what is under way. */
  close(): Promise<void>
}

/** An answer's body is read so that the connection can be used again, up to this many bytes, and thrown away. */
const answerBytesMax = 64 * 1024

/**
 * Opens the client for the receivers' endpoints.
 *
 * @param requestId - a new UUID for each attempt, sent as X-Request-Id.
 * Source: wire contract, Outbound; https://www.w3.org/TR/trace-context/
 */
export function createDeliveryClient({ requestId }: { readonly requestId: () => string }): DeliveryClient {
  const pools = new Map<string, { readonly origin: string; readonly pool: Pool }>()

  /** A participant whose address changed in the directory gets a new pool; the old one ends with its last request. */
  function poolOf(participant: string, origin: string): Pool {
    const known = pools.get(participant)
    if (known?.origin === origin) return known.pool
    void known?.pool.close()
    const pool = openPool(origin)
    pools.set(participant, { origin, pool })
    return pool
  }

  return {
    async send({ participant, message, timeoutMs, mayStart = () => true }) {
      const endpoint = participant.endpoint
      if (endpoint === undefined) throw new TypeError(`participant ${participant.id} has no endpoint`)
      const { origin, pathname, search } = new URL(endpoint.url)
      const body = namingUndelivered(message.body, message.undelivered)
      const headers = headersOf(message.id, requestId())
      const signal = AbortSignal.timeout(timeoutMs)
      const options = { path: pathname + search, method: 'POST', headers, body, signal } as const
      return request(poolOf(participant.id, origin).compose(withholding(mayStart)), options)
    },
    async close() {
      await Promise.all([...pools.values()].map(({ pool }) => pool.destroy()))
    }
  }
}

function openPool(origin: string): Pool {
  return new Pool(origin, {
    connections: sendsInFlightMax,
    // The total time is bounded by the signal of each request; these would only count pauses between bytes.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 5_000 },
    // Shorter than a receiver keeps an idle connection, so that no message meets a connection that is being closed.
    keepAliveTimeout: 1_000,
    keepAliveMaxTimeout: 2_000
  })
}

/** The message may not leave any more. */
class WithheldError extends Error {}

/** Asks `mayStart` when the connection stands and nothing is written on it yet. */
function withholding(mayStart: () => boolean): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    return dispatch(options, {
      onRequestStart(controller, context) {
        // What is thrown here ends the request before it is written, and is what the request fails with.
        if (!mayStart()) throw new WithheldError()
        handler.onRequestStart?.(controller, context)
      },
      onResponseStart: (...told) => handler.onResponseStart?.(...told),
      onResponseData: (...told) => handler.onResponseData?.(...told),
      onResponseEnd: (...told) => handler.onResponseEnd?.(...told),
      onResponseError: (...told) => handler.onResponseError?.(...told)
    })
  }
}

async function request(
  pool: Dispatcher,
  options: Dispatcher.RequestOptions & { readonly signal: AbortSignal }
): Promise<Attempt> {
  try {
    const { statusCode, headers, body } = await pool.request(options)
    // The status has decided. What becomes of the body (too long, broken off, late) changes nothing any more.
    await body.dump({ limit: answerBytesMax, signal: options.signal }).catch(() => undefined)
    const askedMs = retryAfterMs(oneOf(headers['retry-after']), oneOf(headers.date))
    return { kind: 'answered', status: statusCode, ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }) }
  } catch (error) {
    if (error instanceof WithheldError) return { kind: 'withheld' }
    return { kind: 'failed', reason: failureReason(error) }
  }
}

/** All tries of one message are one trace; each try is a span of its own. */
function headersOf(messageId: string, requestId: string): Record<string, string> {
  const trace = createHash('sha256').update(messageId).digest('hex').slice(0, 32)
  const span = createHash('sha256').update(requestId).digest('hex').slice(0, 16)
  return {
    'content-type': 'application/fhir+json',
    accept: 'application/fhir+json',
    'x-request-id': requestId,
    traceparent: `00-${trace}-${span}-01`
  }
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
