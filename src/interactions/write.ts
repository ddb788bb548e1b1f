import type { Deps } from '../flows/deps.ts'
import type { Inbound, Preference } from '../flows/read-message.ts'
import { receive, type Received } from '../flows/receive.ts'
import { issue } from '../fhir/outcome.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Answer } from '../store/change.ts'
import type { Exchange } from './interaction.ts'

/** Hands a write to `receive` and marks the answer of a repeat as one. */
export async function write(
  deps: Deps,
  exchange: Exchange,
  interaction: Inbound['interaction']
): Promise<Result<Answer>> {
  const key = idempotencyKeyOf(exchange)
  if (!key.ok) return key
  const idempotencyKey = key.value
  const prefer = preferenceOf(exchange.header('prefer'))
  const received = await receive(deps, {
    participant: exchange.participant,
    allows: exchange.allows,
    interaction,
    body: exchange.body,
    contentType: exchange.header('content-type') ?? '',
    language: exchange.language,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(prefer === undefined ? {} : { prefer })
  })
  if (!received.ok) return received
  return ok(marked(received.value))
}

/** The `Idempotency-Key` header, where there is one. Errors: `idempotency-key-invalid` (400). */
export function idempotencyKeyOf({ header }: Pick<Exchange, 'header'>): Result<string | undefined> {
  const key = header('idempotency-key')
  // An empty key would be one that all messages of a careless client share: the second would pass for the first.
  return key === undefined || /^[\x21-\x7e]{1,200}$/.test(key) ? ok(key) : refused(issue('idempotency-key-invalid'))
}

/** An answer, marked as such where it was given before. */
export function marked({ answer, replayed }: Received): Answer {
  return replayed ? { ...answer, headers: { ...answer.headers, 'Idempotent-Replayed': 'true' } } : answer
}

/** Source: https://hl7.org/fhir/R4/http.html#ops */
function preferenceOf(header: string | undefined): Preference | undefined {
  const named = /(?:^|[;,\s])return=(minimal|representation|OperationOutcome)/.exec(header ?? '')?.[1]
  if (named === 'minimal' || named === 'representation' || named === 'OperationOutcome') return named
  return undefined
}
