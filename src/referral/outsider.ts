import type { Resource, Task } from '@medplum/fhirtypes'
import type { Located } from '../fhir/located.ts'
import { referencesIn, referenceTo, splitReference, withoutReferencesTo } from '../fhir/references.ts'
import type { ReferralRow } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { dutyTasksFor, type Duty } from './duties.ts'
import { partiesIn } from './known.ts'

/**
 * Participants to whom a duty is owed and who take no part in the referral, such as the out-of-hours post that hears of a
 * crisis. They are sent the feedback that their duty asks for, and see nothing else of the referral. A practice whose place
 * another has taken is none of them, whatever it was owed.
 *
 * @param kind - of the feedback; undefined for everyone with a duty that binds.
 */
export function outsidersIn(
  { referral, facts }: Pick<ReferralFacts, 'referral' | 'facts'>,
  duties: readonly Pick<Duty, 'obligation' | 'rule'>[],
  kind?: string
): readonly string[] {
  const left = facts.flatMap(({ event, detail }) => (event === 'gp.changed' ? (detail?.instead ?? []) : []))
  const parties = [...partiesIn({ referral }), ...left]
  const found = duties.flatMap(({ obligation: { creditor }, rule }) => {
    const isAsked = rule.strength !== 'monitor' && (kind === undefined || rule.satisfiedBy.includes(kind))
    return creditor === null || !isAsked || parties.includes(creditor) ? [] : [creditor]
  })
  return [...new Set(found)]
}

/** Those of them who were sent something: a duty's Task without its patient would say nothing. */
export function outsideReaders(known: ReferralFacts, duties: readonly Duty[]): readonly string[] {
  return outsidersIn(known, duties).filter((id) => known.resources.some(({ projection }) => projection === id))
}

/** The Tasks of a reader's duties; to one who takes no part in the referral they name neither it nor its coordination Task. */
export function dutyTasksIn(referral: ReferralRow, reader: string, duties: readonly Duty[]): readonly Task[] {
  const tasks = dutyTasksFor(reader, duties)
  if (partiesIn({ referral }).includes(reader)) return tasks
  const hidden = new Set([`ServiceRequest/${referral.serviceRequest}`, `Task/${referral.task}`])
  return tasks.map((task) => withoutReferencesTo(task, hidden))
}

/** Types that are of the referral and of no letter, so that a letter brings none of them along. */
const ofReferral: ReadonlySet<string> = new Set(['ServiceRequest', 'Task', 'Communication', 'Consent', 'Flag'])

/**
 * The letter of a message with what it needs to be read, the Patient too, for one who takes no part in the referral: what it
 * names and that one cannot see is left out.
 *
 * @param news - the message in canonical form. `before`: what the letter may refer to.
 * @param kept - `Type/id` of what a patient's objection keeps from the receiver.
 */
export function letterOf(
  news: readonly Located[],
  { before, kept }: { readonly before: readonly Resource[]; readonly kept: ReadonlySet<string> }
): readonly Located[] {
  const [letter] = news.filter(({ resource }) => resource.resourceType === 'Communication')
  if (letter === undefined) return []
  const { path } = letter
  const known = new Map([...before.map((resource) => ({ resource, path })), ...news].map((one) => [nameOf(one), one]))
  const taken = new Map([[nameOf(letter), letter]])
  const left = new Set<string>()
  // A Map is walked in order of insertion, so what is added while walking is walked, too; the message bounds it.
  for (const { resource } of taken.values()) {
    for (const { reference } of referencesIn(resource, '')) {
      const target = known.get(reference)
      const isOfLetter = target !== undefined && !ofReferral.has(target.resource.resourceType) && !kept.has(reference)
      if (taken.has(reference)) continue
      if (isOfLetter) taken.set(reference, target)
      // The directory's organisations are known to everybody, and what is contained comes along.
      else if (isElsewhere(reference)) left.add(reference)
    }
  }
  return [...taken.values()].map((one) => ({ ...one, resource: withoutReferencesTo(one.resource, left) }))
}

function isElsewhere(reference: string): boolean {
  const target = splitReference(reference)
  return target !== undefined && target.type !== 'Organization'
}

function nameOf({ resource }: Located): string {
  return referenceTo(resource)
}
