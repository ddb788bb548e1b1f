import { pino, stdSerializers, stdTimeFunctions } from 'pino'
import type { DestinationStream, Level, LogFn, Logger, LoggerOptions } from 'pino'

/** The levels of `LOG_LEVEL`. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** One of `logLevels`. */
export type LogLevel = Level | 'silent'

/**
 * The log: one JSON line per event on stdout, with `pid`, and without credentials, bodies or citizen service numbers.
 *
 * Redaction is the net and not the rule: who logs names ids and codes only (style sheet, item 15).
 * @param destination where the lines go instead of stdout; tests read them there.
 */
export function createLog(options: { readonly level: LogLevel; readonly destination?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: secretPaths, censor: '[redacted]' },
    serializers: { req: requestLine, res: responseLine, err: errorLine, error: errorLine },
    hooks: { logMethod: maskMessage }
  } satisfies LoggerOptions
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination)
}

/** Members that carry credentials or what a patient's message said; pino looks at the top and one level below it. */
const secretMembers = ['authorization', 'body', 'payload', 'token', 'access_token', 'client_assertion', 'privateJwk']

const secretPaths = [
  ...secretMembers.flatMap((member) => [member, `*.${member}`]),
  'headers.authorization',
  '*.headers.authorization',
  '*.headers.cookie'
]

/** Nine digits in a row, the form of a BSN, wherever a client put it; no id of the gateway relies on them in a log. */
const NINE_DIGITS = /(?<!\d)\d{9}(?!\d)/g

function masked(text: string): string {
  return text.replace(NINE_DIGITS, '*********')
}

/** pino takes an error's message as the line's own where none is given, past the serializer. */
function maskMessage(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [first, message, ...values] = args as readonly unknown[]
  const error: unknown = first instanceof Error ? first : (first as { readonly err?: unknown } | null | undefined)?.err
  const text = message ?? (error instanceof Error ? error.message : undefined)
  const safe = [first, text].map((part) => (typeof part === 'string' ? masked(part) : part))
  method.apply(this, [...safe, ...values] as Parameters<LogFn>)
}

/** The path without its query: search parameters may name a patient. */
function requestLine(request: { readonly id?: unknown; readonly method?: string; readonly url?: string }): object {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  return { id: request.id, method: request.method, path: masked(path) }
}

function responseLine(response: { readonly statusCode?: number }): object {
  return { statusCode: response.statusCode }
}

function errorLine(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? masked(error) : typeof error
  const { type, message, stack, code } = stdSerializers.err(error)
  return { type, code: code as unknown, message: masked(message), stack: masked(stack) }
}
