import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { AuditEntry, AuditRow } from '../store/change.ts'

/** How far a chain has come: the number of its last line and that line's hash. */
export interface ChainHead {
  readonly seq: number
  readonly hash: string
}

/** What walking a part of a chain found: the head it leads to, or the first line that does not fit. */
export type Verified =
  | { readonly ok: true; readonly head: ChainHead }
  | { readonly ok: false; readonly seq: number; readonly reason: string }

/** The head of a chain without lines; it is made from the chain's id, so that one chain cannot be shown as another. */
export function genesis(chain: string): ChainHead {
  return { seq: 0, hash: sha256(chain) }
}

/**
 * The hash of an audit line: SHA-256 in hex over the RFC 8785 form of `{previous, seq, entry}`.
 *
 * Only the fields of an `AuditEntry` are sealed, so a whole `AuditRow` gives the same hash as its entry.
 */
export function seal(previousHash: string, seq: number, entry: AuditEntry): string {
  const { at, participant, action, outcome, message, referral, reason } = entry
  // Fields that are undefined are left out of the canonical form, as RFC 8785 asks of JSON.
  const sealed = { at, participant, action, outcome, message, referral, reason }
  return sha256(canonicalize({ previous: previousHash, seq, entry: sealed }) ?? '')
}

/** Walks rows of one chain, in order of `seq`, on from a head that is already trusted. */
export function verifyChain(rows: readonly AuditRow[], from: ChainHead): Verified {
  let head = from
  for (const row of rows) {
    const seq = head.seq + 1
    if (row.seq !== seq) return { ok: false, seq, reason: `line ${seq} is missing, line ${row.seq} follows` }
    if (row.hash !== seal(head.hash, seq, row)) {
      return { ok: false, seq, reason: `line ${seq} does not match its hash` }
    }
    head = { seq, hash: row.hash }
  }
  return { ok: true, head }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
