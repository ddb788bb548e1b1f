import type { Participant } from '../directory/participant.ts'
import type { Language } from '../fhir/outcome.ts'
import type { Deps } from '../flows/deps.ts'
import type { Result } from '../result.ts'
import type { Answer } from '../store/change.ts'
import type { Interaction as Letter } from '../tokens/scopes.ts'

/** A request as an interaction sees it: authenticated, with its media types agreed. */
export interface Exchange {
  readonly participant: Participant
  /** Whether the token's scope allows this on a type. */
  readonly allows: (type: string, letter: Letter) => boolean
  /** Whether only the headers of the answer are asked for: its body is made, and not sent. */
  readonly isHead: boolean
  readonly params: { readonly type: string; readonly id: string; readonly vid: string }
  /** Search parameters of the URL, or of a form body. */
  readonly query: Readonly<Record<string, unknown>>
  readonly header: (name: string) => string | undefined
  readonly body: Uint8Array
  readonly language: Language
}

/** What an answer is made with. */
export type Handler = (deps: Deps, exchange: Exchange) => Promise<Result<Answer>>

/**
 * A FHIR interaction that states itself: routes, authorisation and the capability statement derive from it.
 *
 * Source: https://hl7.org/fhir/R4/http.html
 */
export interface Interaction {
  /** Code of http://hl7.org/fhir/restful-interaction. */
  readonly code: 'transaction' | 'create' | 'update' | 'read' | 'vread' | 'search-type'
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Under the FHIR base. */
  readonly url: string
  /** Whether it changes anything: then it counts in the reconciliation of its sender. */
  readonly writes: boolean
  /** The scope letter that it needs on the type of its URL; a transaction is checked entry by entry. */
  readonly letter: Letter | undefined
  /** The types that it is offered on; undefined for every type that is carried here. */
  readonly types: ReadonlySet<string> | undefined
  readonly handle: Handler
}
