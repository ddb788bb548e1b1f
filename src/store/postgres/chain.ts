import { createHash, randomUUID } from 'node:crypto'
import { genesis, seal, type ChainHead } from '../../audit/chain.ts'
import type { AuditEntry, AuditRow } from '../change.ts'
import { all } from '../sql/statement.ts'
import { headOf } from '../sql/audit-read.ts'
import { text } from '../sql/row.ts'
import type { Session } from './driver.ts'
import { chainLocks } from './durability.ts'

/** An audit chain in the hands of this process: its head is kept in memory and moves with each line. */
export class Chain {
  readonly id: string
  #head: ChainHead

  constructor(id: string, head: ChainHead) {
    this.id = id
    this.#head = head
  }

  get head(): ChainHead {
    return this.#head
  }

  /** Gives lines their place in the chain; they stand there once the batch is committed. */
  seal(entries: readonly AuditEntry[]): readonly AuditRow[] {
    return entries.map((entry) => {
      const seq = this.#head.seq + 1
      const hash = seal(this.#head.hash, seq, entry)
      this.#head = { seq, hash }
      return { ...entry, chain: this.id, seq, hash }
    })
  }

  /** Puts the head back to where it was before a batch that was rolled back; else the chain would have a gap. */
  restore(head: ChainHead): void {
    this.#head = head
  }
}

/**
 * Takes a chain that no living process holds, the one named where that is free, or starts one.
 *
 * The lock belongs to the connection: the server frees it with the connection's end, so a dead process leaves nothing
 * behind, and as many chains are made as processes ever wrote at once.
 */
export async function adoptChain(session: Session, wanted: string | undefined, now: number): Promise<Chain> {
  const rows = await session.perform(all('SELECT id FROM chain ORDER BY id'))
  const known = rows.map((row) => text(row, 'id'))
  const sorted = wanted === undefined ? known : [wanted, ...known.filter((id) => id !== wanted)]
  for (const id of sorted) {
    if (await tryLock(session, id)) return new Chain(id, await session.perform(headOf(id)))
  }
  const id = randomUUID()
  await tryLock(session, id)
  await session.native('INSERT INTO chain (id, created_at) VALUES ($1, $2)', [id, now])
  return new Chain(id, genesis(id))
}

/**
 * Writes something, so that its COMMIT waits for the standby, which then has everything before it as well: what was committed
 * here alone, because its own wait was cut short, is not to be acknowledged.
 *
 * @returns whether that is certain.
 */
export async function isReplicated(session: Session, chain: string): Promise<boolean> {
  await session.script('BEGIN')
  await session.native('UPDATE chain SET stamped_at = stamped_at WHERE id = $1', [chain])
  return session.commit()
}

/** Whether a line stands in its chain: whether the batch that it ends was committed. */
export async function stands(session: Session, { chain, seq, hash }: AuditRow): Promise<boolean> {
  const sql = 'SELECT 1 AS stands FROM audit WHERE chain = $1 AND seq = $2 AND hash = $3'
  return (await session.native(sql, [chain, seq, hash])).rows.length > 0
}

/** Two chains with the same key only keep each other from being taken at the same time. */
async function tryLock(session: Session, id: string): Promise<boolean> {
  const key = createHash('sha256').update(id).digest().readInt32BE(0)
  const { rows } = await session.native('SELECT pg_try_advisory_lock($1, $2)::text AS held', [chainLocks, key])
  return rows[0]?.['held'] === 'true'
}
