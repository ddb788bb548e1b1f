/** What a line of the audit chain can be about; from `waive` on they are operations on duties, and `operate` is one that was refused. */
export const auditActions = [
  ...(['receive', 'deliver', 'clock', 'read', 'remind'] as const),
  ...(['waive', 'dispute', 'assign', 'move', 'agreement', 'operate'] as const)
] as const

/** One line of the audit chain: codes and ids only, never content. */
export interface AuditEntry {
  /** A store that stamps keeps the instant of the commit where that is later. */
  readonly at: number
  /** The participant that acted; `gateway` for the gateway itself. */
  readonly participant: string
  readonly action: (typeof auditActions)[number]
  /** For `operate`: refused. For `receive`: accepted, repeated, refused. For `deliver`: delivered, dead, or curtailed where the rest still waits. */
  readonly outcome: string
  /** `received` or outbox message id. */
  readonly message?: string
  readonly referral?: string
  /** The stable code of the first issue, for a refusal; the reason, for a dead or curtailed message. */
  readonly reason?: string
}

/** An audit line as it stands in the chain. */
export interface AuditRow extends AuditEntry {
  readonly chain: string
  readonly seq: number
  /** SHA-256 in hex over the previous hash and this line. */
  readonly hash: string
}
