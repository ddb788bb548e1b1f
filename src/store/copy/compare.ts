import { isDeepStrictEqual } from 'node:util'
import type { ChainVerdict } from '../../audit/verify.ts'
import { verifyAudit } from '../../audit/verify.ts'
import { digestOf, type TableDigest } from './digest.ts'
import { readsOf, type Side } from './side.ts'
import { copiedTables } from './tables.ts'

/** A table on both sides. */
export interface ComparedTable {
  readonly name: string
  readonly from: TableDigest
  readonly to: TableDigest
}

/** Two stores side by side. */
export interface Comparison {
  readonly tables: readonly ComparedTable[]
  /** The audit chains of the first; those of the second are the same where nothing differs. */
  readonly chains: readonly ChainVerdict[]
  /** What differs or is broken, a line each, without any content of the stores; empty where all is equal and whole. */
  readonly differences: readonly string[]
}

/** Reads both sides whole: rows, hashes and audit chains. */
export async function compareSides(from: Side, to: Side): Promise<Comparison> {
  const tables: ComparedTable[] = []
  for (const table of copiedTables) {
    tables.push({ name: table.name, from: await digestOf(from, table), to: await digestOf(to, table) })
  }
  const chains = await verifyAudit(readsOf(from))
  const copied = await verifyAudit(readsOf(to))
  const broken = [...brokenOf('from', chains), ...brokenOf('to', copied)]
  const heads = isDeepStrictEqual(chains, copied) ? [] : ['the audit chains differ']
  return { tables, chains, differences: [...tables.flatMap(differenceOf), ...broken, ...heads] }
}

function differenceOf({ name, from, to }: ComparedTable): readonly string[] {
  if (from.rows !== to.rows) return [`table ${name}: ${from.rows} rows and ${to.rows}`]
  if (from.hashed !== from.rows || to.hashed !== to.rows) {
    return [`table ${name}: of ${from.rows} rows ${from.hashed} and ${to.hashed} were read`]
  }
  return from.sha256 === to.sha256 ? [] : [`table ${name}: the rows differ, ${from.sha256} and ${to.sha256}`]
}

function brokenOf(side: 'from' | 'to', verdicts: readonly ChainVerdict[]): readonly string[] {
  return verdicts.flatMap((verdict) =>
    verdict.ok ? [] : [`${side}: the audit chain ${verdict.chain} is broken: ${verdict.reason}`]
  )
}
