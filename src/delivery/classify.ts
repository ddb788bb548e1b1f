/** What became of one attempt to send, as the network told it. */
export type Attempt =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs?: number }
  /** No answer: `reason` is a short code of `failureReason`. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** A fault of the gateway itself: nothing was sent, and nothing was learnt of the receiver. */
  | { readonly kind: 'faulted' }
  /** Nothing was sent, because `mayStart` (`Sending`) said no when the connection was there. */
  | { readonly kind: 'withheld' }

/** What an attempt means for its message. `reason` is a short code, never a body. */
export type Verdict =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'dead'; readonly reason: string }
  | { readonly outcome: 'retry'; readonly reason: string; readonly retryAfterMs: number }

/** The 4xx that say something about the moment and not about the message. Source: wire contract, Outbound. */
const passingStatuses: ReadonlySet<number> = new Set([401, 403, 408, 425, 429])

/**
 * What an attempt means: 2xx is delivered whatever the body says; what may pass is tried again; the rest is dead at once.
 *
 * A redirect is dead: a letter goes only to the address that the directory names.
 * Source: wire contract, Outbound.
 */
export function verdictOf(attempt: Exclude<Attempt, { kind: 'withheld' }>): Verdict {
  if (attempt.kind === 'faulted') return { outcome: 'retry', reason: 'internal-error', retryAfterMs: 0 }
  if (attempt.kind === 'failed') return { outcome: 'retry', reason: attempt.reason, retryAfterMs: 0 }
  const { status } = attempt
  if (status >= 200 && status < 300) return { outcome: 'delivered' }
  const reason = `http-${status}`
  const passing = passingStatuses.has(status) || status >= 500
  return passing ? { outcome: 'retry', reason, retryAfterMs: attempt.retryAfterMs ?? 0 } : { outcome: 'dead', reason }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection-refused',
  ENOTFOUND: 'host-not-found',
  EAI_AGAIN: 'host-not-found',
  EHOSTUNREACH: 'host-unreachable',
  ENETUNREACH: 'host-unreachable',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  TimeoutError: 'timeout',
  ECONNRESET: 'connection-reset',
  EPIPE: 'connection-reset',
  UND_ERR_SOCKET: 'connection-reset',
  UND_ERR_HEADERS_OVERFLOW: 'bad-response',
  HTTPParserError: 'bad-response'
}

/**
 * The short code of a network failure, from the code or name of the error that the HTTP client threw.
 *
 * @returns `connection-refused`, `host-not-found`, `host-unreachable`, `connect-timeout`, `timeout`, `connection-reset`,
 * `bad-response`, `tls-error`; `network-error` for what is none of these. Never the error's message, which can quote content.
 */
export function failureReason(error: unknown): string {
  const codes = codesOf(error)
  const known = codes.map((code) => reasons[code]).find((reason) => reason !== undefined)
  if (known !== undefined) return known
  return codes.some((code) => /TLS|SSL|CERT/.test(code)) ? 'tls-error' : 'network-error'
}

const absences: ReadonlySet<string> = new Set([
  'connection-refused',
  'host-not-found',
  'host-unreachable',
  'connect-timeout'
])

/** Was there no connection at all, so that the failure tells of the receiver and nothing of the message? */
export function isAbsence(reason: string): boolean {
  return absences.has(reason)
}

/** A failed connection to several addresses comes as an AggregateError; its first part says what happened. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  const parts = error instanceof AggregateError ? codesOf(error.errors[0]) : []
  return [...own, ...parts, error.name]
}
