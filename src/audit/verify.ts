import type { Store } from '../store/port.ts'
import { genesis, verifyChain, type ChainHead, type Verified } from './chain.ts'

/** What became of one chain. */
export type ChainVerdict = Verified & { readonly chain: string }

/** Lines in memory at a time: a page of about 300 kB. */
const linesPerPage = 1_000

/**
 * Walks every audit chain of a store from its first line to the head that the store claims.
 *
 * Lines added during the walk are left for the next one. A chain cut off at its end is seen only by comparing the head
 * with one noted before, such as the `auditHeads` of a report.
 */
export async function verifyAudit(store: Pick<Store, 'read'>): Promise<readonly ChainVerdict[]> {
  const { facts: heads } = await store.read({ kind: 'auditHeads' })
  const verdicts: ChainVerdict[] = []
  for (const [chain, head] of Object.entries(heads)) {
    verdicts.push({ chain, ...(await walk(store, chain, head)) })
  }
  return verdicts
}

async function walk(store: Pick<Store, 'read'>, chain: string, claimed: ChainHead): Promise<Verified> {
  let head = genesis(chain)
  // Each turn moves on by at least one line, so the walk ends at the claimed head.
  while (head.seq < claimed.seq) {
    const limit = Math.min(linesPerPage, claimed.seq - head.seq)
    const { facts: rows } = await store.read({ kind: 'audit', chain, afterSeq: head.seq, limit })
    if (rows.length === 0) return { ok: false, seq: head.seq + 1, reason: `line ${head.seq + 1} is missing` }
    const verified = verifyChain(rows, head)
    if (!verified.ok) return verified
    head = verified.head
  }
  if (head.hash !== claimed.hash) return { ok: false, seq: head.seq, reason: 'the last line is not the claimed head' }
  return { ok: true, head }
}
