import type { Communication, Reference, Resource, ServiceRequest, Task } from '@medplum/fhirtypes'
import { follow, referenceTo } from '../../src/fhir/references.ts'
import { lostLeaves } from './lost-leaves.ts'
import { systemsOf } from './survival-codes.ts'

/** A message that went from one dialect to another; systems of what was sent are in the form that is kept. */
export interface Chain {
  readonly from: string
  readonly to: string
  readonly sent: readonly Resource[]
  readonly got: readonly Resource[]
}

/** What comes in another form, or not, on the way out of or into a dialect. */
export interface Excuse {
  readonly from?: string
  readonly to?: string
  /** `Type.path` of what was sent; what is below it, too. */
  readonly at: string
  readonly because: string
  /** Whether what was sent of this resource is there in its other form. */
  readonly instead: (sent: Resource, got: Resource, chain: Chain) => boolean
}

export const excuses: readonly Excuse[] = [
  {
    from: 'his',
    at: 'ServiceRequest.status',
    because: 'completed of a HIS means sent, which is active for everyone else',
    instead: (sent, got, { to }) =>
      statusOf(sent) === 'completed' && statusOf(got) === (to === 'his' ? 'completed' : 'active')
  },
  {
    to: 'his',
    at: 'ServiceRequest.status',
    because: 'a referral that is active was sent, which a HIS calls completed',
    instead: (sent, got) => statusOf(sent) === 'active' && statusOf(got) === 'completed'
  },
  {
    to: 's-ggz',
    at: 'ServiceRequest.performerType',
    because: 'the echelon stands in orderDetail in s-ggz',
    instead: (sent, got) => {
      const { performerType } = sent as ServiceRequest
      const details = (got as ServiceRequest).orderDetail ?? []
      return details.some((detail) => lostLeaves(performerType, detail, '').length === 0) && hasEchelon(performerType)
    }
  },
  {
    from: 's-ggz',
    at: 'ServiceRequest.orderDetail',
    because: 'the echelon stands in performerType everywhere but in s-ggz',
    instead: (sent, got) => {
      const echelons = ((sent as ServiceRequest).orderDetail ?? []).filter(hasEchelon)
      const { performerType } = got as ServiceRequest
      return echelons.length === 1 && lostLeaves(echelons[0], performerType, '').length === 0
    }
  },
  { to: 's-ggz', at: 'Task.owner', because: 'the owner is named by its URA in s-ggz', instead: ownerIs('ura') },
  { to: 'gb-ggz', at: 'Task.owner', because: 'the owner is named by its AGB in gb-ggz', instead: ownerIs('agb-z') },
  {
    from: 's-ggz',
    at: 'Task.owner.type',
    because: 'the HealthcareService of s-ggz is an Organization everywhere else',
    instead: (sent, got) =>
      (sent as Task).owner?.type === 'HealthcareService' && (got as Task).owner?.type === 'Organization'
  },
  {
    to: 'his',
    at: 'Task.owner',
    because: 'an owner by number is pointed at, too',
    instead: (sent, got, { from }) => {
      const { type, ...said } = (sent as Task).owner ?? {}
      const after = (got as Task).owner
      return lostLeaves(said, after, '').length === 0 && (after?.type === type || from === 's-ggz')
    }
  },
  {
    to: 's-ggz',
    at: 'Task.for',
    because: 'a Task of s-ggz carries no BSN, so the patient is named by reference',
    instead: (sent, got, chain) => {
      const bsn = (sent as Task).for?.identifier?.value
      const patient = follow(chain.got, (got as Task).for)
      const isNamed = patient?.resourceType === 'Patient' && patient.identifier?.some(({ value }) => value === bsn)
      return (
        isNamed === true && lostLeaves({ ...(sent as Task).for, identifier: [] }, (got as Task).for, '').length === 0
      )
    }
  },
  {
    to: 'his',
    at: 'Communication.payload.contentReference',
    because: 'a HIS shows documents, so a letter is pointed at as a document of which the Composition is told',
    instead: lettersAreDocuments
  }
]

/** The excuses that hold for a chain. */
export function excusesOf({ from, to }: Chain): readonly Excuse[] {
  return excuses.filter((one) => (one.from ?? from) === from && (one.to ?? to) === to)
}

function statusOf(resource: Resource): unknown {
  return Reflect.get(resource, 'status')
}

function hasEchelon(concept: ServiceRequest['performerType']): boolean {
  return concept?.coding?.some(({ system = '' }) => systemsOf.echelon.includes(system)) === true
}

/** The organisation behind what a message calls the owner of a Task, found by reference or by number. */
export function organisationOf(owner: Reference | undefined, graph: readonly Resource[]) {
  const named = follow(graph, owner)
  const behind = named === undefined || named.resourceType === 'Organization' ? named : partyOf(named, graph)
  const { system, value } = owner?.identifier ?? {}
  return [behind, ...graph].find((resource) => {
    if (resource?.resourceType !== 'Organization') return false
    return (
      resource === behind || resource.identifier?.some((one) => one.system === system && one.value === value) === true
    )
  }) as Extract<Resource, { resourceType: 'Organization' }> | undefined
}

function partyOf(resource: Resource, graph: readonly Resource[]): Resource | undefined {
  const names = ['organization', 'providedBy', 'managingOrganization']
  const references = names.flatMap((name) => (Reflect.get(resource, name) as Reference | undefined) ?? [])
  return references.map((reference) => follow(graph, reference)).find((one) => one !== undefined)
}

function ownerIs(naming: string): Excuse['instead'] {
  const system = `http://fhir.nl/fhir/NamingSystem/${naming}`
  return (sent, got, chain) => {
    const [before, after] = [(sent as Task).owner, (got as Task).owner]
    const number = after?.identifier
    const own =
      before?.identifier?.system === system ? [before.identifier] : organisationOf(before, chain.sent)?.identifier
    const isSame = own?.some((one) => one.system === system && one.value === number?.value) === true
    return isSame && number?.system === system && before?.display === after?.display
  }
}

/** Each letter that a payload pointed at is the letter of a document that a payload points at now. */
function lettersAreDocuments(sent: Resource, got: Resource, chain: Chain): boolean {
  const payloads = (resource: Resource): readonly Reference[] =>
    ((resource as Communication).payload ?? []).flatMap(({ contentReference }) => contentReference ?? [])
  return payloads(sent).every((reference) => {
    if (follow(chain.sent, reference)?.resourceType !== 'Composition')
      return payloads(got).some((one) => lostLeaves(reference, one, '').length === 0)
    return payloads(got).some((one) => {
      const document = follow(chain.got, one)
      const related = document?.resourceType === 'DocumentReference' ? (document.context?.related ?? []) : []
      const isOfLetter = related.some((letter) => letter.reference === reference.reference)
      return isOfLetter && one.display === reference.display && follow(chain.got, reference) !== undefined
    })
  })
}

/** References of a graph, as `Type/id`. */
export function namesOf(graph: readonly Resource[]): ReadonlySet<string> {
  return new Set(graph.map(referenceTo))
}
