/**
 * `node src/cli/verify-audit.ts`: walks the audit chains of the store in `GATEWAY_DATA_DIR` (default `./data`), also while
 * the gateway runs, prints one line for each chain, and exits with 0 when all are whole and with 1 when not.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { verifyAudit, type ChainVerdict } from '../audit/verify.ts'
import { openReadOnly } from '../store/open.ts'

const file = join(process.env['GATEWAY_DATA_DIR'] ?? './data', 'gateway.sqlite')
process.exitCode = existsSync(file) ? await verifyFile(file) : noStore(file)

async function verifyFile(path: string): Promise<number> {
  const store = openReadOnly({ file: path })
  const verdicts = await verifyAudit(store)
  await store.close()
  for (const verdict of verdicts) console.log(line(verdict))
  return verdicts.every(({ ok }) => ok) ? 0 : 1
}

function line(verdict: ChainVerdict): string {
  if (!verdict.ok) return `chain ${verdict.chain}: BROKEN at line ${verdict.seq}: ${verdict.reason}`
  return `chain ${verdict.chain}: whole, ${verdict.head.seq} lines, head ${verdict.head.hash}`
}

function noStore(path: string): number {
  console.log(`no store at ${path}: set GATEWAY_DATA_DIR to the gateway's data directory`)
  return 1
}
