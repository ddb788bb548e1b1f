import type { Participant } from '../../directory/participant.ts'
import { derivedId } from '../../fhir/derived-id.ts'
import type { Located } from '../../fhir/located.ts'
import { referencesIn, referenceTo, splitReference } from '../../fhir/references.ts'
import { ok, type Result } from '../../result.ts'
import { CANONICAL_PROJECTION, type FactRow, type OutboxMessage, type StoredResource } from '../../store/change.ts'
import type { ReferralFacts } from '../../store/port.ts'
import { missedBy } from '../catch-up.ts'
import { agreementOf } from '../duties.ts'
import { partiesIn, resourcesIn } from '../known.ts'
import { ownersIn } from '../negotiation/negotiated.ts'
import { askerOf, isUnanswered, negotiations, ownerOf, taskKindOf } from '../negotiation/negotiations.ts'
import { outboxMessage } from '../outbound.ts'
import { withParties } from '../parties.ts'
import { currentRows, nextRows, readRow, rowKey } from '../projection.ts'
import { renderFor } from '../render.ts'
import type { Arrival, Rules } from '../rules.ts'
import { isWithheld, keptFrom, readableBy } from '../withheld.ts'

/** A referral that a practice takes over: its parties are the new ones, its facts those of the take-over included. */
export interface Handing {
  readonly known: ReferralFacts
  readonly facts: readonly FactRow[]
  readonly to: Participant
  /** Communications that the practice before never got, or has yet to answer. */
  readonly letters: readonly string[]
}

/** What goes in one message, in canonical form. */
export interface Handed {
  /** Tells the messages of one referral apart. */
  readonly key: string
  readonly communication?: string
  readonly located: readonly Located[]
}

/** Types of the referral itself or of what stands beside it, so that no letter brings them along. */
const ofReferral: ReadonlySet<string> = new Set(['ServiceRequest', 'Task', 'Communication', 'Consent', 'Flag'])

/**
 * What a practice that takes over is to read: the referral as it was sent, each letter that its predecessor never got or has
 * yet to answer, and what is asked of it by a Task that nobody has answered. What the patient's objection keeps from it stays back, and one that reads the referral already is sent no second one.
 */
export function handedTo(rules: Rules, { now }: Pick<Arrival, 'now'>, handing: Handing): readonly Handed[] {
  const { known, facts, to, letters } = handing
  const opening = missedBy(rules, { known, facts, now, news: [] }).get(to.id) ?? []
  const question = { agreement: agreementOf(rules, known.referral.agreement), referral: known.referral, facts, now }
  const kept = keptFrom(to.id, { ...question, resources: known.resources })
  const rows = known.resources.filter(({ projection }) => projection === CANONICAL_PROJECTION)
  const sent = new Set(opening.map(({ resource }) => referenceTo(resource)))
  const isOpen = (sender: string, kind: string | undefined): boolean =>
    !isWithheld(question, { receiver: to.id, sender, kind })
  const fresh = (located: readonly Located[]): readonly Located[] => {
    const left = located.filter(({ resource }) => {
      return !sent.has(referenceTo(resource)) && !kept.has(referenceTo(resource))
    })
    for (const { resource } of left) sent.add(referenceTo(resource))
    return left
  }
  const unheard = [...new Set(letters)].flatMap((communication): readonly Handed[] => {
    const fact = facts.find((one) => one.communication === communication)
    if (fact?.kindOfFeedback === undefined || !isOpen(fact.by, fact.kindOfFeedback)) return []
    return [{ key: communication, communication, located: fresh(letterIn(rows, fact.message)) }]
  })
  const asked = unansweredBy(rows, handing).flatMap(({ task, kind, asker }): readonly Handed[] => {
    if (!isOpen(asker, negotiations[kind].contentOf)) return []
    return [{ key: task.id, located: fresh([{ resource: readRow(task), path: '' }]) }]
  })
  return [...(opening.length === 0 ? [] : [{ key: '', located: opening }]), ...unheard, ...asked]
}

/** The Tasks that ask something of the practice that takes over: whoever was asked before it, it is the one to answer now. */
function unansweredBy(rows: readonly StoredResource[], { known: { referral }, facts, to }: Handing) {
  return rows.flatMap((task) => {
    const resource = readRow(task)
    if (resource.resourceType !== 'Task' || !isUnanswered(resource)) return []
    const [kind, asker] = [taskKindOf(resource), askerOf(task.id, facts)]
    if (kind === undefined || asker === undefined || ownerOf(kind, referral, asker) !== to.id) return []
    return [{ task, kind, asker }]
  })
}

