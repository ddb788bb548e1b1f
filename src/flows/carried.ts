import type { Participant } from '../directory/participant.ts'
import { referencesIn, referenceTo, splitReference } from '../fhir/references.ts'
import type { Located } from '../fhir/located.ts'
import { readRow } from '../referral/projection.ts'
import { canonicalOf } from '../referral/canonical-of.ts'
import { ok, type Result } from '../result.ts'
import { CANONICAL_PROJECTION, type StoredResource } from '../store/change.ts'
import type { Deps } from './deps.ts'
import type { Asked } from './gather.ts'

/** Types that are about organisations and the people who work there: they may stand in referrals of different patients. */
export const impersonal: ReadonlySet<string> = new Set([
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'HealthcareService',
  'Endpoint'
])

/** Resources that belong to one referral alone: another may name them, and does not carry them. */
const focalTypes: ReadonlySet<string> = new Set(['ServiceRequest', 'Task', 'Communication', 'CommunicationRequest'])

/** Rounds in which references of carried resources are followed: patient, GP's role, practice, location. */
const ROUNDS_MAX = 6

/** Canonical resources that a new referral carries on from earlier messages. */
export interface Carried {
  readonly located: readonly Located[]
  /** Referrals that they came with; true where what came with them is about a patient and not only about organisations. */
  readonly owners: ReadonlyMap<string, boolean>
}

/**
 * The canonical form of what a new referral refers to, with what that refers to in turn (a patient, their GP, the practice).
 *
 * Errors (422): those of the sender's map, for what only its own projection has.
 */
export async function carriedWith(deps: Deps, sender: Participant, asked: readonly Asked[]): Promise<Result<Carried>> {
  const found = new Map<string, Located>()
  const owners = new Map<string, boolean>()
  const named = await deps.store.read({
    kind: 'resources',
    projection: CANONICAL_PROJECTION,
    refs: asked.filter(({ type }) => focalTypes.has(type))
  })
  for (const { referral } of named.facts) owners.set(referral, true)
  const outside = asked.filter(({ type }) => !focalTypes.has(type))
  const own = await ownOnly(deps, sender, outside)
  const made = canonicalOf(deps.rules, sender, own.located)
  if (!made.ok) return made
  for (const one of made.value.resources) found.set(referenceTo(one.resource), one)
  const note = ({ referral, type }: StoredResource): void =>
    void owners.set(referral, owners.get(referral) === true || !impersonal.has(type))
  own.rows.forEach(note)
  let wanted = [...outside, ...made.value.resources.flatMap((one) => wantedBy(one, found))]
  for (let round = 0; round < ROUNDS_MAX && wanted.length > 0; round++) {
    const { facts } = await deps.store.read({ kind: 'resources', projection: CANONICAL_PROJECTION, refs: wanted })
    facts.forEach(note)
    const paths = new Map(wanted.map(({ type, id, path }) => [`${type}/${id}`, path]))
    const read = facts.map((row) => ({ resource: readRow(row), path: paths.get(`${row.type}/${row.id}`) ?? '' }))
    for (const one of read) found.set(referenceTo(one.resource), one)
    wanted = read.flatMap((one) => wantedBy(one, found))
  }
  return ok({ located: [...found.values()], owners })
}

/** What a resource refers to that was not found yet. */
function wantedBy({ resource, path }: Located, found: ReadonlyMap<string, Located>): Asked[] {
  return referencesIn(resource, path).flatMap(({ reference }) => {
    const target = splitReference(reference)
    const isKnown = target === undefined || found.has(reference) || focalTypes.has(target.type)
    return isKnown ? [] : [{ ...target, path }]
  })
}

/**
 * What the gateway made for this sender alone, such as a letter as text or a Condition of a reason in words: another reader
 * does not have it, and would be sent a reference that leads nowhere. It is carried on as if the sender had written it.
 */
async function ownOnly(
  deps: Deps,
  sender: Participant,
  refs: readonly Asked[]
): Promise<{ readonly rows: readonly StoredResource[]; readonly located: readonly Located[] }> {
  const canonical = await deps.store.read({ kind: 'resources', projection: CANONICAL_PROJECTION, refs })
  const known = new Set(canonical.facts.map(({ type, id }) => `${type}/${id}`))
  const made = refs.filter(({ type, id }) => !known.has(`${type}/${id}`))
  if (made.length === 0) return { rows: [], located: [] }
  const { facts: rows } = await deps.store.read({ kind: 'resources', projection: sender.id, refs: made })
  const paths = new Map(made.map(({ type, id, path }) => [`${type}/${id}`, path]))
  const located = rows.map((row) => ({ resource: readRow(row), path: paths.get(`${row.type}/${row.id}`) ?? '' }))
  return { rows, located }
}
