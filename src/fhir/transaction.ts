import type { Resource } from '@medplum/fhirtypes'
import type { Located } from './located.ts'
import { ok, refused, type Result } from '../result.ts'
import { issue, type Issue } from './outcome.ts'
import { splitReference } from './references.ts'

/** Entries in one message: a referral graph has about 15. */
export const ENTRIES_MAX = 200

/** One resource that a message brings, before ids are given out. */
export interface Entry extends Located {
  readonly method: 'POST' | 'PUT'
  readonly fullUrl?: string
  /** The id that a PUT names. */
  readonly putId?: string
  /** The version in `ifMatch` (`W/"3"`), where the sender gave one. */
  readonly ifMatch?: string
}

/** A message taken apart. */
export interface Message {
  /** The sender's id for it: `Bundle.identifier`. */
  readonly identifier?: string
  readonly entries: readonly Entry[]
}

/**
 * Takes a transaction Bundle apart.
 *
 * Errors (422): `bundle-type`, `entry-request`, `duplicate-full-url`, `transaction-empty`; 400 `wrong-type`, `id-mismatch`.
 * Source: https://hl7.org/fhir/R4/http.html#transaction
 */
export function readTransaction(body: Record<string, unknown>): Result<Message> {
  if (body.resourceType !== 'Bundle') {
    return refused(issue('wrong-type', { expected: 'Bundle', type: nameOf(body.resourceType) }, 'resourceType'))
  }
  if (body.type !== 'transaction') return refused(issue('bundle-type', {}, 'Bundle.type'))
  const stray = strayKey(body, bundleElements)
  if (stray !== undefined) return refused(strayElement(stray, 'Bundle'))
  const raw: unknown = body.entry
  if (!Array.isArray(raw) || raw.length === 0) return refused(issue('transaction-empty', {}, 'Bundle.entry'))
  if (raw.length > ENTRIES_MAX) {
    return refused(issue('invalid-structure', { reason: `at most ${ENTRIES_MAX} entries` }, 'Bundle.entry'))
  }
  const entries: Entry[] = []
  const fullUrls = new Set<string>()
  const targets = new Set<string>()
  for (const [index, item] of raw.entries()) {
    const path = `Bundle.entry[${index}]`
    const entry = readEntry(item, path)
    if (!entry.ok) return entry
    const { fullUrl, putId, resource } = entry.value
    if (fullUrl !== undefined && fullUrls.has(fullUrl))
      return refused(issue('duplicate-full-url', {}, `${path}.fullUrl`))
    if (fullUrl !== undefined) fullUrls.add(fullUrl)
    // Which of two updates of one resource is the last, a transaction does not say.
    const target = `${resource.resourceType}/${putId ?? ''}`
    if (putId !== undefined && targets.has(target))
      return refused(issue('duplicate-full-url', {}, `${path}.request.url`))
    targets.add(target)
    entries.push(entry.value)
  }
  if (body.identifier === undefined) return ok({ entries })
  const identifier = readIdentifier(body.identifier)
  // Taken without its id, a message that is sent again would be a second referral.
  if (identifier === undefined)
    return refused(issue('invalid-structure', { reason: 'an identifier needs a value' }, 'Bundle.identifier'))
  return ok({ entries, identifier })
}

/** The version that an `If-Match` names: `W/"3"` or `"3"`; undefined where there is none. */
export function versionOf(ifMatch: string | undefined): string | undefined {
  // RFC 9110 section 13.1.1: the star matches whatever is there.
  if (ifMatch?.trim() === '*') return undefined
  return ifMatch === undefined ? undefined : (/^(?:W\/)?"([^"]*)"$/.exec(ifMatch.trim())?.[1] ?? ifMatch)
}

function readEntry(item: unknown, path: string): Result<Entry> {
  if (!isObject(item) || !isObject(item.resource) || typeof item.resource.resourceType !== 'string') {
    return refused(issue('invalid-structure', { reason: 'an entry needs a resource with its type' }, path))
  }
  const stray = strayKey(item, entryElements)
  if (stray !== undefined) return refused(strayElement(stray, path))
  const request = isObject(item.request) ? item.request : {}
  const refusedAs = `${nameOf(request.method)} ${nameOf(request.url)}`
  const conditional = ['ifNoneExist', 'ifNoneMatch', 'ifModifiedSince'].find((name) => name in request)
  const method = request.method
  if ((method !== 'POST' && method !== 'PUT') || typeof request.url !== 'string' || conditional !== undefined) {
    return refused(issue('entry-request', { request: conditional ?? refusedAs }, `${path}.request`))
  }
  // Checked above: an object with a resourceType; everything else about it is for the validator.
  const resource = item.resource as unknown as Resource
  const base = {
    resource,
    path: `${path}.resource`,
    method,
    ...(typeof item.fullUrl === 'string' ? { fullUrl: item.fullUrl } : {})
  } as const
  if (method === 'POST') {
    return request.url === resource.resourceType
      ? ok(base)
      : refused(issue('entry-request', { request: refusedAs }, `${path}.request.url`))
  }
  const target = splitReference(request.url)
  if (target?.type !== resource.resourceType || request.url !== `${target.type}/${target.id}`) {
    return refused(issue('entry-request', { request: refusedAs }, `${path}.request.url`))
  }
  if (resource.id !== undefined && resource.id !== target.id)
    return refused(issue('id-mismatch', {}, `${path}.resource.id`))
  const ifMatch = versionOf(typeof request.ifMatch === 'string' ? request.ifMatch : undefined)
  return ok({ ...base, putId: target.id, ...(ifMatch === undefined ? {} : { ifMatch }) })
}

/** What a transaction and its entries may say; anything else would be taken and lost. */
const bundleElements: ReadonlySet<string> = new Set([
  'resourceType',
  'id',
  'meta',
  'language',
  'identifier',
  'type',
  'timestamp',
  'entry'
])
const entryElements: ReadonlySet<string> = new Set(['id', 'fullUrl', 'resource', 'request'])

function strayKey(value: Record<string, unknown>, known: ReadonlySet<string>): string | undefined {
  return Object.keys(value).find((key) => !known.has(key))
}

function strayElement(key: string, path: string): Issue {
  const name = /^[A-Za-z]{1,40}$/.test(key) ? key : '?'
  return issue('invalid-structure', { reason: `the element ${name} is not taken in a transaction` }, `${path}.${name}`)
}

function readIdentifier(identifier: unknown): string | undefined {
  if (!isObject(identifier) || typeof identifier.value !== 'string' || identifier.value === '') return undefined
  return typeof identifier.system === 'string' ? `${identifier.system}|${identifier.value}` : identifier.value
}

/** What an error may echo of a request line: a method or a type, never an id or a query. */
function nameOf(value: unknown): string {
  return typeof value === 'string' ? (/^[A-Za-z]{1,40}/.exec(value)?.[0] ?? '?') : 'nothing'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