/** What is named in it and does not come with this referral: the patient or doctor that it took over from an earlier one. */
export function namedOutside(
  handed: readonly Handed[],
  { resources }: ReferralFacts
): readonly { readonly type: string; readonly id: string; readonly path: string }[] {
  const rows = resources.filter(({ projection }) => projection === CANONICAL_PROJECTION)
  const known = new Set(rows.map(({ type, id }) => `${type}/${id}`))
  const named = handed.flatMap(({ located }) => located.flatMap(({ resource }) => referencesIn(resource, '')))
  const outside = new Map(named.filter(({ reference }) => !known.has(reference)).map((one) => [one.reference, one]))
  return [...outside.keys()].flatMap((reference) => {
    const target = splitReference(reference)
    return target !== undefined && whoOrWhere.has(target.type) ? [{ ...target, path: '' }] : []
  })
}

/** Types that are about people and organisations, and hold nothing of a letter. */
const whoOrWhere: ReadonlySet<string> = new Set([
  ...['Patient', 'RelatedPerson', 'Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService']
])

/** What a referral is handed over with. */
export interface Beside {
  readonly handed: readonly Handed[]
  /** What is named outside (`namedOutside`), in canonical form; it goes with the first message. */
  readonly carried: readonly Located[]
  /** Rows that the new practice has already of any of this, from another referral. */
  readonly held: readonly StoredResource[]
}

/**
 * What a practice that takes over reads, in its own dialect, and the messages that bring it: the referral first.
 *
 * Errors: those of rendering, 422.
 */
export function handedOver(
  rules: Rules,
  { message, now }: Pick<Arrival, 'message' | 'now'>,
  { known, facts, to, handed, carried, held }: Handing & Beside
): Result<{ readonly rows: readonly StoredResource[]; readonly outbox: readonly OutboxMessage[] }> {
  const { referral } = known
  const question = { agreement: agreementOf(rules, referral.agreement), referral, facts, now }
  const kept = keptFrom(to.id, { ...question, resources: known.resources })
  const before = resourcesIn(known, CANONICAL_PROJECTION)
  const parties = withParties(
    [],
    partiesIn(known).map((id) => rules.directory.byId(id))
  )
  const current = new Map(currentRows([...known.resources, ...held]))
  const canonical = [
    ...before.filter((one) => !kept.has(referenceTo(one))),
    ...carried.map(({ resource }) => resource),
    ...parties
  ]
  const own = [...resourcesIn(known, to.id), ...held.map(readRow), ...parties]
  const owners = ownersIn(known, { facts, canonical: [] })
  const frame = { referral, now, owners, cause: { message, isPosted: false } }
  const rows: StoredResource[] = []
  const outbox: OutboxMessage[] = []
  for (const [index, { key, communication, located }] of handed.entries()) {
    const toRead = index === 0 ? [...carried, ...located] : located
    const readable = readableBy(toRead, { receiver: to.id, performer: referral.performer, known: before, kept })
    const rendered = renderFor(rules, to, readable, { canonical, own })
    if (!rendered.ok) return rendered
    own.push(...rendered.value.resources)
    const made = nextRows(to.id, rendered.value.resources, { ...frame, current })
    for (const row of made) current.set(rowKey(to.id, readRow(row)), row)
    if (made.length === 0) continue
    rows.push(...made)
    // Of one cause and receiver there is one message; each letter has its own.
    const cause = derivedId(message, referral.id, key)
    const about = { receiver: to.id, referral: referral.id, priority: 2, cause, now } as const
    const letter = communication === undefined ? {} : { communication }
    outbox.push({ ...outboxMessage(made, { ...about, ...letter }, rules.base), cause: message })
  }
  return ok({ rows, outbox })
}

/** What a message brought, with all that this names in the referral but for the referral itself. */
function letterIn(rows: readonly StoredResource[], message: string): readonly Located[] {
  const known = new Map(rows.map((row) => [`${row.type}/${row.id}`, row]))
  const taken = new Map(
    [...known].filter(([, { type, cause }]) => {
      return cause?.message === message && (!ofReferral.has(type) || type === 'Communication')
    })
  )
  // A Map is walked in order of insertion, so what is added while walking is walked, too; the referral bounds it.
  for (const row of taken.values()) {
    for (const { reference } of referencesIn(readRow(row), '')) {
      const target = known.get(reference)
      if (target !== undefined && !ofReferral.has(target.type)) taken.set(reference, target)
    }
  }
  return [...taken.values()].map((row) => ({ resource: readRow(row), path: '' }))
}
