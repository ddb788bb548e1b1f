import type { ParametersParameter } from '@medplum/fhirtypes'
import { hasBsnInWords } from '../fhir/identifiers.ts'
import type { Operating } from '../flows/operate.ts'
import type { Received } from '../flows/receive.ts'
import type { Exchange } from '../interactions/interaction.ts'
import { idempotencyKeyOf, marked } from '../interactions/write.ts'
import { ok, type Result } from '../result.ts'
import type { Answer } from '../store/change.ts'
import { refusedParameter, type Arguments } from './arguments.ts'

/**
 * A request as a flow that writes takes it.
 *
 * @param address - the path under the FHIR base.
 * Errors: `idempotency-key-invalid` (400).
 */
export function operatingOf(exchange: Exchange, action: Operating['action'], address: string): Result<Operating> {
  const key = idempotencyKeyOf(exchange)
  if (!key.ok) return key
  const { participant, body } = exchange
  const contentType = exchange.header('content-type') ?? ''
  return ok({
    ...{ participant, action, address, body, contentType },
    ...(key.value === undefined ? {} : { idempotencyKey: key.value })
  })
}

/** The answer of an operation that writes, marked where it was given before. */
export function answerOf(received: Result<Received>): Result<Answer> {
  return received.ok ? ok(marked(received.value)) : received
}

/** An answer of parameters. */
export function parametersAnswer(parameter: readonly ParametersParameter[], status = 200): Answer {
  return { status, headers: {}, body: JSON.stringify({ resourceType: 'Parameters', parameter }) }
}

/** Characters of a reason or an authority in words: a sentence, and no letter. */
const WORDS_LENGTH_MAX = 300

/**
 * Words that are kept beside a duty and shown in its explanation; undefined where they were not given.
 *
 * Errors: `operation-parameter` (400) for words that are too long or hold what could be a BSN.
 */
export function wordsIn(given: Arguments, name: string): Result<string | undefined> {
  const words = given.text(name)?.trim()
  if (words === undefined || words === '') return ok(undefined)
  if (words.length > WORDS_LENGTH_MAX) return refusedParameter(name, tooLong)
  // They are kept and shown where no patient is named.
  return hasBsnInWords(words) ? refusedParameter(name, holdsBsn) : ok(words)
}

const tooLong = [
  `at most ${WORDS_LENGTH_MAX} characters were expected`,
  `er werden hooguit ${WORDS_LENGTH_MAX} tekens verwacht`
] as const

const holdsBsn = ['it may name no patient', 'er mag geen patiënt in genoemd worden'] as const

/** Why a parameter that is not always needed is needed here. */
export const isNeeded = ['it is needed', 'hij is nodig'] as const
