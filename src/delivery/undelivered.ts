import { parseCarried } from '../exact-json.ts'
import { CANONICAL } from '../fhir/systems.ts'

/**
 * The relation of a `Bundle.link` that names an earlier message of the same referral which could not be delivered.
 *
 * Its `url` is `urn:uuid:<Bundle.identifier of that message>`: the receiver learns that something is missing before this.
 */
export const FOLLOWS_UNDELIVERED = `${CANONICAL}/link-relation/follows-undelivered`

/**
 * A Bundle that names the messages which died before it; with nothing to name it is the same text.
 *
 * `Bundle.identifier` and all else stay as they are, so a receiver that counts by identifier counts one message.
 *
 * @param body - a Bundle as JSON text.
 * @param undelivered - ids of the dead messages, oldest first.
 */
export function namingUndelivered(body: string, undelivered: readonly string[]): string {
  if (undelivered.length === 0) return body
  const bundle = parseCarried(body)
  if (typeof bundle !== 'object' || bundle === null) throw new TypeError('the message is not a Bundle')
  const links = 'link' in bundle && Array.isArray(bundle.link) ? (bundle.link as readonly unknown[]) : []
  const named = undelivered.map((id) => ({ relation: FOLLOWS_UNDELIVERED, url: `urn:uuid:${id}` }))
  return JSON.stringify({ ...bundle, link: [...links, ...named] })
}
