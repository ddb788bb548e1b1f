import type { Bundle, BundleEntry, OperationOutcome, Resource } from '@medplum/fhirtypes'
import { issue, operationOutcome, type Language } from '../fhir/outcome.ts'
import type { Graph } from '../fhir/graph.ts'
import { readRow } from '../referral/projection.ts'
import type { Decision } from '../referral/rules.ts'
import type { Answer, StoredResource } from '../store/change.ts'
import type { Inbound } from './read-message.ts'

/**
 * The answer to an accepted message, as it is stored and given again to a repeat.
 *
 * A transaction gets a transaction-response; a posted Communication or Task an OperationOutcome that says which
 * duties it met and what is missing; anything else the resource itself. Feedback that nobody can place gets 202 and an OperationOutcome.
 * Source: https://hl7.org/fhir/R4/http.html#transaction-response, design section 9.
 */
export function answerTo(
  { interaction, prefer, language }: Inbound,
  graph: Graph,
  decision: Decision,
  base: string
): Answer {
  // Accepted for what somebody has yet to do: no resource was made that a location could name.
  if (decision.unmatched !== undefined) {
    return { status: 202, headers: {}, body: JSON.stringify(outcomeOf(decision, language)) }
  }
  const rows = new Map(decision.own.map((row) => [`${row.type}/${row.id}`, row]))
  const entries = graph.entries.map(({ resource, putId }) => {
    const row = rows.get(`${resource.resourceType}/${resource.id ?? ''}`)
    return { resource, row, isUpdate: putId !== undefined && (row?.version ?? 2) > 1 }
  })
  if (interaction.name === 'transaction') return transactionResponse(entries, outcomeOf(decision, language), base)
  const [entry] = entries
  const status = interaction.name === 'create' ? 201 : 200
  const headers = entry?.row === undefined ? {} : headersOf(entry.row, base)
  const isTold = interaction.name === 'create' && telling.has(interaction.type)
  const preferred = prefer ?? (isTold ? 'OperationOutcome' : 'representation')
  if (preferred === 'minimal') return { status, headers, body: '' }
  const resource = entry?.row === undefined ? entry?.resource : readRow(entry.row)
  return {
    status,
    headers,
    body: JSON.stringify(preferred === 'representation' ? resource : outcomeOf(decision, language))
  }
}

/** Types of which what they did is told, unless the sender prefers otherwise: a location says where they are. */
const telling: ReadonlySet<string> = new Set(['Communication', 'Task'])

interface Answered {
  readonly resource: Resource
  /** The version that this message made; none when the resource reads as it did. */
  readonly row: StoredResource | undefined
  readonly isUpdate: boolean
}

function transactionResponse(entries: readonly Answered[], told: OperationOutcome, base: string): Answer {
  const isFocal = entries.some(({ resource }) => focal.has(resource.resourceType))
  const first = entries.find(({ resource }) => standing.has(resource.resourceType))
  // Of many flags one says it for all: else the answer grows with the square of the message.
  const isSaying = (one: Answered): boolean => (isFocal ? focal.has(one.resource.resourceType) : one === first)
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction-response',
    entry: entries.map((one): BundleEntry => {
      const { row, isUpdate } = one
      const outcome = isSaying(one) ? { outcome: told } : {}
      const status = isUpdate ? '200 OK' : '201 Created'
      if (row === undefined) return { response: { status, ...outcome } }
      const { location, etag } = versionOf(row, base)
      return { response: { status, location, etag, lastModified: new Date(row.lastUpdated).toISOString(), ...outcome } }
    })
  }
  return { status: 200, headers: {}, body: JSON.stringify(bundle) }
}

/** Entries that can open, meet or move a duty: their response says what they did. */
const focal: ReadonlySet<string> = new Set(['ServiceRequest', 'Communication', 'Task'])

/** Those that do so where a message brings nothing else. */
const standing: ReadonlySet<string> = new Set(['Flag', 'Consent'])

/** What a message did to the duties: at least one issue, because an OperationOutcome needs one. */
function outcomeOf({ issues, outbox }: Decision, language: Language): OperationOutcome {
  const [first] = issues
  const otherwise = issue(outbox.length > 0 ? 'nothing-owed' : 'nothing-new')
  return operationOutcome(first === undefined ? [otherwise] : issues, language)
}

function headersOf(row: StoredResource, base: string): Record<string, string> {
  const { location, etag } = versionOf(row, base)
  return { Location: location, ETag: etag, 'Last-Modified': new Date(row.lastUpdated).toUTCString() }
}

function versionOf(
  { type, id, version }: StoredResource,
  base: string
): { readonly location: string; readonly etag: string } {
  return { location: `${base}/${type}/${id}/_history/${version}`, etag: `W/"${version}"` }
}
