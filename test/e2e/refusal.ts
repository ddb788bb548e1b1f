import type { Bundle } from '@medplum/fhirtypes'
import type { Referred } from './conversation.ts'
import type { Ask } from './http.ts'
import type { World } from './world.ts'

/** What stands before anything is refused. */
export interface Scene {
  readonly world: World
  /** A referral to Parkzicht, and a second one, whose message was known by its Idempotency-Key. */
  readonly known: Referred
  readonly second: Referred
  /** A referral to Zuiderlicht, which Parkzicht cannot see. */
  readonly other: Referred
}

/** A request that must be refused. */
export interface Wrong {
  readonly ask: Ask
  /** The field at fault, in the sender's own shape; where it is left out, the answer may name none. */
  readonly expression?: string
  /** The bearer's token instead of a good one; `none` for no token at all. */
  readonly token?: string
}

/** One kind of bad input, with what must come of it. */
export interface BadCase {
  readonly title: string
  readonly wrong: (scene: Scene) => Wrong | Promise<Wrong>
  readonly status: number
  /** The stable code of the first issue. */
  readonly code: string
  /** Who sends it: `his-de-linde` where it is left out. */
  readonly as?: string
  /** False for a read, and for one whom nobody knows: no audit line counts it as a refused message. */
  readonly counts?: false
}

/** A message posted to the FHIR base. */
export function posted(body: Ask['body'], expression?: string, headers: Record<string, string> = {}): Wrong {
  const ask = { method: 'POST', path: '/fhir', headers, ...(body === undefined ? {} : { body }) }
  return { ask, ...(expression === undefined ? {} : { expression }) }
}

/** A resource posted on its own. */
export function created(type: string, body: object, expression?: string, headers: Record<string, string> = {}): Wrong {
  const ask = { method: 'POST', path: `/fhir/${type}`, body, headers }
  return { ask, ...(expression === undefined ? {} : { expression }) }
}

/** A request without a body. */
export function asked(method: string, path: string): Wrong {
  return { ask: { method, path } }
}

/** A Bundle with one more entry. */
export function withEntry(bundle: Bundle, entry: NonNullable<Bundle['entry']>[number]): Bundle {
  return { ...bundle, entry: [...(bundle.entry ?? []), entry] }
}

/** The header by which the message of `Scene.second` is known. */
export const secondKey = 'verwijzing-2026-0042'
