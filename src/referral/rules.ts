import type { Located } from '../fhir/located.ts'
import type { Dialects, MapCatalogue } from '../mapping/port.ts'
import type { Validator } from '../profile/port.ts'
import type { Agreement } from '../obligations/agreement.ts'
import type { Directory, Participant } from '../directory/participant.ts'
import type { OutboxMessage, StoredResource, UnmatchedMessage, Write } from '../store/change.ts'
import type { Issue } from '../fhir/outcome.ts'

/** What decisions are made with: all of it data, compiled at start and never changed by a decision. */
export interface Rules {
  readonly directory: Directory
  readonly dialects: Dialects
  readonly maps: MapCatalogue
  readonly validator: Validator
  readonly agreements: ReadonlyMap<string, Agreement>
  /** The FHIR base URL of this gateway, without a slash at the end. */
  readonly base: string
  /** The pseudonym of a BSN under which a subject's stream runs. */
  readonly subjectOf: (bsn: string) => string
}

/** A message that arrived, read and sound in its sender's dialect. Times are of the gateway's clock. */
export interface Arrival {
  readonly participant: Participant
  /** The id under which the received message is kept. */
  readonly message: string
  readonly now: number
  /** The local day of `now`, `YYYY-MM-DD` in Europe/Amsterdam. */
  readonly today: string
  /** New resources, with ids and references of this gateway. */
  readonly graph: readonly Located[]
}

/** Current rows by `projection/Type/id`. */
export type CurrentRows = ReadonlyMap<string, StoredResource>

/** What a decision wants written and sent, and what it wants told. */
export interface Decision {
  /** Empty for unmatched feedback. */
  readonly referral: string
  readonly writes: readonly Write[]
  readonly outbox: readonly OutboxMessage[]
  /** The sender's rows of what it wrote: new versions, or the current one where nothing changed. */
  readonly own: readonly StoredResource[]
  /** Told beside the success: obligations met, content missing. */
  readonly issues: readonly Issue[]
  /** Codes that travelled on without a translation: recorded, and no reason to refuse (design section 6). */
  readonly warnings: readonly Issue[]
  /** Set for feedback that fits no referral or several: nothing is written but the message itself. */
  readonly unmatched?: UnmatchedMessage['reason']
}

/** Roles to which a referral can be addressed. */
export const takesReferrals: ReadonlySet<Participant['role']> = new Set(['gb-ggz', 's-ggz', 'crisis'])
