import type { Agreement } from '../agreement.ts'
import { AGE_MAX, mayHold } from './ages.ts'
import type { AgreementProblem } from './agreement-problem.ts'
import { otherAgesOf } from './choose.ts'
import { inForce } from './version.ts'

/** Something wrong with an agreement in its place among others. */
export interface PlacedProblem extends AgreementProblem {
  readonly agreement: Agreement
}

/**
 * What is wrong between the agreements in force: an age for which none holds, and a region or pair for which two do.
 *
 * Which one holds for a referral is decided once and without asking anybody, so nothing may be left open or to chance.
 */
export function checkAgreements(agreements: ReadonlyMap<string, Agreement>): readonly PlacedProblem[] {
  const all = inForce(agreements)
  return [
    ...all.flatMap((agreement) => checkOtherAges(agreements, agreement)),
    ...all.flatMap((agreement, index) => checkHolder(agreement, all.slice(0, index)))
  ]
}

function checkOtherAges(agreements: ReadonlyMap<string, Agreement>, agreement: Agreement): readonly PlacedProblem[] {
  const chain = otherAgesOf(agreements, agreement)
  const unloaded = chain.find(({ otherAges }) => otherAges !== undefined && !agreements.has(otherAges))
  if (unloaded !== undefined) {
    // Told once, of the one that names it.
    if (unloaded !== agreement) return []
    return [{ agreement, pointer: '/otherAges', message: `no agreement ${unloaded.otherAges ?? ''} is in force` }]
  }
  for (let age = 0; age < AGE_MAX; age += 1) {
    if (chain.some(({ ages }) => mayHold(ages, { least: age, most: age }))) continue
    return [{ agreement, pointer: '/otherAges', message: `leads to no agreement for a patient of ${age}` }]
  }
  return []
}

function checkHolder(agreement: Agreement, others: readonly Agreement[]): readonly PlacedProblem[] {
  const holder = holderOf(agreement)
  const other = others.find((one) => holder !== undefined && holderOf(one) === holder)
  if (other === undefined) return []
  return [{ agreement, pointer: '/holdsFor', message: `names the same as agreement ${other.id}` }]
}

function holderOf({ holdsFor }: Agreement): string | undefined {
  return holdsFor === undefined ? undefined : JSON.stringify(Object.entries(holdsFor))
}
