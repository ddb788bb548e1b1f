import type { Bundle, Resource } from '@medplum/fhirtypes'
import type { Said } from './said.ts'

/** A request that this system made, and what the gateway answered. */
export interface Sent {
  /** When, on the gateway's clock: ISO 8601, UTC. */
  readonly at: string
  readonly request: string
  /** The Bundle's identifier, where it was a Bundle. */
  readonly identifier?: string
  /** 0 when no answer came. */
  readonly status: number
  /** The gateway said that it had answered this message before. */
  readonly replayed: boolean
  /** The referral that it is about: the id of its ServiceRequest at the gateway; absent where nobody can know it. */
  readonly referral?: string
  /** What it said; absent for bad input that says nothing. */
  readonly said?: Said
}

/** A message that arrived, also when it arrived before. */
export interface Received {
  readonly at: string
  /** `Bundle.identifier`; what was fetched from the gateway has `fetched` and a number. */
  readonly identifier: string
  readonly resources: readonly string[]
  /** Earlier messages of which the gateway says that this system never got them. */
  readonly followsUndelivered: readonly string[]
}

/** What this system did and got, from its own side; reconciliation and the reckoning of duties are made from it. */
export interface Diary {
  readonly sent: readonly Sent[]
  readonly received: readonly Received[]
  /** Identifiers of the messages that arrived, each once, in the order of their first arrival. */
  readonly unique: readonly string[]
  /** The resources as last received, by `Type/id`. */
  readonly resources: Readonly<Record<string, Resource>>
}

/** A diary that is being kept. */
export interface DiaryKeeper {
  readonly diary: Diary
  sent(entry: Omit<Sent, 'at'>): void
  /** Notes a message and takes over its resources; a repeat is noted and changes nothing else. */
  received(identifier: string, bundle: Bundle): void
}

/**
 * Opens an empty diary; it lives as long as the process.
 *
 * @param now - the time that stands beside each entry, ISO 8601.
 */
export function openDiary(now: () => string): DiaryKeeper {
  const sent: Sent[] = []
  const received: Received[] = []
  const unique: string[] = []
  const seen = new Set<string>()
  const resources: Record<string, Resource> = {}
  return {
    diary: { sent, received, unique, resources },
    sent(entry) {
      sent.push({ at: now(), ...entry })
    },
    received(identifier, bundle) {
      const arrived = (bundle.entry ?? []).flatMap(({ resource }) => resource ?? [])
      received.push({
        at: now(),
        identifier,
        resources: arrived.map(nameOf),
        followsUndelivered: (bundle.link ?? [])
          .filter(({ relation }) => relation.endsWith('/follows-undelivered'))
          .map(({ url }) => url)
      })
      if (seen.has(identifier)) return
      seen.add(identifier)
      unique.push(identifier)
      for (const resource of arrived) resources[nameOf(resource)] = resource
    }
  }
}

function nameOf({ resourceType, id = '' }: Resource): string {
  return `${resourceType}/${id}`
}
