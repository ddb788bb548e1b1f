import { join } from 'node:path'
import { loadAgreements } from '../../src/obligations/agreements/load-agreements.ts'
import type { Agreement } from '../../src/obligations/agreement.ts'

/** The agreement that the gateway comes with. */
export async function agreementOf(): Promise<Agreement> {
  const loaded = await loadAgreements(join(import.meta.dirname, '..', '..', 'profiles', 'agreements'))
  const agreement = loaded.ok ? loaded.agreements.get('lga') : undefined
  if (agreement === undefined) throw new Error('there is no agreement lga')
  return agreement
}
