/** The care and control roles that a participant can have (design section 5). */
export type Role = 'his' | 'gb-ggz' | 's-ggz' | 'crisis' | 'hap' | 'region' | 'auditor' | 'operator'

/** A JSON Web Key, public or private (RFC 7517). */
export interface JsonWebKey {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly [member: string]: unknown
}

/** One system that speaks with the gateway, as the directory file describes it. */
export interface Participant {
  readonly id: string
  /** The organisation's name as people know it; never used to identify it. */
  readonly name: string
  readonly role: Role
  /** Organisation identifiers; the only thing by which a referral is routed. */
  readonly identifiers: { readonly ura?: string; readonly agb?: string }
  readonly region?: string
  /** The dialect it speaks, a folder under `mappings/`; control roles have none. */
  readonly dialect?: string
  /** `push`: messages are sent to its endpoint; `pull`: it has none, and what it reads is delivered by that. */
  readonly delivery?: 'push' | 'pull'
  readonly endpoint?: { readonly url: string; readonly auth: { readonly type: 'none' } }
  readonly keys?: { readonly jwks: { readonly keys: readonly JsonWebKey[] } }
  /** The agreement that holds for referrals to it; where it names none, that of its region, else `lga`. */
  readonly agreement?: string
}

/** The participants, found by what a message can name them with. */
export interface Directory {
  readonly all: readonly Participant[]
  byId(id: string): Participant | undefined
  /** The organisation by URA, else by AGB (design section 5: URA, else AGB). */
  byIdentifier(identifiers: { readonly ura?: string; readonly agb?: string }): Participant | undefined
}
