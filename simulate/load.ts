import { fileURLToPath } from 'node:url'
import { loadAgreements, type Agreements } from '../src/obligations/agreements/load-agreements.ts'
import { readRules, type Rule } from './count/rules.ts'

const folder = new URL('../profiles/agreements/', import.meta.url)

/** The agreements as the gateway loads them, and the rules of the base one as the count reads them. */
export async function loadAll(): Promise<{ readonly agreements: Agreements; readonly counted: readonly Rule[] }> {
  const loaded = await loadAgreements(fileURLToPath(folder))
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  return { agreements: loaded.agreements, counted: readRules(new URL('lga.json', folder)) }
}
