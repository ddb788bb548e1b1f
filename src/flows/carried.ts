import { referencesIn, splitReference } from '../fhir/references.ts'
import type { Located } from '../fhir/located.ts'
import { readRow } from '../referral/projection.ts'
import { CANONICAL_PROJECTION } from '../store/change.ts'
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
const focalTypes: ReadonlySet<string> = new Set(['ServiceRequest', 'Task', 'Communication'])

/** Rounds in which references of carried resources are followed: patient, GP's role, practice, location. */
const ROUNDS_MAX = 6

/** Canonical resources that a new referral carries on from earlier messages. */
export interface Carried {
  readonly located: readonly Located[]
  /** Referrals that they came with; true where what came with them is about a patient and not only about organisations. */
  readonly owners: ReadonlyMap<string, boolean>
}

/** The canonical form of what a new referral refers to, with what that refers to in turn (a patient, their GP, the practice). */
export async function carriedWith(deps: Deps, asked: readonly Asked[]): Promise<Carried> {
  const found = new Map<string, Located>()
  const owners = new Map<string, boolean>()
  const named = await deps.store.read({
    kind: 'resources',
    projection: CANONICAL_PROJECTION,
    refs: asked.filter(({ type }) => focalTypes.has(type))
  })
  for (const { referral } of named.facts) owners.set(referral, true)
  let wanted = asked.filter(({ type }) => !focalTypes.has(type))
  for (let round = 0; round < ROUNDS_MAX && wanted.length > 0; round++) {
    const { facts } = await deps.store.read({ kind: 'resources', projection: CANONICAL_PROJECTION, refs: wanted })
    for (const { referral, type } of facts) {
      owners.set(referral, owners.get(referral) === true || !impersonal.has(type))
    }
    const paths = new Map(wanted.map(({ type, id, path }) => [`${type}/${id}`, path]))
    const read = facts.map((row) => ({ resource: readRow(row), path: paths.get(`${row.type}/${row.id}`) ?? '' }))
    for (const one of read) found.set(`${one.resource.resourceType}/${one.resource.id ?? ''}`, one)
    wanted = read.flatMap(({ resource, path }) =>
      referencesIn(resource, path).flatMap(({ reference }) => {
        const target = splitReference(reference)
        const isKnown = target === undefined || found.has(reference) || focalTypes.has(target.type)
        return isKnown ? [] : [{ ...target, path }]
      })
    )
  }
  return { located: [...found.values()], owners }
}
