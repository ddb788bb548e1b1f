import type { Resource } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import { parseBounded } from '../fhir/bounded-json.ts'
import { readGraph, type Graph } from '../fhir/graph.ts'
import { normalised } from '../fhir/identifiers.ts'
import { issue, type Issue, type Language } from '../fhir/outcome.ts'
import { readTransaction, versionOf, type Message } from '../fhir/transaction.ts'
import type { Rules } from '../referral/rules.ts'
import { ok, refused, type Result } from '../result.ts'

/** What the sender wants back, from its `Prefer` header. */
export type Preference = 'minimal' | 'representation' | 'OperationOutcome'

/** A write as it came over HTTP. */
export interface Inbound {
  readonly participant: Participant
  /** Whether the sender's token allows this on a type. */
  readonly allows: (type: string, letter: 'c' | 'u') => boolean
  readonly interaction:
    | { readonly name: 'transaction' }
    | { readonly name: 'create'; readonly type: string }
    | { readonly name: 'update'; readonly type: string; readonly id: string; readonly ifMatch?: string }
  readonly body: Uint8Array
  readonly contentType: string
  /** The `Idempotency-Key` header, where there is one. */
  readonly idempotencyKey?: string
  readonly prefer?: Preference
  /** The language of what is told beside a success; a repeat is told what the first answer said. */
  readonly language: Language
}

/** Resource types that can be posted on their own; everything else comes in a transaction with them. */
export const creatableTypes: ReadonlySet<string> = new Set([
  ...['ServiceRequest', 'Communication', 'Flag', 'Consent'],
  // One that asks the other party something (`docs/lifecycle.md`); any other Task is the gateway's to make.
  'Task'
])

/** Resource types that take updates: a Task by a step, a Consent by the withdrawal of an objection. */
export const updatableTypes: ReadonlySet<string> = new Set(['Task', 'Consent', 'Flag'])

/**
 * Reads a body into a message: bounded JSON, entries, base structure and identifiers of each resource.
 *
 * Errors: those of `parseBounded` and `readTransaction`, `wrong-type`, `id-mismatch` (400), `unknown-type` (400),
 * `invalid-structure`, `bsn-invalid`, `identifier-invalid`, `type-not-in-dialect` (422).
 */
export function readMessage(rules: Rules, inbound: Inbound): Result<Message> {
  const parsed = parseBounded(inbound.body)
  if (!parsed.ok) return parsed
  const message =
    inbound.interaction.name === 'transaction' ? readTransaction(parsed.value) : single(parsed.value, inbound)
  if (!message.ok) return message
  const dialect = rules.dialects.get(inbound.participant.dialect ?? '')
  if (dialect === undefined) return refused(issue('not-allowed', { scope: 'system/ServiceRequest.c' }))
  const issues = message.value.entries.flatMap(({ resource, path, method }): readonly Issue[] => {
    const letter = method === 'PUT' && updatableTypes.has(resource.resourceType) ? 'u' : 'c'
    if (rules.validator.types.has(resource.resourceType) && !inbound.allows(resource.resourceType, letter)) {
      return [issue('not-allowed', { scope: `system/${resource.resourceType}.${letter}` }, path)]
    }
    if (rules.validator.types.has(resource.resourceType) && !dialect.types.has(resource.resourceType)) {
      return [issue('type-not-in-dialect', { dialect: dialect.name, type: resource.resourceType }, path)]
    }
    return rules.validator.base(resource, path)
  })
  const [first, ...more] = issues
  return first === undefined ? message : refused(first, ...more)
}

/**
 * What the message's own dialect requires and the message does not have, after its references are resolved.
 *
 * A code system that has two names is the same under both.
 * Errors: `required-missing` (422).
 */
export function missingIn({ validator }: Pick<Rules, 'validator'>, dialect: string, graph: Graph): readonly Issue[] {
  const resources = graph.entries.map(({ resource }) => normalised(resource))
  return graph.entries.flatMap(({ resource, path }, index) =>
    validator.conforms(dialect, resources[index] ?? resource, { path, graph: resources })
  )
}

/** Resolves references and gives ids, as `readGraph` does, for the sender of this message. */
export function graphOf(rules: Rules, inbound: Inbound, message: Message, seed: string): Result<Graph> {
  return readGraph(message.entries, [seed, inbound.participant.id], rules.base)
}

function single(body: Record<string, unknown>, { interaction }: Inbound): Result<Message> {
  if (interaction.name === 'transaction') return refused(issue('bundle-type'))
  const { type } = interaction
  if (body.resourceType !== type) {
    const found =
      typeof body.resourceType === 'string' ? (/^[A-Za-z]{1,40}$/.exec(body.resourceType)?.[0] ?? '?') : 'nothing'
    return refused(issue('wrong-type', { expected: type, type: found }, 'resourceType'))
  }
  // Checked above: an object whose resourceType is the one of the URL; the rest is for the validator.
  const resource = body as unknown as Resource
  if (interaction.name === 'create') return ok({ entries: [{ resource, path: type, method: 'POST' }] })
  if (resource.id !== interaction.id) return refused(issue('id-mismatch', {}, `${type}.id`))
  const ifMatch = versionOf(interaction.ifMatch)
  const entry = { resource, path: type, method: 'PUT', putId: interaction.id } as const
  return ok({ entries: [{ ...entry, ...(ifMatch === undefined ? {} : { ifMatch }) }] })
}
