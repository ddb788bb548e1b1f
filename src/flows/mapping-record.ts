import type { Participant } from '../directory/participant.ts'
import type { Rules } from '../referral/rules.ts'

/** A dialect as it was, or is. */
export interface DialectState {
  readonly version: string
  readonly fingerprint: string
}

/** With which dialects a message was read and passed on. */
export interface MappingRecord {
  /** The dialect of its sender. */
  readonly from: string
  /** All that were loaded, because a party may be told of it in any of them. */
  readonly dialects: Readonly<Record<string, DialectState>>
}

/** What is kept beside a message, so that later on nobody shows the maps of another day as those of that message. */
export function mappingRecord({ dialects }: Pick<Rules, 'dialects'>, { dialect = '' }: Participant): string {
  const states = [...dialects.values()].map(
    ({ name, version, fingerprint }) => [name, { version, fingerprint }] as const
  )
  const record: MappingRecord = { from: dialect, dialects: Object.fromEntries(states) }
  return JSON.stringify(record)
}

/** What was kept; undefined for a message of before it was. */
export function readMappingRecord(text: string | undefined): MappingRecord | undefined {
  // The store gives back the text that this module wrote.
  return text === undefined ? undefined : (JSON.parse(text) as MappingRecord)
}
