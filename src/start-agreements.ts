import { join } from 'node:path'
import type { Checked } from './directory/load.ts'
import type { Directory } from './directory/participant.ts'
import { BASE_AGREEMENT } from './obligations/agreements/catalogue.ts'
import { loadAgreements, type Agreements } from './obligations/agreements/load-agreements.ts'
import { inForce } from './obligations/agreements/version.ts'
import { takesReferrals } from './referral/rules.ts'

/** The agreements of `profiles/`, or what is wrong with them in one line each. */
export async function shippedAgreements(profiles: string): Promise<Checked<Agreements>> {
  const loaded = await loadAgreements(join(profiles, 'agreements'), join(profiles, 'fhir'))
  if (loaded.ok) return { ok: true, value: loaded.agreements }
  return { ok: false, problems: loaded.problems.map(({ file, pointer, message }) => `${file}${pointer} ${message}`) }
}

/**
 * What does not fit between agreements and directory: no base, a participant whose agreement nobody loaded, and an
 * agreement for a pair that the directory does not have, which would hold for no referral and so not at all.
 */
export function unfitAgreements(directory: Directory, agreements: Agreements): readonly string[] {
  const base = agreements.has(BASE_AGREEMENT) ? [] : [`${BASE_AGREEMENT}.json: no base agreement is loaded`]
  const unloaded = directory.all.filter(({ agreement }) => agreement !== undefined && !agreements.has(agreement))
  return [
    ...base,
    ...unloaded.map(({ id }) => `${id}: its agreement is not loaded`),
    ...inForce(agreements).flatMap(({ id, holdsFor }) => {
      if (holdsFor === undefined || !('pair' in holdsFor)) return []
      const [requester, performer] = holdsFor.pair
      const asking = directory.byId(requester)?.dialect === undefined ? [`${requester} is nobody who refers`] : []
      const asked = directory.byId(performer)
      const takes = asked !== undefined && takesReferrals.has(asked.role)
      const problems = [...asking, ...(takes ? [] : [`${performer} is nobody who takes referrals`])]
      return problems.map((problem) => `${id}.json/holdsFor/pair: in the directory, ${problem}`)
    })
  ]
}
