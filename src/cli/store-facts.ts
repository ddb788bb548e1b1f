import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { verifyAudit, type ChainVerdict } from '../audit/verify.ts'
import { reasonOf } from '../reason.ts'
import { openReadOnly } from '../store/open.ts'

/** What tells one store file from another: its counts, where its audit chains end, and its bytes. */
export interface StoreFacts {
  readonly counts: Readonly<Record<Counted, number>>
  readonly chains: readonly ChainVerdict[]
  /** SHA-256 in hex of the file. */
  readonly sha256: string
  /** Whether the keys are inside under which its patients and pseudonyms are known. */
  readonly hasSecrets: boolean
}

/** A store file that is whole, or the line that says what is wrong with it. */
export type Inspected =
  { readonly ok: true; readonly facts: StoreFacts } | { readonly ok: false; readonly reason: string }

/**
 * Looks at a whole SQLite store file, in which nothing is written meanwhile: the engine's own check of every page, rows
 * without their referral, the audit chains, the counts.
 */
export async function inspectStore(file: string): Promise<Inspected> {
  const looked = lookInside(file)
  if (!looked.ok) return looked
  const store = openReadOnly({ file })
  const chains = await verifyAudit(store)
  await store.close()
  const broken = chains.find(({ ok }) => !ok)
  if (broken !== undefined) return { ok: false, reason: chainLine(broken) }
  return { ok: true, facts: { ...looked.facts, chains, sha256: await sha256Of(file) } }
}

/** What an operator reads of a store: counts, chains, SHA-256, one to a line. */
export function factLines({ counts, chains, sha256 }: StoreFacts): readonly string[] {
  const counted = Object.entries(counts).map(([name, count]) => `${name} ${count}`)
  return [counted.join(', '), ...chains.map(chainLine), `sha256 ${sha256}`]
}

/** What became of an audit chain, in one line. */
export function chainLine(verdict: ChainVerdict): string {
  if (!verdict.ok) return `chain ${verdict.chain}: BROKEN at line ${verdict.seq}: ${verdict.reason}`
  return `chain ${verdict.chain}: whole, ${verdict.head.seq} lines, head ${verdict.head.hash}`
}

/** SHA-256 in hex of a file's bytes. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

const tables = {
  referrals: 'referral',
  messages: 'message',
  obligations: 'obligation',
  'outgoing messages': 'outbox',
  'audit lines': 'audit'
} as const

type Counted = keyof typeof tables

type Inside =
  | { readonly ok: true; readonly facts: Pick<StoreFacts, 'counts' | 'hasSecrets'> }
  | { readonly ok: false; readonly reason: string }

function lookInside(file: string): Inside {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const [check] = database.prepare('PRAGMA integrity_check(1)').all()
    if (check?.['integrity_check'] !== 'ok')
      return { ok: false, reason: `damaged: ${String(check?.['integrity_check'])}` }
    if (database.prepare('PRAGMA foreign_key_check').get() !== undefined) {
      return { ok: false, reason: 'damaged: there are rows without their referral' }
    }
    const count = (sql: string): number => Number(database.prepare(sql).get()?.['total'])
    const counts = Object.entries(tables).map(([name, table]) => [
      name,
      count(`SELECT count(*) AS total FROM ${table}`)
    ])
    const secrets = count(
      `SELECT count(*) AS total FROM setting WHERE name IN ('secret/subjects', 'secret/pseudonyms')`
    )
    // One entry for each name of `tables`, whatever the types make of the entries of a list.
    const facts = { counts: Object.fromEntries(counts) as StoreFacts['counts'], hasSecrets: secrets === 2 }
    return { ok: true, facts }
  } catch (error) {
    // SQLite throws for what is no database, and for a database without these tables.
    return { ok: false, reason: `no store of the gateway: ${reasonOf(error)}` }
  } finally {
    database.close()
  }
}
